"""What exports make of a message, first set: the model of export damage was made on these."""

from __future__ import annotations

import html
import quopri
import random
import re
import textwrap
from collections.abc import Callable
from urllib.parse import quote

from benchmarks.taints.mails import write_page
from benchmarks.taints.rebuilding import LOST, Exported, Printed, rebuild

from chaffinch.mail.message import parse_message
from chaffinch.mail.prints import print_mail

_LINK = re.compile(r"https?://[^\s<>\"]+")


def rewrap(raw: bytes, chance: random.Random) -> Exported:
    width = chance.randint(50, 90)

    def wrap(line: str) -> str:
        lines = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        return line if line.startswith(">") else "\n".join(lines)

    return rebuild(raw, text=lambda said: "\n".join(wrap(line) for line in said.split("\n")))


def requote(raw: bytes, chance: random.Random) -> Exported:
    mark = chance.choice(["> ", ">", ">> "])
    return rebuild(raw, text=lambda said: "".join(f"{mark}{line}\n" for line in said.split("\n")))


def quote_whole(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    at, who = message.date, message.sender.name or message.sender.address
    said = (
        f"On {at:%d %b %Y} at {at:%H:%M}, {who} wrote:"
        if chance.random() < 0.5 and at
        else f"{who} <{message.sender.address}> a écrit :"
    )
    return rebuild(raw, text=lambda text: said + "\n" + "".join(f"> {line}\n" for line in text.split("\n")))


def to_page(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, page=write_page, only="html", encoding=chance.choice(["quoted-printable", "base64"]))


def to_plain(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw)


def reencode(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw, encoding=chance.choice(["base64", "quoted-printable"]), boundary=f"b{chance.random()}"
    )


def leave_soft_breaks(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw,
        text=lambda said: quopri.encodestring(said.encode()).decode(),
        encoding="7bit",
        charset="us-ascii",
    )


def leave_breaks_alone(raw: bytes, chance: random.Random) -> Exported:
    def break_lines(said: str) -> str:
        return "\n".join(
            "=\n".join(line[at : at + 72] for at in range(0, len(line), 72)) for line in said.split("\n")
        )

    return rebuild(raw, text=break_lines)


def misread_charset(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: said.encode().decode("cp1252", "replace"))


def lose_signs(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, charset="us-ascii")


def to_mbox(raw: bytes, chance: random.Random) -> Exported:
    content = raw.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
    return b"From - Sat Jan 03 12:00:00 2026\nStatus: RO\nX-UID: 12\n" + content


def to_pst(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    gone = tuple({header.key for header in message.headers} - {"from", "to", "cc", "subject", "date"})
    return rebuild(raw, drop=gone, boundary="--boundary-LibPST-iamunique-123_-_-", add=(("Status", "RO"),))


def to_takeout(raw: bytes, chance: random.Random) -> Exported:
    added = b"From 1790@xxx Sat Jan 03 12:00:00 +0000 2026\nX-GM-THRID: 1790\nX-Gmail-Labels: Inbox,Opened\n"
    return added + raw.replace(b"\r\n", b"\n")


def to_thunderbird(raw: bytes, chance: random.Random) -> Exported:
    return (
        b"From - Sat Jan 03 12:00:00 2026\r\nX-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n" + raw
    )


def strip_head(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, drop=LOST)


def to_text(raw: bytes, chance: random.Random) -> Exported:
    return Printed(parse_message(raw).text)


def cut(raw: bytes, chance: random.Random) -> Exported:
    said = parse_message(raw).text
    words = len(said.split())
    if words < 60:
        return rebuild(raw)
    places = [match.end() for match in re.finditer(r"\S+", said)]
    return rebuild(raw, text=said[: places[chance.randint(words // 2, words - 5)]])


_FOOTERS = (
    "_______________________________________________\nEquipe mailing list\nEquipe@lists.aurore.test\n"
    "https://lists.aurore.test/mailman/listinfo/equipe",
    '-- \nYou received this message because you are subscribed to the Google Groups "aurore" group.\n'
    "To unsubscribe from this group, send an email to aurore+unsubscribe@googlegroups.com.",
    "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses "
    "destinataires. Toute utilisation non autorisée est interdite.",
    "Envoyé de mon iPhone",
)
_BANNERS = (
    "[EXTERNAL]",
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments "
    "unless you recognize the sender.",
    "ATTENTION : ce courriel provient de l'extérieur. Ne cliquez pas sur les liens et n'ouvrez pas les pièces "
    "jointes si vous ne connaissez pas l'expéditeur.",
)


def add_footer(raw: bytes, chance: random.Random) -> Exported:
    foot = chance.choice(_FOOTERS)
    return rebuild(raw, text=lambda said: f"{said}\n\n{foot}\n")


def add_banner(raw: bytes, chance: random.Random) -> Exported:
    top = chance.choice(_BANNERS)
    subject = parse_message(raw).subject
    plain = subject.isascii() and chance.random() < 0.5
    return rebuild(
        raw,
        text=lambda said: f"{top}\n\n{said}",
        replace={"subject": f"[EXTERNAL] {subject}"} if plain else None,
    )


def to_flowed(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw,
        text=lambda said: "\n".join(
            " \n".join(textwrap.wrap(line, 66, break_long_words=False, break_on_hyphens=False))
            for line in said.split("\n")
        ),
    )


def print_outlook(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    values = print_mail(raw)
    french = chance.random() < 0.6
    names = ("De", "Envoyé", "À", "Cc", "Objet") if french else ("From", "Sent", "To", "Cc", "Subject")
    at = message.date
    when = (f"{at:%d/%m/%Y %H:%M}" if french else f"{at:%A, %B %d, %Y %I:%M %p}") if at else ""
    colon = " :" if french else ":"
    people = "; ".join(one.name or one.address for one in message.to)
    lines = [
        f"{names[0]}{colon} {message.sender.name or message.sender.address}",
        f"{names[1]}{colon} {when}",
        f"{names[2]}{colon} {people}",
    ]
    if message.cc:
        lines.append(f"{names[3]}{colon} {'; '.join(one.name or one.address for one in message.cc)}")
    lines.append(f"{names[4]}{colon} {values['subject']}")
    return Printed("\n".join(lines) + "\n\n" + message.text)


def show_on_site(raw: bytes, chance: random.Random) -> Exported:
    message = parse_message(raw)
    said = message.text.replace("@", " at ")
    head = (
        f"Email-ID  {chance.randint(1000, 99_999)}\nDate  {message.date:%Y-%m-%d %H:%M:%S}\n"
        if message.date
        else ""
    )
    head += f"From  {message.sender.address}\nTo  {', '.join(one.address for one in message.to)}\n"
    return Printed(f"{head}\n{said}\n\nReturn to search\n", "html")


def wrap_links(raw: bytes, chance: random.Random) -> Exported:
    def wrap(match: re.Match[str]) -> str:
        inner = quote(match[0], safe="")
        return f"https://eur03.safelinks.protection.outlook.com/?url={inner}&data=05%7C02%7C&sdata=abc%3D&reserved=0"

    return rebuild(raw, text=lambda said: _LINK.sub(wrap, said))


def draw_ligatures(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(
        raw,
        text=lambda said: (
            said.replace("ffi", "ﬃ")
            .replace("fi", "ﬁ")
            .replace("fl", "ﬂ")
            .replace("'", "’")
            .replace(' "', " “")
        ),
    )


def leave_entities(raw: bytes, chance: random.Random) -> Exported:
    return rebuild(raw, text=lambda said: html.escape(said).encode("ascii", "xmlcharrefreplace").decode())


def export_twice(raw: bytes, chance: random.Random) -> Exported:
    first, second = chance.sample(
        [
            rewrap,
            requote,
            to_page,
            reencode,
            lose_signs,
            add_footer,
            add_banner,
            strip_head,
            to_flowed,
            wrap_links,
        ],
        2,
    )
    done = first(raw, chance)
    return second(done, chance) if isinstance(done, bytes) else done


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        rewrap, requote, quote_whole, to_page, to_plain, reencode, leave_soft_breaks, leave_breaks_alone, misread_charset,
        lose_signs, to_mbox, to_pst, to_takeout, to_thunderbird, strip_head, to_text, cut, add_footer, add_banner, to_flowed,
        print_outlook, show_on_site, wrap_links, draw_ligatures, leave_entities, export_twice,
    )
}  # fmt: skip
