"""HTML pages: those that show a mail, as leak sites print them, and others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.mail.addresses import read_addresses
from chaffinch.mail.charsets import decode_text
from chaffinch.mail.dates import read_date
from chaffinch.mail.page_text import read_page_text

MOST_HEAD_LINES = 400
"""Of a page, before the mail's head begins: menus stand there."""
_NAMES = {
    "from": "from", "de": "from", "von": "from", "expéditeur": "from", "sender": "from",
    "to": "to", "à": "to", "a": "to", "an": "to", "destinataire": "to", "destinataires": "to", "recipient": "to",
    "cc": "cc", "copie": "cc", "subject": "subject", "objet": "subject", "sujet": "subject", "betreff": "subject",
    "date": "date", "sent": "date", "envoyé": "date", "envoyé le": "date", "datum": "date", "gesendet": "date",
    "message-id": "message_id", "message id": "message_id", "in-reply-to": "in_reply_to", "references": "references",
    "bcc": "bcc", "reply-to": "reply_to", "attachments": "attachments", "pièces jointes": "attachments",
    "x-mailer": "client",
}  # fmt: skip
_LABEL = re.compile(
    rf"[\s*>|-]*(?P<name>{'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})"
    r"\s*\*?\s*(?::|$|\s(?=\S))\s*(?P<value>.*)$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")
_ID = re.compile(r"<?([^<>\s]+@[^<>\s]+)>?")


def read_page(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield a page: kind `page` with a `MailPrint` where a mail's head stands in it, else a document."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="page")
        return
    declared = _META_CHARSET.search(piece.content, 0, 4_000)
    markup, wrong = decode_text(piece.content, declared[1].decode("ascii") if declared else "")
    text, faults = read_page_text(markup)
    title = _TITLE.search(markup[:20_000])
    metadata = {"title": read_page_text(title[1])[0]} if title else {}
    kept = {*faults, *(code for code in wrong if code != "bad-charset" or declared)}
    document = write_document(reading, "html", text=text, metadata=metadata, faults=sorted(kept))
    mail = find_mail(text, most=reading.limits.text_characters)
    yield write_held(piece, kind="page" if mail else "document", mail=mail, document=document)


def find_mail(text: str, *, most: int) -> dict[str, Any] | None:
    """Return the values of a `MailPrint` as far as a page's text says them; None where it shows no mail.

    A head is of three fields at least, From and one of Date and Subject among them, with at most two lines between two of
    them. Names may stand on lines of their own, their values on the next.
    """
    lines = text.split("\n")
    for start, line in enumerate(lines[:MOST_HEAD_LINES]):
        if not _read_label(line):
            continue
        found, end = _read_head(lines, start)
        if len(found) >= 3 and "from" in found and found.keys() & {"date", "subject"}:
            if (
                _ADDRESS.search(found["from"])
                or "message_id" in found
                or {"date", "subject", "to"} <= found.keys()
            ):
                return _write_mail(found, "\n".join(lines[end:]).strip("\n")[:most])
    return None


def _read_label(line: str) -> tuple[str, str] | None:
    match = _LABEL.fullmatch(line.strip()[:2_000])
    if match is None:
        return None
    name, value = _NAMES[match["name"].lower()], match["value"].strip()
    if value and ":" not in line[: match.start("value") + 1]:
        # a table's cells stand beside each other without a colon: only what can be nothing else is a field
        if name in {"from", "to", "cc"} and not _ADDRESS.search(value):
            return None
        if name == "date" and read_date(value)[0] is None:
            return None
        if name not in {"from", "to", "cc", "date", "subject"}:
            return None
    return name, value


def _read_head(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Return the fields that stand from a line on, and where they end."""
    found: dict[str, str] = {}
    place, end, gap = start, start, 0
    while place < len(lines) and gap <= 2:
        label = _read_label(lines[place])
        if label is None or label[0] in found:
            if label is not None:
                break
            gap += 1
            place += 1
            continue
        name, value = label
        place += 1
        if not value and place < len(lines) and not _read_label(lines[place]):
            value = lines[place].strip().lstrip(": ")
            place += 1
        found[name] = value
        end, gap = place, 0
    return found, end


def _write_mail(found: dict[str, str], text: str) -> dict[str, Any]:
    senders = read_addresses(found["from"])
    moment, wrong = read_date(found.get("date", ""))
    ids = {
        name: [f"<{one}>" for one in _ID.findall(found.get(name, ""))]
        for name in ("message_id", "in_reply_to", "references")
    }
    return {
        "message_id": (ids["message_id"] or [""])[0][:990],
        "date": moment.isoformat() if moment else "",
        "sender": senders[0].address if senders and "@" in senders[0].address else "",
        "sender_name": senders[0].name if senders else "",
        "to": _list_addresses(found.get("to", "")),
        "cc": _list_addresses(found.get("cc", "")),
        "subject": found.get("subject", "")[:4_000],
        "text": text,
        "html_text": "",
        "hidden_text": "",
        "attachments": [],
        "in_reply_to": (ids["in_reply_to"] or [""])[0][:990],
        "references": ids["references"][:500],
        "received": [],
        "client": found.get("client", "")[:200],
        "habits": {},
        "signatures": [],
        "headers": [[name, value[:2_000]] for name, value in found.items()],
        "faults": sorted({"page", *([wrong] if wrong else [])}),
        "body_hashes": {},
    }


def _list_addresses(value: str) -> list[str]:
    return [one.address for one in read_addresses(value) if "@" in one.address][:1_000]
