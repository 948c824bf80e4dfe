"""What exports make of a message, nineteenth set: one kind for each that the research names, by a hand that had not read
the model: folded, quoted, as a page, coded and spelt anew, through a mailbox file, out of a PST, without its fields, an
excerpt, out of Proton's Bridge, on a leak site, and several of these at once.

Needs Debian's packages coreutils, mblaze, php-cli, php-mail-mime, libc-bin, mailutils, maildrop (for reformail), mawk,
mime-construct, ruby and libmail-box-perl. What pffexport and Proton's Bridge write is written after their sources, what a
leak site shows after Aleph's viewer of mails. mblaze, Mailutils, maildrop, Python's `email` and Mail::Box are in other
sets, too: to show or to move a message, here to quote it, to copy it, to leave fields out, to code it and to forward it.
"""

from __future__ import annotations

import json
import random
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from benchmarks.taints.exports_eighteenth_sources import find_page
from benchmarks.taints.exports_eleventh import _DIGITS, _LETTERS, _steady_marks
from benchmarks.taints.programs import Libraries, list_missing, open_bench, read_stored, read_text, write_box
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_nineteenth import ALEPH, COMPOSE, DESK
from benchmarks.taints.serving import serve_library, start_server

from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_LIBRARIES = Libraries(
    {
        "php-mail-mime": ("/usr/share/php", "Mail/mime.php"),
        "libmail-box-perl": ("/usr/share/perl5", "Mail/Message.pm"),
    }
)
"""A file of each package that has no program on the path."""
PROGRAMS = (
    "fold", "mquote", "mmime", "php", "iconv", "mail.mailutils", "reformail", "mawk", "mime-construct", "ruby", "perl",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_SENT = "Mon, 02 Mar 2026 14:12:13 +0000"
_WROTE_OUT = policy.compat32.clone(max_line_length=None, mangle_from_=False)
_TRACE = (
    "Received", "Return-Path", "Delivered-To", "X-Original-To", "DKIM-Signature", "Authentication-Results", "Received-SPF",
    "X-Mailer", "User-Agent", "X-Originating-IP", "X-Spam-Status", "X-Spam-Level", "Message-ID", "In-Reply-To", "References",
)  # fmt: skip
"""What tells of the way, of the machine, and of other messages."""
_KEPT = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references")


def _answer_later(message: Message, chance: random.Random) -> str:
    """Return when somebody answered or forwarded a message: an hour to a day after it."""
    later = timedelta(seconds=chance.randint(3_600, 86_400))
    try:
        return format_datetime(message.date + later) if message.date else _SENT
    except OverflowError:
        return _SENT


def _make_id(chance: random.Random) -> str:
    return f"<{''.join(chance.choices(_LETTERS, k=20))}@aurore.test>"


def _spell(given: Mapping[str, object]) -> bytes:
    """Return what a server is asked, in JSON; a half of a sign as a question mark."""
    return json.dumps(given, ensure_ascii=False).encode("utf-8", "replace")


def _name_first(message: Message, *, own: bool) -> str:
    """Return the address of whoever had the message, or of its sender."""
    people = message.to if own else (message.sender,)
    known = people[0].address if people else ""
    return known if re.fullmatch(r"[!-~]+@[!-~]+", known) else "equipe@aurore.test"


def fold_lines(raw: bytes, chance: random.Random) -> Exported:
    """`fold -s -w 72` on the text: long lines broken at blanks, which stay at their ends; short ones as they were."""

    def fold(said: str) -> str:
        fed = said.replace("\r\n", "\n").encode("utf-8", "replace")
        with open_bench() as bench:
            return read_text(bench.run("coreutils", "fold", "-s", "-w", "72", fed=fed))

    return rebuild(raw, text=fold, newline="\n")


def answer_in_mblaze(raw: bytes, chance: random.Random) -> Exported:
    """mblaze's `mrep` with nothing written yet: `mquote` has the whole text quoted, `mmime` codes it where it must."""
    message = parse_message(raw)
    stored = read_stored(raw)
    # mblaze leaves pages to a filter of the reader's
    if find_page(raw) and b"text/plain" not in stored.lower():
        stored = rebuild(raw, newline="\n")
    subject = re.sub(r"(?i)^(?:re: *)*", "", " ".join(message.subject.split()))
    lines = [
        f"To: {_name_first(message, own=False)}",
        f"Subject: Re: {subject}",
        f"From: {_name_first(message, own=True)}",
    ]
    if message.message_id:
        lines += [f"References: {message.message_id}", f"In-Reply-To: {message.message_id}"]
    lines += [
        f"Message-Id: {_make_id(chance)}",
        f"Date: {_answer_later(message, chance)}",
        "User-Agent: mblaze/1.1",
    ]
    with open_bench() as bench:
        bench.write("mail", stored)
        quoted = bench.run("mblaze", "mquote", "./mail")
        if b"\n> " not in quoted:
            return stored
        draft = "\n".join([*lines, "", ""]).encode("utf-8", "replace") + quoted + b"\n\n"
        sent = bench.run("mblaze", "mmime", *(("-r",) if draft.isascii() else ()), fed=draft)
    return _steady_marks(rb"(?<=----_=_)[0-9a-f]{24}(?=_=_)", _DIGITS, raw, sent, chance) or stored


def send_page_from_php(raw: bytes, chance: random.Random) -> Exported:
    """A web site's form: the text as a page by PHP's `nl2br`, mailed by PEAR's Mail_mime."""
    message = parse_message(raw)
    fields = {
        name: " ".join(next((one.value for one in message.headers if one.key == name.lower()), "").split())
        for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID")
    }
    files = [
        {"name": one.name, "kind": one.content_type, "content": b64encode(one.content).decode()}
        for one in message.attachments
        if one.name
    ]
    given = {
        "fields": {name: value for name, value in fields.items() if value}, "files": files,
        "text": message.text.replace("\r\n", "\n"),
    }  # fmt: skip
    server = serve_library(_LIBRARIES, "php-mail-mime", "php", COMPOSE)
    sent = server.ask(_spell(given))
    return _steady_marks(rb"=_([0-9a-f]{32})", _LETTERS, raw, sent, chance)


def code_with_python(raw: bytes, chance: random.Random) -> Exported:
    """Python's `set_content` on each text: what was in base64 in quoted-printable, all else in base64; a charset it does
    not know stays."""
    stored = read_stored(raw)
    message = message_from_bytes(stored, policy=policy.default)
    for part in message.walk():
        if part.get_content_maintype() != "text" or part.get_filename() or not isinstance(part, EmailMessage):
            continue
        cte = (
            "quoted-printable" if part.get("content-transfer-encoding", "").lower() == "base64" else "base64"
        )
        try:
            said = part.get_content(errors="strict")
        except (LookupError, UnicodeDecodeError):
            continue
        part.set_content(said, subtype=part.get_content_subtype(), cte=cte)
    return message.as_bytes(policy=_WROTE_OUT)


def recode_with_iconv(raw: bytes, chance: random.Random) -> Exported:
    """iconv on each text: Latin 1, what is not in it spelt with what is, as the part's field says."""
    message = message_from_bytes(read_stored(raw), policy=policy.compat32)
    with open_bench() as bench:
        for part in message.walk():
            said = part.get_payload(decode=True)
            if part.get_content_maintype() != "text" or part.get_filename() or not isinstance(said, bytes):
                continue
            charset = part.get_content_charset() or "us-ascii"
            command = 'iconv -f "$1" -t ISO-8859-1//TRANSLIT && printf .'
            done = bench.run("libc-bin", "sh", "-c", command, "sh", charset, fed=said)
            # the dot says that all went well; what iconv refuses stays
            if not done.endswith(b".") or not re.fullmatch(r"[\w.:-]+", charset):
                continue
            del part["Content-Transfer-Encoding"]
            part.set_payload(done[:-1].decode("latin-1"), "iso-8859-1")
    return message.as_bytes(policy=_WROTE_OUT)


def copy_in_mailutils(raw: bytes, chance: random.Random) -> Exported:
    """GNU Mailutils' `mail`, its `copy`: from one mailbox file into another."""
    box = write_box(raw)
    with open_bench() as bench:
        bench.write("box", box)
        bench.run("mailutils", "mail.mailutils", "-n", "-f", "box", fed=b"copy 1 saved\nexit\n")
        path = bench.place / "saved"
        return path.read_bytes() if path.is_file() and path.stat().st_size else box


def read_with_pffexport(raw: bytes, chance: random.Random) -> Exported:
    """pffexport's files for a message of an Outlook store (after its source), one after the other: its own names for the
    fields, times in UTC, whom it was sent to, the text, names of files."""
    message = parse_message(raw)
    when = f"{message.date.astimezone(UTC):%b %d, %Y %H:%M:%S}.000000000 UTC" if message.date else ""
    topic = re.sub(r"(?i)^(?:(?:re|tr|fw|fwd|aw) ?: *)+", "", message.subject)
    rows = [
        ("Client submit time:\t\t\t", when), ("Delivery time:\t\t\t\t", when), ("Creation time:\t\t\t\t", when),
        ("Modification time:\t\t\t", when), ("Size:\t\t\t\t\t", str(len(raw))),
        ("Flags:\t\t\t\t\t", "0x00000001 (Read)"), ("Conversation topic:\t\t\t", topic),
        ("Subject:\t\t\t\t", message.subject),
        ("Sender name:\t\t\t\t", message.sender.name or message.sender.address),
        ("Sender email address:\t\t\t", message.sender.address),
        ("Sent representing name:\t\t\t", message.sender.name or message.sender.address),
        ("Importance:\t\t\t\t", "Normal"), ("Priority:\t\t\t\t", "Normal"), ("Sensitivity:\t\t\t\t", "None"),
    ]  # fmt: skip
    head = "Message:\n" + "".join(f"{label}{value}\n" for label, value in rows if value)
    people = "".join(
        f"Display name:\t\t{one.name or one.address}\nRecipient display name:\t{one.name or one.address}\n"
        f"Email address:\t\t{one.address}\nAddress type:\t\tSMTP\n"
        f"Recipient type:\t\t{kind}\n\n"
        for kind, some in (("To", message.to), ("CC", message.cc))
        for one in some
    )
    names = "".join(
        f"Attachments/{at}_{one.name}\n" for at, one in enumerate(message.attachments, 1) if one.name
    )
    said = message.text.replace("\r\n", "\n")
    return Printed("\n".join(one for one in (head, people, said, names) if one))


def strip_with_reformail(raw: bytes, chance: random.Random) -> Exported:
    """maildrop's `reformail -I`: without the fields that tell of the way and of the machine."""
    options = [part for name in _TRACE for part in ("-I", f"{name}:")]
    stored = read_stored(raw)
    with open_bench() as bench:
        return bench.run("maildrop", "reformail", *options, fed=stored) or stored


def copy_passage_with_awk(raw: bytes, chance: random.Random) -> Exported:
    """awk's paragraphs, some in a row from the start or the middle, into a mail by mime-construct, or into a file."""
    message = parse_message(raw)
    said = message.text.replace("\r\n", "\n").encode("utf-8", "replace")
    count = len([one for one in re.split(rb"\n{2,}", said.strip(b"\n")) if one])
    taken = max(1, chance.randint((count + 1) // 2, max(1, count)))
    first = 1 + (chance.randint(0, count - taken) if count > taken else 0)
    script = f'BEGIN {{ RS = ""; ORS = "\\n\\n" }} NR >= {first} && NR < {first + taken}'
    subject = chance.choice(("", "Un extrait", "An excerpt"))
    with open_bench() as bench:
        copied = bench.run("mawk", "mawk", script, fed=said) or said
        if not subject:
            return Printed(read_text(copied))
        head = [
            part
            for field in (
                f"From: {_name_first(message, own=True)}",
                f"Date: {_answer_later(message, chance)}",
            )
            for part in ("--header", field)
        ]
        kind = "text/plain; charset=utf-8"
        command = (
            "--output",
            *head,
            "--to",
            "redaction@depeche.test",
            "--subject",
            subject,
            "--type",
            kind,
            "--file",
            "-",
        )
        sent = bench.run("mime-construct", "mime-construct", *command, fed=copied)
    return sent or Printed(read_text(copied))


def fetch_from_proton_bridge(raw: bytes, chance: random.Random) -> Exported:
    """Proton's Bridge (after its source): the one body that Proton keeps, in quoted-printable, with the Bridge's fields."""
    message = parse_message(raw)
    inner = "".join(chance.choices(_LETTERS, k=86)) + "=="
    known = {one.key: " ".join(one.value.split()) for one in message.headers}
    references = f"{known.get('references', '')} <{inner}@protonmail.internalid>"
    when = message.date.astimezone(UTC) if message.date else None
    add = [("X-Pm-Internal-Id", inner), ("References", references.strip())]
    if message.message_id:
        add.append(("X-Pm-External-Id", message.message_id))
    if when:
        add.append(("X-Pm-Date", f"{when:%a, %d %b %Y %H:%M:%S} +0000"))
    # Go has its fields in whatever order
    chance.shuffle(add)
    page = find_page(raw)
    return rebuild(
        raw, page=(lambda _: page) if page else None, only="html" if page else "", drop=("references",), add=tuple(add),
        encoding="quoted-printable", boundary="".join(chance.choices(_DIGITS, k=32)),
    )  # fmt: skip


def show_in_aleph(raw: bytes, chance: random.Random) -> Exported:
    """A page as OCCRP's Aleph shows a mail, by Ruby's ERB: a table of fields, and the page or the text."""
    message = parse_message(raw)
    people = {
        label: ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in some)
        for label, some in (("From", (message.sender,)), ("Recipient", message.to), ("CC", message.cc))
    }
    rows = [
        ("Date", message.raw_date), ("From", people["From"]), ("Subject", message.subject),
        ("Recipient", people["Recipient"]), ("CC", people["CC"]),
    ]  # fmt: skip
    given = {
        "subject": message.subject, "page": find_page(raw), "text": message.text.replace("\r\n", "\n"),
        "rows": [row for row in rows if row[1] or row[0] == "Subject"],
    }  # fmt: skip
    page = start_server("ruby", "ruby", ALEPH).ask(_spell(given))
    return Printed(read_page_text(read_text(page))[0], "html")


def forward_from_desk(raw: bytes, chance: random.Random) -> Exported:
    """A help desk's template in Perl: forwarded within the text by Mail::Box, wrapped by Text::Wrap, in Latin 1 where all
    fits, quoted-printable."""
    message = parse_message(raw)
    gone = tuple(one.key for one in message.headers if one.key not in _KEPT)
    stored = rebuild(raw, drop=gone, files=False, newline="\n")
    asked = f"{_answer_later(message, chance)}\n{_make_id(chance)}\n".encode() + stored.rstrip(b"\n") + b"\n"
    # what Mail::Box cannot read is kept as it came
    return serve_library(_LIBRARIES, "libmail-box-perl", "perl", DESK).ask(asked) or stored


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        fold_lines, answer_in_mblaze, send_page_from_php, code_with_python, recode_with_iconv, copy_in_mailutils,
        read_with_pffexport, strip_with_reformail, copy_passage_with_awk, fetch_from_proton_bridge, show_in_aleph,
        forward_from_desk,
    )
}  # fmt: skip
