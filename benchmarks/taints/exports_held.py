"""What exports make of a message, second set: other programs, sites and faults, written apart from the model."""

from __future__ import annotations

import base64
import html
import quopri
import random
import re
import textwrap
import unicodedata
from collections.abc import Callable
from datetime import UTC
from email.header import Header
from email.utils import format_datetime

from benchmarks.taints.rebuilding import LOST, Exported, Printed, rebuild

from chaffinch.mail.message import parse_message

_LINK = re.compile(r"https?://[^\s<>\"]+")
_ADDRESS = re.compile(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_BANNER = (
    "Vous n’obtenez pas souvent d’e-mail de la part de cet expéditeur. Découvrez pourquoi cela est important"
)
_COMPANY = (
    "Aurore Conseil, SAS au capital de 40 000 €, RCS Paris B 812 345 678, siège social : 12 rue des Lilas, 75020 Paris. "
    "Pensez à l’environnement : n’imprimez ce courriel que si nécessaire."
)
_AVAST = "L'absence de virus dans ce courrier électronique a été vérifiée par le logiciel antivirus Avast.\nwww.avast.com"


def proton(raw: bytes, chance: random.Random) -> Exported:
    at = parse_message(raw).date
    return rebuild(
        raw, drop=("received", "dkim-signature", "mime-version"), encoding="base64", boundary="---------------------b0c1",
        add=(("X-Pm-Origin", "external"), ("X-Pm-Content-Encryption", "on-delivery")),
        replace={"date": format_datetime(at.astimezone(UTC))} if at else None, page=_make_plain_page,
    )  # fmt: skip


def _make_plain_page(text: str) -> str:
    return (
        "<html><body>"
        + "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))
        + "</body></html>"
    )


def print_to_pdf(raw: bytes, chance: random.Random) -> Exported:
    """A page printed by Apple Mail, its text taken out of the PDF: ligatures lost, hyphens, numbers of pages."""
    message = parse_message(raw)
    lines = textwrap.wrap(message.text.replace("\n\n", " ¶ "), 80, break_long_words=False)
    text = (
        "\n".join(lines)
        .replace("ffi", chance.choice(["ﬃ", "\ufffd"]))
        .replace("fi", chance.choice(["ﬁ", " "]))
        .replace("¶", "\n")
    )
    middle = text.find("\n", len(text) // 2)
    if middle > 0:
        text = f"{text[:middle]}\n\nPage 1 sur 2\n\n{text[middle:]}\n\nPage 2 sur 2"
    at = f"{message.date:%d %B %Y at %H:%M:%S}" if message.date else ""
    people = ", ".join(one.name or one.address for one in message.to)
    head = (
        f"From: {message.sender.name or message.sender.address} {message.sender.address}\nSubject: "
        f"{message.subject}\nDate: {at}\nTo: {people}\n"
    )
    return Printed(f"{head}\n{text}", "pdf")


def print_notes(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%d/%m/%Y %H:%M}" if message.date else ""
    people = ", ".join(one.address for one in message.to)
    return Printed(
        f"{message.sender.name or message.sender.address}\n{at}\n\nTo\t{people}\ncc\nSubject\t"
        f"{message.subject}\n\n{message.text}"
    )


def show_in_groups(raw: bytes, chance: random.Random) -> Exported:
    def shorten(match: re.Match[str]) -> str:
        return f"{match[1][:4]}...@{match[2]}"

    return rebuild(raw, text=lambda said: _ADDRESS.sub(shorten, said), drop=("received", "dkim-signature"))


def show_in_pipermail(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%a %b %d %H:%M:%S %Y}" if message.date else ""
    said = _ADDRESS.sub(r"\1 at \2", message.text)
    hidden = _ADDRESS.sub(r"\1 at \2", message.sender.address)
    who = f"{message.sender.name or message.sender.address}\n{hidden}\n{at}"
    nav = (
        "Previous message: Re: autre chose\nNext message: Une question\nMessages sorted by: [ date ] [ "
        "thread ] [ subject ] [ author ]"
    )
    return Printed(f"{message.subject}\n{who}\n\n{nav}\n\n{said}\n\n{nav}\n", "html")


def spell_plainly(raw: bytes, chance: random.Random) -> Exported:
    def spell(said: str) -> str:
        said = (
            said.replace("’", "'")
            .replace("œ", "oe")
            .replace("€", "EUR")
            .replace("«", "<<")
            .replace("»", ">>")
            .replace("…", "...")
        )
        return unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()

    return rebuild(raw, text=spell, charset="us-ascii")


def misread_by_dos(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw,
        text=lambda said: said.encode("cp1252", "replace").decode(
            chance.choice(["cp850", "mac-roman", "cp437"]), "replace"
        ),
    )


def encode_twice(raw: bytes, chance: random.Random) -> Exported:
    once = parse_message(raw).text.encode("utf-8")
    return rebuild(
        raw,
        text=quopri.encodestring(quopri.encodestring(once)).decode(),
        encoding="quoted-printable",
        charset="us-ascii",
    )


def leave_markup(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: _make_plain_page(said).replace("</div>", "</div>\n"))


def defend_links(raw: bytes, chance: random.Random) -> Exported:
    def defend(match: re.Match[str]) -> str:
        if chance.random() < 0.5:
            return f"https://urldefense.com/v3/__{match[0]}__;!!Abc!xyz$"
        coded = (
            match[0]
            .replace("-", "-2D")
            .replace("_", "-5F")
            .replace("&", "-26")
            .replace("%", "-25")
            .replace(":", "-3A")
            .replace("/", "_")
            .replace("?", "-3F")
            .replace("=", "-3D")
        )
        return f"https://urldefense.proofpoint.com/v2/url?u={coded}&d=DwMF&c=x&r=y&m=z&s=w&e="

    return rebuild(raw, text=lambda said: f"{_BANNER}\n\n{_LINK.sub(defend, said)}")


def add_company(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: f"{said}\n\n{chance.choice([_COMPANY, _AVAST])}\n")


def dump_lynx(raw: bytes, chance: random.Random) -> Exported:
    """Text of a page as lynx dumps it: indented, links as numbered notes, bullets as stars."""
    links: list[str] = []

    def note(match: re.Match[str]) -> str:
        links.append(match[0])
        return match[0]

    said = _LINK.sub(note, parse_message(raw).text)
    body = "\n".join(
        textwrap.indent("\n".join(textwrap.wrap(line, 72, break_long_words=False)) or "", "   ")
        for line in said.split("\n")
    )
    notes = (
        "\n\nReferences\n\n" + "\n".join(f"   {number}. {link}" for number, link in enumerate(links, 1))
        if links
        else ""
    )
    return rebuild(raw, text=body + notes)


def save_as_text(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%A %d %B %Y %H:%M}" if message.date else ""
    lines = [f"From:\t{message.sender.name} <{message.sender.address}>", f"Sent:\t{at}"]
    lines.append("To:\t" + "; ".join(f"{one.name} <{one.address}>" for one in message.to))
    if message.cc:
        lines.append("Cc:\t" + "; ".join(one.address for one in message.cc))
    lines.append(f"Subject:\t{message.subject}")
    if message.attachments:
        lines.append("Attachments:\t" + "; ".join(one.name for one in message.attachments))
    return Printed("\r\n".join(lines) + "\r\n\r\n" + message.text)


def space_out(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw, text=lambda said: said.replace("\n", "\n\n").replace("  ", "\t").replace(" :", "\u202f:")
    )


def bar_quotes(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: "".join(f"  | {line}\n" for line in said.split("\n")))


def cut_out(raw: bytes, chance: random.Random) -> Exported:
    said = parse_message(raw).text
    places = [(match.start(), match.end()) for match in re.finditer(r"\S+", said)]
    if len(places) < 80:
        return Printed(said)
    start = chance.randint(3, len(places) // 3)
    end = chance.randint(len(places) * 2 // 3, len(places) - 3)
    return Printed(said[places[start][0] : places[end][1]])


def encode_fields(raw: bytes, chance: random.Random) -> Exported:
    subject = parse_message(raw).subject
    coded = "".join(
        f"=?utf-8?B?{base64.b64encode(piece.encode()).decode()}?=\n "
        for piece in re.findall(r".{1,30}", subject, re.DOTALL)
    ).strip()
    return rebuild(
        raw, replace={"subject": coded or str(Header(""))}, encoding="quoted-printable", charset="iso-8859-15"
    )


def write_wide(raw: bytes, chance: random.Random) -> Exported:
    at = parse_message(raw).date
    return rebuild(
        raw,
        encoding="base64",
        charset="utf-16",
        replace={"date": format_datetime(at.astimezone(UTC))} if at else None,
        drop=LOST,
    )


def show_twice(raw: bytes, chance: random.Random) -> Exported:
    """Plain text and page one after the other, as some converters of stores do."""
    message = parse_message(raw)
    return Printed(f"{message.text}\n\n{message.html_text}" if message.html_text else message.text)


def hide_addresses(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: _ADDRESS.sub("[email protected]", said), drop=LOST)


def forward(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at = f"{message.date:%a, %d %b %Y at %H:%M}" if message.date else ""
    head = (
        f"---------- Forwarded message ---------\nFrom: {message.sender.name} "
        f"<{message.sender.address}>\nDate: {at}\nSubject: {message.subject}\n"
    )
    head += "To: " + ", ".join(f"<{one.address}>" for one in message.to) + "\n"
    return Printed(f"{head}\n\n{message.text}")


def export_twice(raw: bytes, chance: random.Random) -> Exported:
    first, second = chance.sample(
        [
            proton,
            show_in_groups,
            spell_plainly,
            misread_by_dos,
            defend_links,
            add_company,
            space_out,
            bar_quotes,
            encode_fields,
        ],
        2,
    )
    done = first(raw, chance)
    return second(done, chance) if isinstance(done, bytes) else done


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        proton, print_to_pdf, print_notes, show_in_groups, show_in_pipermail, spell_plainly, misread_by_dos, encode_twice,
        leave_markup, defend_links, add_company, dump_lynx, save_as_text, space_out, bar_quotes, cut_out, encode_fields,
        write_wide, show_twice, hide_addresses, forward, export_twice,
    )
}  # fmt: skip
