"""What exports make of a message, third set: written after the second had been looked at."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from benchmarks.taints.rebuilding import Exported, Printed, rebuild

from chaffinch.mail.message import parse_message

_LINK = re.compile(r"https?://[^\s<>\"]+")
_ABOVE = (
    "VORSICHT: Diese E-Mail wurde von einem externen Absender verschickt. Bitte keine Links anklicken.",
    "Precaución: este correo proviene de un remitente externo. No haga clic en los enlaces.",
    "*** Message provenant d'un expéditeur inconnu ***",
    "Interne",
    "This sender is not in your contacts. External mail.",
)
_BELOW = (
    "Diese Nachricht ist vertraulich. Falls Sie nicht der Empfänger sind, bitte löschen und den Absender informieren.",
    "This message may contain privileged information. If you are not the addressee, please notify the sender and delete it.",
    "To unsubscribe from this group, send an email to:\nequipe-unsubscribe@yahoogroups.com\n\n"
    "Your use of Yahoo! Groups is subject to http://docs.yahoo.com/info/terms/",
    "Les informations contenues dans ce message sont confidentielles ; merci d'avertir l'expéditeur en cas d'erreur.",
    "Get Outlook for Android",
    "Gesendet von Mail für Windows",
    "Archive de la liste : https://listes.aurore.test/archives\nSe désabonner : https://listes.aurore.test/quitter",
)


def show_in_group(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    who = message.sender.name or message.sender.address
    return rebuild(raw, text=lambda said: f"--- In equipe@yahoogroups.com, {who} wrote:\n" + said)


def print_groupwise(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%d/%m/%y %H:%M}" if message.date else ""
    return Printed(f">>> {message.sender.name} <{message.sender.address}> {at} >>>\n{message.text}")


def hyphenate(raw: bytes, chance: random.Random) -> Exported:
    """A PDF's text with words divided at the ends of lines."""

    def divide(said: str) -> str:
        return re.sub(
            r"(?<=[a-zà-ÿ]{4})(?=[a-zà-ÿ]{4})", lambda _: "-\n" if chance.random() < 0.04 else "", said
        )

    return Printed(divide(parse_message(raw).text), "pdf")


def drop_bytes(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.encode("ascii", "ignore").decode(), charset="us-ascii")


def replace_bytes(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.encode("utf-8").decode("ascii", "replace"))


def misread_in_warsaw(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.encode("utf-8").decode("cp1250", "replace"))


def insert_unseen(raw: bytes, chance: random.Random) -> Exported:
    def insert(said: str) -> str:
        said = re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", lambda _: "\u00ad" if chance.random() < 0.2 else "", said)
        return said.replace(" ", "\xa0 ").replace("\n", "\u200e\n\ufeff")

    return rebuild(raw, text=insert)


def protect_links(raw: bytes, chance: random.Random) -> Exported:
    def protect(match: re.Match[str]) -> str:
        if chance.random() < 0.5:
            return (
                f"https://linkprotect.cudasvc.com/url?a={quote(match[0], safe='').lower()}&c=E,1,abc&typo=1"
            )
        return f"https://protect-eu.mimecast.com/s/AbC1dE?domain={urlsplit(match[0]).hostname}"

    return rebuild(raw, text=lambda said: _LINK.sub(protect, said))


def frame(raw: bytes, chance: random.Random) -> Exported:
    above, below = chance.choice(_ABOVE), chance.choice(_BELOW)
    return rebuild(raw, text=lambda said: f"{above}\n\n{said}\n\n{below}\n")


def show_as_table(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    rows = [
        ("From", message.sender.address),
        ("To", ", ".join(one.address for one in message.to)),
        ("Subject", message.subject),
    ]
    head = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return Printed(f"{head}\n\n{message.text}", "html")


def fold_anew(raw: bytes, chance: random.Random) -> Exported:
    """Another program's spelling and order of the fields, as some stores give them back."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    chance.shuffle(fields)
    return (
        b"\n".join(re.sub(rb"\n[ \t]+", b"\n        ", one) for one in fields)
        + b"\nX-OfflineIMAP: 42\n\n"
        + body
    )


def end_lines_oddly(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.replace("\n", "   \n"), encoding="base64", newline="\n")


def elide(raw: bytes, chance: random.Random) -> Exported:
    said = parse_message(raw).text
    blocks = said.split("\n\n")
    if len(blocks) < 4:
        return Printed(said)
    return Printed("\n\n".join([*blocks[: len(blocks) // 2], "[...]", blocks[-1]]))


def indent(raw: bytes, chance: random.Random) -> Exported:
    return Printed(textwrap.indent(parse_message(raw).text, "\t"))


def spell_in_capitals(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.upper() if "http" not in said else said)


def print_memo(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%A, %d. %B %Y %H:%M}" if message.date else ""
    people = ", ".join(one.name or one.address for one in message.to)
    return Printed(
        f"Von: {message.sender.name or message.sender.address}\nGesendet: {at}\nAn: {people}\nBetreff: "
        f"{message.subject}\n\n{message.text}"
    )


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        show_in_group, print_groupwise, hyphenate, drop_bytes, replace_bytes, misread_in_warsaw, insert_unseen,
        protect_links,
        frame, show_as_table, fold_anew, end_lines_oddly, elide, indent, spell_in_capitals, print_memo,
    )
}  # fmt: skip
