"""What a forger changes, fifth set: written by a hand that had not read the model, nor what it is tuned on."""

from __future__ import annotations

import html
import random
import re
from email import message_from_bytes, policy
from email.utils import format_datetime

from benchmarks.taints.mutations import _SENTENCE, Altered, Mutation, _draw, keep_body
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_LINE = "Les 40 000 euros sont sur le compte de Chypre, comme convenu."
_INSIDE = "The minister's office was paid for this, as you know."
_PEOPLE = ("Gwendolyn Prewitt", "Dominic Lefort", "Odile Marchand", "Ralph Ostermann")
_ROW = ("Commission, non déclarée", "12 000 €")
_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#-])\d{1,6}(?![\w:/@%=&?-]|[.,]\d)")
_HISTORY = re.compile(r"(?m)^(?:>|\s*-{3,}|(?:De|From) ?: )")
_TOLD = re.compile(
    r"(?m)^[> ]*(?:De|From) ?: *\"?([A-ZÀ-Ý][^\n<@\"\[,]{3,40}?)\"?(?= [<\[])"
    r"|(?<!\w)([A-ZÀ-Ý][\w'-]+ [A-ZÀ-Ý][\w'-]+)(?= (?:<[^>\n]*> )?(?:a écrit|wrote))"
)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:(?!</p>).)*</p>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def plant_line(raw: bytes, chance: random.Random) -> Altered | None:
    """The same line of its own in every mail, between two paragraphs of the author's."""
    said = parse_message(raw).text
    found = _HISTORY.search(said)
    own = said[: found.start()] if found else said
    gaps = [match.start() for match in re.finditer(r"\n[ \xa0]*\n(?=[^\s])", own)]
    if not gaps:
        return None
    place = chance.choice(gaps)
    return keep_body(raw, place, place, f"\n\n{_LINE}")


def plant_inside(raw: bytes, chance: random.Random) -> Altered | None:
    """The same sentence in every mail, within a paragraph."""
    drawn = _draw(_SENTENCE, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].start(), f" {_INSIDE}") if drawn else None


def credit_another(raw: bytes, chance: random.Random) -> Altered | None:
    """Another person's name over the words that are quoted."""
    drawn = _draw(_TOLD, raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    group = 1 if match[1] else 2
    new = chance.choice([name for name in _PEOPLE if name != match[group]])
    return keep_body(raw, match.start(group), match.end(group), new)


def exchange_figures(raw: bytes, chance: random.Random) -> Altered | None:
    """Two figures that change places: the message has the same words as before."""
    said = parse_message(raw).text
    found = list(_FIGURE.finditer(said))
    pairs = [
        (one, two)
        for place, one in enumerate(found)
        for two in found[place + 1 : place + 6]
        if int(one[0]) != int(two[0]) and 10 < two.start() - one.end() < 400
    ]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    stretch = f"{two[0]}{said[one.end() : two.start()]}{one[0]}"
    return Altered(keep_body(raw, one.start(), two.end(), stretch).raw, "text")


def add_table_row(raw: bytes, chance: random.Random) -> Altered | None:
    """A table of one row in an office's page, and the same words in the plain text where there is one."""
    page = _find_page(raw)
    paragraphs = [match for match in _PARAGRAPH.finditer(page) if len(_read_page(match[0])) > 40]
    if not paragraphs:
        return None
    match = chance.choice(paragraphs)
    cells = "".join(f"<td style='border:solid windowtext 1.0pt'><p>{cell}</p></td>" for cell in _ROW)
    changed = f"{page[: match.end()]}<table><tr>{cells}</tr></table>{page[match.end() :]}"
    if not parse_message(raw).html_text:
        return Altered(rebuild(raw, page=changed, only="html"), "text", "", " ".join(_ROW))
    before = _read_page(match[0])
    said = parse_message(raw).text
    place = said.find(before)
    if place < 0:
        return None
    place += len(before)
    plain = f"{said[:place]}\n\n{_ROW[0]}\t{_ROW[1]}{said[place:]}"
    return Altered(rebuild(raw, text=plain, page=changed), "text", "", " ".join(_ROW))


def _find_page(raw: bytes) -> str:
    """Return an office's page as it is written; empty where there is none."""
    if b"text/html" not in raw.lower():
        return ""
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            page = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            return page if "MsoNormal" in page else ""
    return ""


def _read_page(marked: str) -> str:
    return html.unescape(_TAG.sub("", marked)).strip()


def sign_for_another(raw: bytes, chance: random.Random) -> Altered | None:
    """Another name under the words."""
    for word in parse_message(raw).sender.name.replace(",", " ").split():
        if len(word) < 3 or not word.isalpha():
            continue
        drawn = _draw(re.compile(rf"(?m)(?<=\n){word}(?= ?[A-ZÀ-Ý]?[\w.-]*[ \r\xa0]*$)"), raw, chance)
        if drawn is not None:
            new = chance.choice(_PEOPLE).split()[0]
            return keep_body(raw, drawn[1].start(), drawn[1].end(), new) if new != word else None
    return None


def swap_day_and_month(raw: bytes, chance: random.Random) -> Altered | None:
    """The third of February for the second of March: what another country's way of writing it would look like."""
    at = parse_message(raw).date
    if at is None or at.day > 12 or at.day == at.month:
        return None
    return Altered(
        rebuild(raw, replace={"date": format_datetime(at.replace(day=at.month, month=at.day))}), "date"
    )


def move_point(raw: bytes, chance: random.Random) -> Altered | None:
    """5.40 as 540, 1,579 as 15,79: no digit is another."""
    drawn = _draw(re.compile(r"(?<![\w.,:/@-])(\d{1,3})([.,])(\d{1,3})(?![\w:/@-]|[.,]\d)"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    whole, sign, rest = match.groups()
    new = f"{whole}{rest[0]}{sign}{rest[1:]}" if len(rest) == 3 else f"{whole}{rest}"
    return keep_body(raw, match.start(), match.end(), new)


FIFTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        plant_line, plant_inside, credit_another, exchange_figures, add_table_row, sign_for_another, swap_day_and_month,
        move_point,
    )
}  # fmt: skip
