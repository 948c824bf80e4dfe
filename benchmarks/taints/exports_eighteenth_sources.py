"""What two programs write that cannot be asked here, after their sources: readpst and Thunderbird, of the eighteenth set."""

from __future__ import annotations

import html
import random
import re
from base64 import encodebytes
from datetime import UTC
from email import message_from_bytes, policy
from email.header import Header
from urllib.parse import quote

from benchmarks.taints.programs import ASCTIME, read_text
from benchmarks.taints.rebuilding import Exported, Printed

from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_QUOTED = re.compile(r"(?m)^(?:>[^\n]*(?:\n|\Z))+")
_UNSEEN = re.compile(r"[^\t\n -\U0010ffff]")
_LABELS = (
    ("Subject: ", "From: ", "Date: ", "To: ", "CC: ", "%-m/%-d/%Y, %-I:%M %p", "Attachments:", "KB"),
    ("Sujet : ", "De : ", "Date : ", "Pour : ", "Copie à : ", "%d/%m/%Y %H:%M", "Pièces jointes :", "Ko"),
)
"""What Thunderbird says in two languages, and how it writes a day."""
_LABEL = "<b>{}</b>"
_FILES = (
    '<br><fieldset class="mimeAttachmentHeader"><legend class="mimeAttachmentHeaderName">{}</legend></fieldset>'
    '<div class="mimeAttachmentWrap"><table class="mimeAttachmentTable">{}</table></div>'
)
_FILE = '<tr><td class="mimeAttachmentFile">{}</td><td class="mimeAttachmentSize">{:.1f} {}</td></tr>'


def find_page(raw: bytes) -> str:
    """Return the page of a message as it is written; empty where there is none."""
    if b"text/html" not in raw.lower():
        return ""
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            try:
                return content.decode(part.get_content_charset() or "utf-8", "replace")
            except LookupError:
                return read_text(content)
    return ""


def _spell_field(said: str) -> str:
    """Return a field's words as readpst writes them: as they are, or coded where they are not ASCII."""
    return said if said.isascii() else Header(said, "utf-8", maxlinelen=4000).encode()


def _list_pst_fields(message: Message, *, sent: bool) -> list[str]:
    """Return the fields that readpst writes: those that came, or what Outlook knows of what its owner has sent."""
    if not sent:
        gone = {
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-class",
            "x-mimeole",
            "bcc",
        }
        return [
            re.sub(r"\r\n?", "\n", one.raw.decode("utf-8", "surrogateescape")).rstrip("\n")
            for one in message.headers
            if one.key not in gone
        ]
    sender = message.sender
    fields = [
        f"From: {_spell_field(sender.name or sender.address)} <{sender.address}>",
        "Subject: " + _spell_field(message.subject),
    ]
    for label, people in (("To", message.to), ("Cc", message.cc)):
        if people:
            # as Outlook shows them: names alone where it has one
            fields.append(f"{label}: " + _spell_field("; ".join(one.name or one.address for one in people)))
    if message.date:
        fields.append(f"Date: {message.date.astimezone(UTC):%a, %d %b %Y %H:%M:%S +0000}")
    if message.message_id:
        fields.append(f"Message-Id: {message.message_id}")
    return fields


def convert_with_readpst(raw: bytes, chance: random.Random) -> Exported:
    """readpst's mailbox file of an Outlook store (after its source): one in two was sent by the owner, and has no fields."""
    message = parse_message(raw)
    number = chance.randrange(10**8, 2**31)
    boundary = f"--boundary-LibPST-iamunique-{number}_-_-"
    page = find_page(raw).replace("\r\n", "\n")
    said = message.text.replace("\r\n", "\n") if message.text.strip() or not page else ""
    when = f"{message.date.astimezone(UTC):{ASCTIME}}" if message.date else "Fri Dec 28 12:06:21 2001"
    sender = message.sender.address if "@" in message.sender.address else "MAILER-DAEMON"
    lines = [
        f'From "{sender[:59]}" {when}',
        *_list_pst_fields(message, sent=chance.random() < 0.5),
        "MIME-Version: 1.0",
    ]
    lines += ["Content-Type: multipart/mixed;", f'\tboundary="{boundary}"', "", ""]
    inner = boundary
    if said and page:
        inner = f"alt-{boundary}"
        lines += [f"--{boundary}", "Content-Type: multipart/alternative;", f'\tboundary="{inner}"', ""]
    for kind, body in (("text/plain", said), ("text/html", page)):
        if body:
            lines += [f"--{inner}", f'Content-Type: {kind}; charset="utf-8"']
            coded = bool(_UNSEEN.search(body))
            shown = encodebytes(body.encode("utf-8", "replace")).decode() if coded else body
            lines += [*(["Content-Transfer-Encoding: base64"] if coded else []), "", shown, ""]
    lines += [f"--{inner}--", ""] if said and page else []
    for file in message.attachments:
        name = f"attachment; \n        filename*=utf-8''{quote(file.name)}" if file.name else "inline"
        content = encodebytes(file.content).decode()
        lines += [f"--{boundary}", f"Content-Type: {file.content_type}", "Content-Transfer-Encoding: base64"]
        lines += [f"Content-Disposition: {name}", "", content, ""]
    return "\n".join([*lines, f"--{boundary}--", "", ""]).encode("utf-8", "surrogateescape")


def _mark_quotations(said: str) -> str:
    """Return a plain text as Thunderbird's page has it: within `pre`, quotations in blocks that keep their signs."""
    shown, at = "", 0
    for block in _QUOTED.finditer(said):
        shown += html.escape(said[at : block.start()], quote=False)
        lines = html.escape(block[0], quote=False)
        cited = re.sub(r"(?m)^((?:&gt; ?)+)", r'<span class="moz-txt-citetags">\1</span>', lines)
        shown += f'</pre><blockquote type="cite"><pre wrap>{cited}</pre></blockquote><pre wrap>'
        at = block.end()
    return f"<pre wrap>{shown}{html.escape(said[at:], quote=False)}</pre>"


def save_page_in_thunderbird(raw: bytes, chance: random.Random) -> Exported:
    """Thunderbird's "Save as HTML" (after its source): two tables of fields, the page or the text, names of files below."""
    message = parse_message(raw)
    labels = chance.choice(_LABELS)
    people = [", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in some)
              for some in ((message.sender,), message.to, message.cc)]  # fmt: skip
    when = f"{message.date:{labels[5]}}" if message.date else message.raw_date
    rows = [
        list(zip(labels, (message.subject, people[0], when), strict=False)),
        list(zip(labels[3:], people[1:], strict=False)),
    ]
    head = ""
    for number, some in enumerate(rows, 1):
        head += f'<table border=0 cellspacing=0 cellpadding=0 width="100%" class="header-part{number}">'
        for label, value in some:
            if value:
                head += f"<tr><td>{_LABEL.format(label)}{html.escape(value)}</td></tr>"
        head += "</table>"
    body = find_page(raw) or f'<div class="moz-text-plain">{_mark_quotations(message.text)}</div>'
    files = "".join(
        _FILE.format(html.escape(one.name), len(one.content) / 1024, labels[7])
        for one in message.attachments
        if one.name
    )
    files = files and _FILES.format(labels[6], files)
    page = f"<html><head><title>{html.escape(message.subject)}</title></head><body>{head}<br>{body}{files}</body></html>"
    return Printed(read_page_text(page)[0], "html")
