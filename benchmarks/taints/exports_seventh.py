"""What exports make of a message, seventh set: each kind after one real program, by a hand that had not read the model."""

from __future__ import annotations

import base64
import html
import random
import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import urlsplit

from benchmarks.taints.rebuilding import Exported, Printed, rebuild

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import Message, parse_message

_LINK = re.compile(r"https?://[^\s<>\"]+")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_PRINTED_LINES = 58
_PRINTED_WIDTH = 92
_DIGEST_RULE = "-" * 70
_MESSAGE_RULE = "-" * 30
_TUTA_FIELDS = {"from", "to", "cc", "subject", "date", "message-id", "references"}
_MIMECAST_FOOT = (
    "Disclaimer\n\nThe information contained in this communication from the sender is confidential. It is intended solely "
    "for use by the recipient and others authorized to receive it. If you are not the recipient, you are hereby notified "
    "that any disclosure, copying, distribution or taking action in relation of the contents of this information is "
    "strictly prohibited and may be unlawful.\n\nThis email has been scanned for viruses and malware, and may have been "
    "automatically archived by Mimecast Ltd."
)


def _encode(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode()


def _show(at: datetime | None, form: str) -> str:
    return at.strftime(form) if at else ""


def _write(one: Address) -> str:
    return f"{one.name} <{one.address}>" if one.name else one.address


def _write_all(people: tuple[Address, ...]) -> str:
    return ", ".join(map(_write, people))


def _write_page(said: str) -> str:
    """Return a page of a text, a division for each line as editors of mail write them."""
    lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>\n" for line in said.rstrip("\n").split("\n"))
    return f"<html><head></head><body>\n{lines}</body></html>\n"


def _change_page(raw: bytes, change: Callable[[str], str]) -> Callable[[str], str] | None:
    """Return what makes the same change in the message's page; None where it has none."""
    return (lambda said: _write_page(change(said))) if parse_message(raw).html_text else None


def _read_stored(raw: bytes) -> bytes:
    """Return the message with ends of lines of Unix, without the line that a mailbox file puts above it."""
    return re.sub(rb"\AFrom [^\n]*\n", b"", raw.replace(b"\r\n", b"\n"))


def _keep(said: str) -> str:
    return said


def _hide(message: Message, shown: set[str]) -> tuple[str, ...]:
    """Return all fields but those that are shown."""
    return tuple({header.key for header in message.headers} - shown)


def keep_in_eudora(raw: bytes, chance: random.Random) -> Exported:
    """Qualcomm Eudora's mailbox: no parts any more, a page between marks of its own, files as paths on the disk."""
    message = parse_message(raw)
    files = "".join(
        f'\nAttachment Converted: "C:\\Program Files\\Qualcomm\\Eudora\\attach\\{one.name}"\n'
        for one in message.attachments
        if one.name
    )

    def mark(said: str) -> str:
        return f"<x-html>\n{_write_page(said)}</x-html>{files}"

    flowed = b"format=flowed" in raw.lower()
    said = f"<x-flowed>\n{message.text.rstrip()}\n</x-flowed>" if flowed else message.text.rstrip()
    begun = f"From ???@??? {_show(message.date, '%a %b %d %H:%M:%S %Y')}\n"
    if message.html_text:
        done = rebuild(raw, page=mark, only="html", files=False)
    else:
        done = rebuild(raw, text=f"{said}\n{files}", files=False)
    return begun.encode() + done


def keep_in_mdaemon(raw: bytes, chance: random.Random) -> Exported:
    """MDaemon's store of .msg files: the message as it came below the server's own fields, its return path renamed."""
    message = parse_message(raw)
    when = format_datetime(message.date) if message.date else "Mon, 02 Mar 2026 10:12:13 +0100"
    sender = message.sender.address
    fields = (
        f"X-MDAV-Result: clean\nX-MDAV-Processed: mail.aurore.test, {when}\n"
        f"X-Spam-Processed: mail.aurore.test, {when}\n"
        "\t(not processed: message from trusted or authenticated source)\n"
        f"X-MDRemoteIP: 192.0.2.{chance.randint(2, 250)}\nX-MDArrival-Date: {when}\n"
        f"X-Return-Path: {sender}\nX-Envelope-From: {sender}\n"
    )
    kept = re.sub(rb"(?mi)^Return-Path:[^\n]*\n", b"", _read_stored(raw), count=1)
    return (fields.encode("utf-8", "replace") + kept).replace(b"\n", b"\r\n")


def take_from_apple_partial(raw: bytes, chance: random.Random) -> Exported:
    """Apple Mail's .partial.emlx read as mail: the files lie elsewhere on the disk, of each only its length stays."""
    message = parse_message(raw)
    if not message.attachments:
        return _read_stored(raw)
    boundary = f"Apple-Mail=_{chance.randrange(16**32):032X}"
    done = rebuild(raw, page=_change_page(raw, _keep), newline="\n", boundary=boundary)
    coded = b"Content-Transfer-Encoding: base64\n\n"
    for one in message.attachments:
        written = base64.encodebytes(one.content).replace(b"\r\n", b"\n")
        if written:
            length = f"X-Apple-Content-Length: {len(written)}\n".encode()
            done = done.replace(coded + written, length + coded, 1)
    return done


def export_from_tuta(raw: bytes, chance: random.Random) -> Exported:
    """Tuta's .eml made in the client: a page and nothing beside it, in base64, times in UTC, seven fields."""
    message = parse_message(raw)
    replaced = {"date": format_datetime(message.date.astimezone(UTC))} if message.date else {}
    replaced["subject"] = Header(message.subject, "utf-8", maxlinelen=900).encode() if message.subject else ""
    return rebuild(
        raw, page=_write_page, only="html", encoding="base64", boundary="------------79Bu5A16qPEYcVIZL@tutanota",
        drop=_hide(message, _TUTA_FIELDS), replace=replaced,
    )  # fmt: skip


def fetch_with_doveadm(raw: bytes, chance: random.Random) -> Exported:
    """Dovecot's `doveadm fetch "uid mailbox text"`, cut at its form feeds: three lines above the message as it lies."""
    box = chance.choice(("INBOX", "Sent", "Archives.2026", "INBOX/Clients"))
    lines = f"uid: {chance.randint(1, 40_000)}\nmailbox: {box}\ntext:\n"
    return lines.encode() + _read_stored(raw) + b"\n\f\n"


def save_from_evolution(raw: bytes, chance: random.Random) -> Exported:
    """GNOME Evolution's "Save as mbox": its own two fields, lines that begin with From marked, ends of lines of Unix."""
    message = parse_message(raw)
    begun = f"From {message.sender.address or 'unknown'} {_show(message.date, '%a %b %e %H:%M:%S %Y')}\n"
    own = f"X-Evolution-Source: {chance.randrange(16**32):032x}\nX-Evolution: {chance.randrange(16**8):08x}-0013\n"
    kept = re.sub(rb"(?m)^From ", b">From ", _read_stored(raw))
    return begun.encode() + own.encode() + kept + b"\n"


def print_from_roundcube(raw: bytes, chance: random.Random) -> Exported:
    """Roundcube's print view as Firefox makes a PDF of it: a table of fields, the text, the files, an address below."""
    message = parse_message(raw)
    rows = [("Subject", message.subject), ("From", _write(message.sender)), ("To", _write_all(message.to))]
    rows += [("Cc", _write_all(message.cc))] if message.cc else []
    rows += [("Date", _show(message.date, "%Y-%m-%d %H:%M"))]
    lines = [f"{name} {value}".rstrip() for name, value in rows] + [""]
    for line in message.text.rstrip().split("\n"):
        lines += textwrap.wrap(line, _PRINTED_WIDTH, break_long_words=False) or [""]
    lines += [f"{one.name} (~{max(1, len(one.content) // 1024)} KB)" for one in message.attachments]
    title = f"Webmail Aurore :: {message.subject}"
    link = (
        f"https://webmail.aurore.test/?_task=mail&_uid={chance.randint(1, 20_000)}&_mbox=INBOX&_action=print"
    )
    printed = f"{chance.randint(1, 28):02d}/04/2026, {chance.randint(8, 19):02d}:{chance.randint(0, 59):02d}"
    sheets = [lines[start : start + _PRINTED_LINES] for start in range(0, len(lines), _PRINTED_LINES)]
    return Printed(
        "\f".join(
            f"{title} {link}\n" + "\n".join(sheet) + f"\n{number} of {len(sheets)} {printed}\n"
            for number, sheet in enumerate(sheets, 1)
        ),
        "pdf",
    )


def save_with_import_export_tools(raw: bytes, chance: random.Random) -> Exported:
    """ImportExportTools NG's plain text of a Thunderbird folder: four fields with tabulators, the text, names of files."""
    message = parse_message(raw)
    rows = [("Subject", message.subject), ("From", _write(message.sender))]
    rows += [("Date", _show(message.date, "%d/%m/%Y, %H:%M")), ("To", _write_all(message.to))]
    rows += [("CC", _write_all(message.cc))] if message.cc else []
    head = "\r\n".join(f"{name}: \t{value}" for name, value in rows)
    files = "".join(f"\r\n\t{one.name}" for one in message.attachments)
    foot = f"\r\n\r\nAttachments:{files}\r\n" if files else "\r\n"
    said = re.sub(r"\n{4,}", "\n\n\n", message.text).rstrip().replace("\n", "\r\n")
    return Printed(f"{head}\r\n\r\n\r\n{said}{foot}")


def read_in_digest(raw: bytes, chance: random.Random) -> Exported:
    """Mailman's plain digest (RFC 1153) of a quiet day: how to write to the list, the topic, the one message."""
    message = parse_message(raw)
    volume, issue = chance.randint(3, 240), chance.randint(1, 31)
    place = "equipe@listes.aurore.test"
    above = (
        f"Send Equipe mailing list submissions to\n\t{place}\n\n"
        "To subscribe or unsubscribe via the World Wide Web, visit\n"
        "\thttps://listes.aurore.test/mailman/listinfo/equipe\n"
        "or, via email, send a message with subject or body 'help' to\n\tequipe-request@listes.aurore.test\n\n"
        "When replying, please edit your Subject line so it is more specific\n"
        f'than "Re: Contents of Equipe digest..."\n\n\nToday\'s Topics:\n\n   1. {message.subject} '
        f"({message.sender.name or message.sender.address})\n\n\n{_DIGEST_RULE}\n\nMessage: 1\n"
    )
    rows = [("Date", message.raw_date), ("From", _write(message.sender)), ("To", _write_all(message.to))]
    rows += [("Cc", _write_all(message.cc))] if message.cc else []
    rows += [("Subject", message.subject), ("Message-ID", message.message_id)]
    rows += [("Content-Type", "text/plain; charset=utf-8")]
    head = "".join(f"{name}: {value}\n" for name, value in rows)
    scrubbed = "".join(
        f"-------------- next part --------------\nA non-text attachment was scrubbed...\nName: {one.name}\n"
        f"Type: {one.content_type}\nSize: {len(one.content)} bytes\nDesc: not available\n"
        f"URL: <https://listes.aurore.test/pipermail/equipe/attachments/{chance.randrange(16**8):08x}/attachment.bin>\n"
        for one in message.attachments
    )
    title = f"End of Equipe Digest, Vol {volume}, Issue {issue}"
    below = (
        f"\n{_MESSAGE_RULE}\n\nSubject: Digest Footer\n\n_______________________________________________\n"
        f"Equipe mailing list\n{place}\n\n\n{_MESSAGE_RULE}\n\n{title}\n{'*' * len(title)}\n"
    )
    return Printed(f"{above}{head}\n{message.text.rstrip()}\n{scrubbed}{below}")


def rewrite_by_mimecast(raw: bytes, chance: random.Random) -> Exported:
    """Mimecast's links, of which only the host is still to be read, and its stationery below."""

    def protect(match: re.Match[str]) -> str:
        code = "".join(chance.choices(_LETTERS, k=22))
        try:
            host = urlsplit(match[0]).hostname or ""
        except ValueError:  # brackets that are no address of IPv6: Mimecast leaves such links alone
            return match[0]
        return f"https://protect-eu.mimecast.com/s/{code}?domain={host}"

    def rewrite(said: str) -> str:
        return f"{_LINK.sub(protect, said).rstrip()}\n\n{_MIMECAST_FOOT}\n"

    return rebuild(
        raw, text=rewrite, page=_change_page(raw, rewrite), encoding="quoted-printable",
        add=(("X-MC-Unique", "".join(chance.choices(_LETTERS, k=20)) + "-1"), ("X-Mimecast-Spam-Score", "0")),
    )  # fmt: skip


def certify_by_avg(raw: bytes, chance: random.Random) -> Exported:
    """AVG's mail scanner on the reader's machine: what it certifies in four lines below every message."""
    year = chance.choice((2013, 2014, 2015))
    foot = (
        f"No virus found in this message.\nChecked by AVG - www.avg.com\nVersion: {year}.0.{chance.randint(3_000, 5_999)} / "
        f"Virus Database: {chance.randint(2_600, 4_300)}/{chance.randint(6_000, 9_900)} - "
        f"Release Date: {chance.randint(1, 12):02d}/{chance.randint(1, 28):02d}/{year % 100}"
    )

    def certify(said: str) -> str:
        return f"{said.rstrip()}\n\n-----\n{foot}\n"

    return rebuild(
        raw, text=certify, page=_change_page(raw, certify), encoding="quoted-printable",
        boundary=f"=======AVGMAIL-{chance.randrange(16**8):08X}=======",
    )  # fmt: skip


def post_to_gmane(raw: bytes, chance: random.Random) -> Exported:
    """Gmane's way from a list to a newsgroup: the trace and the people as Original-, and the fields that news needs."""
    head, gap, body = _read_stored(raw).partition(b"\n\n")
    number = chance.randint(100, 90_000)
    fields = (
        "Path: news.gmane.org!not-for-mail\nNewsgroups: gmane.org.aurore.equipe\nApproved: news@gmane.org\n"
        "NNTP-Posting-Host: lo.gmane.org\nX-Complaints-To: usenet@ger.gmane.org\n"
        f"Lines: {body.count(bytes([10]))}\nXref: news.gmane.org gmane.org.aurore.equipe:{number}\n"
    )
    renamed = re.sub(rb"(?mi)^(Received|To|Cc|X-From|Sender):", rb"Original-\1:", head)
    return fields.encode() + renamed + gap + body


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        keep_in_eudora, keep_in_mdaemon, take_from_apple_partial, export_from_tuta, fetch_with_doveadm, save_from_evolution,
        print_from_roundcube, save_with_import_export_tools, read_in_digest, rewrite_by_mimecast, certify_by_avg,
        post_to_gmane,
    )
}  # fmt: skip
