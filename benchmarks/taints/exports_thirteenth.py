"""What exports make of a message, thirteenth set: other real programs again, by a hand that had not read the model.

Needs Debian's packages mew-bin, mailutils, vm, emacs-nox, gir1.2-gmime-3.0, python3-gi, libemail-folder-perl,
libemail-localdelivery-perl, libapache-mime4j-java, openjdk-17-jdk-headless, mimefilter, bmf, renattach, txt2html,
ghostscript and poppler-utils. Half of the kinds move a mailbox; beside a program's defaults stands only where its
files lie, what keeps it from asking, and what an administrator must write to have a tag or a filter at all.
"""

from __future__ import annotations

import random
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from benchmarks.taints.programs import (
    make_maildir,
    open_bench,
    read_one,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed
from benchmarks.taints.servers_thirteenth import (
    EMAIL_SIMPLE,
    GMIME,
    MIME4J,
    VM_PRINT,
    VM_SAVE,
    VM_SHOW,
)
from benchmarks.taints.serving import start_server

from chaffinch.mail.page_text import read_page_text

_JARS = tuple(f"/usr/share/java/apache-mime4j-{name}.jar" for name in ("core", "dom"))
_LIBRARIES = (
    *_JARS,
    "/usr/share/emacs/site-lisp/vm/vm.el",
    "/usr/share/perl5/Email/Folder.pm",
    "/usr/share/perl5/Email/LocalDelivery.pm",
)
PROGRAMS = (
    "incm", "movemail", "emacs", "/usr/bin/python3", "perl", "java", "javac", "mimefilter", "bmf", "renattach",
    "txt2html", "ps2pdf", "pdftotext",
    # a path that is not there is a program that is not there
    *(path for path in _LIBRARIES if not Path(path).is_file()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_LIST = "equipe@listes.aurore.test"
_HAM = "Bonjour, vous trouverez ci-joint le compte rendu. Cordialement. See you on Monday, thanks.\n"
_ASCTIME = b"Mon Mar  2 10:12:13 2026"


def take_in_with_incm(raw: bytes, chance: random.Random) -> Exported:
    """incm, Mew's way in: from the Maildir of a server into a folder of one file a message."""
    with open_bench() as bench:
        make_maildir(bench, "Maildir", raw)
        (bench.place / "inbox").mkdir()
        bench.run("mew-bin", "incm", "-d", "Maildir", "-i", "inbox")
        return bench.read("inbox/1")


def move_with_movemail(raw: bytes, chance: random.Random) -> Exported:
    """GNU movemail: from a mailbox file into a Maildir."""
    with open_bench() as bench:
        box = bench.write("inbox", write_box(raw))
        made = make_maildir(bench, "Maildir")
        bench.run("mailutils", "movemail", "--no-config", f"mbox://{box}", f"maildir://{made}")
        return read_one(bench, "Maildir")


def _ask_vm(script: str, raw: bytes) -> bytes:
    """Return what VM makes of a message."""
    asked = b64encode(write_box(raw)) + b"\n"
    done = b64decode(start_server("emacs-nox", "emacs", script, "--batch", "-Q", "-l").ask(asked))
    if not done:
        raise BrokenPipeError("VM has not put the message away")
    return done


def save_in_vm(raw: bytes, chance: random.Random) -> Exported:
    """Emacs' VM, its `s`: from one mailbox file into another, with what it knows of the message in fields of its own."""
    return _ask_vm(VM_SAVE, raw)


def write_with_gmime(raw: bytes, chance: random.Random) -> Exported:
    """GMime, which Geary and Balsa have: a message parsed, made fit for seven bits, and written."""
    return start_server("gir1.2-gmime-3.0", "/usr/bin/python3", GMIME).ask(read_stored(raw))


def sort_with_email_simple(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Email::Folder and Email::LocalDelivery: from one mailbox file into another."""
    server = start_server("libemail-localdelivery-perl", "perl", EMAIL_SIMPLE)
    return wash(rb"\A(From \S+ +).*", lambda match: match[1] + _ASCTIME, server.ask(write_box(raw)))


def copy_with_mime4j(raw: bytes, chance: random.Random) -> Exported:
    """Apache James' Mime4J: a message parsed, and written again."""
    options = ("--source", "17", "-cp", ":".join(_JARS))
    return start_server("libapache-mime4j-java", "java", MIME4J, *options).ask(read_stored(raw))


def filter_with_mimefilter(raw: bytes, chance: random.Random) -> Exported:
    """mimefilter before a list that takes text and pages: a notice stands where a file was."""
    with open_bench() as bench:
        # what it would tell the author is not sent
        bench.write("mimefilter.rc", "$::DEBUG = 1;\npush @::ammessi, 'text/html';\n1;\n")
        names = {"list": "equipe", "listaddr": _LIST, "listreq": "equipe-request@listes.aurore.test"}
        posted = bench.run(
            "mimefilter",
            "mimefilter",
            fed=read_stored(raw),
            PERL_USE_UNSAFE_INC="1",
            PERL_HASH_SEED="0",
            **names,
        )
    # what has nothing that it takes goes back to the author as it is
    return posted or raw


def mark_with_bmf(raw: bytes, chance: random.Random) -> Exported:
    """bmf on the way to a mailbox: a field that says for what it takes the message."""
    with open_bench() as bench:
        (bench.place / "words").mkdir()
        words = ("bmf", "-f", "text", "-d", "words")
        bench.run("bmf", *words, "-n", fed=f"Subject: bonjour\n\n{_HAM}".encode())
        return bench.run("bmf", *words, "-p", fed=read_stored(raw))


def check_with_renattach(raw: bytes, chance: random.Random) -> Exported:
    """renattach on the way to a mailbox: files that could be run have other names, two fields say that it was there."""
    with open_bench() as bench:
        return bench.run("renattach", "renattach", fed=read_stored(raw))


def show_in_vm(raw: bytes, chance: random.Random) -> Exported:
    """What VM shows of a message, kept in a file."""
    return Printed(read_text(_ask_vm(VM_SHOW, raw)))


def print_in_vm(raw: bytes, chance: random.Random) -> Exported:
    """VM's own way onto paper: its sheets, a PDF by Ghostscript, its text by Poppler."""
    try:
        sheets = _ask_vm(VM_PRINT, raw)
    except BrokenPipeError:
        # bytes of no known charset do not go onto its sheets: such a message is kept as it is shown
        return show_in_vm(raw, chance)
    with open_bench() as bench:
        bench.write("printed.ps", sheets)
        bench.run("ghostscript", "ps2pdf", "printed.ps", "printed.pdf")
        bench.read("printed.pdf")
        return Printed(read_text(bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")), "pdf")


def publish_with_txt2html(raw: bytes, chance: random.Random) -> Exported:
    """What VM shows, put into a web's archive as a page by txt2html in its way with mail."""
    with open_bench() as bench:
        bench.write("message.txt", _ask_vm(VM_SHOW, raw))
        page = bench.run("txt2html", "txt2html", "--mailmode", "--eight_bit_clean", "--infile", "message.txt")
    if b"</html>" not in page.lower():
        raise BrokenPipeError("txt2html has not written the page")
    return Printed(read_page_text(read_text(page))[0], "html")


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        take_in_with_incm, move_with_movemail, save_in_vm, write_with_gmime, sort_with_email_simple, copy_with_mime4j,
        filter_with_mimefilter, mark_with_bmf, check_with_renattach, show_in_vm, print_in_vm,
        publish_with_txt2html,
    )
}  # fmt: skip
