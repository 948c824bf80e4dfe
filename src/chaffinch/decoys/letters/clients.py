"""Messages as Outlook, Thunderbird, Roundcube and Apple Mail write them.

Order and spelling of headers, boundaries, message identifiers and encodings follow messages that these programs sent to
public mailing lists, and the open sources of Thunderbird and Roundcube. Gmail and Exchange are left out: what they send has
passed their makers' servers and bears their signatures, which nobody else can write.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from chaffinch.decoys.letters.attachments import draw_uuid
from chaffinch.decoys.letters.correspondent import Client, Correspondent
from chaffinch.decoys.letters.encoding import (
    encode_base64,
    encode_quoted,
    encode_word,
    flow_lines,
    fold_items,
    fold_text,
    mark_lines,
    write_address,
    write_parameter,
)
from chaffinch.decoys.letters.html import write_html
from chaffinch.decoys.letters.letter import Attachment, Letter
from chaffinch.decoys.letters.quoting import list_lines, write_date

_CHARSETS: dict[Client, str] = {
    "outlook": "utf-8",
    "thunderbird": "UTF-8",
    "roundcube": "UTF-8",
    "apple": "utf-8",
}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
Part = tuple[list[str], str]
"""Header lines and body of a MIME part."""


def count_filetime(at: datetime) -> int:
    """Return a time as Windows counts it: tenths of microseconds since 1601."""
    return (at - _EPOCH) // timedelta(microseconds=1) * 10


def write_message_id(letter: Letter, chance: random.Random) -> str:
    """Return a message identifier in the form of the writer's program.

    Outlook: a counter, the time in Windows's count, and 32 bits, in hexadecimal. Thunderbird: a UUID. Roundcube: 32
    hexadecimal digits. Apple Mail: a UUID in capitals.
    """
    domain = letter.sender.address.partition("@")[2]
    match letter.sender.client:
        case "outlook":
            count = count_filetime(letter.sent_at - timedelta(seconds=chance.uniform(0.2, 4)))
            time = f"{count >> 32:08x}${count & 0xFFFFFFF0:08x}"
            local = f"{chance.randrange(1200):04x}{time}${chance.getrandbits(28) << 4:08x}$"
        case "thunderbird":
            local = draw_uuid(chance)
        case "roundcube":
            local = f"{chance.getrandbits(128):032x}"
        case "apple":
            local = draw_uuid(chance).upper()
    return f"<{local}@{domain}>"


def write_message(
    letter: Letter, chance: random.Random, *, own_id: str, known: Sequence[str], root: datetime
) -> str:
    """Return a message with CRLF, as its writer's program hands it to the server.

    Args:
        letter: what it says.
        chance: of this message alone.
        own_id: its identifier.
        known: the identifiers of what it answers, the oldest first.
        root: when the thread began.
    """
    head, body = _WRITERS[letter.sender.client](letter, chance, own_id, known, root)
    return "\r\n".join([*head, "", body.replace("\r\n", "\n").replace("\n", "\r\n")])


def _list_people(
    name: str, people: Sequence[Correspondent], client: Client, *, marked: bool = False
) -> list[str]:
    """Return To or Cc, or nothing; Outlook puts names that it took over from another letter into quotes of their own."""
    if not people:
        return []
    items = [
        write_address(
            f"'{one.persona.name.full}'" if marked else one.persona.name.full, one.address,
            charset=_CHARSETS[client], quoted=client == "outlook",
        )
        for one in people
    ]  # fmt: skip
    return [fold_items(name, items, joint=", ", each=client in ("apple", "outlook"))]


def _list_references(known: Sequence[str]) -> list[str]:
    return [fold_items("References", known, joint=" ", each=True)] if known else []


def _wrap_parts(kind: str, parts: Sequence[Part], boundary: str, *, tab: str, preamble: str = "") -> Part:
    """Return parts as one; `tab` is what a folded header goes on with, or a space for none."""
    inner = "".join(f"--{boundary}\n" + "\n".join(head) + f"\n\n{body}\n" for head, body in parts)
    separator = f";\r\n{tab}" if tab.strip(" ") or tab == " " else "; "
    return [
        f'Content-Type: multipart/{kind}{separator}boundary="{boundary}"'
    ], f"{preamble}{inner}--{boundary}--\n"


def _write_thunderbird(
    letter: Letter, chance: random.Random, own_id: str, known: Sequence[str], root: datetime
) -> Part:
    me, lines = letter.sender, list_lines(letter)
    seed = "".join(chance.choices(string.ascii_letters + string.digits, k=24))
    text = flow_lines(lines)
    plain: Part = (["Content-Type: text/plain; charset=UTF-8; format=flowed", _say_bits(text)], text)
    part: Part = plain
    if me.writes_html:
        html = write_html("thunderbird", lines, language=me.language)
        other: Part = (["Content-Type: text/html; charset=UTF-8", _say_bits(html)], html)
        part = _wrap_parts("alternative", [plain, other], f"------------{seed}", tab=" ", preamble=_PREAMBLE)
    if letter.attachments:
        seed = "".join(chance.choices(string.ascii_letters + string.digits, k=24))
        inside = (part[0], part[1].removeprefix(_PREAMBLE))
        part = _wrap_parts("mixed", [inside, *map(_attach_thunderbird, letter.attachments)], f"------------{seed}",
                           tab=" ", preamble=_PREAMBLE)  # fmt: skip
    language = f"Content-Language: {'fr' if me.language == 'fr' else 'en-GB'}"
    return [
        f"Message-ID: {own_id}", f"Date: {write_date(letter.sent_at)}", "MIME-Version: 1.0",
        "User-Agent: Mozilla Thunderbird", fold_text("Subject", letter.subject, charset="UTF-8"),
        *([] if known else [language]), *_list_people("To", letter.to, "thunderbird"),
        *_list_people("Cc", letter.cc, "thunderbird"), *_list_references(known), *([language] if known else []),
        f"From: {write_address(me.persona.name.full, me.address, charset='UTF-8', quoted=False)}",
        *([f"In-Reply-To: {known[-1]}"] if known else []), *part[0],
    ], part[1]  # fmt: skip


_PREAMBLE = "This is a multi-part message in MIME format.\n"


def _say_bits(text: str) -> str:
    return f"Content-Transfer-Encoding: {'7bit' if text.isascii() else '8bit'}"


def _attach_thunderbird(file: Attachment) -> Part:
    kind = (
        f"{file.content_type}; charset=UTF-8" if file.content_type.startswith("text/") else file.content_type
    )
    return [
        f"Content-Type: {kind}; {write_parameter('name', file.name, quoted=True)}",
        f"Content-Disposition: attachment; {write_parameter('filename', file.name, quoted=True)}",
        "Content-Transfer-Encoding: base64",
    ], encode_base64(file.content, width=72) + "\n"


def _write_roundcube(
    letter: Letter, chance: random.Random, own_id: str, known: Sequence[str], root: datetime
) -> Part:
    me, text = letter.sender, flow_lines(list_lines(letter))
    charset = "US-ASCII" if text.isascii() else "UTF-8"
    plain: Part = (
        [_say_bits(text), f"Content-Type: text/plain; charset={charset};\r\n format=flowed"], text + "\n"
    )  # fmt: skip
    part: Part = (plain[0][::-1], plain[1])
    if letter.attachments:
        boundary = f"=_{chance.getrandbits(128):032x}"
        part = _wrap_parts("mixed", [plain, *map(_attach_roundcube, letter.attachments)], boundary, tab=" ")
    return [
        "MIME-Version: 1.0", f"Date: {write_date_padded(letter.sent_at)}",
        f"From: {write_address(me.persona.name.full, me.address, charset='UTF-8', quoted=False)}",
        *_list_people("To", letter.to, "roundcube"), *_list_people("Cc", letter.cc, "roundcube"),
        fold_text("Subject", letter.subject, charset="UTF-8"),
        *([f"In-Reply-To: {known[-1]}"] if known else []), *_list_references(known),
        f"User-Agent: Roundcube Webmail/{me.version}", f"Message-ID: {own_id}", f"X-Sender: {me.address}", *part[0],
    ], part[1]  # fmt: skip


def write_date_padded(at: datetime) -> str:
    """Return a Date as PHP's `r` format has it: the day with two digits."""
    weekday, rest = write_date(at).split(", ")
    return f"{weekday}, {rest.zfill(len('01 Jan 2026 00:00:00 +0000'))}"


def _attach_roundcube(file: Attachment) -> Part:
    return [
        "Content-Transfer-Encoding: base64",
        f"Content-Type: {file.content_type};\r\n {write_parameter('name', file.name, quoted=False)}",
        f"Content-Disposition: attachment;\r\n {write_parameter('filename', file.name, quoted=False)};\r\n"
        f" size={len(file.content)}",
    ], encode_base64(file.content) + "\n"  # fmt: skip


def _write_apple(
    letter: Letter, chance: random.Random, own_id: str, known: Sequence[str], root: datetime
) -> Part:
    me, lines = letter.sender, list_lines(letter)
    text = mark_lines(lines)
    part = _quote_part("text/plain", "us-ascii" if text.isascii() else "utf-8", text)
    if me.writes_html:
        html = write_html("apple", lines, language=me.language)
        both = [part, _quote_part("text/html", "us-ascii" if html.isascii() else "utf-8", html)]
        part = _wrap_parts(
            "alternative", both, f"Apple-Mail=_{draw_uuid(chance).upper()}", tab="\t", preamble="\n"
        )
    if letter.attachments:
        boundary = f"Apple-Mail=_{draw_uuid(chance).upper()}"
        part = _wrap_parts(
            "mixed", [part, *map(_attach_apple, letter.attachments)], boundary, tab="\t", preamble="\n"
        )
    kind = [line for line in part[0] if line.startswith("Content-Type")]
    coded = [line for line in part[0] if not line.startswith("Content-Type")]
    sender = f"From: {write_address(me.persona.name.full, me.address, charset='utf-8', quoted=False)}"
    subject = fold_text("Subject", letter.subject, charset="utf-8")
    mime = f"Mime-Version: 1.0 (Mac OS X Mail 16.0 \\({me.version}\\))"
    to, cc = _list_people("To", letter.to, "apple"), _list_people("Cc", letter.cc, "apple")
    date, own = f"Date: {write_date(letter.sent_at)}", f"Message-Id: {own_id}"
    mailer = f"X-Mailer: Apple Mail (2.{me.version})"
    if known:
        return [*kind, mime, subject, sender, f"In-Reply-To: {known[-1]}", date, *cc, *coded, own,
                *_list_references(known), *to, mailer], part[1]  # fmt: skip
    return [sender, *kind, *coded, mime, subject, own, date, *cc, *to, mailer], part[1]


def _quote_part(kind: str, charset: str, text: str) -> Part:
    head = ["Content-Transfer-Encoding: quoted-printable", f"Content-Type: {kind};\r\n\tcharset={charset}"]
    return head, encode_quoted(text)


def _attach_apple(file: Attachment) -> Part:
    return [
        f"Content-Disposition: attachment;\r\n\t{write_parameter('filename', file.name, quoted=False)}",
        f"Content-Type: {file.content_type};\r\n\tx-unix-mode=0644;\r\n\t{write_parameter('name', file.name, quoted=True)}",
        "Content-Transfer-Encoding: base64",
    ], "\n" + encode_base64(file.content)  # fmt: skip


def _write_outlook(
    letter: Letter, chance: random.Random, own_id: str, known: Sequence[str], root: datetime
) -> Part:
    me, lines = letter.sender, list_lines(letter)
    count = count_filetime(letter.sent_at)
    numbers = iter(range(9))
    tail = f"{chance.randrange(1200):04X}_{count >> 32:08X}.{count & 0xFFFFFFF0:08X}"

    def draw_boundary() -> str:
        return f"----=_NextPart_{next(numbers):03}_{tail}"

    outer = draw_boundary()
    parts = [
        _quote_outlook("text/plain", "\n".join(text for _, text in lines)),
        _quote_outlook("text/html", write_html("outlook", lines, language=me.language)),
    ]
    note = "This is a multipart message in MIME format.\n\n"
    if letter.attachments:
        inner = _wrap_parts("alternative", parts, draw_boundary(), tab="\t")
        part = _wrap_parts("mixed", [(inner[0], "\n" + inner[1]), *map(_attach_outlook, letter.attachments)], outer,
                           tab="\t", preamble=note)  # fmt: skip
    else:
        part = _wrap_parts("alternative", parts, outer, tab="\t", preamble=note)
    marked = bool(known)
    return [
        f"From: {write_address(me.persona.name.full, me.address, charset='utf-8', quoted=True)}",
        *_list_people("To", letter.to, "outlook", marked=marked),
        *_list_people("Cc", letter.cc, "outlook", marked=marked),
        *([f"References: {' '.join(known)}", f"In-Reply-To: {known[-1]}"] if known else []),
        f"Subject: {encode_word(letter.subject, charset='utf-8')}", f"Date: {write_date(letter.sent_at)}",
        f"Message-ID: {own_id}", "MIME-Version: 1.0", *part[0], f"X-Mailer: Microsoft Outlook {me.version}",
        f"Thread-Index: {write_thread_index(root, letter.sent_at, chance, answers=len(known), thread=letter.thread)}",
        f"Content-Language: {'fr' if me.language == 'fr' else 'en-gb'}",
    ], part[1]  # fmt: skip


def write_thread_index(
    root: datetime, at: datetime, chance: random.Random, *, answers: int, thread: str
) -> str:
    """Return Outlook's thread index (MS-OXOMSG 2.2.1.3): six bytes of time, an identifier, five bytes an answer."""
    first = (count_filetime(root) >> 16).to_bytes(6, "big")
    blocks = b""
    for _ in range(answers):
        delta = (count_filetime(at) - count_filetime(root)) >> 18 & 0x7FFFFFFF
        blocks += delta.to_bytes(4, "big") + bytes([chance.getrandbits(8)])
    return base64.b64encode(first + bytes.fromhex(thread * 2) + blocks).decode()


def _quote_outlook(kind: str, text: str) -> Part:
    return [
        f'Content-Type: {kind};\r\n\tcharset="utf-8"', "Content-Transfer-Encoding: quoted-printable"
    ], encode_quoted(text) + "\n"  # fmt: skip


def _attach_outlook(file: Attachment) -> Part:
    name = file.name if file.name.isascii() else encode_word(file.name, charset="utf-8")
    return [
        f'Content-Type: {file.content_type};\r\n\tname="{name}"', "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment;\r\n\tfilename="{name}"',
    ], encode_base64(file.content) + "\n"  # fmt: skip


_WRITERS: dict[Client, Callable[[Letter, random.Random, str, Sequence[str], datetime], Part]] = {
    "outlook": _write_outlook,
    "thunderbird": _write_thunderbird,
    "roundcube": _write_roundcube,
    "apple": _write_apple,
}
