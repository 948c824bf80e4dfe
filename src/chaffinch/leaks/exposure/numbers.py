"""Numbers that carry their own check: bank accounts, payment cards, French social security numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

IBAN_LENGTHS: Mapping[str, int] = MappingProxyType({
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
})  # fmt: skip
"""ISO 13616: how long the account numbers of a country are; the check is ISO 7064's."""
_CARD_LENGTHS = range(13, 20)


def is_iban(value: str) -> bool:
    """Return whether letters and digits, without blanks, are an IBAN: as long as its country has them, modulo 97 is 1."""
    if len(value) != IBAN_LENGTHS.get(value[:2], -1) or not value.isascii() or not value.isalnum():
        return False
    turned = value[4:] + value[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_card(digits: str) -> bool:
    """Return whether digits can be a payment card's: an issuer's beginning (ISO/IEC 7812), and Luhn's check digit."""
    if len(digits) not in _CARD_LENGTHS or not digits.isdigit() or len(set(digits)) < 2:
        return False
    two, four = int(digits[:2]), int(digits[:4])
    issued = (
        (digits[0] == "4" and len(digits) in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and len(digits) == 16)
        or (two in (34, 37) and len(digits) == 15)
        or ((two in (36, 38, 39) or 3000 <= four <= 3059) and len(digits) == 14)
        or ((two in (50, 56, 57, 58, 62, 63, 64, 65, 67, 69)) and len(digits) >= 16)
    )
    return issued and _hold_luhn(digits)


def _hold_luhn(digits: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        number = int(sign) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_social_security(value: str) -> bool:
    """Return whether 15 signs are a French number (NIR): sex, year, month, department, and 97 less the rest as its key."""
    if len(value) != 15 or value[0] not in "1278" or not value[1:5].isdigit():
        return False
    month = int(value[3:5])
    if not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
        return False
    # Corsica: 2A counts as 19 and 2B as 18.
    plain = value.replace("2A", "19", 1) if value[5:7] == "2A" else value
    plain = plain[:5] + "18" + plain[7:] if value[5:7] == "2B" else plain
    return plain.isdigit() and int(plain[13:]) == 97 - int(plain[:13]) % 97
