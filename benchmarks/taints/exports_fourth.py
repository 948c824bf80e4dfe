"""What exports make of a message, fourth set: written when the model was done; only its totals were ever looked at."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable

from benchmarks.taints.rebuilding import Exported, Printed, rebuild

from chaffinch.mail.message import parse_message

_NOTICES = (
    "This e-mail has been scanned for all viruses by Star Internet.",
    "Avant d'imprimer ce message, pensez à la planète.",
    "The opinions expressed in this message are those of the sender. If you are not the intended recipient, delete it.",
    "Ce courriel a été analysé par l'antivirus de la DSI.",
    "Sent from Proton Mail for Android.",
)


def show_in_ticket(raw: bytes, chance: random.Random) -> Exported:
    """As a help desk's system shows it: who, when, then the words."""
    message = parse_message(raw)
    at = f"{message.date:%d/%m/%Y %H:%M}" if message.date else ""
    return Printed(f"{message.sender.name} <{message.sender.address}>\n{at}\n\n{message.text}", "html")


def misread_in_moscow(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.encode("utf-8").decode("cp1251", "replace"))


def answer_below(raw: bytes, chance: random.Random) -> Exported:
    """The message as the quotation of an empty answer."""
    message = parse_message(raw)
    at = f"{message.date:%d.%m.%Y um %H:%M}" if message.date else ""
    quoted = "".join(f"> {line}\n" for line in message.text.split("\n"))
    return Printed(f"Am {at} schrieb {message.sender.name or message.sender.address}:\n{quoted}")


def escape_in_json(raw: bytes, chance: random.Random) -> Exported:
    """A text taken out of JSON without reading its escapes."""
    return rebuild(raw, text=lambda said: said.encode("ascii", "backslashreplace").decode())


def scan_and_notice(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw, text=lambda said: f"{said}\n\n{chance.choice(_NOTICES)}\n", encoding="quoted-printable"
    )


def set_in_columns(raw: bytes, chance: random.Random) -> Exported:
    """Short lines with blanks that justify them, as old printers did."""

    def justify(line: str) -> str:
        return re.sub(" ", lambda _: " " * chance.randint(1, 3), line)

    lines = [
        piece
        for line in parse_message(raw).text.split("\n")
        for piece in textwrap.wrap(line, 46, break_long_words=False)
    ]
    return Printed("\n".join(map(justify, lines)))


def show_headers(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%a, %d %b %Y %H:%M:%S %z}" if message.date else ""
    people = ", ".join(one.address for one in message.to)
    head = f"Date: {at}\nFrom: {message.sender.name} <{message.sender.address}>\nTo: {people}\nSubject: {message.subject}"
    return Printed(f"{head}\n\n{message.text}")


def store_in_notes(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, drop=("received", "dkim-signature", "return-path"), encoding="base64", charset="cp1252",
                   text=lambda said: said.replace("'", "’").replace("...", "…").replace(" - ", " – "))  # fmt: skip


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        show_in_ticket, misread_in_moscow, answer_below, escape_in_json, scan_and_notice, set_in_columns, show_headers,
        store_in_notes,
    )
}  # fmt: skip
