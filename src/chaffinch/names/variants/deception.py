"""How easily an address deceives: one table of factors, multiplied.

A reader is deceived when three things hold: the name looks like ours at a glance, the address could be a genuine one
of ours, and somebody can have it. Each fact lets a share of the deception through.
docs/how-to/register-before-they-do.md explains each code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod, sqrt

from chaffinch.names.aligned import align_characters
from chaffinch.names.alignment import COSTS
from chaffinch.names.match import Match, Trick
from chaffinch.names.popular import is_popular
from chaffinch.names.tables import load_hosting_domains, load_services, load_words
from chaffinch.names.variants.candidates import SIGN_IN_ADDRESSES
from chaffinch.names.variants.endings import name_standing, takes_label
from chaffinch.names.variants.glance import name_change
from chaffinch.names.words import is_compound

#: What each fact lets through: 1 nothing is noticed, 0 nobody is deceived.
FACTORS = {
    # our name at a glance: a change in the middle of a long name counts less than this, one in front more
    "same-glyph": 0.98,  # a Cyrillic е
    "near-glyph": 0.95,  # rn for m, 1 for l
    "like-glyph": 0.84,  # i for l, 0 for o, nn for m, q for g
    "near-letter": 0.80,  # к for k, ł for l
    "plain-letter": 0.93,  # e where we write é
    "mark-below": 0.84,  # ẹ, ç, and í: its dot is only bent
    "mark-above": 0.76,  # é where we write e
    "dot-for-hyphen": 0.96,
    "hyphen-dropped": 0.92,
    "hyphen-added": 0.78,
    "dot-added": 0.70,
    "repetition": 0.84,  # a letter doubled, or one of a double dropped
    "transposition": 0.80,
    "digit": 0.60,  # 3 for e
    "like-letter": 0.78,  # c for e, u for n
    "same-outline": 0.58,  # s for e
    "other-outline": 0.42,  # p for e
    "omission": 0.72,
    "insertion": 0.62,
    "homophone": 0.66,
    "plural": 0.80,
    # could it be a genuine address of ours
    "sign-in-address": 0.91,  # mail-, connexion-: a word that our own sign-in could have
    "sign-in-word": 0.74,  # verify-, adherent-
    "www": 0.88,
    "other-word": 0.66,  # press-, -news, and whatever nothing is known of
    "word-behind": 0.93,
    "word-joined": 0.80,  # maillemonde
    "service-we-use": 0.93,
    "service-word": 0.80,  # word-, teams-: an ordinary word that it goes by
    "service-not-ours": 0.50,
    "service-alone": 0.87,  # portal-office.fr, where we use it: our name does not stand there
    "ending-behind": 0.90,  # enmarche-fr.com
    "ending-in-front": 0.78,  # com-en-marche.fr: what goes in front is an address of somebody else
    "our-address-first": 0.88,  # en-marche.fr-connexion.com
    "our-other-ending": 0.97,  # one that another domain of ours has
    "trusted-ending": 0.95,
    "country-ending": 0.82,
    "wide-ending": 0.80,
    "cheap-ending": 0.62,
    "tenant": 0.90,  # our name below a service's domain that hands out names: en-marche.sharepoint.com
    # can it be had
    "held-by-another": 0.88,  # en.marche.fr: only whoever holds marche.fr can set it up
    "registry-refuses": 0.35,  # scripts mixed, or letters that the ending does not take
}  # fmt: skip

_SIGNS = re.compile(r"[-.]+")

#: How much a reader looks at a place of a name: its first letter, a word's first, the last, any other.
_FIRST, _WORD, _LAST, _MIDDLE = 1.5, 1.2, 1.1, 0.8
_USUAL_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Deception:
    """How easily an address deceives, and by what."""

    value: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """Codes of FACTORS, each once, in the order of the table's three parts."""


def weigh_deception(match: Match, *, endings: tuple[str, ...], services: tuple[str, ...]) -> Deception:
    """Weigh one look-alike.

    Args:
        match: what the matcher says of it.
        endings: public suffixes of our own domains, first those of the domain imitated.
        services: ids of those that we use.
    """
    weights = [
        *_weigh_glance(match),
        *_weigh_words(match, services),
        *_weigh_ending(match, endings),
        *_weigh_having(match),
    ]
    return Deception(
        value=round(prod(weight for _, weight in weights), 3),
        reasons=tuple(dict.fromkeys(code for code, _ in weights)),
    )


_Weight = tuple[str, float]


def _take(code: str) -> _Weight:
    return code, FACTORS[code]


def _weigh_glance(match: Match) -> Iterator[_Weight]:
    """Weigh each change of our name by its place in it and by the name's length."""
    length = sum(letter != "-" for letter in match.key)
    hidden = min(1.3, max(0.7, sqrt(_USUAL_LENGTH / length)))
    read = 0
    for cell in align_characters(match.display, match.key, match.tricks):
        if cell.kind in COSTS:
            code, factor = _take(name_change(cell.kind, cell.ours, cell.theirs))
            seen = (1 - factor) * hidden * _weigh_place(match.key, read)
            yield code, max(0.0, 1 - seen)
        read += len(cell.ours)


def _weigh_place(key: str, place: int) -> float:
    """Weigh how much a reader looks at a place of our name: first letters most, the middle of a word least."""
    if key[place : place + 1] == "-":
        return 1.0
    if place == 0:
        return _FIRST
    if key[place - 1] == "-":
        return _WORD
    return _LAST if place >= len(key) - 1 else _MIDDLE


def _weigh_words(match: Match, services: tuple[str, ...]) -> Iterator[_Weight]:
    alone = match.brand in services
    if alone:
        yield _take("service-alone")
    for trick in match.tricks:
        if trick.kind not in ("keyword", "service") or (alone and trick.kind == "service"):
            continue
        yield _take(_name_word(trick, services))
        if trick.start:
            yield _take("word-behind")
        if _is_joined(match.display, trick):
            yield _take("word-joined")
    for word in _list_untold(match):
        yield _take("www" if word == "www" else "other-word")


def _name_word(trick: Trick, services: tuple[str, ...]) -> str:
    if trick.kind == "service":
        if trick.ours not in services:
            return "service-not-ours"
        return "service-we-use" if trick.theirs in load_services()[trick.ours].names else "service-word"
    if trick.theirs in SIGN_IN_ADDRESSES:
        return "sign-in-address"
    if trick.theirs == "www":
        return "www"
    return "sign-in-word" if trick.theirs in load_words().sign_in else "other-word"


def _is_joined(display: str, trick: Trick) -> bool:
    """Tell whether a word has a letter directly before or behind it."""
    before, behind = display[max(0, trick.start - 1) : trick.start], display[trick.end : trick.end + 1]
    return before.isalnum() or behind.isalnum()


def _list_untold(match: Match) -> list[str]:
    """List the runs of letters before the public suffix that are neither our name nor told by a trick."""
    cells = align_characters(match.display, match.key, match.tricks)
    if not any(cell.ours for cell in cells):
        return []  # the name could not be drawn: nothing is known of the rest
    end = len(match.display) - len(_find_suffix(match)) - 1
    kept, place = "", 0
    for cell in cells:
        kept += "-" if cell.ours or cell.kind or place >= end else cell.theirs
        place += len(cell.theirs)
    return [word for word in _SIGNS.split(kept) if word]


def _weigh_ending(match: Match, endings: tuple[str, ...]) -> Iterator[_Weight]:
    """Weigh what stands for our ending: within the label, or as the address's own."""
    kinds = {trick.kind: trick for trick in match.tricks}
    within = kinds.get("tld-in-label")
    if "subdomain" in kinds:
        yield _take("our-address-first")
        return
    if within is not None:
        yield _take("ending-in-front" if within.start == 0 else "ending-behind")
    suffix = _find_suffix(match)
    if suffix in endings[:1]:
        return
    if suffix in endings:
        yield _take("our-other-ending")
    elif suffix in load_hosting_domains():
        yield _take("tenant")
    else:
        yield _take(f"{name_standing(suffix)}-ending")


def _weigh_having(match: Match) -> Iterator[_Weight]:
    suffix = _find_suffix(match)
    label = match.display.split(".")[-1 - len(suffix.split("."))]
    if not takes_label(suffix, label):
        yield _take("registry-refuses")
    if match.host != match.registered_domain and _is_held(match.registered_domain):
        yield _take("held-by-another")


def _is_held(registered_domain: str) -> bool:
    """Tell whether a domain has long been somebody's: an ordinary word, or one that many people visit."""
    return is_compound(registered_domain.partition(".")[0]) or is_popular(registered_domain)


def _find_suffix(match: Match) -> str:
    """Return what anybody registers under: a public suffix, or a service's domain that hands out names."""
    return match.registered_domain.partition(".")[2]
