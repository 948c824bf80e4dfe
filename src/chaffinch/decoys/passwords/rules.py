"""What a service asks of a password, and how people come to meet it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from itertools import groupby

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.errors import RulesError
from chaffinch.decoys.passwords.model import MAX_LENGTH, Wish

CLASSES = ("lower", "upper", "digit", "symbol")
_MADE_FOR = {"lower": str.islower, "upper": str.isupper, "digit": str.isdigit}
#: How people add what a rule asks for. The shares are rounded from what is known of passwords made under rules (Shay et al.
#: 2010; Ur et al. 2015): nine capitals of ten stand in front, most digits and signs at the end, a year more often than any
#: other number; one of eight adds digits that follow no rule.
_ENDS = Weighted.of({"1": 15.0, "123": 11.0, "12": 7.0, "2": 3.0, "7": 3.0, "01": 3.0, "11": 3.0, "3": 2.0, "13": 3.0,
                     "1234": 5.0, "year": 28.0, "99": 2.0, "10": 2.0, "22": 2.0, "69": 1.0, "00": 2.0,
                     "two": 4.0, "three": 4.0, "four": 5.0})  # fmt: skip
_ANY_DIGITS = {"two": 2, "three": 3, "four": 4}
_SIGNS = Weighted.of(
    {"!": 46.0, ".": 10.0, "@": 11.0, "*": 8.0, "$": 6.0, "?": 6.0, "#": 5.0, "-": 3.0, "_": 3.0, "+": 2.0}
)
_CAPITALS = Weighted.of({"front": 89.0, "all": 4.0, "parts": 4.0, "last": 3.0})
_LONGER = Weighted.of({"digits": 85.0, "twice": 5.0, "word": 10.0})
#: A year is enough for anybody.
_LONGEST_END = 4
_TRIES = 24
_MENDED = 80


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """What the target's service takes."""

    min_length: int = 1
    max_length: int = MAX_LENGTH
    needs: frozenset[str] = frozenset()
    """Of `CLASSES`, each at least once."""
    classes: int = 0
    """How many of the classes at least, whichever."""
    pattern: str = ""
    """A regular expression (Python's) that the whole password matches."""
    mended: int = _MENDED
    """Of a hundred people, so many keep to an everyday password and bend it where it does not fit; the others choose one
    with the rules in mind. Nobody outside knows it: judgement, after Shay et al. 2010, where most had changed an old one."""

    def __post_init__(self) -> None:
        unknown = self.needs - set(CLASSES)
        if unknown or not 0 <= self.classes <= len(CLASSES):
            raise RulesError(
                f"{', '.join(sorted(unknown)) or self.classes} is no class of characters.",
                todo=f"Take of: {', '.join(CLASSES)}.",
            )
        if not 1 <= self.min_length <= self.max_length <= MAX_LENGTH or len(self.needs) > self.max_length:
            raise RulesError(
                f"No password has {self.min_length} to {self.max_length} characters.",
                todo=f"Ask for 1 to {MAX_LENGTH}.",
            )
        if not 0 <= self.mended <= 100:
            raise RulesError(f"{self.mended} of a hundred cannot be.", todo="Give mended= as 0 to 100.")
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise RulesError(f"The pattern {self.pattern!r} cannot be read.", why=str(error)) from error

    def accepts(self, text: str) -> bool:
        """Say whether a password meets the rules."""
        found = find_classes(text)
        return (
            self.min_length <= len(text) <= self.max_length
            and self.needs <= found
            and len(found) >= self.classes
            and (not self.pattern or re.fullmatch(self.pattern, text) is not None)
        )

    @property
    def wish(self) -> Wish | None:
        """What somebody has in mind who knows these rules, a capital or a sign apart; None if there are no rules."""
        if replace(self, mended=_MENDED) == PasswordRules():
            return None
        digit = "digit" in self.needs or self.classes > 2
        letter = bool(self.needs & {"upper", "lower"}) or self.classes > 1
        return Wish(self.min_length, self.max_length, digit, letter)


def read_rules(text: str) -> PasswordRules:
    """Read rules as the command line takes them: `min=8 max=64 upper digit symbol classes=3 mended=80 pattern=…`.

    Raises:
        RulesError: a word is not known, or the rules contradict each other.
    """
    numbers = {"min": 1, "max": MAX_LENGTH, "classes": 0, "mended": _MENDED}
    needs = set[str]()
    rest, _, pattern = text.partition("pattern=")
    for word in re.split(r"[\s,]+", rest.strip(" ,")):
        key, equals, value = word.partition("=")
        if equals and key in numbers and value.isdecimal() and len(value) < 5:
            numbers[key] = int(value)
        elif word in CLASSES:
            needs.add(word)
        elif word:
            raise RulesError(
                f"{word!r} is no password rule.",
                todo="Write for example: min=8 upper digit (also max=, classes=, mended=, lower, symbol, pattern=).",
            )
    return PasswordRules(
        numbers["min"], numbers["max"], frozenset(needs), numbers["classes"], pattern, numbers["mended"]
    )


def find_classes(text: str) -> frozenset[str]:
    """Return the classes of characters in a text."""
    return frozenset(_name_class(letter) for letter in text)


def meet_rules(text: str, rules: PasswordRules, chance: random.Random, *, year: int, word: str) -> str:
    """Change a password as somebody would whose first choice was refused.

    Args:
        text: the first choice, in lower case.
        rules: what is asked for.
        chance: the random source.
        year: a year that means something to the person.
        word: another word of the person's, for one that is too short.

    Returns:
        A password that meets the rules; or an empty text, if it took too many changes to look like a person's.
    """
    for _ in range(_TRIES):
        tried = _change(text, rules, chance, year=year, word=word)
        if rules.accepts(tried):
            return tried
    return ""


def add_capital(text: str, rules: PasswordRules, chance: random.Random) -> str:
    """Return a password with the capital that some write though nobody asks for it; as it was, if the rules forbid that."""
    if text != text.lower() or not any(letter.isalpha() for letter in text):
        return text
    capital = _write_capital(text, chance)
    return capital if rules.accepts(capital) else text


def add_sign(text: str, rules: PasswordRules, chance: random.Random) -> str:
    """Return a password with the sign that some put behind it unasked; as it was, if the rules forbid that."""
    signed = text + _SIGNS.draw(chance)
    return signed if text[-1:].isalnum() and rules.accepts(signed) else text


def _change(text: str, rules: PasswordRules, chance: random.Random, *, year: int, word: str) -> str:
    missing = _list_missing(text, rules)
    if missing & {"lower", "upper"} and not any(letter.isalpha() for letter in text):
        text = word + text
        missing -= {"lower"}
    if "upper" in missing:
        text = _write_capital(text, chance)
    if "digit" in missing:
        text += _draw_enough(rules.min_length - len(text), chance, year)
    if "symbol" in missing:
        sign = _SIGNS.draw(chance)
        text = text + sign if chance.random() < 0.85 else sign.join(_cut_once(text))
    if len(text) < rules.min_length:
        text = _lengthen(text, rules.min_length, chance, year=year, word=word)
    return text[: rules.max_length]


def _list_missing(text: str, rules: PasswordRules) -> set[str]:
    found = find_classes(text)
    missing = set(rules.needs - found)
    for name in ("upper", "digit", "lower", "symbol"):
        if len(found | missing) < rules.classes and name not in found | missing:
            missing.add(name)
    return missing


def _write_capital(text: str, chance: random.Random) -> str:
    match _CAPITALS.draw(chance):
        case "all":
            return text.upper()
        case "parts":
            return re.sub("[a-z]+", lambda found: found[0].capitalize(), text)
        case "last":
            place = max(place for place, letter in enumerate(text) if letter.isalpha())
        case _:
            place = next(place for place, letter in enumerate(text) if letter.isalpha())
    return text[:place] + text[place].upper() + text[place + 1 :]


def _lengthen(text: str, length: int, chance: random.Random, *, year: int, word: str) -> str:
    for _ in range(length):
        if len(text) >= length:
            break
        match _LONGER.draw(chance):
            case "digits":
                text += _draw_enough(length - len(text), chance, year)
            case "twice" if len(text) * 2 <= length + 4:
                text += text
            case _:
                head = "".join(text.rstrip("0123456789!.@*$?#-_+"))
                text = head + word + text[len(head) :]
    return text


def _draw_enough(length: int, chance: random.Random, year: int) -> str:
    """Return digits for an end; who sees that they are too few thinks again, once."""
    end = _draw_end(chance, year)
    return end if len(end) >= min(length, _LONGEST_END) else _draw_end(chance, year)


def _draw_end(chance: random.Random, year: int) -> str:
    end = _ENDS.draw(chance)
    if end in _ANY_DIGITS:
        return "".join(str(chance.randrange(10)) for _ in range(_ANY_DIGITS[end]))
    if end != "year":
        return end
    return str(year) if chance.random() < 0.6 else f"{year % 100:02}"


def _cut_once(text: str) -> tuple[str, str]:
    """Cut a text where its first run of one class ends."""
    runs = ["".join(run) for _, run in groupby(text, key=_name_class)]
    return (runs[0], "".join(runs[1:])) if len(runs) > 1 else (text, "")


def _name_class(letter: str) -> str:
    return next((name for name, is_one in _MADE_FOR.items() if is_one(letter)), "symbol")
