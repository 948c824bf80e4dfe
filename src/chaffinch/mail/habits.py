"""How a program writes: forms that a forger rarely knows, as codes that can be compared with what is normal for us.

Nothing here proves anything alone: servers add Message-IDs, exports rewrite boundaries, people change programs.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

from chaffinch.mail.message import Message
from chaffinch.mail.received import read_way
from chaffinch.mail.structure import Part
from chaffinch.mail.thread import check_thread

_AUTHORED = {
    "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
    "mime-version", "content-type", "x-mailer", "user-agent", "content-transfer-encoding", "content-language",
    "thread-topic", "thread-index", "accept-language", "importance", "x-priority", "organization",
    "content-disposition", "sender", "disposition-notification-to", "x-mimeole", "x-accept-language", "sensitivity",
}  # fmt: skip
_SHORT = {
    "from": "f",
    "to": "t",
    "cc": "c",
    "subject": "s",
    "date": "d",
    "message-id": "i",
    "mime-version": "m",
}
_SHAPE = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_COMMENT = re.compile(r"\(([A-Za-z0-9 :+-]{1,40})\)\s*$")
_WEEKDAY = re.compile(r"\s*[A-Za-z]{3},")


@cache
def _load_forms() -> dict[str, dict[str, re.Pattern[str]]]:
    table = tomllib.loads((files("chaffinch.mail") / "programs.toml").read_text(encoding="utf-8"))
    return {what: {name: re.compile(form) for name, form in forms.items()} for what, forms in table.items()}


def name_form(what: str, value: str) -> str:
    """Return whose form a Message-ID, a boundary or a client's name has; an empty text for one that is not known.

    Args:
        what: `message_id`, `boundary` or `client`.
        value: as written; angle brackets are left out of account.
    """
    bare = value.strip().strip("<>")[:400]
    return next((name for name, form in _load_forms()[what].items() if form.fullmatch(bare)), "")


def write_shape(value: str) -> str:
    """Return the outline of a value: runs of letters and digits as one sign each (`Ab12.x@y` → `Aa9.a@a`)."""
    return _SHAPE.sub(
        lambda run: "9" if run[0][0].isdigit() else "a" if run[0][0].islower() else "A", value[:200]
    )[:80]


def describe_habits(message: Message) -> dict[str, str]:
    """Return how this message is written, as codes by name (docs/reference/mail.md); what says nothing is left out."""
    boundary = message.structure.parameters.get("boundary", "")
    local, _, domain = message.message_id.strip("<>").rpartition("@")
    forms = {
        "message-id": name_form("message_id", message.message_id) if message.message_id else "",
        "boundary": name_form("boundary", boundary) if boundary else "",
        "client": name_form("client", message.client) if message.client else "",
    }
    found = {
        **forms,
        "program": _vote(forms),
        "message-id-shape": write_shape(local),
        "message-id-host": _name_host(domain.lower(), message),
        "boundary-shape": write_shape(boundary),
        "order": " ".join(_list_order(message)),
        "names": _describe_names(message),
        "fold": _describe_folds(message),
        "line-ends": _describe_line_ends(message),
        "date-form": _describe_date(message.raw_date),
        "structure": _describe_structure(message),
        "thread": " ".join(
            check_thread(
                message_id=message.message_id,
                in_reply_to=message.in_reply_to,
                references=message.references,
                subject=message.subject,
            )
        ),
    }
    received = [header.value for header in message.head.list("received")]
    if received:
        way = read_way(received, date=message.date)
        found |= {"hops": str(len(way.hops)), "received": " ".join(way.codes)}
    return {name: value for name, value in found.items() if value}


def _vote(forms: dict[str, str]) -> str:
    """Return the program that most forms name; `a/b` where they name different ones."""
    votes = Counter(_FAMILIES.get(form, form) for form in forms.values() if form and form not in _SERVERS)
    return "/".join(sorted(votes))


_FAMILIES = {
    "outlook-new": "outlook",
    "outlook-exchange": "outlook",
    "exchange": "outlook",
    "outlook-express": "outlook",
    "outlook-mac": "outlook",
    "mozilla": "thunderbird",
    "netscape": "thunderbird",
}
#: They give a Message-ID to what comes without one, whoever wrote it; or several programs write that form.
_SERVERS = {"sendmail", "postfix", "exim", "qmail", "gmail-relay", "amazon", "hex"}


def _name_host(domain: str, message: Message) -> str:
    """Return whether the Message-ID's host is the sender's domain, below it, a host without a dot, or another one."""
    if not domain:
        return ""
    sender = message.sender.address.rpartition("@")[2]
    if domain == sender:
        return "own"
    if sender and (domain.endswith("." + sender) or sender.endswith("." + domain)):
        return "related"
    return "bare" if "." not in domain else "other"


def _list_order(message: Message) -> list[str]:
    """Return the fields that a program writes, in the order in which they stand."""
    order = dict.fromkeys(header.key for header in message.headers if header.key in _AUTHORED)
    return [_SHORT.get(key, key) for key in order][:40]


def _describe_names(message: Message) -> str:
    """Return how the names that are written in several ways are written."""
    wanted = {"message-id", "mime-version", "cc", "x-mailer", "content-type", "content-transfer-encoding"}
    names = dict.fromkeys(header.name for header in message.headers if header.key in wanted)
    usual = {"Message-ID", "MIME-Version", "Cc", "X-Mailer", "Content-Type", "Content-Transfer-Encoding"}
    return " ".join(sorted(name for name in names if name not in usual))[:200]


def _describe_folds(message: Message) -> str:
    """Return with what its own long fields go on: a blank, a tab, several blanks."""
    kinds: set[str] = set()
    for header in message.headers:
        if header.key in _AUTHORED:
            for line in header.raw.split(b"\n")[1:]:
                if line.strip():
                    kinds.add(
                        "tab" if line.startswith(b"\t") else "blanks" if line.startswith(b"  ") else "blank"
                    )
    return " ".join(sorted(kinds))


def _describe_line_ends(message: Message) -> str:
    """Return `crlf`, `lf` or `mixed`; of the body, where there is one."""
    start = message.head.body_at if message.raw.find(b"\n", message.head.body_at) >= 0 else 0
    feeds, pairs = message.raw.count(b"\n", start), message.raw.count(b"\r\n", start)
    return "" if not feeds else "crlf" if feeds == pairs else "lf" if not pairs else "mixed"


def _describe_date(raw: str) -> str:
    """Return `plain`, `no-weekday`, and with what comment behind the zone (`comment:CEST`)."""
    if not raw:
        return ""
    comment = _COMMENT.search(raw)
    parts = ["" if _WEEKDAY.match(raw) else "no-weekday", f"comment:{comment[1]}" if comment else ""]
    return " ".join(part for part in parts if part) or "plain"


def _describe_structure(message: Message) -> str:
    """Return the parts with charset, encoding and format, depth by brackets, cut at 400 signs."""
    return _describe_part(message.structure, 0)[:400]


def _describe_part(part: Part, depth: int) -> str:
    if part.children:
        inner = (
            " ".join(_describe_part(child, depth + 1) for child in part.children[:20]) if depth < 8 else "…"
        )
        return f"{part.content_type.partition('/')[2]}({inner})"
    marks = [
        part.content_type,
        part.parameters.get("charset", ""),
        part.encoding,
        part.parameters.get("format", ""),
    ]
    return ";".join(mark.replace(" ", "") for mark in marks).rstrip(";").lower()
