"""What a person should see once, whatever its points: a name that stands too plainly to be passed over."""

from __future__ import annotations

import re

from chaffinch.names.finding import is_followed
from chaffinch.names.reading import Reading
from chaffinch.names.tables import load_words

#: A name of fewer letters bears no change of the eye's beside its slip.
_SHORT = 8
#: One of so many is nobody's by chance.
_LONG = 12
#: One of so few bears no number beside it.
_SHORTEST = 4
_YEAR = re.compile(r"20[23]\d")


def is_worth_a_look(reading: Reading) -> bool:
    """Tell whether a name stands so plainly that it is for review at least."""
    if reading.target.service and reading.target.weak:
        return False
    if reading.placement in {"whole", "split"} and reading.same_ending:
        return not reading.target.service and _is_all_there_is(reading)
    if reading.placement == "whole" and reading.alignment.slips <= 1 and _ends_nearly_as_ours(reading):
        return True
    if _is_acronym(reading) or _is_long(reading):
        return True
    others = any(word.role == "unknown" and reading.shares_label(word) for word in reading.words)
    if reading.placement == "split" or others or joins_ending_in_front(reading):
        return False
    return _is_plain_with_a_slip(reading) if reading.alignment.slips else _is_plain(reading)


def _is_all_there_is(reading: Reading) -> bool:
    """Tell whether a name, changed or cut, is all that somebody registered under our own ending."""
    return reading.placement == "whole" or (reading.alignment.slips <= 1 and not reading.words)


def _ends_nearly_as_ours(reading: Reading) -> bool:
    """Tell whether our ending stands behind a name with a letter left out: co for com."""
    return any(
        reading.parts.suffix == ending[:place] + ending[place + 1 :]
        for ending in reading.target.endings
        for place in range(len(ending))
    )


def _is_long(reading: Reading) -> bool:
    """Tell whether a name that comes together by no chance stands there letter for letter."""
    return reading.placement == "inside" and len(reading.target.pattern.letters) >= _LONG


def _is_acronym(reading: Reading) -> bool:
    """Tell whether a name of four letters that is no word stands between hyphens, as it is: osce-military.org."""
    key = reading.target.pattern.key
    exact = reading.placement == "token" and not reading.alignment.changes and not reading.in_subdomain
    return exact and len(key) == _SHORTEST and key.isalpha() and key not in load_words().common


def _is_plain(reading: Reading) -> bool:
    """Tell whether the name, or what the eye takes for it, stands alone or beside known words."""
    numbers = [word for word in reading.words if word.role == "number" and reading.shares_label(word)]
    loose = reading.target.weak or reading.alignment.changes
    if not numbers or not loose or all(_YEAR.fullmatch(word.text) for word in numbers):
        return True
    longer = len(reading.target.pattern.letters) > _SHORTEST and len(reading.words) == 1
    return reading.same_ending and longer and not reading.alignment.changes and len(numbers[0].text) == 1


def _is_plain_with_a_slip(reading: Reading) -> bool:
    """Tell whether a name with one slip is asked for beside it, or is all of a label below a stranger's domain."""
    changes = [change for change in reading.alignment.changes if change.kind != "separator"]
    if reading.alignment.slips > 1 or (len(changes) > 1 and len(reading.target.pattern.letters) < _SHORT):
        return False
    if reading.in_subdomain and reading.parts.label_start:
        beside = (word for word in reading.words if reading.shares_label(word))
        if all(word.role == "neutral" for word in beside) or is_followed_by_ours(reading):
            return True
    asked = any(word.role in {"sign-in", "service"} for word in reading.words)
    return asked or (reading.placement == "whole" and changes[0].kind == "transposition")


def is_followed_by_ours(reading: Reading) -> bool:
    """Tell whether our own ending stands behind the name, as a label or a word: ameii.fr.login.example."""
    return is_followed(reading.parts.display, reading.alignment.end, reading.target.endings)


def joins_ending_in_front(reading: Reading) -> bool:
    """Tell whether a short or misspelt name is written together with an ending in front of it: frameli."""
    loose = len(reading.target.pattern.letters) < _SHORT or reading.alignment.slips
    return bool(loose) and any(
        word.role == "ending" and word.end == reading.alignment.start for word in reading.words
    )
