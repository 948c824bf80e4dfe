"""What exports make of a message, eleventh set: other real programs again, by a hand that had not read the model.

Needs Debian's packages libmail-box-perl, libmail-imapclient-perl, dovecot-core, dovecot-imapd, mboxgrep, git, mairix,
php-cli, php-mbstring, php-xml, php-horde-autoloader, php-horde-mime, php-horde-text-filter, bogofilter, python3-dkim,
sympa (its library; its own database is not needed), elinks, emacs-nox, weasyprint and poppler-utils. Half of the kinds
move a mailbox; beside a program's defaults stands only where its files lie, what keeps it from asking, and what an
administrator must write to have a list at all.
"""

from __future__ import annotations

import random
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache

from benchmarks.taints.programs import (
    PRINTED_AT,
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
from benchmarks.taints.servers_eleventh import (
    DKIMPY,
    HORDE,
    HORDE_PRINT,
    IMAP_CLIENT,
    MAIL_BOX,
    MAIL_PAGE,
    MAIRIX,
    RMAIL,
    SYMPA,
    WEASYPRINT,
)
from benchmarks.taints.serving import start_server
from tests.mail.signing import make_key, write_pem

_LIBRARIES = (
    ("/usr/share/perl5", "Mail/Box/Manager.pm"),
    ("/usr/share/perl5", "Mail/Message/Convert/Html.pm"),
    ("/usr/share/perl5", "Mail/IMAPClient.pm"),
    ("/usr/share/php", "Horde/Autoloader/Default.php"),
    ("/usr/share/php", "Horde/Mime/Part.php"),
    ("/usr/share/php", "Horde/Text/Filter/Text2html.php"),
    ("/usr/lib/php", "*/mbstring.so"),
    ("/usr/lib/php", "*/dom.so"),
    ("/usr/share/sympa/lib", "Sympa/Message.pm"),
    ("/usr/lib/python3/dist-packages", "dkim/__init__.py"),
    ("/usr/lib/python3/dist-packages", "weasyprint/__init__.py"),
)
PROGRAMS = (
    "perl", "/usr/lib/dovecot/imap", "mboxgrep", "git", "mairix", "php", "bogofilter", "/usr/bin/python3", "elinks", "emacs",
    "pdftotext",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_BITS = 1023
"""Of the relay's key: below 1,024 they come of a seed."""
_ASCTIME = b"Mon Mar  2 10:12:13 2026"
_HAM = "Subject: réunion\n\nLe compte rendu de la réunion est joint, merci de le relire avant jeudi.\n"
_DIGITS, _LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _steady_marks(pattern: bytes, letters: str, raw: bytes, written: bytes, chance: random.Random) -> bytes:
    """Return what a program wrote with marks of its own from the seed: those that the message did not have before."""
    for mark in dict.fromkeys(re.findall(pattern, written)):
        if mark not in raw:
            steady = "".join(chance.choices(letters, k=24)).encode()
            written = written.replace(mark, steady)
    return written


def copy_with_mail_box(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Mail::Box, from a mailbox file to a Maildir."""
    copied = start_server("libmail-box-perl", "perl", MAIL_BOX).ask(write_box(raw))
    if not copied:
        raise FileNotFoundError("Mail::Box has copied nothing")
    return copied


def sync_with_imapclient(raw: bytes, chance: random.Random) -> Exported:
    """Mail::IMAPClient, which is within imapsync: from one Dovecot to another by IMAP."""
    synced = start_server("libmail-imapclient-perl", "perl", IMAP_CLIENT).ask(read_stored(raw))
    if not synced:
        raise FileNotFoundError("Mail::IMAPClient has copied nothing")
    return synced


def find_with_mboxgrep(raw: bytes, chance: random.Random) -> Exported:
    """mboxgrep's answer from a Maildir, kept as a mailbox file."""
    with open_bench() as bench:
        make_maildir(bench, "mail", raw)
        found = bench.run("mboxgrep", "mboxgrep", "-m", "maildir", "-e", ".", "mail")
    if not found:
        raise FileNotFoundError("mboxgrep has found nothing")
    return wash(rb"\A(From \S+ +)[^\n]*", rb"\1" + _ASCTIME, found)


def split_with_git(raw: bytes, chance: random.Random) -> Exported:
    """`git mailsplit`: a mailbox file as one file for each message."""
    with open_bench() as bench:
        bench.write("box", write_box(raw))
        bench.run("git", "git", "mailsplit", f"-o{bench.place}", "box")
        return bench.read("0001")


def gather_with_mairix(raw: bytes, chance: random.Random) -> Exported:
    """mairix: what a search of a mailbox file has found, in a Maildir, with a field that says where it stood."""
    with open_bench() as bench:
        bench.write("box", write_box(raw))
        rules = str(bench.write("mairixrc", MAIRIX.format(place=bench.place)))
        bench.run("mairix", "mairix", "-f", rules)
        bench.run("mairix", "mairix", "-f", rules, "p:box")
        gathered = read_one(bench, "found")
        return wash(rb"(?m)^(X-source-folder: )[^\n]*$", rb"\1/home/equipe/mail/box", gathered)


def rewrite_with_horde(raw: bytes, chance: random.Random) -> Exported:
    """A script in PHP as administrators write it: a message parsed by Horde's library, and written again."""
    rewritten = start_server("php-cli", "php", HORDE).ask(read_stored(raw))
    return _steady_marks(rb"=_[\w-]{20,}", _LETTERS, raw, rewritten, chance)


@cache
def _learn_words() -> bytes:
    """Return bogofilter's list of words after its first lesson."""
    with open_bench() as bench:
        bench.run("bogofilter", "bogofilter", "-d", str(bench.place), "-n", fed=_HAM.encode())
        return bench.read("wordlist.db")


def score_with_bogofilter(raw: bytes, chance: random.Random) -> Exported:
    """bogofilter as it stands before a delivery: a field with what it takes the message for."""
    with open_bench() as bench:
        bench.write("wordlist.db", _learn_words())
        return bench.run("bogofilter", "bogofilter", "-d", str(bench.place), "-e", "-p", fed=read_stored(raw))


@cache
def _write_key() -> str:
    return write_pem(make_key(_BITS)).decode()


def sign_at_relay(raw: bytes, chance: random.Random) -> Exported:
    """dkimpy at a relay that passes messages on: a signature of its own on top."""
    script = DKIMPY.format(moment=PRINTED_AT, key=_write_key())
    return start_server("python3-dkim", "/usr/bin/python3", script).ask(read_stored(raw))


def post_through_sympa(raw: bytes, chance: random.Random) -> Exported:
    """Sympa, the lists of French universities and ministries: a tag, its fields, and a footer as a part."""
    posted = start_server("sympa", "perl", SYMPA).ask(read_stored(raw))
    if not posted:
        raise BrokenPipeError("Sympa has not sent the message")
    return _steady_marks(rb"(?<=----------=_)\d{9,}-\d+-\d+", _DIGITS, raw, posted, chance)


def dump_page_with_elinks(raw: bytes, chance: random.Random) -> Exported:
    """A page of an archive that Mail::Box has made, as ELinks writes it out with its list of links."""
    page = start_server("libmail-box-perl", "perl", MAIL_PAGE).ask(read_stored(raw))
    with open_bench() as bench:
        bench.write("page.html", page)
        return Printed(read_text(bench.run("elinks", "elinks", "-dump", "page.html")))


def view_in_rmail(raw: bytes, chance: random.Random) -> Exported:
    """Emacs' Rmail: its view of the message, kept in a file."""
    asked = b64encode(write_box(raw)) + b"\n"
    seen = b64decode(start_server("emacs-nox", "emacs", RMAIL, "--batch", "-Q", "-l").ask(asked))
    if not seen:
        raise BrokenPipeError("Rmail has not shown the message")
    return Printed(read_text(seen))


def print_with_weasyprint(raw: bytes, chance: random.Random) -> Exported:
    """A webmail's page for the printer by Horde's filters, WeasyPrint's PDF of it, its text by Poppler."""
    page = start_server("php-cli", "php", HORDE_PRINT).ask(read_stored(raw))
    sheets = start_server("weasyprint", "/usr/bin/python3", WEASYPRINT).ask(page)
    with open_bench() as bench:
        bench.write("printed.pdf", sheets)
        return Printed(read_text(bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")), "pdf")


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        copy_with_mail_box, sync_with_imapclient, find_with_mboxgrep, split_with_git, gather_with_mairix,
        rewrite_with_horde, score_with_bogofilter, sign_at_relay, post_through_sympa, dump_page_with_elinks, view_in_rmail,
        print_with_weasyprint,
    )
}  # fmt: skip
