"""How mail programs quote: the line that says who wrote, the marks, and where the answer stands."""

from __future__ import annotations

from datetime import datetime

from chaffinch.decoys.letters.correspondent import Client, Correspondent
from chaffinch.decoys.letters.encoding import Line
from chaffinch.decoys.letters.facts import MONTHS, WEEKDAYS
from chaffinch.decoys.letters.letter import Letter

#: (client, language) → the labels of a forwarded or answered letter's head: its first line, from, sent, to, subject.
_HEADS: dict[tuple[Client, str], tuple[str, str, str, str, str]] = {
    ("outlook", "fr"): ("-----Message d'origine-----", "De : ", "Envoyé : ", "À : ", "Objet : "),
    ("outlook", "en"): ("-----Original Message-----", "From: ", "Sent: ", "To: ", "Subject: "),
    ("thunderbird", "fr"): ("-------- Message transféré --------", "De : ", "Date : ", "Pour : ", "Sujet : "),
    ("thunderbird", "en"): ("-------- Forwarded Message --------", "From: ", "Date: ", "To: ", "Subject: "),
    ("roundcube", "fr"): ("-------- Message original --------", "De: ", "Date: ", "À: ", "Objet: "),
    ("roundcube", "en"): ("-------- Original Message --------", "From: ", "Date: ", "To: ", "Subject: "),
    ("apple", "fr"): ("Début du message réexpédié :", "De: ", "Date: ", "À: ", "Objet: "),
    ("apple", "en"): ("Begin forwarded message:", "From: ", "Date: ", "To: ", "Subject: "),
}
_SHOWN = 4
"""How many letters back are quoted; people cut the rest."""


def list_lines(letter: Letter, *, depth: int = 0) -> list[Line]:
    """Return all that its readers see, line by line: what is new, the signature, what is quoted."""
    own: list[Line] = [(0, line) for line in letter.body.split("\n")]
    signature = _list_signature(letter.sender)
    if letter.parent is None or depth >= _SHOWN:
        return own + signature
    quoted = _list_quoted(letter, letter.parent, depth)
    if letter.act == "forward" or letter.sender.client in ("outlook", "apple"):
        return [*own, *signature, (0, ""), *quoted]
    if letter.sender.answers_below:
        return [*quoted, (0, ""), *own, *signature]
    return [*own, (0, ""), *quoted, *signature]


def _list_signature(person: Correspondent) -> list[Line]:
    if not person.signature:
        return []
    dashes: list[Line] = [(0, "-- ")] if person.client in ("thunderbird", "roundcube") else []
    return [(0, ""), *dashes, *((0, line) for line in person.signature)]


def _list_quoted(letter: Letter, parent: Letter, depth: int) -> list[Line]:
    me = letter.sender
    before = list_lines(parent, depth=depth + 1)
    if letter.act == "forward" or me.client == "outlook":
        return [*((0, line) for line in _list_head(me, parent)), (0, ""), *before]
    first = say_who_wrote(me, parent)
    marked = [(level + 1, text) for level, text in before]
    return [(1, first), (1, ""), *marked] if me.client == "apple" else [(0, first), *marked]


def say_who_wrote(me: Correspondent, parent: Letter) -> str:
    """Return the line above a quotation, as one's mail program words it."""
    at, who, language = parent.sent_at, parent.sender.persona.name.full, me.language
    french = language == "fr"
    if me.client == "thunderbird":
        return (
            f"Le {at:%d/%m/%Y à %H:%M}, {who} a écrit :"
            if french
            else f"On {at:%d/%m/%Y %H:%M}, {who} wrote:"
        )
    if me.client == "roundcube":
        return (
            f"Le {at:%Y-%m-%d %H:%M}, {who} a écrit :" if french else f"On {at:%Y-%m-%d %H:%M}, {who} wrote:"
        )
    month = MONTHS[language][at.month - 1]
    who = f"{who} <{parent.sender.address}>"
    if french:
        return f"Le {at.day} {_shorten(month)} {at.year} à {at:%H:%M}, {who} a écrit :"
    return f"On {at.day} {month[:3]} {at.year}, at {at:%H:%M}, {who} wrote:"


def _shorten(month: str) -> str:
    """Return a French month as macOS abbreviates it (CLDR)."""
    return month if len(month) <= 4 else {"juillet": "juil.", "janvier": "janv."}.get(month, f"{month[:3]}.").replace(
        "fév.", "févr.").replace("sep.", "sept.")  # fmt: skip


def _list_head(me: Correspondent, parent: Letter) -> list[str]:
    first, by, sent, to, subject = _HEADS[me.client, me.language]
    author = f"{parent.sender.persona.name.full} <{parent.sender.address}>"
    readers = ", ".join(f"{one.persona.name.full} <{one.address}>" for one in parent.to)
    at = _say_moment(me, parent.sent_at)
    if me.client == "outlook":
        return [
            first,
            f"{by}{author}",
            f"{sent}{at}",
            f"{to}{readers.replace(', ', '; ')}",
            f"{subject}{parent.subject}",
        ]
    if me.client == "apple":
        return [first, "", f"{by}{author}", f"{subject}{parent.subject}", f"{sent}{at}", f"{to}{readers}"]
    return [first, f"{subject}{parent.subject}", f"{sent}{at}", f"{by}{author}", f"{to}{readers}"]


def _say_moment(me: Correspondent, at: datetime) -> str:
    language = me.language
    month, weekday = MONTHS[language][at.month - 1], WEEKDAYS[language][at.weekday()]
    if me.client == "outlook":
        return f"{weekday} {at.day} {month} {at.year} {at:%H:%M}" if language == "fr" else (
            f"{at.day:02} {month} {at.year} {at:%H:%M}")  # fmt: skip
    if me.client == "apple":
        zone = at.tzname() or ""
        return f"{at.day} {month} {at.year} à {at:%H:%M:%S} {zone}" if language == "fr" else (
            f"{at.day} {month} {at.year} at {at:%H:%M:%S} {zone}")  # fmt: skip
    if me.client == "roundcube":
        return f"{at:%Y-%m-%d %H:%M}"
    return write_date(at)


def write_date(at: datetime) -> str:
    """Return a time as a Date header has it (RFC 5322, 3.3), the day without a zero before it."""
    days, months = (
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    )
    return f"{days[at.weekday()]}, {at.day} {months[at.month - 1]} {at:%Y %H:%M:%S %z}"
