"""What exports make of a message, fifteenth set: other real programs again, by a hand that had not read the model.

Needs Debian's packages php-cli, php-imap, archmbox, maildirsync, libvmime-dev, libkf5mime-dev, libkf5mbox-dev, g++,
pkg-config, libcourriel-perl, qpsmtpd, python3-aiosmtpd, quickml, ruby-letter-opener, ruby-mail, php-dompdf, edbrowse and
poppler-utils. Half of the kinds move a mailbox; beside a program's defaults stands only where its files lie, what keeps
it from asking, and what an administrator must write to have a server or a list at all.
"""

from __future__ import annotations

import html
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
    make_maildir,
    open_bench,
    read_one,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed
from benchmarks.taints.servers_fifteenth import (
    AIOSMTPD,
    COURRIEL,
    DOMPDF,
    KMBOX,
    LETTER_OPENER,
    PHP_IMAP,
    QPSMTPD,
    QPSMTPD_PLUGINS,
    QUICKML,
    VMIME,
)
from benchmarks.taints.serving import serve_library, start_server

from chaffinch.mail.page_text import read_page_text

_LIBRARIES = Libraries(
    {
        "php-imap": ("/usr/lib/php", "*/imap.so"),
        "libvmime-dev": ("/usr/include", "vmime/vmime.hpp"),
        "libkf5mime-dev": ("/usr/include", "KF5/KMime/KMime/Message"),
        "libkf5mbox-dev": ("/usr/include", "KF5/KMbox/KMbox/MBox"),
        "libcourriel-perl": ("/usr/share/perl5", "Courriel.pm"),
        "qpsmtpd": ("/usr/share/perl5", "Qpsmtpd/TcpServer.pm"),
        "python3-aiosmtpd": ("/usr/lib/python3", "dist-packages/aiosmtpd/controller.py"),
        "quickml": ("/usr/lib/ruby/vendor_ruby", "quickml/core.rb"),
        "ruby-letter-opener": ("/usr/lib/ruby/vendor_ruby", "letter_opener/message.rb"),
        "php-dompdf": ("/usr/share/php", "dompdf/autoload.php"),
    }
)
"""A file of each package that has no program."""
PROGRAMS = (
    "php", "archmbox", "maildirsync", "g++", "pkg-config", "perl", "/usr/bin/python3", "ruby", "edbrowse", "pdftotext",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_CLOCK = rb"[A-Z][a-z]{2}, +\d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
_NOW = b"Mon, 02 Mar 2026 10:12:13 +0000"
_KDE = ("KCodecs", "KI18n", "KMime", "KMbox")
_SESSION = (
    b"EHLO mail.aurore.test\r\nMAIL FROM:<expediteur@aurore.test>\r\nRCPT TO:<equipe@aurore.test>\r\nDATA\r\n"
)


@cache
def _build(source: str, *options: str) -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which a program in C++ is."""
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write("copy.cpp", source)
    bench.run("g++", "g++", "-O1", "-fPIC", "-o", "copy", "copy.cpp", *options)
    bench.read("copy")
    return folder


@cache
def _find_options(*packages: str) -> tuple[str, ...]:
    """Return what a compiler must be told of libraries."""
    with open_bench() as bench:
        return tuple(
            read_text(bench.run("pkg-config", "pkg-config", "--cflags", "--libs", *packages)).split()
        )


def move_in_php(raw: bytes, chance: random.Random) -> Exported:
    """PHP's imap: a message of a mailbox file appended to another one."""
    box = serve_library(_LIBRARIES, "php-imap", "php", PHP_IMAP).ask(write_box(raw))
    # what stands first may say of itself that it is no message, and has the clock in it
    one = box[box.index(b"\n\nFrom ") + 2 :] if b"FOLDER INTERNAL DATA" in box[:400] else box
    one = wash(rb"(?m)(?<=^X-IMAPbase: )\d+", b"1772442733", one)
    return wash(rb"\AFrom \S+", b"From nobody@mail.aurore.test", one)


def archive_with_archmbox(raw: bytes, chance: random.Random) -> Exported:
    """archmbox: what is older than some day is copied from a mailbox file into an archive."""
    with open_bench() as bench:
        box = str(bench.write("inbox", write_box(raw)))
        bench.run("archmbox", "archmbox", "--copy", "-d", "2037-01-01", "-p", str(bench.place), box)
        return bench.read("inbox.archived")


def copy_with_maildirsync(raw: bytes, chance: random.Random) -> Exported:
    """maildirsync: a Maildir brought to another place."""
    with open_bench() as bench:
        make_maildir(bench, "here", raw)
        make_maildir(bench, "there")
        bench.run("maildirsync", "maildirsync", "here", "there", "state")
        return read_one(bench, "there")


def write_with_vmime(raw: bytes, chance: random.Random) -> Exported:
    """VMime, which Kopano has: a message parsed, and written again."""
    _LIBRARIES.need("libvmime-dev")
    folder = _build(VMIME, *_find_options("vmime"))
    stored = read_stored(raw).replace(b"\n", b"\r\n")
    # what it cannot read is kept as it came
    return start_server("g++", str(Path(folder.name, "copy")), "").ask(stored) or stored


def save_in_kmail(raw: bytes, chance: random.Random) -> Exported:
    """KMail's own libraries: from one mailbox file into another."""
    for package in ("libkf5mime-dev", "libkf5mbox-dev"):
        _LIBRARIES.need(package)
    places = [f"-I/usr/include/KF5/{name}" for name in _KDE]
    folder = _build(KMBOX, *places, *_find_options("Qt5Core"), "-lKF5Mime", "-lKF5Mbox")
    return start_server("g++", str(Path(folder.name, "copy")), " ").ask(write_box(raw))


def write_with_courriel(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Courriel: a message parsed, and written again."""
    stored = read_stored(raw)
    return serve_library(_LIBRARIES, "libcourriel-perl", "perl", COURRIEL).ask(stored) or stored


def receive_with_qpsmtpd(raw: bytes, chance: random.Random) -> Exported:
    """qpsmtpd before a mailbox: it looks a message over, and says in its fields that it came by."""
    _LIBRARIES.need("qpsmtpd")
    lines = read_stored(raw).removesuffix(b"\n").replace(b"\n.", b"\n..").replace(b"\n", b"\r\n")
    with open_bench() as bench:
        bench.write("relay.pl", QPSMTPD)
        for name, setting in (
            ("plugins", QPSMTPD_PLUGINS.format(place=bench.place)),
            ("plugin_dirs", "/usr/share/qpsmtpd/plugins\n"),
            ("rcpthosts", "aurore.test\n"),
            ("me", "mx.aurore.test\n"),
            ("spool_dir", f"{bench.place}/spool\n"),
        ):
            bench.write(f"config/{name}", setting)
        (bench.place / "spool").mkdir(mode=0o700)
        bench.run(
            "perl", "perl", "relay.pl", fed=_SESSION + lines + b"\r\n.\r\nQUIT\r\n",
            QPSMTPD_CONFIG=str(bench.place / "config"), TCPREMOTEIP="192.0.2.25", TCPREMOTEHOST="mail.aurore.test",
            TCPLOCALIP="192.0.2.1", TCPLOCALPORT="25", TCPREMOTEPORT="40025",
        )  # fmt: skip
        kept = read_one(bench, "mail")
    return wash(rb"(\(qpsmtpd/[\d.]+\) with \w+; )" + _CLOCK, lambda match: match[1] + _NOW, kept)


def receive_with_aiosmtpd(raw: bytes, chance: random.Random) -> Exported:
    """aiosmtpd before a Maildir: who brought it, from whom and to whom, in fields of its own."""
    done = serve_library(_LIBRARIES, "python3-aiosmtpd", "/usr/bin/python3", AIOSMTPD).ask(
        read_stored(raw).replace(b"\n", b"\r\n")
    )
    return wash(rb"(?m)(?<=^X-Peer: )\([^\n]*\)", b"('127.0.0.1', 40025)", done)


def send_to_list_of_quickml(raw: bytes, chance: random.Random) -> Exported:
    """quickml: a list that numbers what it hands on, in fields of its own."""
    return serve_library(_LIBRARIES, "quickml", "ruby", QUICKML).ask(read_stored(raw))


def _keep_page(raw: bytes) -> str:
    """Return letter_opener's page, what stands in a frame within it."""
    page = read_text(
        serve_library(_LIBRARIES, "ruby-letter-opener", "ruby", LETTER_OPENER).ask(read_stored(raw))
    )
    if "</html>" not in page:
        raise BrokenPipeError("letter_opener has not shown the message")
    return re.sub(
        r'(?s)<iframe [^>]*srcdoc="(.*?)"></iframe>', lambda match: html.unescape(match[1]), page, count=1
    )


def keep_page_of_letter_opener(raw: bytes, chance: random.Random) -> Exported:
    """letter_opener's page of a message, as a browser shows it."""
    return Printed(read_page_text(_keep_page(raw))[0], "html")


def print_with_dompdf(raw: bytes, chance: random.Random) -> Exported:
    """letter_opener's page as a PDF by dompdf, its text by Poppler."""
    sheets = serve_library(_LIBRARIES, "php-dompdf", "php", DOMPDF).ask(_keep_page(raw).encode())
    with open_bench() as bench:
        bench.write("printed.pdf", sheets)
        return Printed(read_text(bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")), "pdf")


def show_in_edbrowse(raw: bytes, chance: random.Random) -> Exported:
    """edbrowse, which reads mail and pages on a terminal: a message as it shows it."""
    with open_bench() as bench:
        bench.write(".ebrc", "")
        bench.write("message.eml", read_stored(raw))
        # of files that are enclosed it asks where to put them; x is for nowhere
        for answer in (b"", b"x\n"):
            bench.run("edbrowse", "edbrowse", "-e", fed=b"e message.eml\nb\n" + answer + b"w shown.txt\nqt\n")
            if (bench.place / "shown.txt").exists():
                break
        return Printed(read_text(bench.read("shown.txt")))


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        move_in_php, archive_with_archmbox, copy_with_maildirsync, write_with_vmime, save_in_kmail, write_with_courriel,
        receive_with_qpsmtpd, receive_with_aiosmtpd, send_to_list_of_quickml, keep_page_of_letter_opener,
        print_with_dompdf, show_in_edbrowse,
    )
}  # fmt: skip
