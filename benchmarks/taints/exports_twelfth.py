"""What exports make of a message, twelfth set: yet other real programs, by a hand that had not read the model.

Needs Debian's packages maildrop, imapfilter, dovecot-core, dovecot-imapd, chewmail, grepmail, emacs-nox,
alpine, bsdutils, sympa (with dbconfig-sqlite3, and msmtp-mta for its mail server), bogofilter, libmail-java,
openjdk-17-jdk-headless, libmail-box-perl, wkhtmltopdf and poppler-utils. Half of the kinds move a mailbox; beside a
program's defaults stands only where its files lie, what keeps it from asking, and what an administrator must write to
have a tag or a footer at all.
"""

from __future__ import annotations

import random
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from benchmarks.taints.programs import (
    Bench,
    make_maildir,
    open_bench,
    read_one,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed
from benchmarks.taints.servers_twelfth import (
    IMAPFILTER,
    JAVA,
    MAIL_BOX,
    PINERC,
    RMAIL_AS_SEEN,
    RMAIL_OUTPUT,
    SYMPA,
)
from benchmarks.taints.serving import offer_stores, start_server, write_dovecot

_JARS = ("/usr/share/java/javax.mail.jar", "/usr/share/java/javax.activation.jar")
_LIBRARIES = (
    "/usr/share/sympa/lib/Sympa/Message.pm",
    "/usr/share/perl5/Mail/Message/Convert/Html.pm",
    *_JARS,
)
PROGRAMS = (
    "maildrop", "imapfilter", "/usr/lib/dovecot/imap", "chewmail", "grepmail", "emacs", "alpine", "script", "perl",
    "bogofilter", "java", "javac", "wkhtmltopdf", "pdftotext",
    # a path that is not there is a program that is not there
    *(path for path in _LIBRARIES if not Path(path).is_file()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_ASCTIME = b"Mon Mar  2 10:12:13 2026"
_HAM = "Bonjour, vous trouverez ci-joint le compte rendu de la réunion. Cordialement. See you on Monday, thanks.\n"
_NOTICES = (
    "--\r\nLe contenu de ce message n'engage que son auteur. Merci d'en préserver la confidentialité.\r\n",
    "--\r\nAurore – un message sûr, vérifié par nos soins.\r\n",
    "--\r\nThis e-mail is intended only for the person to whom it is addressed.\r\n",
)
_HEX = "0123456789abcdef"


def deliver_with_maildrop(raw: bytes, chance: random.Random) -> Exported:
    """maildrop, with a rule for one folder: what its server hands over, into a mailbox file."""
    with open_bench() as bench:
        bench.write("rules", f'to "{bench.place}/saved"\n').chmod(0o600)
        bench.run("maildrop", "maildrop", "rules", fed=read_stored(raw))
        saved = bench.read("saved")
    return wash(rb"\A(From \S+ +).*", lambda match: match[1] + _ASCTIME, saved)


def copy_with_imapfilter(raw: bytes, chance: random.Random) -> Exported:
    """imapfilter, from one Dovecot to another by IMAP."""
    with open_bench() as bench:
        make_maildir(bench, "old", raw)
        make_maildir(bench, "new")
        settings = [write_dovecot(bench, folder) for folder in ("old", "new")]
        owner = bench.give_away()
        with offer_stores(*settings, owner=owner) as (old, new):
            rules = bench.write("config.lua", IMAPFILTER.format(old=old, new=new))
            bench.run("imapfilter", "imapfilter", "-c", str(rules))
        return read_one(bench, "new")


def archive_with_chewmail(raw: bytes, chance: random.Random) -> Exported:
    """chewmail, which puts old mail away with Perl's Mail::Box: from a Maildir into a mailbox file."""
    with open_bench() as bench:
        make_maildir(bench, "Maildir", raw)
        bench.run("chewmail", "chewmail", "-q", "-o", f"{bench.place}/archive", f"{bench.place}/Maildir")
        return bench.read("archive")


def search_with_grepmail(raw: bytes, chance: random.Random) -> Exported:
    """grepmail: what was found in a mailbox file, each with the name of the file."""
    with open_bench() as bench:
        bench.write("inbox", write_box(raw))
        found = bench.run("grepmail", "grepmail", "-m", "-h", "-e", ".", "inbox")
    if not found:
        raise FileNotFoundError("grepmail has not found the message")
    return found


def _ask_rmail(script: str, raw: bytes) -> bytes:
    """Return what Rmail writes of a message."""
    asked = b64encode(write_box(raw)) + b"\n"
    saved = b64decode(start_server("emacs-nox", "emacs", script, "--batch", "-Q", "-l").ask(asked))
    if not saved:
        raise BrokenPipeError("Rmail has not put the message away")
    return saved


def save_in_rmail(raw: bytes, chance: random.Random) -> Exported:
    """Emacs' Rmail, its `o`: from one mailbox file into another."""
    return _ask_rmail(RMAIL_OUTPUT, raw)


def _steer_alpine(bench: Bench, keys: str, raw: bytes) -> None:
    """Press keys in Alpine, with the one message in its inbox."""
    bench.write("mbox", write_box(raw))
    (bench.place / "mail").mkdir(mode=0o700)
    settings = bench.write("pinerc", PINERC.format(place=bench.place))
    alpine = f"alpine -p {settings} -f {bench.place}/mbox -n 1 -I {keys}"
    bench.run("bsdutils", "script", "-qec", alpine, "/dev/null", TERM="vt100")


def save_in_alpine(raw: bytes, chance: random.Random) -> Exported:
    """Alpine, Pine's heir, its `S`: into one of its folders."""
    with open_bench() as bench:
        _steer_alpine(bench, "i,s,o,l,d,CR,y,n,q,n", raw)
        whole = bench.read("mail/old")
    # the first one says of itself that it is no message, and has the clock in it
    return whole[whole.index(b"\n\nFrom ") + 2 :]


def post_through_sympa(raw: bytes, chance: random.Random) -> Exported:
    """Sympa, which has the lists of French universities: a tag in the subject, its own fields, a footer as a part."""
    posted = start_server("sympa", "perl", SYMPA).ask(read_stored(raw))
    if not posted:
        raise BrokenPipeError("the list did not take the message")
    posted = wash(rb"(?m)^(Archived-At: .*?/)\d{4}-\d\d/", lambda match: match[1] + b"2026-03/", posted)
    sequence = b"%d" % chance.randint(1, 900)
    posted = wash(rb"(?m)^(X-Sequence: )\d+$", lambda match: match[1] + sequence, posted)
    number = b"%d-%d" % (chance.randint(1_500_000_000, 1_772_000_000), chance.randint(400, 32_000))
    return wash(
        rb"(----------=_)(\d{10}-\d+)(-\d+)",
        lambda match: match[0] if match[0] in raw else match[1] + number + match[3],
        posted,
    )


def mark_with_bogofilter(raw: bytes, chance: random.Random) -> Exported:
    """bogofilter on the way to a mailbox: a field that says for what it takes the message."""
    with open_bench() as bench:
        (bench.place / "words").mkdir()
        bench.run("bogofilter", "bogofilter", "-d", "words", "-n", fed=f"\n{_HAM}".encode())
        return bench.run("bogofilter", "bogofilter", "-d", "words", "-p", "-e", fed=read_stored(raw))


def disclaim_with_javamail(raw: bytes, chance: random.Random) -> Exported:
    """Apache James' way with a message that leaves a firm: a notice below text and page, by JavaMail."""
    notice, sent = chance.choice(_NOTICES).encode(), read_stored(raw).replace(b"\n", b"\r\n")
    asked = b"".join(b"%d\n" % len(one) + one for one in (notice, sent))
    options = ("--source", "17", "-cp", ":".join(_JARS))
    done = start_server("libmail-java", "java", JAVA, *options).ask(asked).replace(b"\r\n", b"\n")
    # what it joins has a mark with its clock
    mark = "".join(chance.choices(_HEX, k=8)).encode()
    return wash(
        rb"----=_Part_(\d+)_\d+\.\d{13}",
        lambda match: match[0] if match[0] in raw else b"----=_Part_%b_%b.1772442733000" % (match[1], mark),
        done,
    )


def export_from_alpine(raw: bytes, chance: random.Random) -> Exported:
    """Alpine's `E`: the message into a text file, the fields that it shows above."""
    with open_bench() as bench:
        _steer_alpine(bench, "i,e,o,u,t,CR,q", raw)
        return Printed(read_text(bench.read("out")))


def show_in_rmail(raw: bytes, chance: random.Random) -> Exported:
    """Rmail's `C-o`: a message as it is seen, with its buttons, into a file."""
    return Printed(read_text(_ask_rmail(RMAIL_AS_SEEN, raw)))


def print_with_wkhtmltopdf(raw: bytes, chance: random.Random) -> Exported:
    """A message as a page by Mail::Box' converter, wkhtmltopdf's PDF of it, its text by Poppler."""
    page = start_server("libmail-box-perl", "perl", MAIL_BOX).ask(read_stored(raw))
    if not page:
        raise BrokenPipeError("Mail::Box has not written the page")
    # nothing is fetched, and no script is waited for
    apart = ("-q", "--encoding", "utf-8", "--disable-javascript", "--javascript-delay", "0", "--no-images",
             "--load-error-handling", "ignore", "--proxy", "http://127.0.0.1:9")  # fmt: skip
    with open_bench() as bench:
        bench.write("page.html", page)
        bench.run(
            "wkhtmltopdf", "wkhtmltopdf", *apart, "page.html", "page.pdf", XDG_RUNTIME_DIR=str(bench.place)
        )
        bench.read("page.pdf")
        said = bench.run("poppler-utils", "pdftotext", "page.pdf", "-")
    return Printed(read_text(said), "pdf")


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        deliver_with_maildrop, copy_with_imapfilter, archive_with_chewmail, search_with_grepmail, save_in_rmail,
        save_in_alpine, post_through_sympa, mark_with_bogofilter, disclaim_with_javamail, export_from_alpine,
        show_in_rmail, print_with_wkhtmltopdf,
    )
}  # fmt: skip
