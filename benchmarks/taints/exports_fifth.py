"""What exports make of a message, fifth set: written by a hand that had not read the model, nor what it is tuned on."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime

from benchmarks.taints.rebuilding import Exported, Printed, rebuild

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import Message, parse_message

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_HISTORY = re.compile(r"(?m)^\s*(?:-{3,} ?(?:Original|Message|Forwarded)|(?:De|From) ?: .*@|_{20,}$)")
_QUOTED = re.compile(r"(?m)(?:^>.*\n?)+")
_SIGNATURE = re.compile(r"(?ms)^-- ?$.*")
_MOSCOW = timezone(timedelta(hours=3))
_FEWEST_WORDS = 25
_PAGE_LINES = 22
_CARD = 80


def _wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text as a printer sets them; an empty line stays one."""
    return [
        piece
        for line in text.split("\n")
        for piece in (textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""])
    ]


def _encode(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode()


def _show(at: datetime | None, form: str) -> str:
    return at.strftime(form) if at else ""


def _name(one: Address) -> str:
    """Return a person as an address book has them: the family name first, in capitals."""
    words = (one.name or one.address.partition("@")[0].replace(".", " ")).replace(",", " ").split()
    if len(words) < 2:
        return one.name or one.address
    return f"{words[-1].upper()} {' '.join(words[:-1]).title()}"


def produce_for_court(raw: bytes, chance: random.Random) -> Exported:
    """A disclosure's image with its text layer: a stamp with a running number at each page's end, addresses blackened."""
    message = parse_message(raw)
    head = [f"From: {_name(message.sender)}", f"Sent: {_show(message.date, '%m/%d/%Y %I:%M:%S %p')}"]
    head += ["To: " + "; ".join(map(_name, message.to)), f"Subject: {message.subject}"]
    head += (
        [f"Attachments: {'; '.join(one.name for one in message.attachments)}"] if message.attachments else []
    )
    lines = [*head, "", *_wrap(_ADDRESS.sub("[REDACTED - PII]", message.text), 84)]
    number = chance.randint(1_000, 90_000)
    pages = [
        "\n".join(lines[start : start + _PAGE_LINES])
        + f"\nCONFIDENTIAL - SUBJECT TO PROTECTIVE ORDER\nAURORE-DISC-{number + start // _PAGE_LINES:08d}\n"
        for start in range(0, len(lines), _PAGE_LINES)
    ]
    return Printed("\f".join(pages), "pdf")


def read_from_paper(raw: bytes, chance: random.Random) -> Exported:
    """A print-out, scanned and read by a machine: shapes of letters confused, dust, a running head on each sheet."""
    message = parse_message(raw)
    shapes = {"l": "I", "rn": "m", "é": "6", "ê": "è", "'": "`", "\u201c": '"', "cl": "d", "ï": "ii"}

    def confuse(match: re.Match[str]) -> str:
        return shapes[match[0]] if chance.random() < 0.025 else match[0]

    said = re.sub(r"(?<=[a-zà-ÿ]{2})(?:rn|cl|l|é|ê|ï|')(?=[a-zà-ÿ]{2})", confuse, message.text)
    lines = [
        line + (chance.choice([" .", " '", " ·", " |"]) if line and chance.random() < 0.04 else "")
        for line in _wrap(said, 76)
    ]
    sheets = range(0, max(1, len(lines)), 30)
    pages = [
        f"{message.subject[:40]}    Seite {number} von {len(sheets)}\n" + "\n".join(lines[start : start + 30])
        for number, start in enumerate(sheets, 1)
    ]
    return Printed("\n".join(pages), "pdf")


def write_load_file(raw: bytes, chance: random.Random) -> Exported:
    """A row of a review platform's load file: fields between thorns, ends of lines as ®, times in UTC."""
    message = parse_message(raw)
    at = message.date.astimezone(UTC) if message.date and message.date.tzinfo else message.date
    people = (";".join(one.address for one in some) for some in (message.to, message.cc))
    said = message.text.replace("\r\n", "\n").rstrip("\n").replace("\n", "\xae")
    values = (
        f"REV{chance.randint(1, 999_999):07d}", "ESI", _show(at, "%Y%m%d"), _show(at, "%H:%M:%S"), message.sender.address,
        *people, message.subject, str(len(message.attachments)), said,
    )  # fmt: skip
    return Printed("\x14".join(f"þ{value}þ" for value in values))


def keep_directory_names(raw: bytes, chance: random.Random) -> Exported:
    """As a store that was cut off from its directory gives people back; files are marked where they hung."""
    message = parse_message(raw)
    short = re.sub(r"\W", "", message.sender.address.partition("@")[0]).upper()[:8]
    group = "/O=AURORE/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN="
    inside = message.sender.address.endswith("@aurore.test")
    where = f"{group}{short}{chance.randint(100, 999)}" if inside else message.sender.address
    marks = "".join(f" <<{one.name}>> " for one in message.attachments)
    replaced = {"from": f'"{_encode(_name(message.sender))}" <{where}>'}
    for field, people in (("to", message.to), ("cc", message.cc)):
        replaced[field] = "; ".join(_encode(_name(one)) for one in people)
    gone = (
        "received",
        "return-path",
        "delivered-to",
        "dkim-signature",
        "thread-index",
        "message-id",
        "sender",
    )
    return rebuild(
        raw, text=lambda said: f"{said.rstrip()}\n{marks}\n", replace=replaced, drop=gone,
        encoding="quoted-printable", charset="cp1252",
    )  # fmt: skip


def pass_through_list(raw: bytes, chance: random.Random) -> Exported:
    """A list that writes itself into From for DMARC's sake, tags the subject and adds what it always adds."""
    message = parse_message(raw)
    who = message.sender.name or message.sender.address.partition("@")[0]
    foot = (
        "_______________________________________________\nMedewerkers-lijst -- medewerkers@lijsten.aurore.test\n"
        "Uitschrijven: medewerkers-leave@lijsten.aurore.test\n"
        f"Dit bericht in het archief: https://lijsten.aurore.test/arch/{chance.randrange(16**8):08x}/"
    )
    return rebuild(
        raw, text=lambda said: f"{said.rstrip()}\n\n{foot}\n", encoding="base64", drop=("dkim-signature", "received"),
        replace={
            "from": f'"{_encode(f"{who} via Medewerkers")}" <medewerkers@lijsten.aurore.test>',
            "subject": _encode(f"[Medewerkers {chance.randint(10, 9_999)}] {message.subject}"),
        },
        add=(("X-Original-From", message.sender.address), ("X-Mailman-Rule-Misses", "dmarc-mitigation; no-senders")),
    )  # fmt: skip


def post_in_channel(raw: bytes, chance: random.Random) -> Exported:
    """A leak channel's posts: the words in parts of a few hundred signs, each part between the channel's own lines."""
    message = parse_message(raw)
    at = message.date.astimezone(_MOSCOW) if message.date and message.date.tzinfo else message.date
    parts: list[str] = [""]
    for piece in re.findall(r"\s*\S+", message.text):
        if len(parts[-1]) + len(piece) > 700:
            parts.append("")
        parts[-1] += piece
    number = chance.randint(1, 4_812)
    head = f"📂 Архив «Аврора», письмо {number} из 4812\nОт: {message.sender.address}\n"
    head += f"Кому: {', '.join(one.address for one in message.to)}\nТема: {message.subject}\n"
    head += f"Дата: {_show(at, '%d.%m.%Y %H:%M')} (МСК)\n\n"
    posts = (
        f"{part.strip()}\n\nчасть {place}/{len(parts)}\n👉 Подписаться: https://t.me/aurora_files\n"
        f"👁 {chance.randint(100, 9_900)}"
        for place, part in enumerate(parts, 1)
    )
    return Printed(head + "\n\n".join(posts), "html")


def _draw_smileys(said: str) -> str:
    """Return a text with the signs that a telephone draws instead of what was typed."""
    drawn = {
        ":-)": "🙂",
        ":)": "🙂",
        ";-)": "😉",
        ";)": "😉",
        ":-(": "🙁",
        "(c)": "©",
        "->": "→",
        "--": "—",
    }
    for typed, shown in drawn.items():
        said = said.replace(typed, shown)
    return re.sub(r"(?<![\w/])1/2(?![\w/])", "½", said)


def _collapse(message: Message) -> str:
    """Return what a conversation shows of a message: no signature, and quotations behind three dots."""
    said = _SIGNATURE.sub("", message.text)
    found = _HISTORY.search(said)
    if found and found.start() > 0:
        said = f"{said[: found.start()].rstrip()}\n\n•••\n"
    said = _QUOTED.sub("•••\n", said)
    return said if len(said.split()) >= _FEWEST_WORDS else message.text


def show_as_chat(raw: bytes, chance: random.Random) -> Exported:
    """A mobile client's conversation: a bubble for each paragraph with an hour under it, and no year."""
    message = parse_message(raw)
    at = message.date
    bubbles = [one.strip() for one in re.split(r"\n\s*\n", _draw_smileys(_collapse(message))) if one.strip()]
    hour = _show(at, "%H:%M")
    who = (message.sender.name or message.sender.address or "?").split()[0]
    day = f"{at.day}/{at.month}, {hour}" if at else ""
    said = "\n".join(f"{bubble}\n{hour} ✓✓ Visto" for bubble in bubbles)
    return Printed(f"← {message.subject}\n{who}, {day}\n\n{said}\n\nEscribe un mensaje…\n", "html")


def strip_high_bit(raw: bytes, chance: random.Random) -> Exported:
    """A gateway of seven bits and cards of eighty columns: `é` comes out as `i`, `£` as `#`, and long lines are cut."""

    def strip(said: str) -> str:
        plain = re.sub("[°¹²³]", " ", said)  # would come out as digits: another figure than the author's
        signs = (chr(byte & 0x7F) for byte in plain.encode("cp1252", "replace"))
        return "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in signs)

    def punch(said: str) -> str:
        return "\n".join(
            line[start : start + _CARD]
            for line in strip(said).split("\n")
            for start in range(0, max(1, len(line)), _CARD)
        )

    subject = strip(parse_message(raw).subject).strip()
    return rebuild(raw, text=punch, encoding="7bit", charset="us-ascii", replace={"subject": subject})


def migrate_store(raw: bytes, chance: random.Random) -> Exported:
    """Moved to a new archive: local clocks written as UTC, identities given anew, files taken out with a note for each."""
    message = parse_message(raw)
    notes = "".join(
        f"[Anhang entfernt: {one.name} ({max(1, len(one.content) // 1024)} KB), Archiv-Nr. {chance.randint(100, 99_999)}]\n"
        for one in message.attachments
    )
    replaced = {"message-id": f"<{chance.randrange(16**12):012x}@mailarchiv.aurore.test>"}
    if message.date:
        replaced["date"] = format_datetime(message.date.replace(tzinfo=UTC))
    return rebuild(
        raw, text=lambda said: re.sub(r"\n\s*\n+", "\n", said).rstrip() + f"\n{notes}", files=False, replace=replaced,
        drop=("received", "return-path", "delivered-to", "dkim-signature", "references", "in-reply-to", "thread-index"),
        add=(("X-Archiv-Quelle", "GWAVA"),),
    )  # fmt: skip


def note_in_tracker(raw: bytes, chance: random.Random) -> Exported:
    """A support desk's copy: the words as Markdown with its escapes, a line to answer above, the ticket in the subject."""
    message = parse_message(raw)
    number = chance.randint(10_000, 99_999)

    def mark(said: str) -> str:
        said = re.sub(r"([*_#\[\]`])", r"\\\1", said)
        said = re.sub(r"(?m)^(\d+)\.", r"\1\\.", re.sub(r"(?m)^([-+])", r"\\\1", said))
        said = _LINK.sub(lambda match: f"[{match[0]}]({match[0]})", said)
        above = "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein. -##"
        below = f"Diese E-Mail ist ein Service von Aurore Helpdesk. Bereitgestellt von Ticketwerk\n[{number:X}-7KX2]"
        return f"{above}\n\n{said.rstrip()}  \n\n{below}\n"

    return rebuild(
        raw, text=mark, drop=("received", "dkim-signature", "return-path"), encoding="quoted-printable",
        replace={"subject": _encode(f"{message.subject} [Ticket #{number}]")},
    )  # fmt: skip


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        produce_for_court, read_from_paper, write_load_file, keep_directory_names, pass_through_list, post_in_channel,
        show_as_chat, strip_high_bit, migrate_store, note_in_tracker,
    )
}  # fmt: skip
