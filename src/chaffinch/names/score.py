"""How much a reading deserves a person's night: one table of points, two thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chaffinch.names.match import Tier, Trick
from chaffinch.names.reading import Reading

#: Points for what is found; their sum, kept within 0 and 100, is the score in hundredths.
POINTS = {
    # where the name stands
    "whole": 55,  # the whole name, and nothing else
    "split": 40,  # across labels, up to the public suffix: en.marche.fr
    "token": 50,  # between separators, among other words
    "joined": 45,  # written together with a known word or number
    "inside": 45,  # within an unknown word; only a long name, letter for letter
    "inside-service": -20,  # everybody writes such names: microsoftmetrics
    # what the eye takes for ours
    "homoglyph": 25,
    "homoglyph-ascii": 15,  # rn for m, l for i
    "mixed-script": 5,
    "leet": 15,
    "separator": 10,
    # what a finger slips to: the further from ours, the more likely another name
    "slip": -5,
    "slip-short": -5,  # more, for a name of fewer than eight letters
    "slip-short-joined": -35,  # and written together with another word: frame.io is not a misspelt ameli
    "second-slip": -25,
    "second-slip-service": -15,  # more: everybody's names have neighbours
    "much-changed": -30,  # more than one change in four letters, foreign letters not counted
    # what stands beside it
    "keyword": 25,
    "more-keywords": 5,
    "service": 30,
    "tld-in-label": 25,
    "subdomain": 5,
    "nothing-unknown": 15,  # every word beside it is one that phishers join
    # the ending
    "same-ending": 25,  # of a whole or split name
    "same-ending-beside": 5,  # of a name among other words
    "tld": 15,
    "tld-and-slip": 5,
    # the name itself
    "long-name": 10,  # ten letters and more do not come together by chance
    "weak-name": -15,  # an ordinary or short word
    "weak-joined": -15,  # and written together with another: zoominfo
    # outside the host
    "userinfo": 60,
    "userinfo-domain": 20,
    "path": 50,
    "path-keyword": 20,
    "ip-literal": 20,
}

ALERT = 70
REVIEW = 50

_LONG = 10
_SHORT = 8
_LETTERS_A_CHANGE = 4

#: For the order of kinds: what a kind is worth where the table names it otherwise.
_KIND_POINTS = {"omission": 8, "insertion": 8, "substitution": 8, "transposition": 8, "repetition": 8, "bitflip": 8,
                "homophone": 6, "plural": 6}  # fmt: skip


def score_reading(reading: Reading, tricks: Sequence[Trick]) -> int:
    """Return the points of a name found in a host, 0 to 100."""
    features = [
        reading.placement,
        *_weigh_changes(reading, tricks),
        *_weigh_words(reading, tricks),
        *_weigh_ending(reading, tricks),
    ]
    if reading.placement == "inside" and reading.target.service:
        features.append("inside-service")
    if len(reading.target.pattern.letters) >= _LONG:
        features.append("long-name")
    if reading.target.weak:
        features += ["weak-name", *["weak-joined"] * (reading.placement == "joined")]
    return _sum_points(features)


def score_url(tricks: Sequence[Trick], *, full_domain: bool, keyword: bool) -> int:
    """Return the points of a name found outside the host, before the @ or in the path."""
    kinds = {trick.kind for trick in tricks}
    features: list[str] = [kind for kind in ("userinfo", "ip-literal") if kind in kinds]
    if "userinfo" in kinds:
        features += ["userinfo-domain"] * full_domain
    elif "path" in kinds:
        features += ["path", *["path-keyword"] * keyword]
    return _sum_points(features)


def name_tier(points: int) -> Tier | None:
    """Return the tier of a score; None when it is not worth a person's time."""
    return "alert" if points >= ALERT else "review" if points >= REVIEW else None


def sort_kinds(tricks: Sequence[Trick]) -> tuple[str, ...]:
    """Return the kinds of the tricks, each once, the telling one first."""
    kinds = dict.fromkeys(trick.kind for trick in tricks)
    return tuple(sorted(kinds, key=lambda kind: -_KIND_POINTS.get(kind, POINTS.get(kind, 0))))


def _sum_points(features: Sequence[str]) -> int:
    return max(0, min(100, sum(POINTS[feature] for feature in features)))


def _weigh_changes(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    kinds = {trick.kind for trick in tricks}
    features: list[str] = [kind for kind in ("mixed-script", "leet", "separator") if kind in kinds]
    glyphs = [trick for trick in tricks if trick.kind == "homoglyph"]
    if glyphs:
        features.append("homoglyph-ascii" if all(trick.theirs.isascii() for trick in glyphs) else "homoglyph")
    slips = reading.alignment.slips
    if slips:
        features.append("slip")
        if len(reading.target.pattern.letters) < _SHORT:
            features += ["slip-short", *["slip-short-joined"] * (reading.placement == "joined")]
    if slips > 1:
        features += ["second-slip", *["second-slip-service"] * bool(reading.target.service)]
    plain = sum(change.theirs.isascii() for change in reading.alignment.changes)
    if plain * _LETTERS_A_CHANGE > len(reading.target.pattern.letters):
        features.append("much-changed")
    return features


def _weigh_words(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    # Only sign-in words weigh; an ordinary word beside the name is what harmless names have.
    counts = Counter(trick.kind for trick in tricks if (trick.kind, trick.ours) != ("keyword", "word"))
    features: list[str] = [kind for kind in ("tld-in-label", "subdomain") if counts[kind]]
    if counts["keyword"]:
        features += ["keyword", *["more-keywords"] * (counts["keyword"] > 1)]
    # A service target is itself one service trick.
    if counts["service"] > bool(reading.target.service):
        features.append("service")
    if reading.words and all(word.role != "unknown" for word in reading.words):
        features.append("nothing-unknown")
    return features


def _weigh_ending(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    if reading.same_ending:
        alone = reading.placement in {"whole", "split"}
        return ["same-ending" if alone else "same-ending-beside"]
    if reading.target.service or all(trick.kind != "tld" for trick in tricks):
        return []
    return ["tld-and-slip" if reading.alignment.slips else "tld"]
