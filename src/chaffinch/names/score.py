"""How much a reading deserves a person's night: one table of points, two thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from chaffinch.names.match import Tier, Trick
from chaffinch.names.reading import Reading
from chaffinch.names.tables import load_words
from chaffinch.names.targets import Target
from chaffinch.names.tricks import stands_alone
from chaffinch.names.worth import is_followed_by_ours, is_worth_a_look, joins_ending_in_front

#: Points for what is found; their sum, kept within 0 and 100, is the score in hundredths.
POINTS = {
    # where the name stands
    "whole": 55,  # the whole name, and nothing else
    "split": 40,  # across labels, up to the public suffix: en.marche.fr
    "split-ending": -20,  # and into the public suffix: anne.li
    "split-slip": -25,  # across labels with a slip: media.pardon
    "whole-address": 20,  # a brand word that is an address, behind somebody's hyphen: options-mail.ru
    "token": 50,  # between separators, among other words
    "joined": 45,  # written together with a known word or number
    "fused": 65,  # a service's own name, with a letter or three that say nothing: accgmail
    "inside": 35,  # within an unknown word; only a long name, letter for letter
    "parted": 45,  # with a sign-in word or a service between its own words
    "service-apart": 15,  # a service's own name between separators in the registered label: monitor-yahoo.com
    "service-among-words": 30,  # a long one, and nothing but ordinary words beside it: microsoftforest.com
    # what the eye takes for ours
    "homoglyph": 25,
    "homoglyph-ascii": 15,  # rn for m, l for i
    "mixed-script": 5,
    "accent": 5,  # the plain letter where we write an accent
    "leet": 15,
    "leet-last": -40,  # the last sign of a short name, or beside more digits: amel1, amel1967 are numbered Amels
    "separator": 10,
    # what a finger slips to: the further from ours, the more likely another name
    "slip": -5,
    "slip-short": -20,  # more, for a name of fewer than eight letters: it counts beside a keyword or service
    "slip-short-joined": -35,  # and written together with another word or ending: frame.io is not a misspelt ameli
    "slip-short-edge": -10,  # at its first letter, or one more or less at its end: meli, amelin
    "slip-short-among-others": -15,  # and beside a word that says nothing: meli-dental-office
    "slip-in-front": -20,  # a letter before the first: penmarche
    "slip-joined": -25,  # of a long name, written together with a word: mediaparadmin
    "slip-digit": -20,  # a digit for another: 2022 is another year than 2027
    "slip-little-word": -25,  # in a word of three letters at most, and among other words: bizot-marche
    "second-slip": -25,
    "second-slip-service": -15,  # more: everybody's names have neighbours
    "much-changed": -30,  # more than one change in four letters, foreign letters not counted
    # what stands beside it
    "keyword": 25,
    "more-keywords": 5,
    "service": 30,
    "tld-in-label": 25,
    "whole-domain": 10,  # our whole domain as labels of another: caf.fr.evil.com
    "country-in-label": 5,  # what local branches call themselves, too
    "ending-in-front": -40,  # of a short or misspelt name, and written together with it: frameli
    "subdomain": 5,
    "nothing-unknown": 15,  # every word beside it is one that phishers join
    # the ending
    "same-ending": 25,  # of a whole or split name
    "same-ending-asked": 10,  # of a name exactly, among sign-in words and nothing else: cafcompte.fr
    "same-ending-beside": 5,  # of a name among other words
    "tld": 15,
    "tld-and-slip": 5,
    # the name itself
    "long-name": 10,  # ten letters and more do not come together by chance
    "weak-name": -15,  # an ordinary or short word
    "weak-among-others": -40,  # and beside a word that says nothing: caf-conc
    "weak-joined": -15,  # and written together with another: zoominfo
    # outside the host
    "userinfo": 60,
    "userinfo-domain": 20,
    "path": 50,
    "path-domain": 20,  # a whole domain of ours, not only the name
    "path-keyword": 20,
    "path-weak": -20,  # everybody's paths hold short and ordinary words
    "ip-literal": 20,
    # the prior
    "popular": -10,  # very many people visit the domain
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
    points = _sum_points(list_features(reading, tricks))
    return max(points, REVIEW) if is_worth_a_look(reading) else points


def list_features(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    """Return what counts of a name found in a host, as `POINTS` names it."""
    features = [
        reading.placement,
        *_weigh_changes(reading, tricks),
        *_weigh_words(reading, tricks),
        *_weigh_ending(reading, tricks),
    ]
    features += _weigh_service(reading)
    alignment = reading.alignment
    if reading.placement == "split" and alignment.end > reading.parts.name_end:
        features.append("split-ending")
    if alignment.end > reading.parts.name_end and _is_whole_address(reading):
        features.append("whole-address")
    if alignment.slips and "." in reading.parts.display[alignment.start : alignment.end]:
        features.append("split-slip")
    if len(reading.target.pattern.letters) >= _LONG:
        features.append("long-name")
    if reading.target.weak:
        others = any(word.role == "unknown" and reading.shares_label(word) for word in reading.words)
        features += [
            "weak-name",
            *["weak-joined"] * (reading.placement == "joined"),
            *["weak-among-others"] * others,
        ]
    return features


def _is_whole_address(reading: Reading) -> bool:
    """Tell whether a brand word that is an address stands there with its dot: options-mail.ru for "mail.ru"."""
    found = reading.parts.display[reading.alignment.start : reading.alignment.end]
    return "." in found and found == reading.target.brand.lower()


def score_url(tricks: Sequence[Trick], *, target: Target, keyword: bool) -> int:
    """Return the points of a name found outside the host, before the @ or in the path."""
    return _sum_points(list_url_features(tricks, target=target, keyword=keyword))


def list_url_features(tricks: Sequence[Trick], *, target: Target, keyword: bool) -> list[str]:
    """Return what counts of a name found outside the host, as `POINTS` names it."""
    told = {trick.kind: trick.theirs for trick in tricks}
    features: list[str] = ["ip-literal"] if "ip-literal" in told else []
    if "userinfo" in told:
        whole = told["userinfo"] in target.domains
        features += ["userinfo", *["userinfo-domain"] * whole, *["weak-name"] * (target.weak and not whole)]
    elif "path" in told:
        whole = told["path"] in target.domains
        features += ["path", *["path-domain"] * (whole and not target.service)]
        led = any(
            trick.ours == "redirect" for trick in tricks
        )  # our own host is ours, however ordinary its name
        features += [*["path-keyword"] * keyword, *["path-weak"] * (target.weak and not whole and not led)]
    return features


def weigh_popularity(points: int, *, exact: bool) -> int:
    """Return the points of a popular domain: lower, never an alert; `exact` for the domain itself, then only
    what would have been an alert is still worth a look.
    """
    if exact and points < ALERT:
        return 0
    return max(REVIEW, min(ALERT - 1, points + POINTS["popular"]))


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
    if glyphs and all(trick.theirs.isascii() and not trick.ours.isascii() for trick in glyphs):
        features.append("accent")
    elif glyphs:
        features.append("homoglyph-ascii" if all(trick.theirs.isascii() for trick in glyphs) else "homoglyph")
    if any(_ends_in_number(trick, reading) for trick in tricks):
        features.append("leet-last")
    slips = reading.alignment.slips
    if slips:
        features.append("slip")
        if len(reading.target.pattern.letters) < _SHORT and not _is_merely_more(reading):
            crowded = reading.placement in {"joined", "split"}
            others = any(word.role == "unknown" and reading.shares_label(word) for word in reading.words)
            features += ["slip-short", *["slip-short-joined"] * crowded]
            features += [
                *["slip-short-edge"] * _slips_at_edge(reading),
                *["slip-short-among-others"] * others,
            ]
    if slips and reading.placement == "joined" and len(reading.target.pattern.letters) >= _SHORT:
        features.append("slip-joined")
    changes = reading.alignment.changes
    if slips and changes[0].kind == "insertion" and changes[0].start == reading.alignment.start:
        features.append("slip-in-front")
    if any(change.ours.isdigit() and change.theirs.isdigit() for change in changes):
        features.append("slip-digit")
    if slips and reading.words and reading.changes_little_word:
        features.append("slip-little-word")
    if slips > 1:
        features += ["second-slip", *["second-slip-service"] * bool(reading.target.service)]
    plain = sum(change.theirs.isascii() for change in changes)
    plain -= (
        reading.placement == "whole"
        and any(  # two look-alike letters that changed places are one change: chmali
            (first.ours, first.theirs) == (second.theirs, second.ours) and first.end == second.start
            for first, second in pairwise(changes)
        )
    )
    if plain * _LETTERS_A_CHANGE > len(reading.target.pattern.letters):
        features.append("much-changed")
    return features


def _is_merely_more(reading: Reading) -> bool:
    """Tell whether the slip is a plural under our own ending, or a letter doubled in a service's name: gooogle."""
    kinds = {change.kind for change in reading.alignment.changes}
    if kinds == {"plural"}:
        return reading.placement == "whole" and reading.same_ending
    return kinds == {"repetition"} and bool(reading.target.service)


def _slips_at_edge(reading: Reading) -> bool:
    """Tell whether the first letter is changed, or one is added or left out at the end."""
    alignment = reading.alignment
    first, last = alignment.changes[0], alignment.changes[-1]
    return first.start == alignment.start or (
        last.end == alignment.end and last.kind in {"insertion", "omission"}
    )


def _ends_in_number(trick: Trick, reading: Reading) -> bool:
    """Tell whether a digit that might stand for a letter is rather a number behind a name."""
    if trick.kind != "leet" or not trick.theirs.isdigit():
        return False
    last = trick.end == reading.alignment.end
    numbered = reading.parts.display[trick.end : trick.end + 1].isdigit()
    return last and (numbered or len(reading.target.pattern.letters) < _SHORT)


def _weigh_service(reading: Reading) -> list[str]:
    """Weigh a service's own name that stands unchanged in the registered label, under its own ending."""
    exact = not reading.target.weak and not reading.alignment.changes and not reading.in_subdomain
    if not (reading.target.service and exact and reading.same_ending):
        return []
    if reading.placement == "token":
        return ["service-apart"]
    long_enough = len(reading.target.pattern.letters) >= _SHORT
    return ["service-among-words"] * (reading.placement == "inside" and long_enough and reading.at_edge)


def _weigh_words(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    if reading.placement == "whole" and reading.alignment.slips:
        return []  # what stands before a registered domain says nothing of a neighbour of ours
    # Only sign-in words weigh; an ordinary word beside the name is what harmless names have.
    counts = Counter(trick.kind for trick in tricks if (trick.kind, trick.ours) != ("keyword", "word"))
    features: list[str] = ["subdomain"] * bool(counts["subdomain"])
    if counts["tld-in-label"]:
        local = all(word.role != "ending" for word in reading.words)
        features.append("country-in-label" if local else "tld-in-label")
    if reading.in_subdomain and is_followed_by_ours(reading):
        features.append("whole-domain")
    if counts["keyword"]:
        features += ["keyword", *["more-keywords"] * (counts["keyword"] > 1)]
    # A service target is itself one service trick.
    if counts["service"] > bool(reading.target.service):
        features.append("service")
    if joins_ending_in_front(reading):
        features.append("ending-in-front")
    if reading.words and all(word.role not in {"unknown", "country"} for word in reading.words):
        features.append("nothing-unknown")
    return features


def _weigh_ending(reading: Reading, tricks: Sequence[Trick]) -> list[str]:
    if reading.same_ending:
        if reading.placement in {"whole", "split"}:
            return ["same-ending"]
        asked = any(word.role == "sign-in" for word in reading.words)
        known = all(word.role not in {"unknown", "number", "country"} for word in reading.words)
        exact = not reading.alignment.changes and reading.target.pattern.key not in load_words().common
        return ["same-ending-beside", *["same-ending-asked"] * (asked and known and exact)]
    if reading.target.service or not stands_alone(reading) or all(trick.kind != "tld" for trick in tricks):
        return []
    return ["tld-and-slip" if reading.alignment.slips else "tld"]
