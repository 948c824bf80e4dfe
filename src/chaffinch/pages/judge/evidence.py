"""Weigh what speaks for and against one page being a copy of one reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.pictures import PictureMatch, match_pictures
from chaffinch.pages.judge.texts import measure_overlap, measure_own_words
from chaffinch.pages.verdict import Reason, Reference

COPY_THRESHOLD = 0.40
"""Between the weakest copy (0.44) and the closest stranger of the same template (0.26) of the calibration sets."""
WEIGHTS = {
    "looks-like": 0.40,
    "same-text": 0.45,
    "same-title": 0.10,
    "same-form": 0.05,
    "asks-password": 0.05,
    "posts-elsewhere": 0.05,
    "loads-from-us": 0.15,
    "no-form": -0.30,
}
"""What each piece of evidence adds to the score when it is whole; docs/reference/pages.md shows the same table."""
RESEMBLANCES = frozenset({"looks-like", "same-text", "same-title", "same-form"})
"""Measures of likeness: below the threshold they add up to a score, and are no reason for another verdict."""
PICTURE_ALONE = 0.90
"""Weight of the picture where one side has no text: a bare PNG."""
_RAMP, _RAMP_ALONE = (0.20, 0.60), (0.10, 0.50)
"""Share of the reference's cells found: nothing below the first, whole from the second on."""
_ENTRY_KINDS = ("text", "email", "tel", "password", "one-time-code", "card")


@dataclass(frozen=True, slots=True)
class Weighing:
    """One page beside one reference."""

    reference: Reference
    score: float
    reasons: tuple[Reason, ...]
    picture: PictureMatch


def weigh_capture(capture: Capture, *, reference: Reference) -> Weighing:
    """Return the score, 0 to 1, and the reasons with what each moved it."""
    picture = match_pictures(capture.window_png, there=reference.window_png)
    if not capture.visible_text or not reference.visible_text:
        reasons = _weigh_picture(picture, weight=PICTURE_ALONE, ramp=_RAMP_ALONE, reference=reference)
    else:
        reasons = [
            *_weigh_picture(picture, weight=WEIGHTS["looks-like"], ramp=_RAMP, reference=reference),
            *_weigh_text(capture, reference=reference),
            *_weigh_form(capture, reference=reference),
            *_weigh_hosts(capture, reference=reference),
        ]
    score = sum(reason.weight for reason in reasons)
    return Weighing(reference, round(min(1.0, max(0.0, score)), 3), tuple(reasons), picture)


def _weigh_picture(
    picture: PictureMatch, *, weight: float, ramp: tuple[float, float], reference: Reference
) -> list[Reason]:
    strength = min(1.0, max(0.0, (picture.share - ramp[0]) / (ramp[1] - ramp[0])))
    if strength <= 0:
        return []
    params = {"percent": round(100 * picture.share), "reference": reference.name}
    return [Reason("looks-like", params, round(weight * strength, 3))]


def _weigh_text(capture: Capture, *, reference: Reference) -> list[Reason]:
    """Weigh runs of words, the reference's own words, and its name: the own words of its title, anywhere."""
    page = (capture.visible_text, capture.title)
    overlap = measure_overlap(capture.visible_text, there=reference.visible_text)
    own = measure_own_words(page, there=(reference.visible_text, reference.title))
    name = measure_own_words(page, there=(reference.title,))
    strength = 0.5 * own + 0.2 * overlap + 0.3 * name
    reasons = []
    if strength >= 0.05:
        weight = round(WEIGHTS["same-text"] * strength, 3)
        reasons.append(Reason("same-text", {"percent": round(100 * strength)}, weight))
    titled = measure_own_words((capture.title,), there=(reference.title,))
    if titled >= 0.8:
        weight = round(WEIGHTS["same-title"] * titled, 3)
        reasons.append(Reason("same-title", {"title": capture.title[:120]}, weight))
    return reasons


def _weigh_form(capture: Capture, *, reference: Reference) -> list[Reason]:
    kinds = [entry.kind for form in capture.forms for entry in form.fields if entry.kind in _ENTRY_KINDS]
    if not kinds:
        return [Reason("no-form", {}, WEIGHTS["no-form"])]
    reasons = []
    wanted = [kind for kind in reference.fields if kind in _ENTRY_KINDS]
    alike = _compare_kinds(kinds, wanted)
    if alike >= 0.75:
        reasons.append(
            Reason("same-form", {"percent": round(100 * alike)}, round(WEIGHTS["same-form"] * alike, 3))
        )
    if "password" in kinds:
        reasons.append(Reason("asks-password", {}, WEIGHTS["asks-password"]))
    return reasons


def _compare_kinds(here: Sequence[str], there: Sequence[str]) -> float:
    """Return the Jaccard similarity of two bags of field kinds."""
    ours, theirs = Counter(here), Counter(there)
    return (ours & theirs).total() / max(1, (ours | theirs).total()) if there else 0.0


def _weigh_hosts(capture: Capture, *, reference: Reference) -> list[Reason]:
    page, ours = read_host(capture.final_url), find_site(read_host(reference.url))
    reasons = []
    for form in capture.forms:
        target = read_host(form.action)
        if target and target != page and form.asks_password:
            reasons.append(Reason("posts-elsewhere", {"host": target}, WEIGHTS["posts-elsewhere"]))
            break
    loaded = [host for host in capture.resources if ours and find_site(host) == ours and host != page]
    if loaded:
        reasons.append(
            Reason("loads-from-us", {"host": loaded[0], "hosts": loaded}, WEIGHTS["loads-from-us"])
        )
    return reasons


def read_host(url: str) -> str:
    """Return the host of an address; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def find_site(host: str) -> str:
    """Return the domain that somebody registered for this host; the host itself where there is none."""
    return _load_suffixes().privatesuffix(host) or host if host else ""


@lru_cache(maxsize=1)
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList()
