"""Cover up who is not in public: people, addresses, numbers, links; the same one the same way on both sides.

It covers too much rather than too little, and two people still read what goes out: a name that nobody listed and that stands
without a title, a greeting or a known first name is found by people only. What an amount or a date says stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from chaffinch.decoys.tables import load_names

MARKS = ("person", "address", "number", "link", "place")
_ADDRESS = re.compile(r"[\w.+'%-]{1,64}(?:@|\s?\(at\)\s?|\[at\])[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:(?:https?|ftp|file)://|www\.)[^\s<>\"»]*[^\s<>\"».,;:!?)]", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{2,4}){3,8}\b")
_NETWORK = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w,.])(?:\+|00)?\(?\d(?:[\s\u00a0\u202f().\-/]{0,2}\d){6,18}(?![\w]|[.,]\d)")
_MONEY = re.compile(r"\s*(?:€|\$|£|%|EUR\b|USD\b|GBP\b|euros?\b|dollars?\b|millions?\b|k€|M€)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|EUR|USD|GBP)\s*$")
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[T ]\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?)?"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[\u00a0\u202f .]\d{3})+")
"""An amount without its currency: groups of three, none of which begins with a zero as a telephone number does."""
_IDENTITY = 9
"""Digits from which groups of three are as well a telephone number or a company's."""
_STREET = re.compile(
    r"\b\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|av\.|bd|boulevard|place|quai|impasse|allée|chemin|cours|route)\s[^\n,;.]{3,60}"
    r"|\b\d{1,5}\s(?:[A-Z][\w'-]+\s){1,3}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Square)\b",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ][\w'’-]+"
_FULL = rf"{_CAPITAL}(?:[ \t\u00a0]+(?:de|du|des|d'|d’|van|von|der|le|la|{_CAPITAL})){{0,3}}"
_TITLED = re.compile(
    rf"\b(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Me|Maître|Pr\.?)[ \t\u00a0]+({_FULL})"
)
_GREETED = re.compile(
    rf"(?im)^[ \t>]*(?:bonjour|bonsoir|salut|cher|chère|chers|coucou|hello|hi|dear|hey|thanks|merci)[ \t,]+(?-i:({_FULL}))"
)
_SIGNED = re.compile(rf"(?m)^[ \t>–—-]*({_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,2}})[ \t]*$")
_PAIR = re.compile(rf"\b({_CAPITAL})((?:[ \t\u00a0]+(?:de|du|van|von|{_CAPITAL})){{1,3}})")
_WORD = re.compile(r"[\w'’-]{2,}")
_PARTICLES = {"des", "van", "von", "der", "les"}
_COMMON = 400
"""People of a country must bear a first name before it alone tells a person from a word."""


@dataclass(slots=True)
class Redactor:
    """Covers up several texts of one example: who is person 1 in one of them is so in all."""

    people: frozenset[str] = frozenset()
    """Names to be covered up, each as it is written; addresses, too."""
    public: frozenset[str] = frozenset()
    """Names and addresses that stay: people who speak for the organisation, its public desks."""
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """What was covered up → how often."""
    _guessed: set[str] = field(default_factory=set)

    def redact(self, untrusted_text: str) -> str:
        """Return the text with marks such as [person 1] in place of what nobody else should read."""
        text = _ADDRESS.sub(lambda found: self._cover("address", found[0]), untrusted_text)
        text = _LINK.sub(lambda found: self._cover("link", found[0].rstrip(".,;:!?)")), text)
        text = _STREET.sub(lambda found: self._cover("place", found[0]), text)
        for pattern in (_IBAN, _NETWORK):
            text = pattern.sub(lambda found: self._cover("number", found[0]), text)
        text = _DIGITS.sub(self._cover_digits, text)
        if names := self._list_names(text):
            text = _join_names(names).sub(lambda found: self._cover("person", found[0]), text)
        return text

    def redact_path(self, untrusted_path: str) -> str:
        """Return an item's path with the names in it covered up: files are often called after people."""
        text = self.redact(untrusted_path)
        for name in sorted({word for full in self.people for word in _split_name(full)}, key=_by_length):
            pattern = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", re.IGNORECASE)
            text = pattern.sub(lambda found: self._cover("person", found[0]), text)
        return re.sub(r"(\[person \d+\])(?:[._ -]\1)+", r"\1", text)

    def _cover(self, kind: str, untrusted: str) -> str:
        plain = " ".join(untrusted.casefold().split())
        if plain in {one.casefold() for one in self.public}:
            return untrusted
        if kind == "person":
            plain = self._find_whole(plain)
        number = self._known.setdefault((kind, plain), sum(one == kind for one, _ in self._known) + 1)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"[{kind} {number}]"

    def _find_whole(self, name: str) -> str:
        """Return the longer name that a first name or surname is a part of, where exactly one is known."""
        wholes = {plain for kind, plain in self._known if kind == "person"}
        wholes |= {
            " ".join(full.casefold().split()) for full in self.people | self._guessed if "@" not in full
        }
        longer = {one for one in wholes if set(name.split()) < set(one.split())}
        return longer.pop() if len(longer) == 1 else name

    def _cover_digits(self, found: re.Match[str]) -> str:
        return found[0] if _is_harmless(found) else self._cover("number", found[0])

    def _list_names(self, text: str) -> list[str]:
        """Return the names that may stand in a text, the longest first."""
        self._guessed |= set(_guess_names(text))
        known = {*(one for one in self.people if "@" not in one), *self._guessed}
        names = {*known, *(word for full in known for word in _split_name(full))}
        stays = {one.casefold() for full in self.public for one in (full, *_split_name(full))}
        return sorted((one for one in names if one.casefold() not in stays), key=_by_length)


def find_personal(text: str) -> Iterator[str]:
    """Yield the kinds of what should not stand in anything that goes out: the last look before a pack is made."""
    for kind, pattern in (("address", _ADDRESS), ("number", _IBAN)):
        if pattern.search(text):
            yield kind
    if any(not _is_harmless(found) for found in _DIGITS.finditer(text)):
        yield "number"


def list_people(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the names that stand in a mail's address headers: `Claire Martin <c@aurore.test>` gives both."""
    people: set[str] = set()
    for name, value in headers:
        if name.lower() in {"from", "to", "cc", "bcc", "reply-to", "sender"}:
            for one in re.split(r",(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", value):
                shown, _, address = one.partition("<")
                people |= {
                    part for part in (shown.strip(" \"'\t"), address.strip("> \t")) if part and len(part) > 1
                }
    return frozenset(people)


def _is_harmless(found: re.Match[str]) -> bool:
    """Return whether digits are an amount or a date."""
    before, after = found.string[max(0, found.start() - 8) : found.start()], found.string[found.end() :][:12]
    money = _MONEY.match(after) or _MONEY_BEFORE.search(before)
    written = _GROUPED.fullmatch(found[0])
    if money:
        return bool(written or found[0].isdigit())
    return bool((written and sum(map(str.isdigit, found[0])) < _IDENTITY) or _DATE.fullmatch(found[0]))


def count_marks(redactors: Iterable[Redactor]) -> Mapping[str, int]:
    """Return what several redactors covered up, in a fixed order."""
    counts = [one.counts for one in redactors]
    return {kind: total for kind in MARKS if (total := sum(one.get(kind, 0) for one in counts))}


def _split_name(full: str) -> Iterator[str]:
    if "@" not in full:
        yield from (word for word in _WORD.findall(full) if len(word) > 2 and word.lower() not in _PARTICLES)


def _by_length(name: str) -> tuple[int, str]:
    return -len(name), name


def _join_names(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds them; a single word only where it is written as a name: Petit, PETIT, not petit."""
    ways = []
    for name in names:
        forms = (
            [name]
            if " " in name
            else dict.fromkeys((name[:1].upper() + name[1:], name.title(), name.upper()))
        )
        ways += [re.escape(form) for form in forms]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _guess_names(text: str) -> Iterator[str]:
    for pattern in (_TITLED, _GREETED):
        yield from (found[1] for found in pattern.finditer(text))
    first_names = _load_first_names()
    for found in _PAIR.finditer(text):
        if found[1].casefold() in first_names:
            yield found[0]
    for found in _SIGNED.finditer(text):
        if found[1].split()[0].casefold() in first_names:
            yield found[1]


@cache
def _load_first_names() -> frozenset[str]:
    """Return first names that are borne often enough to be told from words."""
    names: set[str] = set()
    for locale in ("fr_FR", "en_GB", "en_US", "de_DE", "es_ES", "it_IT", "pl_PL"):
        for table in ("men", "women"):
            found = load_names(locale, table)
            rows = zip(found.names, found.counts, strict=True)
            names |= {name.casefold() for name, counts in rows if sum(counts) >= _COMMON}
    return frozenset(names)
