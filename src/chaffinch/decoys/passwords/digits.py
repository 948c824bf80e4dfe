"""Digits that follow a rule which anybody knows: counted up, counted down, one repeated, a pair repeated, a date."""

from __future__ import annotations

import random

_UP, _DOWN = "12345678901234567890", "98765432109876543210"
_DAYS = 28


def name_pattern(digits: str) -> str:
    """Return the rule that a run of four digits or more follows, or an empty text."""
    length, even = len(digits), len(digits) % 2 == 0 and len(digits) > 4
    half = length // 2
    found = {
        "up": digits == _UP[:length],
        "down": digits in _DOWN and digits[-1] in "10",
        "same": len(set(digits)) == 1,
        "twice": even and digits[:half] == digits[half:],
        "mirrored": even and digits == digits[::-1],
        "pairs": even and digits == digits[:2] * half,
        "date": length in (6, 8) and _is_date(digits),
    }
    return next((pattern for pattern, is_it in found.items() if is_it), "")


def write_pattern(pattern: str, length: int, chance: random.Random) -> str:
    """Return digits of that length by a rule, or an empty text where the rule makes none so long."""
    half = length // 2
    text = ""
    match pattern:
        case "up" if length <= 10:
            text = _UP[:length]
        case "down" if length <= 10:
            text = _DOWN[9 - length : 9] if chance.random() < 0.6 else _DOWN[10 - length : 10]
        case "same":
            text = str(_lean(chance)) * length
        case "twice" if length % 2 == 0 and length > 4:
            text = _write_half(half, chance) * 2
        case "mirrored" if length % 2 == 0 and length > 4:
            part = _write_half(half, chance)
            text = part + part[::-1]
        case "pairs" if length % 2 == 0 and length > 4:
            text = f"{chance.randrange(10)}{chance.randrange(10)}" * half
        case "date" if length in (6, 8):
            day, month = chance.randint(1, _DAYS), chance.randint(1, 12)
            year = int(chance.triangular(1960, 2006, 1987))
            text = f"{day:02}{month:02}" + (f"{year % 100:02}" if length == 6 else str(year))
    return text


def _write_half(length: int, chance: random.Random) -> str:
    """Return what people repeat: a count more often than anything else."""
    if chance.random() < 0.35:
        return _UP[:length]
    return "".join(str(_lean(chance)) for _ in range(length))


def _lean(chance: random.Random) -> int:
    """Return a digit, small ones and sevens more often (Bonneau, Preibusch and Anderson 2012 on PINs)."""
    return chance.choices(range(10), weights=(9, 17, 11, 10, 9, 10, 9, 12, 10, 9))[0]


def _is_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    year = int(digits[4:])
    return 1 <= day <= 31 and 1 <= month <= 12 and (len(digits) == 6 or 1930 <= year <= 2012)
