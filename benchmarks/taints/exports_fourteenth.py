"""What exports make of a message, fourteenth set: other real programs again, by a hand that had not read the model.

Needs Debian's packages bsd-mailx, libetpan20, python3, libmailtools-perl, libmime-tools-perl, tcllib, golang-go,
golang-github-emersion-go-message-dev, golang-github-emersion-go-mbox-dev, spamoracle, crm114, mailagent, php-cli,
roundcube-core (with roundcube-sqlite3; its database is not needed), php-tcpdf, links2 and poppler-utils. Half of the kinds
move a mailbox; beside a program's defaults stands only where its files lie, what keeps it from asking, and what an
administrator must write to have a list at all.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

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
from benchmarks.taints.servers_fourteenth import (
    ETPAN,
    GO_COPY,
    LIST_RULES,
    MAIL_INTERNET,
    MAILAGENT,
    MIME_TOOLS,
    POST,
    ROUNDCUBE,
    TCL_MIME,
    TCPDF,
)
from benchmarks.taints.serving import serve_library, start_server

from chaffinch.mail.page_text import read_page_text

_EMERSION = "/usr/share/gocode/src/github.com/emersion"
_LIBRARIES = Libraries(
    {
        "libetpan20": ("/usr/lib", "*/libetpan.so.20"),
        "libmailtools-perl": ("/usr/share/perl5", "Mail/Internet.pm"),
        "libmime-tools-perl": ("/usr/share/perl5", "MIME/Parser.pm"),
        "tcllib": ("/usr/share/tcltk", "tcllib*/mime/mime.tcl"),
        "golang-github-emersion-go-message-dev": (_EMERSION, "go-message/entity.go"),
        "golang-github-emersion-go-mbox-dev": (_EMERSION, "go-mbox/writer.go"),
        "crm114": ("/usr/share/crm114", "mailreaver.crm"),
        "roundcube-core": ("/var/lib/roundcube", "program/include/iniset.php"),
        "php-tcpdf": ("/usr/share/php", "tcpdf/tcpdf.php"),
    }
)
"""A file of each package that has no program."""
PROGRAMS = (
    "bsd-mailx", "/usr/bin/python3", "perl", "tclsh", "go", "spamoracle", "crm", "cssutil", "mailagent", "php", "links2",
    "pdftotext",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_REAVER = Path("/usr/share/crm114")
_HAM = "Bonjour, vous trouverez ci-joint le compte rendu. Cordialement. See you on Monday, thanks.\n"
_HEX = "0123456789ABCDEF"


def save_in_mailx(raw: bytes, chance: random.Random) -> Exported:
    """BSD's mail, its `save`: from one mailbox file into another."""
    with open_bench() as bench:
        bench.write("inbox", write_box(raw))
        bench.run("bsd-mailx", "bsd-mailx", "-n", "-f", "inbox", fed=b"save 1 saved\nquit\n")
        return bench.read("saved")


def write_with_etpan(raw: bytes, chance: random.Random) -> Exported:
    """libetpan, which Claws Mail has: a message parsed, and written again."""
    stored = read_stored(raw).replace(b"\n", b"\r\n")
    done = serve_library(_LIBRARIES, "libetpan20", "/usr/bin/python3", ETPAN).ask(stored)
    # what it cannot read is kept as it came
    return done or stored


def sort_with_mailtools(raw: bytes, chance: random.Random) -> Exported:
    """Perl's MailTools: from one mailbox file into another."""
    return serve_library(_LIBRARIES, "libmailtools-perl", "perl", MAIL_INTERNET).ask(write_box(raw))


def write_with_mime_tools(raw: bytes, chance: random.Random) -> Exported:
    """Perl's MIME-tools: a message parsed, and written again."""
    stored = read_stored(raw)
    return serve_library(_LIBRARIES, "libmime-tools-perl", "perl", MIME_TOOLS).ask(stored) or stored


def write_with_tcllib(raw: bytes, chance: random.Random) -> Exported:
    """Tcl's library for mail: a message parsed, and written again."""
    stored = read_stored(raw)
    return serve_library(_LIBRARIES, "tcllib", "tclsh", TCL_MIME).ask(stored) or stored


@cache
def _build_copier() -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which the copier in Go is."""
    _LIBRARIES.need("golang-github-emersion-go-message-dev")
    _LIBRARIES.need("golang-github-emersion-go-mbox-dev")
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write("copy.go", GO_COPY)
    bench.run(
        "golang-go", "go", "build", "-o", "copy", "copy.go", GO111MODULE="off", GOPATH="/usr/share/gocode"
    )
    bench.read("copy")
    return folder


def copy_with_go(raw: bytes, chance: random.Random) -> Exported:
    """Go's go-message, which aerc has, and go-mbox: from a server's mailbox into a mailbox file."""
    server = start_server("golang-go", str(Path(_build_copier().name, "copy")), "")
    # a message in no charset that it knows goes into the file as it is
    return server.ask(read_stored(raw).replace(b"\n", b"\r\n")) or write_box(raw)


def mark_with_spamoracle(raw: bytes, chance: random.Random) -> Exported:
    """SpamOracle on the way to a mailbox: fields that say for what it takes the message and its files."""
    with open_bench() as bench:
        bench.write("good", f"From a@aurore.test  Mon Mar  2 10:12:13 2026\nSubject: bonjour\n\n{_HAM}\n")
        bench.run("spamoracle", "spamoracle", "-f", "words", "add", "-good", "good")
        return bench.run("spamoracle", "spamoracle", "-f", "words", "mark", fed=read_stored(raw))


@cache
def _make_columns() -> bytes:
    """Return the empty file of features with which CRM114 begins."""
    with open_bench() as bench:
        bench.run("crm114", "cssutil", "-b", "-r", "spam.css")
        return bench.read("spam.css")


def check_with_crm114(raw: bytes, chance: random.Random) -> Exported:
    """CRM114's mailreaver, not trained yet, on the way to a mailbox: fields, and a mark before the subject."""
    _LIBRARIES.need("crm114")
    with open_bench() as bench:
        for name in ("mailreaver.crm", "maillib.crm", "mailtrainer.crm", "shuffle.crm"):
            bench.write(name, (_REAVER / name).read_bytes())
        bench.write("mailfilter.cf", (_REAVER / "mailfilter.cf").read_bytes())
        for name in ("rewrites.mfp", "priolist.mfp", "whitelist.mfp", "blacklist.mfp"):
            bench.write(name, "")
        for name in ("spam.css", "nonspam.css"):
            bench.write(name, _make_columns())
        checked = bench.run("crm114", "crm", "-u", ".", "mailreaver.crm", fed=read_stored(raw))
    number = "".join(chance.choices(_HEX, k=8)).encode()
    checked = wash(rb"sfid-\d{8}_\d{6}_\d{6}_[\dA-F]{8}", b"sfid-20260302_101213_000001_" + number, checked)
    return wash(rb"(?m)(?<=^X-CRM114-Version: )(.*MR-)[\dA-F]+", lambda match: match[1] + number, checked)


def forward_with_mailagent(raw: bytes, chance: random.Random) -> Exported:
    """mailagent as a list of one's own: what comes goes to the members, with the fields of a list."""
    with open_bench() as bench:
        for folder in ("drop", "emerg", "spool"):
            (bench.place / folder).mkdir()
        bench.write(".mailagent", MAILAGENT.format(place=bench.place))
        bench.write("rules", LIST_RULES)
        bench.write("post", POST).chmod(0o700)
        bench.write("spool/queue/fm1", read_stored(raw))
        bench.run("mailagent", "mailagent", "-q")
        return bench.read("sent")


def _show_in_roundcube(raw: bytes) -> bytes:
    """Return Roundcube's page for the printer."""
    stored = read_stored(raw).replace(b"\n", b"\r\n")
    page = serve_library(_LIBRARIES, "roundcube-core", "php", ROUNDCUBE).ask(stored)
    if b"</html>" not in page:
        raise BrokenPipeError("Roundcube has not shown the message")
    return page


def keep_page_of_roundcube(raw: bytes, chance: random.Random) -> Exported:
    """Roundcube's page for the printer, kept from a browser."""
    return Printed(read_page_text(read_text(_show_in_roundcube(raw)))[0], "html")


def print_with_tcpdf(raw: bytes, chance: random.Random) -> Exported:
    """What Roundcube has for the printer as a PDF by TCPDF, its text by Poppler."""
    page = read_text(_show_in_roundcube(raw))
    # the sheet is for the message: what a browser loads, and where its scripts put notices, stays behind
    found = re.search(r'<div class="print-content".*(?=<div id="messagestack">)', page, re.DOTALL)
    if found is None:
        raise BrokenPipeError("Roundcube's page is another one")
    sheets = serve_library(_LIBRARIES, "php-tcpdf", "php", TCPDF).ask(found[0].encode())
    with open_bench() as bench:
        bench.write("printed.pdf", sheets)
        return Printed(read_text(bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")), "pdf")


def dump_with_links(raw: bytes, chance: random.Random) -> Exported:
    """Roundcube's page for the printer as the browser Links writes it down."""
    with open_bench() as bench:
        bench.write("page.html", _show_in_roundcube(raw))
        return Printed(
            read_text(
                bench.run(
                    "links2",
                    "links2",
                    "-html-assume-codepage",
                    "utf-8",
                    "-codepage",
                    "utf-8",
                    "-dump",
                    "page.html",
                )
            )
        )


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        save_in_mailx, write_with_etpan, sort_with_mailtools, write_with_mime_tools, write_with_tcllib, copy_with_go,
        mark_with_spamoracle, check_with_crm114, forward_with_mailagent, keep_page_of_roundcube, print_with_tcpdf,
        dump_with_links,
    )
}  # fmt: skip
