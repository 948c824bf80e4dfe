"""What exports make of a message, tenth set: other real programs again, by a hand that had not read the model.

Needs Debian's packages mpop, fdm, uw-mailutils, util-linux, interimap, dovecot-core, dovecot-imapd, dovecot-sieve,
gir1.2-camel-1.2, python3-gi, ruby-mail, rspamd, smartlist (with msmtp-mta), procmail, maildir-utils, lynx, emacs-nox,
python3-django-hyperkitty, ghostscript and poppler-utils. Half of the kinds move a mailbox; beside a program's defaults
stands only where its files lie, what keeps it from asking, and what an administrator must write to have a tag or a
footer at all.
"""

from __future__ import annotations

import os
import random
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from benchmarks.taints.programs import (
    Bench,
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
from benchmarks.taints.servers_tenth import (
    DELIVERY,
    EVOLUTION,
    FDM,
    GNUS,
    HYPERKITTY,
    INTERIMAP,
    LIST_FOOTER,
    LIST_FOOTER_RULE,
    LIST_SETTINGS,
    MPOP,
    RSPAMD,
    RUBY,
    TAGGING,
)
from benchmarks.taints.serving import offer_mailbox, start_server, write_dovecot

from chaffinch.mail.message import parse_message

_LIBRARIES = (
    ("/usr/share/rubygems-integration/all/specifications", "mail-*.gemspec"),
    ("/usr/lib", "*/girepository-1.0/Camel-1.2.typelib"),
    ("/usr/lib/python3/dist-packages", "hyperkitty/lib/incoming.py"),
    ("/var/list/.etc", "rc.submit"),
)
PROGRAMS = (
    "mpop", "fdm", "mailutil", "setpriv", "interimap", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/dovecot-lda", "sievec",
    "ruby", "/usr/bin/python3", "rspamadm", "procmail", "formail", "mu", "lynx", "emacs", "ps2pdf", "pdftotext",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_NOW = b"Mon, 02 Mar 2026 10:12:13 +0000"
_ASCTIME = b"Mon Mar  2 10:12:13 2026"
_TAGS = ("[EXTERNE]", "[Contact]", "***EXTERNAL***")
_NOTICES = (
    (
        "Aurore SAS – 12 rue de la République, 69002 Lyon. Ce courriel n'engage pas la société.",
        "Mentions légales",
    ),
    ("Les informations contenues dans ce courrier sont réservées à son destinataire.", "Confidentialité"),
    (
        "This message has been scanned by Aurore's mail gateway. Registered in Lyon, no. 512 334 118.",
        "Notice",
    ),
)
_SENDMAIL = "#!/bin/sh\ncat > {place}/equipe/sending && mv {place}/equipe/sending {place}/equipe/sent\n"
_MOST_WAITS, _WAIT = 2_000, 0.005
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_HEX = "0123456789abcdef"


def _run_as_owner(bench: Bench, package: str, *command: str, fed: bytes = b"") -> bytes:
    """Run a program that refuses root, or changes its user where he starts it."""
    owner = bench.give_away()
    if os.geteuid() != 0:
        return bench.run(package, *command, fed=fed)
    whose = ("setpriv", "--clear-groups", f"--reuid={owner}", f"--regid={owner}")
    return bench.run("util-linux", *whose, *command, fed=fed, USER="nobody", LOGNAME="nobody")


def _wait_for(path: Path) -> None:
    """Wait for a file that comes into its place whole, from a program that does not wait for those that it started."""
    for _ in range(_MOST_WAITS):
        if path.exists():
            return
        time.sleep(_WAIT)


def fetch_with_mpop(raw: bytes, chance: random.Random) -> Exported:
    """mpop: an account fetched over POP3 into a mailbox file, with a line of its own in the trace."""
    with open_bench() as bench, offer_mailbox(read_stored(raw)) as port:
        rules = bench.write("mpoprc", MPOP.format(place=bench.place, port=port))
        rules.chmod(0o600)
        bench.run("mpop", "mpop", "--quiet", "-C", str(rules))
        saved = bench.read("saved")
    saved = wash(rb"\A(From \S+ ).*", lambda match: match[1] + _ASCTIME, saved)
    return wash(
        rb"(?m)^(Received: from 127\.0\.0\.1 .*\n\tby )\S+( \(mpop-[^)]*\) with POP3\n\tfor <)\S+(>; ).*",
        lambda match: match[1] + b"poste.aurore.test" + match[2] + b"equipe" + match[3] + _NOW,
        saved,
    )


def sort_with_fdm(raw: bytes, chance: random.Random) -> Exported:
    """fdm, from a mailbox file to a Maildir."""
    with open_bench() as bench:
        bench.write("mbox", write_box(raw))
        (bench.place / "Maildir").mkdir(mode=0o700)
        rules = bench.write("fdm.conf", FDM.format(place=bench.place))
        rules.chmod(0o600)
        _run_as_owner(bench, "fdm", "fdm", "-f", str(rules), "-q", "fetch")
        sorted_in = read_one(bench, "Maildir")
    return wash(
        rb"(?m)^(Received: by )\S+( \(fdm [^)]*\) ?\n\twith mbox[^\n]*\n\t).*",
        lambda match: match[1] + b"poste.aurore.test" + match[2] + _NOW,
        sorted_in,
    )


def convert_with_mailutil(raw: bytes, chance: random.Random) -> Exported:
    """UW's `mailutil`, twice: into the store of UW IMAP or Pine, and back into a mailbox file."""
    with open_bench() as bench:
        bench.write("mbox", write_box(raw))
        for came, left in (("mbox", "#driver.mbx/store"), ("store", "#driver.unix/saved")):
            _run_as_owner(bench, "uw-mailutils", "mailutil", "copy", came, left)
        whole = bench.read("saved")
    # the first one says of itself that it is no message, and has the clock in it
    one = whole[whole.index(b"\n\nFrom ") + 2 :]
    return wash(rb"\AFrom (\S+)@\S+", lambda match: b"From " + match[1] + b"@mail.aurore.test", one)


def sync_with_interimap(raw: bytes, chance: random.Random) -> Exported:
    """InterIMAP, from one Dovecot to another by IMAP."""
    with open_bench() as bench:
        make_maildir(bench, "old", raw)
        make_maildir(bench, "new")
        rules = bench.write("interimap.conf", INTERIMAP.format(place=bench.place))
        for folder in ("old", "new"):
            write_dovecot(bench, folder)
        _run_as_owner(bench, "interimap", "interimap", f"--config={rules}", "--quiet")
        return read_one(bench, "new")


def save_in_evolution(raw: bytes, chance: random.Random) -> Exported:
    """Evolution's "Save as mbox", by its own library."""
    saved = start_server("gir1.2-camel-1.2", "/usr/bin/python3", EVOLUTION).ask(read_stored(raw))
    if b"\n" not in saved:
        raise BrokenPipeError("Evolution's library has not written the message")
    return saved


def copy_with_ruby(raw: bytes, chance: random.Random) -> Exported:
    """A script in Ruby as administrators write it: what the server sends parsed by its `mail`, and written again."""
    sent = read_stored(raw).replace(b"\n", b"\r\n")
    copied = start_server("ruby-mail", "ruby", RUBY).ask(sent).replace(b"\r\n", b"\n")
    # it gives names to what has none, and a mark to parts that it joins
    named = sorted(
        set(re.findall(rb"--==_mimepart_\w+|<[0-9a-f]+_[0-9a-f]+(?:-[0-9a-f]+)?@[^>\s]+\.mail>", copied))
    )
    for mark in (one for one in named if one not in raw):
        steady = "".join(chance.choices(_HEX, k=24)).encode()
        kept = b"--==_mimepart_" + steady if mark[:1] == b"-" else b"<" + steady + b"@poste.aurore.test.mail>"
        copied = copied.replace(mark, kept)
    return copied


def tag_at_delivery(raw: bytes, chance: random.Random) -> Exported:
    """Dovecot's own delivery with a rule in Sieve, as it stands before shared mailboxes: a tag in the subject, a field."""
    sender = parse_message(raw).sender.address
    with open_bench() as bench:
        make_maildir(bench, "mail")
        bench.write("rules.sieve", TAGGING.format(tag=chance.choice(_TAGS)))
        settings = write_dovecot(bench, "mail", DELIVERY)
        known = ("-f", sender) if sender.isascii() and "@" in sender else ()
        delivery = (
            "/usr/lib/dovecot/dovecot-lda",
            "-c",
            str(settings),
            *known,
            "-a",
            "contact@aurore.test",
            "-e",
        )
        _run_as_owner(bench, "dovecot-sieve", *delivery, fed=read_stored(raw))
        return read_one(bench, "mail")


def disclaim_with_rspamd(raw: bytes, chance: random.Random) -> Exported:
    """Rspamd's way with a message that leaves a firm: a notice below text and page."""
    notice, title = chance.choice(_NOTICES)
    plain = f"\n--\n{title} : {notice}\n".encode()
    page = f"<p><b>{title}</b> : {notice}</p>\n".encode()
    asked = b"".join(b"%d\n" % len(one) + one for one in (plain, page, read_stored(raw)))
    return start_server("rspamd", "rspamadm", RSPAMD, "lua", "-s").ask(asked)


def post_through_smartlist(raw: bytes, chance: random.Random) -> Exported:
    """SmartList, which stood behind Debian's lists: its own fields for the trace, a footer where the message is plain."""
    with open_bench() as bench:
        place, base = bench.place, Path("/var/list")
        for name in ("rc.submit", "rc.custom", "rc.init.dist"):
            settings = (base / ".etc" / name).read_text("utf-8")
            settings = settings.replace("INSERT.YOUR.MAIL.DOMAIN.HERE", "listes.aurore.test")
            # with it, procmail would end before its work is done
            settings = re.sub(r"(?m)^DELIVERED=yes.*", "", settings)
            bench.write(
                f"equipe/{name.removesuffix('.dist')}",
                settings + (LIST_SETTINGS if name == "rc.custom" else ""),
            )
        bench.write("equipe/rc.local.s20", LIST_FOOTER_RULE)
        bench.write("equipe/footer.txt", LIST_FOOTER)
        bench.write(
            "equipe/dist",
            "(Only addresses below this line can be automatically removed)\nequipe@aurore.test\n",
        )
        (place / "equipe/archive/latest").mkdir(parents=True)
        (place / ".bin").symlink_to(base / ".bin")
        sendmail = bench.write("equipe/sendmail", _SENDMAIL.format(place=place))
        sendmail.chmod(0o755)
        names = ("list=equipe", f"SENDMAIL={sendmail}", "RC_INIT=rc.init", "RC_CUSTOM=rc.custom")
        step = ("env", "-C", str(place / "equipe"), "procmail", "-m", *names, "./rc.submit")
        bench.run("procmail", *step, fed=read_stored(raw))
        _wait_for(place / "equipe/sent")
        posted = bench.read("equipe/sent")
    mark = b"<" + "".join(chance.choices(_LETTERS, k=10)).encode() + b".A.gxH.dutArB@listes.aurore.test>"
    return wash(
        rb"(?m)^((?:Resent-)?Message-ID: )(<\S+\.A\.\S+>)",
        lambda match: match[1] + (match[2] if match[2] in raw else mark),
        posted,
    )


def view_with_mu(raw: bytes, chance: random.Random) -> Exported:
    """`mu view`, kept in a file."""
    with open_bench() as bench:
        message = bench.write("message", read_stored(raw))
        return Printed(read_text(bench.run("maildir-utils", "mu", "view", str(message))))


def dump_from_hyperkitty(raw: bytes, chance: random.Random) -> Exported:
    """HyperKitty's page of the message in the archive of a list, as Lynx writes it out."""
    server = start_server("python3-django-hyperkitty", "/usr/bin/python3", HYPERKITTY)
    page = server.ask(read_stored(raw))
    if b"</html>" not in page:
        raise BrokenPipeError("the archive does not show the message")
    with open_bench() as bench:
        kept = bench.write("page.html", page)
        return Printed(read_text(bench.run("lynx", "lynx", "-dump", "-nolist", kept.as_uri())))


def print_in_gnus(raw: bytes, chance: random.Random) -> Exported:
    """Gnus' `A P` onto paper: its own sheets with subject and sender on top, a PDF by Ghostscript, its text by Poppler."""
    asked = b64encode(read_stored(raw)) + b"\n"
    sheets = b64decode(start_server("emacs-nox", "emacs", GNUS, "--batch", "-Q", "-l").ask(asked))
    if not sheets:
        raise BrokenPipeError("Gnus has not printed the message")
    with open_bench() as bench:
        bench.write("printed.ps", sheets)
        bench.run("ghostscript", "ps2pdf", "printed.ps", "printed.pdf")
        said = bench.run("poppler-utils", "pdftotext", "printed.pdf", "-")
    return Printed(read_text(wash(rb"\([^()\n]*?\bago\)", b"(1 year, 3 weeks, 2 days ago)", said)), "pdf")


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        fetch_with_mpop, sort_with_fdm, convert_with_mailutil, sync_with_interimap, save_in_evolution, copy_with_ruby,
        tag_at_delivery, disclaim_with_rspamd, post_through_smartlist, view_with_mu, dump_from_hyperkitty, print_in_gnus,
    )
}  # fmt: skip
