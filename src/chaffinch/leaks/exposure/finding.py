"""Find personal things in a text: what carries a check must hold it, what carries none must stand beside its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chaffinch.leaks.exposure.exposure import Exposure, ThingKind
from chaffinch.leaks.exposure.numbers import IBAN_LENGTHS, is_card, is_iban, is_social_security

LONGEST_TEXT = 400_000
"""Characters of a text that are looked at."""
_ADDRESS = re.compile(
    r"(?<![\w.+%-])[A-Za-z0-9_][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0\u202f.-]?[A-Z0-9]){11,27}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\d.,-])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![\d-]|,\d)")
_IDENTITY = re.compile(
    r"(?<!\d)[1278][ .\u00a0]?\d{2}[ .\u00a0]?\d{2}[ .\u00a0]?(?:\d{2}|2[AB])"
    r"[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{2}(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:(?:\+|00)(?P<code>\d{1,3})[ .\u00a0\u202f-]?(?:\(0\)[ .\u00a0]?)?"
    r"(?P<rest>(?:\d[ .\u00a0\u202f-]?){6,12}\d)"
    r"|0(?P<home>[1-9](?:[ .\u00a0\u202f-]?\d{2}){4}))(?![\w/-])"
)
_NAMED = r"(?:mot de passe|mdp|password|passwd|passwort|pass|pwd|code wifi|clé wifi|wifi key|passphrase|phrase secrète)"
_PASSWORD = re.compile(
    rf"(?i)\b{_NAMED}\b[ \t]{{0,3}}(?:est|is|actuel|:|=|->|→)+[ \t:]{{0,3}}[«\"“'`]?[ \u00a0]?(\S{{4,64}})"
)
_SAYS_NOTHING = re.compile(
    r"(?i)^(?:https?:|www\.|le|la|the|un|une|oublié|forgotten|perdu|expir|incorrect|invalid|protected|required)"
)
_HOME = re.compile(
    r"(?i)\b\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|impasse|allée|chemin|quai|cours|square|route)"
    r" [^\n,;:]{3,60}[,\n ]{1,3}\d{5} [A-ZÀ-Ý][\w'’ -]{1,40}"
)
_SAID = ("pass", "mdp", "pwd", "wifi", "phrase secr")
_CODE = re.compile(r"\b\d{5} [a-zà-ý]")
_NUMBER = re.compile(r"\d(?:\D?\d){7}")
_APART = re.compile(r"[ .\u00a0\u202f-]")


def find_exposures(untrusted_text: str) -> tuple[Exposure, ...]:
    """Return what a text exposes, in its order; no two of them overlap.

    Bank accounts, cards and social security numbers hold their checksum; a password is only what somebody called one.
    """
    text, found = untrusted_text[:LONGEST_TEXT], list[Exposure]()
    taken = bytearray(len(text))
    # What carries a check goes first: the digits of an IBAN are no telephone number.
    for find in _choose_searches(text):
        for one in find(text):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\x01" * (one.end - one.start)
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _choose_searches(text: str) -> Iterator[Callable[[str], Iterator[Exposure]]]:
    """Yield what is worth looking for: most mails hold none of it, and a hundred thousand are read in minutes."""
    plain = text.lower()
    numbers = _NUMBER.search(plain) is not None
    if numbers:
        yield from (_find_ibans, _find_checked)
    if "@" in plain:
        yield _find_addresses
    if any(word in plain for word in _SAID):
        yield _find_passwords
    if numbers:
        yield _find_phones
    if _CODE.search(plain):
        yield _find_homes


def _find_ibans(text: str) -> Iterator[Exposure]:
    for found in _IBAN.finditer(text):
        plain = _APART.sub("", found[0])
        length = IBAN_LENGTHS.get(plain[:2], 0)
        # Capitals that follow may belong to the next word.
        if length and is_iban(plain[:length]):
            yield Exposure("iban", plain[:length], found.start(), _measure(text, found.start(), length))


def _measure(text: str, start: int, signs: int) -> int:
    """Return where so many letters and digits from `start` on end."""
    end = start
    while signs:
        signs -= text[end].isalnum()
        end += 1
    return end


def _find_checked(text: str) -> Iterator[Exposure]:
    checks: tuple[tuple[ThingKind, re.Pattern[str], Callable[[str], bool]], ...] = (
        ("identity", _IDENTITY, is_social_security),
        ("card", _CARD, is_card),
    )
    for kind, pattern, holds in checks:
        for found in pattern.finditer(text):
            plain = _APART.sub("", found[0])
            if holds(plain):
                yield Exposure(kind, plain, *found.span())


def _find_addresses(text: str) -> Iterator[Exposure]:
    for found in _ADDRESS.finditer(text):
        yield Exposure("address", found[0].lower(), *found.span())


def _find_passwords(text: str) -> Iterator[Exposure]:
    for found in _PASSWORD.finditer(text):
        value = found[1].rstrip(".,;»\"”'`)")
        if len(value) >= 4 and not _SAYS_NOTHING.match(value):
            yield Exposure("password", value, found.start(1), found.start(1) + len(value))


def _find_phones(text: str) -> Iterator[Exposure]:
    for found in _PHONE.finditer(text):
        rest = found["home"] if found["home"] else found["rest"]
        digits = (found["code"] or "33") + _APART.sub("", rest)
        if 9 <= len(digits) <= 15 and len(set(digits)) > 2:
            yield Exposure("phone", f"+{digits}", *found.span())


def _find_homes(text: str) -> Iterator[Exposure]:
    for found in _HOME.finditer(text):
        yield Exposure("home", " ".join(found[0].split()).casefold(), *found.span())
