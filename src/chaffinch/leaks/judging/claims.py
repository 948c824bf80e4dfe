"""What a message says of itself: fields of its head, or of one that is printed into its text; what is known of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from chaffinch.leaks.judging.labels import LABELS
from chaffinch.leaks.judging.words import is_address, read_words
from chaffinch.leaks.prints import MailPrint

_TECHNICAL = re.compile(
    r"(?:(?:x|list|thread|resent|content|arc)(?:-\w{1,20}){1,4}|references|return-path|user-agent|message-id|mime-version"
    r"|(?:in-reply|delivered|errors|reply|return-receipt|disposition-notification|mail-followup)-to|mailing-list|received-spf"
    r"|(?:envelope|original)-(?:to|from)|dkim-signature|authentication-results|delivery-date|accept-language|auto-submitted"
    r")\s*:.*|status:\s*[A-Z]{1,4}|(?:lines|content-length):\s*\d+|precedence:\s*(?:list|bulk|junk|normal|first-class)",
    re.IGNORECASE,
)
"""Fields of a head that is shown whole, in which no author says anything."""
_FIELD = re.compile(
    r"[\s*_|•·-]*(?P<label>[^\W\d_]{1,14}(?:-\w{1,20}){0,4})(?:[ \xa0](?:le|am|el|d['’]envoi|jointes?|à|a|an|to|on|by|at))?"
    r"[\s*_]*(?:[:|\t]|\xa0:|\s{2,}|$)[\s*_|]*(?P<value>.*)",
    re.IGNORECASE,
)
_LONE_LABEL = re.compile(r"(?P<label>[^\W\d_]{1,14})(?:[ \xa0](?:le|à|a|an|to|on|at))?(?P<colon>[ \xa0]?:)?")
_BARE_LABELS = 3
"""So many words that may be labels, each on its own line without a colon, are labels."""
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one of our messages, beside its text."""

    date: datetime | None
    addresses: frozenset[str]
    words: frozenset[str]
    """Of names, addresses, subject, attachments and date: of what print-outs repeat."""
    sender_words: frozenset[str]
    sender: str
    """Address."""
    sender_name: str
    subject: str
    recipient_words: frozenset[str]
    files: tuple[str, ...] = ()
    """Names of what is attached, case folded, the longest first."""
    has_page: bool = False
    """Whether it has a page, behind whose words addresses may stand."""
    hides_words: bool = False
    """Whether words stand in its page that a reader does not see."""
    hidden: str = ""
    """These words, as texts are cut into them, with a blank around each; empty where the archive did not keep them."""


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """A head that stands in a text as lines."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: int = 0


def read_moment(written: str) -> datetime | None:
    """Return the moment of a print's date."""
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        return None


def list_known(mail: MailPrint) -> Known:
    """Return what is known of a message."""
    named = " ".join(
        value for name, value in mail.headers if name.lower() in {"from", "to", "cc", "reply-to", "sender"}
    )
    people = " ".join(value for name, value in mail.headers if name.lower() in {"from", "to", "cc"})
    shown = {
        word for word in read_words(people).words if is_address(word)
    }  # as names, others than behind them
    addresses = {mail.sender, *mail.to, *mail.cc, *shown} - {""}
    split = " ".join([*addresses, named, mail.sender_name])
    sender = read_words(
        f"{mail.sender_name} {mail.sender} {mail.sender.replace('@', ' ').replace('.', ' ')}"
    ).words
    recipients = read_words(f"{split} {re.sub(r'[@._-]', ' ', split)}").words
    subject = read_words(mail.subject).words
    files = read_words(
        " ".join(f"{one.name} {re.sub(r'[._-]', ' ', one.name)}" for one in mail.attachments)
    ).words
    return Known(
        date=read_moment(mail.date),
        addresses=frozenset(addresses),
        words=frozenset(
            {
                *sender,
                *recipients,
                *subject,
                *files,
                *read_words(mail.message_id.strip("<>").replace("@", " ")).words,
            }
        ),
        sender_words=frozenset(sender),
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        recipient_words=frozenset({*recipients, *sender}),
        files=tuple(
            sorted({one.name.casefold() for one in mail.attachments} - {""}, key=lambda one: (-len(one), one))
        ),
        has_page="html" in mail.habits.get("structure", "") or bool(mail.html_text),
        hides_words="hidden-text" in mail.faults,
        hidden=" ".join(["", *read_words(mail.hidden_text).words, ""]) if mail.hidden_text else "",
    )


def _name_field(label: str, line: str) -> str:
    """Return which field a line is; an empty text where it is none."""
    name = LABELS.get(label.casefold(), "")
    return name or ("other" if _TECHNICAL.fullmatch(line.lstrip("*_|•·- \t")) else "")


def swap_labels(lines: list[str]) -> list[str]:
    """Return lines with each label that stands alone before the line above it: so cells of a table are read from paper."""
    found: list[str] = []
    for line in lines[:_MOST_LINES]:
        behind = _is_lone_label(line) and bool(found) and bool(found[-1].strip())
        found.insert(len(found) - behind, line)
    return found + lines[_MOST_LINES:]


def is_scrambled(lines: list[str]) -> bool:
    """Return whether labels of a head stand alone below each other: from paper one cannot tell what each of them names."""
    near = lines[:_MOST_LINES]
    bare = "".join("x" if _is_lone_label(line, bare=True) else "-" for line in near)
    return "x" * _BARE_LABELS in bare or any(map(all, pairwise(map(_is_lone_label, near))))


def _is_lone_label(line: str, *, bare: bool = False) -> bool:
    match = _LONE_LABEL.fullmatch(line.strip())
    return match is not None and (bare or match["colon"] is not None) and match["label"].casefold() in LABELS


def read_printed_head(lines: list[str]) -> PrintedHead:
    """Return the head at the beginning of these lines: two fields or more, one of which says from whom; else an empty one.

    Fields stand as `From: value`, as cells (`From  value`), or each label on a line of its own with its value below.
    """
    fields: dict[str, str] = {}
    last, used, number = "", 0, 0
    while number < min(len(lines), _MOST_LINES):
        line = lines[number].strip()
        match = _FIELD.fullmatch(line) if line else None
        key = _name_field(match["label"], line) if match else ""
        if match and last == "subject" and not fields[last] and match["label"].casefold() == "re":
            key = ""  # the subject itself, below its label
        if match and key:
            value = match["value"]
            if not value and ":" not in line and number + 1 < len(lines) and len(line) > 12:
                break
            if key in fields:
                key = "other"  # who sent it for the author, or a second date
            fields[key] = value
            last, used = key, number + 1
        elif not line:
            if fields.get(last, "x") and (len(fields) >= 3 or not fields):
                break
        elif last and (
            not fields[last] or lines[number][:1] in " \t" or fields[last].rstrip().endswith((",", ";"))
        ):
            fields[last] = f"{fields[last]} {line}".strip()
            used = number + 1
        else:
            break
        number += 1
    if (
        len(fields) < 2
        or not ({"from", "to"} & set(fields))
        or not ({"date", "subject", "from"} & set(fields))
    ):
        return PrintedHead()
    return PrintedHead(fields, used)
