"""Weigh what speaks for and against one page being a copy of one reference.

Two questions are asked. *Likeness*: does it look and read like that page? *Identity*: does it say that it is us? A
stranger who bought the same template is alike and says another name; a newspaper that writes about us names us and is
not alike; a copy is and does both. The score is the geometric mean of the two answers, each of which is one minus the
product of what its pieces of evidence leave open.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from chaffinch.pages.capture import Box, Scene
from chaffinch.pages.hosts import find_site, read_host
from chaffinch.pages.judge.logos import match_icons, match_logo
from chaffinch.pages.judge.pictures import NO_MATCH, PictureMatch, match_pictures
from chaffinch.pages.judge.structure import PART, measure_structure
from chaffinch.pages.judge.texts import holds_name, measure_overlap, measure_own_words
from chaffinch.pages.judge.weights import WEIGHTS, Question
from chaffinch.pages.verdict import Reason, Reference

COPY_THRESHOLD = 0.54
"""Half-way between the weakest copy (0.57) and the closest other page (0.51) of the sets that it was tuned on."""
RESEMBLANCES = frozenset(code for code, (question, _) in WEIGHTS.items() if question == "likeness")
"""Measures of likeness: below the threshold they add up to a score, and are no reason for another verdict."""
NO_FORM = 0.8
"""A page without any field keeps that much of its score."""
PICTURE_ALONE = 0.90
"""Weight of the picture where one side has no text: a bare PNG."""
_RAMPS = {
    "looks-like": (0.20, 0.60),
    "same-text": (0.15, 0.80),
    "same-structure": (0.40, 0.90),
    "same-files": (0.30, 0.90),
    "same-form": (0.50, 1.00),
    "names-us": (0.67, 1.00),
    "same-logo": (0.10, 0.40),
    "same-icon": (0.60, 1.00),
}
"""A measure says nothing below the first, and is whole from the second on."""
_CLEAR_LOGO = 0.25
"""From that share of its points on, what is found is said, and drawn, to be the logo."""
_RAMP_ALONE = (0.10, 0.40)
"""Crosses the threshold where 28 % of the reference is found: between real kits' variants (from 30 %) and a stranger of
the same template (27 %)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment of a page, as it is weighed: what it shows, its picture, and where it stands."""

    scene: Scene
    window_png: bytes
    url: str
    favicon: bytes = b""
    files: frozenset[str] = frozenset()
    """SHA-256 of the files that it loaded, hex."""
    hosts: tuple[str, ...] = ()
    """Hosts from which anything was loaded."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """One page beside one reference."""

    reference: Reference
    score: float
    likeness: float
    identity: float
    reasons: tuple[Reason, ...]
    picture: PictureMatch


@dataclass(slots=True)
class _Pieces:
    """Evidence as it is gathered: how strong each piece is, 0 to 1, and what to say of it."""

    strengths: dict[str, float] = field(default_factory=dict)
    params: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, code: str, measure: float, **params: Any) -> None:
        low, high = _RAMPS.get(code, (0.0, 1.0))
        strength = min(1.0, max(0.0, (measure - low) / (high - low)))
        if strength > 0:
            self.strengths[code] = strength
            self.params[code] = {"percent": round(100 * measure), **params}

    def answer(self, question: Question) -> float:
        left = 1.0
        for code, strength in self.strengths.items():
            if WEIGHTS[code][0] == question:
                left *= 1.0 - WEIGHTS[code][1] * strength
        return 1.0 - left


def weigh(shown: Shown, *, reference: Reference) -> Weighing:
    """Return the score, 0 to 1, and the reasons; a reason's weight is how far it answers its question alone."""
    if not shown.scene.visible_text or not reference.visible_text:
        return _weigh_picture_alone(shown, reference=reference)
    picture = match_pictures(shown.window_png, there=reference.window_png)
    pieces = _Pieces()
    pieces.add("looks-like", max(picture.share, picture.part * PART), reference=reference.name)
    share, place = match_logo(shown.window_png, there=reference.window_png, logo=reference.logo)
    pieces.add("same-logo", share, **_say_logo(share, place, there=reference.logo))
    pieces.add("same-icon", match_icons(shown.favicon, reference.favicon))
    pieces.add("same-structure", measure_structure(shown.scene.outline, reference.outline))
    _add_text(pieces, shown, reference=reference)
    _add_hosts(pieces, shown, reference=reference)
    kinds = shown.scene.entry_kinds
    pieces.add("same-form", _compare_kinds(kinds, [one for one in reference.fields if one != "other"]))
    likeness, identity = pieces.answer("likeness"), pieces.answer("identity")
    whole = math.sqrt(likeness * identity)
    score = whole if kinds else whole * NO_FORM
    reasons = [
        Reason(code, pieces.params[code], round(WEIGHTS[code][1] * strength, 3))
        for code, strength in pieces.strengths.items()
    ]
    reasons += _list_circumstances(shown, kinds=kinds, lost=whole - score)
    return Weighing(
        reference, round(score, 3), round(likeness, 3), round(identity, 3), tuple(reasons), picture
    )


def _weigh_picture_alone(shown: Shown, *, reference: Reference) -> Weighing:
    picture = match_pictures(shown.window_png, there=reference.window_png)
    low, high = _RAMP_ALONE
    score = round(PICTURE_ALONE * min(1.0, max(0.0, (picture.share - low) / (high - low))), 3)
    params = {"percent": round(100 * picture.share), "reference": reference.name}
    reasons = (Reason("looks-like", params, score),) if score > 0 else ()
    return Weighing(reference, score, score, 0.0, reasons, picture or NO_MATCH)


def _say_logo(share: float, here: Box | None, *, there: Box | None) -> dict[str, Any]:
    """Return where the logo stands; of a faint one only that it is faint, for a word in the same letters looks like it."""
    if share < _CLEAR_LOGO or here is None or there is None:
        return {"how": "faint"}
    return {"here": asdict(here), "there": asdict(there)}


def _add_text(pieces: _Pieces, shown: Shown, *, reference: Reference) -> None:
    """Add runs of words and own words, and the name: the own words of the reference's title, wherever they stand."""
    page = (shown.scene.visible_text, shown.scene.title)
    overlap = measure_overlap(shown.scene.visible_text, there=reference.visible_text)
    own = measure_own_words(page, there=(reference.visible_text,), but=(reference.title,))
    pieces.add("same-text", 0.5 * own + 0.5 * overlap)
    labels = [entry.label for form in shown.scene.forms for entry in form.fields]
    pieces.add("names-us", holds_name((*page, *labels), title=reference.title))
    site = find_site(read_host(reference.url))
    if site and "." in site and any(site in text for text in (*page, *labels)):
        pieces.add("our-address", 1.0, host=site)


def _add_hosts(pieces: _Pieces, shown: Shown, *, reference: Reference) -> None:
    page, ours = read_host(shown.url), find_site(read_host(reference.url))
    loaded = [host for host in shown.hosts if ours and find_site(host) == ours and host != page]
    if loaded:
        pieces.add("loads-from-us", 1.0, host=loaded[0], hosts=loaded)
    if len(reference.files) >= 2:
        pieces.add("same-files", len(shown.files & set(reference.files)) / len(reference.files))


def _list_circumstances(shown: Shown, *, kinds: Sequence[str], lost: float) -> list[Reason]:
    """Return what belongs to the picture without moving the score."""
    if not kinds:
        return [Reason("no-form", {}, round(-lost, 3))]
    reasons = [Reason("asks-password", {}, 0.0)] if "password" in kinds else []
    for form in shown.scene.forms:
        target = read_host(form.action)
        if target and target != read_host(shown.url) and form.asks_password:
            return [*reasons, Reason("posts-elsewhere", {"host": target}, 0.0)]
    return reasons


def _compare_kinds(here: Sequence[str], there: Sequence[str]) -> float:
    """Return the Jaccard similarity of two bags of field kinds."""
    ours, theirs = Counter(here), Counter(there)
    return (ours & theirs).total() / max(1, (ours | theirs).total()) if there else 0.0
