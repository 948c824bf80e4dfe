"""Where the words of a picture stand that OCR read: evidence beside a verdict, never a verdict.

OCR errs: it drops lines, splits words, takes one letter for another. So what it read is only ever looked for in what we
have; a difference between the two says nothing, and nothing is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.finding import Confidence, Evidence
from chaffinch.leaks.judging.words import read_words
from chaffinch.leaks.reference import Original, PlantedEntry, PlantedItems, Reference

CODE = "ocr"
_WEIGHTS: dict[Confidence, float] = {"fair": 0.3, "weak": 0.1}
_MOST_ALIKE = 5
_RUN = 3
"""Words in a row: single ones are in any long text, and of five in a row OCR spoils many."""
_FEWEST_WORDS = 12
_FAIR_WORDS, _FAIR_SHARE = 30, 0.8
_MOST = 0.5
_FEWEST_NUMBERS, _LEAST_ALIKE = 4, 0.3
"""Of two sketches, where there is no text to compare with: as decoys are found without theirs."""
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Held:
    """Something of ours that may hold the words."""

    id: str
    texts: tuple[str, ...]
    """Each form of it; none where no text is at hand."""
    sketch: Sequence[int]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Something of ours that holds most of the words."""

    id: str
    share: float
    confidence: Confidence
    params: Mapping[str, Any]


def place_words(text: str, *, reference: Reference, planted: PlantedItems) -> tuple[Evidence, ...]:
    """Say how many words OCR read, and in which item of the archive, or entry of the ledger, most of them stand.

    Pure: the same text and the same answers of archive and ledger give the same evidence.

    Args:
        text: of all pages that were read.
        reference: the archive.
        planted: the ledger's entries.

    Returns:
        Evidence of code `ocr`, one or two: `relation` is `archive`, `ledger`, or `words` where they are found nowhere, and
        `none` where there are none; `words`, `share`, `confidence` (`fair`, `weak`), `match`: the id.
    """
    joined = _HYPHEN.sub("", text)
    words = read_words(joined).words
    if len(words) < _FEWEST_WORDS:
        return (_write_evidence("words" if words else "none", len(words)),)
    sketch = sketch_text(joined)
    originals = map(_take_original, reference.find_alike(sketch, most=_MOST_ALIKE))
    entries = map(_take_entry, planted.find_planted(sha256="", text_sha256=hash_text(joined), sketch=sketch))
    found = [
        _write_evidence(relation, len(words), best)
        for relation, held in (("archive", originals), ("ledger", entries))
        if (best := _choose_place(held, words, sketch))
    ]
    return tuple(found) or (_write_evidence("words", len(words)),)


def _take_original(original: Original) -> _Held:
    """Return the texts of which a picture may have been taken: a message with its subject above it."""
    texts: list[str] = []
    if original.has_text and original.mail is not None:
        mail = original.mail
        texts += [f"{mail.subject}\n{text}" for text in (mail.text, mail.html_text) if text.strip()]
    elif original.has_text and original.document is not None:
        texts.append(original.document.text)
    about = {"mailbox": original.mailbox, "first_seen": original.first_seen.isoformat()}
    return _Held(original.id, tuple(texts), original.sketch, about)


def _take_entry(entry: PlantedEntry) -> _Held:
    return _Held(entry.id, (entry.text,) if entry.text else (), entry.sketch, {})


def _choose_place(held: Iterable[_Held], words: Sequence[str], sketch: Sequence[int]) -> _Place | None:
    """Return what holds most of the words; None where nothing holds more than half."""
    places = (_compare_words(one, words) if one.texts else _compare_sketches(one, sketch) for one in held)
    found = [place for place in places if place is not None]
    return min(found, key=lambda place: (-place.share, place.id), default=None)


def _compare_words(held: _Held, words: Sequence[str]) -> _Place | None:
    share = max(count_common(words, read_words(text).words) for text in held.texts) / len(words)
    if share <= _MOST:
        return None
    fair = len(words) >= _FAIR_WORDS and share >= _FAIR_SHARE
    return _Place(held.id, share, "fair" if fair else "weak", held.about)


def _compare_sketches(held: _Held, sketch: Sequence[int]) -> _Place | None:
    both = len({*held.sketch} & {*sketch})
    share = both / max(1, min(len(held.sketch), len(sketch)))
    if both < _FEWEST_NUMBERS or share < _LEAST_ALIKE:
        return None
    return _Place(held.id, share, "weak", {**held.about, "sketch": True})


def _write_evidence(relation: str, words: int, place: _Place | None = None) -> Evidence:
    params: dict[str, Any] = {"relation": relation, "words": words}
    if place is None:
        return Evidence(CODE, 0.0, params)
    params |= {
        "match": place.id,
        "share": round(place.share, 3),
        "confidence": place.confidence,
        **place.params,
    }
    weight = _WEIGHTS[place.confidence]
    return Evidence(CODE, weight if relation == "archive" else -weight, params)


def count_common(words: Sequence[str], others: Sequence[str]) -> int:
    """Return how many of the words stand in runs of three that the others have, too."""
    known = {tuple(others[start : start + _RUN]) for start in range(len(others) - _RUN + 1)}
    found: set[int] = set()
    for start in range(len(words) - _RUN + 1):
        if tuple(words[start : start + _RUN]) in known:
            found.update(range(start, start + _RUN))
    return len(found)
