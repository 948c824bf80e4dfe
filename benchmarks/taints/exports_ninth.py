"""What exports make of a message, ninth set: other real programs than the eighth's, by a hand that had not read the model.

Needs Debian's packages mutt, bsdutils, w3m, mb2md, offlineimap3, dovecot-core, dovecot-imapd, util-linux, getmail6,
fetchmail, notmuch, spamassassin, mailman3, mimedefang, public-inbox, chromium and poppler-utils. Half of the kinds move a
mailbox; beside a program's defaults stands only where its files lie, and what keeps it from asking.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable

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
from benchmarks.taints.servers_ninth import (
    MAILMAN,
    PUBLIC_INBOX,
    SPAMASSASSIN,
)
from benchmarks.taints.serving import offer_mailbox, start_server

from chaffinch.mail.page_text import read_page_text

PROGRAMS = (
    "mutt", "script", "w3m", "mb2md", "offlineimap", "/usr/lib/dovecot/imap", "setpriv", "getmail", "fetchmail", "notmuch",
    "spamassassin", "mailman", "mimedefang.pl", "public-inbox-init", "chromium", "pdftotext",
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_NOW = b"Mon, 02 Mar 2026 10:12:13 +0000"
_CLOCK = rb"[A-Z][a-z]{2}, +\d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
_MUTT = 'set folder="." move=no quit=yes confirmappend=no confirmcreate=no delete=yes wait_key=no\n'
_SAVING = _MUTT + 'push "<save-message>./saved<enter><quit>"\n'
_PRINTING = (
    _MUTT + 'set print=yes print_command="cat >> printed" mailcap_path="mailcap"\n'
    'auto_view text/html\npush "<print-message><quit>"\n'
)
_MAILCAP = "text/html; w3m -I %{charset} -dump -T text/html %s; copiousoutput\n"
_DOVECOT = """\
mail_location = maildir:{place}/old
mail_uid = {owner}
mail_gid = {owner}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {place}
base_dir = {place}/run
log_path = /dev/stderr
protocols = imap
ssl = no
"""
_OFFLINEIMAP = """\
[general]
accounts = moving
metadata = {place}/metadata
ui = quiet
fsync = false
[Account moving]
localrepository = near
remoterepository = far
[Repository near]
type = Maildir
localfolders = {place}/near
[Repository far]
type = IMAP
preauthtunnel = /usr/lib/dovecot/imap -c {place}/dovecot.conf
"""
_GETMAIL = """\
[retriever]
type = SimplePOP3Retriever
server = 127.0.0.1
port = {port}
username = equipe
password = equipe
timeout = 20
[destination]
type = Mboxrd
path = {place}/saved
{owner}
"""
_FETCHMAIL = (
    'poll 127.0.0.1 service {port} protocol pop3 no dns user "equipe" password "equipe" is equipe here '
    'sslproto "" mda "cat > {place}/fetched"\n'
)
_FILTER = """\
sub filter_begin {{ }}
sub filter {{ return action_accept(); }}
sub filter_end {{
    my ($entity) = @_;
    append_text_boilerplate($entity, "{text}", 0);
    append_html_boilerplate($entity, "<p>{text}</p>", 0);
    action_add_header("X-Scanned-By", "MIMEDefang 3.3 on mail.aurore.test");
}}
1;
"""
_NOTICES = (
    "L'intégrité de ce message n'étant pas assurée sur Internet, Aurore ne peut être tenue responsable de son contenu.",
    "Pensez à l'environnement : n'imprimez ce message que si c'est nécessaire.",
    "Aurore is a limited company. The views expressed in this message are those of its author.",
)
_CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_DIGITS = "0123456789"


def _steer_mutt(bench: Bench, keys: str, raw: bytes) -> None:
    """Open a mailbox with the one message in mutt, which takes its keys from its settings and wants a terminal."""
    bench.write("mbox", write_box(raw))
    bench.write("muttrc", keys)
    bench.write("mailcap", _MAILCAP)
    bench.run("bsdutils", "script", "-qec", "mutt -F muttrc -f mbox", "/dev/null", TERM="xterm")


def save_in_mutt(raw: bytes, chance: random.Random) -> Exported:
    """mutt's `s`: moved into another mailbox file, with two fields for its length."""
    with open_bench() as bench:
        _steer_mutt(bench, _SAVING, raw)
        return bench.read("saved")


def convert_with_mb2md(raw: bytes, chance: random.Random) -> Exported:
    """mb2md, by which administrators went from mailbox files to Maildir."""
    with open_bench() as bench:
        box = bench.write("mbox", write_box(raw))
        bench.run("mb2md", "mb2md", "-s", str(box), "-d", str(bench.place / "Maildir"))
        return read_one(bench, "Maildir")


def sync_with_offlineimap(raw: bytes, chance: random.Random) -> Exported:
    """OfflineIMAP's copy of an account, from Dovecot's IMAP into a Maildir."""
    with open_bench() as bench:
        make_maildir(bench, "old", raw)
        rules = bench.write("rules", _OFFLINEIMAP.format(place=bench.place))
        settings = bench.write("dovecot.conf", "")
        owner = bench.give_away()
        settings.write_text(_DOVECOT.format(place=bench.place, owner=owner), "utf-8")
        # Dovecot refuses to be root's; whose the folder is, is at work
        whose = ("--clear-groups", f"--reuid={owner}", f"--regid={owner}") if _is_root() else ()
        step = ("setpriv", *whose, "offlineimap", "-c", str(rules), "-o")
        bench.run("util-linux", *step, USER="nobody")
        return read_one(bench, "near/INBOX")


def _is_root() -> bool:
    """Return whether root is at work."""
    return os.geteuid() == 0


def _fetch_once(raw: bytes) -> bytes:
    with open_bench() as bench, offer_mailbox(read_stored(raw)) as port:
        bench.write("saved", b"")
        owner = "user = nobody" if _is_root() else ""
        bench.write("getmailrc", _GETMAIL.format(place=bench.place, port=port, owner=owner))
        bench.give_away()
        bench.run("getmail6", "getmail", "--getmaildir", str(bench.place), "--rcfile", "getmailrc")
        return bench.read("saved")


def fetch_with_getmail(raw: bytes, chance: random.Random) -> Exported:
    """getmail, the usual back-up of an account at a provider: over POP3 into a mailbox file."""
    # on a busy machine it now and then waits for an answer that it has had: a cron job would come again, too
    saved = next(filter(None, (_fetch_once(raw) for _ in range(3))), b"")
    if not saved:
        raise FileNotFoundError("getmail has fetched nothing")
    saved = wash(rb"\A(From \S+ ).*", lambda match: match[1] + b"Mon Mar  2 10:12:13 2026", saved)
    return wash(
        rb"(?m)^(Received: from 127\.0\.0\.1 )\(127\.0\.0\.1:\d+\) by \S+( with POP3 getmail6\s+msgid:0001; ).*",
        lambda match: match[1] + b"(127.0.0.1:110) by localhost" + match[2] + b"02 Mar 2026 10:12:13 -0000",
        saved,
    )


def fetch_with_fetchmail(raw: bytes, chance: random.Random) -> Exported:
    """fetchmail, and whatever delivers: a line of its own in the trace."""
    with open_bench() as bench, offer_mailbox(read_stored(raw)) as port:
        rules = bench.write("fetchmailrc", _FETCHMAIL.format(place=bench.place, port=port))
        rules.chmod(0o600)
        bench.run(
            "fetchmail", "fetchmail", "--nosyslog", "-f", str(rules), "--pidfile", str(bench.place / "pid")
        )
        fetched = bench.read("fetched")
    return wash(
        rb"(?m)^(Received: from \S+\s+by )\S+( with POP3 \(fetchmail-6[^;]*; )" + _CLOCK + rb" \(\w+\)",
        lambda match: match[1] + b"poste.aurore.test" + match[2] + _NOW + b" (UTC)",
        fetched,
    )


def export_from_notmuch(raw: bytes, chance: random.Random) -> Exported:
    """notmuch's `show --format=mbox` of what a search has found."""
    with open_bench() as bench:
        kept = make_maildir(bench, "mail", raw)
        settings = f"[database]\npath={kept}\n[user]\nname=equipe\nprimary_email=equipe@aurore.test\n"
        settings_at = str(bench.write("settings", settings))
        bench.run("notmuch", "notmuch", "new", "--quiet", NOTMUCH_CONFIG=settings_at)
        return bench.run("notmuch", "notmuch", "show", "--format=mbox", "*", NOTMUCH_CONFIG=settings_at)


def mark_with_spamassassin(raw: bytes, chance: random.Random) -> Exported:
    """SpamAssassin at a gateway, with its rules that ask nobody: what it found, in fields on top."""
    marked = start_server("spamassassin", "perl", SPAMASSASSIN).ask(read_stored(raw))
    return wash(
        rb"(?m)^(X-Spam-Checker-Version: .* on )\S+$", lambda match: match[1] + b"mail.aurore.test", marked
    )


def post_through_mailman(raw: bytes, chance: random.Random) -> Exported:
    """A list of Mailman 3 with all settings as they come: tag, fields, and a footer that is a part where it must be."""
    posted = start_server("mailman3", "/usr/bin/python3", MAILMAN).ask(read_stored(raw))
    number = "".join(chance.choices(_DIGITS, k=19)).encode()
    found = re.search(rb'boundary="===============(\d{19})=="', posted)
    # only the part around its footer has a number that was not in the message before
    return posted.replace(found[1], number) if found and found[1] not in raw else posted


def disclaim_with_mimedefang(raw: bytes, chance: random.Random) -> Exported:
    """MIMEDefang behind Sendmail: the message taken apart and put together again, a notice below text and page."""
    stored = read_stored(raw)
    head, _, _ = stored.partition(b"\n\n")
    with open_bench() as bench:
        rules = bench.write("filter", _FILTER.format(text=chance.choice(_NOTICES)))
        bench.write("work/INPUTMSG", stored)
        bench.write("work/HEADERS", re.sub(rb"\n(?=[ \t])", b"", head) + b"\n")
        bench.write("work/COMMANDS", b"F\n")
        bench.run("mimedefang", "mimedefang.pl", "-f", str(rules), str(bench.place / "work"))
        results = bench.read("work/RESULTS")
        body = bench.read("work/NEWBODY") if b"\nC\n" in b"\n" + results else stored.partition(b"\n\n")[2]
    return _obey_mimedefang(head, results) + b"\n" + body


def _obey_mimedefang(head: bytes, results: bytes) -> bytes:
    """Return the head after what MIMEDefang has told its mail server to change in it."""
    fields = re.findall(rb"(?m)^[^\n]*\n(?:[ \t][^\n]*\n)*", head.rstrip(b"\n") + b"\n")
    for line in results.split(b"\n"):
        order, words = (
            line[:1],
            [re.sub(rb"%([0-9A-F]{2})", _decode_sign, one) for one in line[1:].split(b" ")],
        )
        name = b"Content-Type" if order == b"M" else words[0]
        found = [at for at, one in enumerate(fields) if one.lower().startswith(name.lower() + b":")]
        if order == b"H":
            fields.append(name + b": " + b" ".join(words[1:]) + b"\n")
        elif order == b"J" and found:
            del fields[found[0]]
        elif order in {b"M", b"I"}:
            value = name + b": " + b" ".join(words[2:] if order == b"I" else words) + b"\n"
            at = found[0] if found else len(fields)
            fields[at : at + 1] = [value]
    return b"".join(fields)


def _decode_sign(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])


def _write_archive_page(bench: Bench, raw: bytes) -> bytes:
    """Return the page that public-inbox shows of a message in the archive of a list."""
    settings = str(bench.place / "settings")
    bench.run(
        "public-inbox", "public-inbox-init", "-V2", "-L", "medium", "equipe", str(bench.place / "equipe"),
        "http://archive.aurore.test/equipe", "equipe@listes.aurore.test", PI_CONFIG=settings,
    )  # fmt: skip
    script = str(bench.write("script.pl", PUBLIC_INBOX))
    # one of its modules takes a single argument for a file of its own to work on
    page = bench.run("perl", "perl", script, "show", "page", fed=read_stored(raw), PI_CONFIG=settings)
    if b"id=b>" not in page:
        raise FileNotFoundError("the archive does not show the message")
    return page


def publish_in_public_inbox(raw: bytes, chance: random.Random) -> Exported:
    """public-inbox's page of the message: a head of five fields, files as links, and how to answer."""
    with open_bench() as bench:
        return Printed(read_page_text(read_text(_write_archive_page(bench, raw)))[0], "html")


def print_in_mutt(raw: bytes, chance: random.Random) -> Exported:
    """mutt's `p` into a file: the fields that it shows, pages through w3m, a line for each part."""
    with open_bench() as bench:
        _steer_mutt(bench, _PRINTING, raw)
        return Printed(read_text(bench.read("printed")))


def print_in_chromium(raw: bytes, chance: random.Random) -> Exported:
    """The archive's page on paper: Chromium's PDF with its date, title, address and numbers, its text by Poppler."""
    with open_bench() as bench:
        page = bench.write("page.html", _write_archive_page(bench, raw))
        where = (f"--user-data-dir={bench.place}/profile", f"--print-to-pdf={bench.place}/page.pdf")
        bench.run("chromium", "chromium", *_CHROMIUM, *where, page.as_uri())
        bench.read("page.pdf")
        said = bench.run("poppler-utils", "pdftotext", "page.pdf", "-")
        # the file is as good as the page at its address, that it was saved from
        said = said.replace(page.as_uri().encode(), b"archive.aurore.test/equipe/")
    # a narrow space stands between the hour and its half of the day
    clock = re.sub(
        r"(?m)^(\f?)\d+/\d+/\d\d, \d+:\d\d(\s)[AP]M$", r"\g<1>3/2/26, 10:12\g<2>AM", read_text(said)
    )
    return Printed(clock, "pdf")


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        save_in_mutt, convert_with_mb2md, sync_with_offlineimap, fetch_with_getmail, fetch_with_fetchmail,
        export_from_notmuch, mark_with_spamassassin, post_through_mailman, disclaim_with_mimedefang,
        publish_in_public_inbox, print_in_mutt, print_in_chromium,
    )
}  # fmt: skip
