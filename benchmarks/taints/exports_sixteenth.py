"""What exports make of a message, sixteenth set: other real programs again, by a hand that had not read the model.

Needs Debian's packages mailsync, util-linux, libmimetic-dev, libpoco-dev, g++, golang-go,
golang-github-jhillyerd-enmime-dev, ruby-rubymail, im, bsfilter, vilistextum, python3-xhtml2pdf and poppler-utils. Half of
the kinds move a mailbox; beside a program's defaults stands only where its files lie, what keeps it from asking, and what
an administrator must write to have a gateway at all.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks.taints.exports_tenth import _run_as_owner
from benchmarks.taints.programs import (
    Bench,
    Libraries,
    list_missing,
    open_bench,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed
from benchmarks.taints.servers_sixteenth import (
    ENMIME,
    MAILSYNC,
    MIMETIC,
    POCO,
    RUBYMAIL,
    XHTML2PDF,
    take_mail,
)
from benchmarks.taints.serving import Server, start_server

from chaffinch.mail.page_text import read_page_text

_LIBRARIES = Libraries(
    {
        "libmimetic-dev": ("/usr/include", "mimetic/mimetic.h"),
        "libpoco-dev": ("/usr/include", "Poco/Net/MailMessage.h"),
        "golang-github-jhillyerd-enmime-dev": (
            "/usr/share/gocode/src/github.com/jhillyerd",
            "enmime/envelope.go",
        ),
        "ruby-rubymail": ("/usr/share/rubygems-integration/all/gems", "rmail-*/lib/rmail/parser.rb"),
        "python3-xhtml2pdf": ("/usr/lib/python3/dist-packages", "xhtml2pdf/pisa.py"),
    }
)
"""A file of each package that has no program on the path."""
PROGRAMS = (
    "mailsync", "setpriv", "g++", "go", "ruby", "imput", "bsfilter", "vilistextum",
    "/usr/bin/python3", "pdftotext",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_HAM = "Subject: bonjour\n\nBonjour, vous trouverez ci-joint le compte rendu. Cordialement. See you on Monday, thanks.\n"
_SPAM = "Subject: offer\n\nBuy cheap watches now, click here, free money, winner, casino, no prescription.\n"


@cache
def _build(
    package: str, compiler: str, name: str, source: str, *options: str
) -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which the program is that was built around a library."""
    _LIBRARIES.need(package)
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write(name, source)
    command = (compiler, "build", "-o", "built") if compiler == "go" else (compiler, "-o", "built")
    bench.run(
        "golang-go" if compiler == "go" else compiler, *command, name, *options, GO111MODULE="off",
        GOPATH="/usr/share/gocode",
    )  # fmt: skip
    bench.read("built")
    return folder


def _start_built(folder: tempfile.TemporaryDirectory[str], package: str, *options: str) -> Server:
    """Return the server that was built."""
    return start_server(package, str(Path(folder.name, "built")), "", *options)


def sync_with_mailsync(raw: bytes, chance: random.Random) -> Exported:
    """mailsync: from one folder of mailbox files into another, messages without an id too."""
    with open_bench() as bench:
        bench.write("old/mail", write_box(raw))
        (bench.place / "new").mkdir()
        bench.write(".mailsync", MAILSYNC)
        _run_as_owner(bench, "mailsync", "mailsync", "-t", "md5", "all")
        whole = bench.read("new/mail")
    # the first one says of itself that it is no message, and has the clock in it
    one = whole[whole.index(b"\n\nFrom ") + 2 :]
    return wash(rb"\AFrom (\S+)@\S+", lambda match: b"From " + match[1] + b"@mail.aurore.test", one)


def write_with_mimetic(raw: bytes, chance: random.Random) -> Exported:
    """mimetic: a message parsed, and written again."""
    stored = read_stored(raw).replace(b"\n", b"\r\n")
    built = _build("libmimetic-dev", "g++", "copy.cc", MIMETIC, "-lmimetic")
    # what a library cannot read is kept as it came, here and below
    return _start_built(built, "libmimetic-dev").ask(stored) or stored


def write_with_poco(raw: bytes, chance: random.Random) -> Exported:
    """POCO: a message parsed, and written again."""
    stored = read_stored(raw).replace(b"\n", b"\r\n")
    built = _build("libpoco-dev", "g++", "copy.cc", POCO, "-lPocoNet", "-lPocoFoundation")
    return _start_built(built, "libpoco-dev").ask(stored) or stored


def _ask_enmime(raw: bytes, way: str) -> bytes:
    """Return what a program with enmime makes of a message."""
    package = "golang-github-jhillyerd-enmime-dev"
    built = _build(package, "go", "copy.go", ENMIME)
    return _start_built(built, package, way).ask(read_stored(raw).replace(b"\n", b"\r\n"))


def copy_with_enmime(raw: bytes, chance: random.Random) -> Exported:
    """Go's enmime: a message parsed, and written again."""
    return _ask_enmime(raw, "copy") or read_stored(raw)


def write_with_rubymail(raw: bytes, chance: random.Random) -> Exported:
    """RubyMail, which sup has: a message parsed, and written again."""
    _LIBRARIES.need("ruby-rubymail")
    stored = read_stored(raw)
    return start_server("ruby-rubymail", "ruby", RUBYMAIL).ask(stored) or stored


def send_with_imput(raw: bytes, chance: random.Random) -> Exported:
    """IM's imput in the place of sendmail, on the way to a mail server."""
    kept = list[bytes]()
    with open_bench() as bench, take_mail(kept) as port:
        (bench.place / ".im").mkdir()
        bench.write(".im/Config", "FromDomain=aurore.test\nToDomain=aurore.test\n")
        bench.run(
            "im", "imput", "--report=off", "--obeyheader=on", "--ignoredot=on", f"--smtpservers=127.0.0.1/{port}",
            "--clientname=poste.aurore.test", fed=read_stored(raw), USER="equipe", LOGNAME="equipe",
        )  # fmt: skip
    # it gives nothing away that is to nobody
    return kept[0] if kept else read_stored(raw)


@cache
def _teach_bsfilter() -> tempfile.TemporaryDirectory[str]:
    """Return bsfilter's folder, gone at the end, once it has seen a message of either sort."""
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    for option, message in (("-c", _HAM), ("-s", _SPAM)):
        bench.run("bsfilter", "bsfilter", "--homedir", ".", option, fed=message.encode())
    bench.run("bsfilter", "bsfilter", "--homedir", ".", "-u")
    return folder


def mark_with_bsfilter(raw: bytes, chance: random.Random) -> Exported:
    """bsfilter on the way to a mailbox: fields, and a mark before the subject of what it takes for spam."""
    bench = Bench(Path(_teach_bsfilter().name))
    return bench.run(
        "bsfilter", "bsfilter", "--homedir", ".", "--pipe", "--insert-flag", "--insert-probability",
        "--mark-spam-subject", fed=read_stored(raw),
    )  # fmt: skip


def keep_page_of_enmime(raw: bytes, chance: random.Random) -> Exported:
    """A page with what enmime finds in a message, as a web application shows it, kept from a browser."""
    return Printed(read_page_text(read_text(_ask_enmime(raw, "page")))[0], "html")


def print_with_xhtml2pdf(raw: bytes, chance: random.Random) -> Exported:
    """The same page as a PDF by xhtml2pdf, its text by Poppler."""
    _LIBRARIES.need("python3-xhtml2pdf")
    printer = start_server("python3-xhtml2pdf", "/usr/bin/python3", XHTML2PDF)
    # a page that it cannot lay out is printed as a text
    sheets = printer.ask(_ask_enmime(raw, "page")) or printer.ask(_ask_enmime(raw, "plain"))
    with open_bench() as bench:
        bench.write("printed.pdf", sheets)
        return Printed(read_text(bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")), "pdf")


def dump_with_vilistextum(raw: bytes, chance: random.Random) -> Exported:
    """The same page as a text by vilistextum."""
    with open_bench() as bench:
        bench.write("page.html", _ask_enmime(raw, "page"))
        options = ("-u", "-y", "utf-8")
        return Printed(read_text(bench.run("vilistextum", "vilistextum", *options, "page.html", "-")))


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        sync_with_mailsync, write_with_mimetic, write_with_poco, copy_with_enmime,
        write_with_rubymail, send_with_imput, mark_with_bsfilter, keep_page_of_enmime,
        print_with_xhtml2pdf, dump_with_vilistextum,
    )
}  # fmt: skip
