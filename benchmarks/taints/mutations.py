"""What a forger changes: one thing in a message, in two sets of kinds."""

from __future__ import annotations

import random
import re
from base64 import encodebytes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.body import Attachment
from chaffinch.mail.message import Message, parse_message


@dataclass(frozen=True)
class Altered:
    """A changed message, and where it is changed."""

    raw: bytes
    where: str
    ours: str = ""
    """Words that stood there; empty for an insertion."""
    theirs: str = ""
    """Words that stand there now; empty for a deletion."""


Mutation = Callable[[bytes, random.Random], Altered | None]
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÉÈÀ][a-zà-ÿ]{2,}(?= [a-z])")
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-ZÀÉÇ])")
_NAMES = ("Benoît", "Sophie", "Delphine", "Marchand", "Lefort", "Dominic", "Gwendolyn", "Prewitt")
_SENTENCES = (
    "Il faut que la somme soit versée en liquide avant la fin du mois.", ("Personne ne doit savoir que nous "
"l'avons rencontré à Genève."),
    "We should move the money before the auditors come back.", "Delete this after reading, the lawyers must never see it.",
    "Le compte de Panama reste ouvert pour le solde.", "The chairman has approved the second payment in person.",
)  # fmt: skip


def keep_body(raw: bytes, start: int, end: int, new: str, where: str = "text") -> Altered:
    """Return the message with a stretch of its text replaced; of the page, too, where there are both."""
    message = parse_message(raw)
    text = message.text
    changed = text[:start] + new + text[end:]
    ours = text[start:end]
    done = rebuild(raw, text=changed, encoding="8bit")
    return Altered(done, where, ours.strip(), new.strip())


def replace_file(raw: bytes, file: Attachment, content: bytes) -> Altered | None:
    """Return a message with other bytes in an attached file; None where it does not hold them as base64."""
    old, new = (encodebytes(one).replace(b"\n", b"\r\n") for one in (file.content, content))
    done = rebuild(raw)
    changed = done.replace(old, new, 1)
    return Altered(changed, f"attachment:{file.name}") if changed != done else None


def _draw(
    pattern: re.Pattern[str], raw: bytes, chance: random.Random
) -> tuple[Message, re.Match[str]] | None:
    message = parse_message(raw)
    found = list(pattern.finditer(message.text))
    return (message, chance.choice(found)) if found else None


_FRENCH = re.compile(r"\b(?:le|la|les|des|vous|nous|est|pour|dans|une|avec|que)\b")
_ENGLISH = re.compile(r"\b(?:the|of|you|we|is|for|in|with|that|and|to)\b")
BEFORE_WORD, BEHIND_WORD = r"(?<![\w'’@/.-])", r"(?![\w'’@/-]|\.\w)"
"""Where words begin and end, names of files and addresses left out."""


def is_french(said: str) -> bool:
    """Tell whether a text has more of French's small words than of English's."""
    return len(_FRENCH.findall(said)) > len(_ENGLISH.findall(said))


def replace_word(
    words: dict[str, str],
    raw: bytes,
    chance: random.Random,
    *,
    before: str = BEFORE_WORD,
    behind: str = BEHIND_WORD,
) -> Altered | None:
    """Return the message with one of these words, or turns, as its counterpart; None where it has none of them.

    Args:
        words: counterparts by word.
        raw: the message.
        chance: chooses among those that are there.
        before: what must hold before a word, as a regular expression without width.
        behind: the same behind it.
    """
    some = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    drawn = _draw(re.compile(f"{before}(?:{some}){behind}"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), words[drawn[1][0]]) if drawn else None


def choose_words(said: str, french: Sequence[str], english: Sequence[str], chance: random.Random) -> str:
    """Return one of these, in the language of the text."""
    return chance.choice(french if is_french(said) else english)


def slip_in(
    place: re.Pattern[str], french: Sequence[str], english: Sequence[str], raw: bytes, chance: random.Random
) -> Altered | None:
    """Return the message with some words more at the end of one of these places; None where there is none."""
    drawn = _draw(place, raw, chance)
    if drawn is None:
        return None
    at = drawn[1].end()
    return keep_body(raw, at, at, choose_words(drawn[0].text, french, english, chance))


def pick_table(
    raw: bytes, chance: random.Random, *, sign: bytes = b"\n", more_than: int = -1
) -> Attachment | None:
    """Return one of the tables that are attached, of those with more than so many of a sign; None where there is none."""
    tables = [
        one
        for one in parse_message(raw).attachments
        if one.content_type in {"text/csv", "text/plain"} and one.name and one.content.count(sign) > more_than
    ]
    return chance.choice(tables) if tables else None


def change_number(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<![\w.:,/@%=&?#-])\d{1,6}(?![\w:/@%=&?-]|[.,]\d)"), raw, chance)
    if drawn is None:
        return None
    _, match = drawn
    new = str(int(match[0]) + chance.choice([1, 2, 10, 100]))
    return keep_body(raw, match.start(), match.end(), new)


def negate(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(
        re.compile(r"\b(?:is|are|will|can|should|would|est|sont|sera|peut|ai|avons)\b(?= [a-zà-ÿ])"),
        raw,
        chance,
    )
    if drawn is None:
        return None
    _, match = drawn
    word = "not" if match[0] in {"is", "are", "will", "can", "should", "would"} else "pas"
    return keep_body(raw, match.end(), match.end(), f" {word}")


def affirm(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=[a-zà-ÿ]) (?:not|pas|never|jamais|plus)(?= [a-zà-ÿ])"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def rename(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(_NAME, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), chance.choice(_NAMES)) if drawn else None


def insert_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(_SENTENCE, raw, chance)
    return (
        keep_body(raw, drawn[1].start(), drawn[1].start(), " " + chance.choice(_SENTENCES)) if drawn else None
    )


def remove_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    text = parse_message(raw).text
    bounds = [match.end() for match in _SENTENCE.finditer(text)]
    pairs = [
        (one, two) for one, two in pairwise(bounds) if 20 < two - one < 300 and text[one:two].count("\n") < 4
    ]
    if not pairs:
        return None
    start, end = chance.choice(pairs)
    return keep_body(raw, start, end, "")


def shift_date(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if not message.date:
        return None
    new = message.date + timedelta(days=chance.choice([-30, -2, 1, 7]), hours=chance.randint(0, 5))
    return Altered(rebuild(raw, replace={"date": format_datetime(new)}), "date", "", "")


def change_recipient(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if not message.to or "@" not in message.to[0].address:
        return None
    return Altered(
        rebuild(
            raw,
            replace={
                "to": f"{chance.choice(_NAMES)} <{chance.choice('abc')}.{chance.randint(10, 99)}@banque.test>"
            },
        ),
        "to",
        message.to[0].address,
        "banque.test",
    )


def swap_file(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    real = [one for one in message.attachments if one.content_type == "application/pdf"]
    if not real:
        return None
    from base64 import encodebytes

    done = rebuild(raw)
    old = encodebytes(real[0].content)
    new = encodebytes(chance.randbytes(len(real[0].content)))
    changed = done.replace(old.replace(b"\n", b"\r\n"), new.replace(b"\n", b"\r\n"))
    return Altered(changed, f"attachment:{real[0].name}") if changed != done else None


TUNED: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_number,
        negate,
        affirm,
        rename,
        insert_sentence,
        remove_sentence,
        shift_date,
        change_recipient,
        swap_file,
    )
}
