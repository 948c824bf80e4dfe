"""The filter on addresses: domain, pattern, and whether people are called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.filters import Scores
from chaffinch.lab.sorting.words import load_first_names, load_surnames

_WORD = r"[a-z]{2,}(?:-[a-z]{2,})*"
_PATTERNS = (
    ("first.last", re.compile(rf"({_WORD})\.({_WORD})")),
    ("f.last", re.compile(rf"([a-z])\.({_WORD})")),
    ("first_last", re.compile(rf"({_WORD})_({_WORD})")),
    ("first", re.compile(rf"({_WORD})")),
)
_RARE = 2_000
"""People of working age; a first name that fewer have is seldom met in an office."""


def rate_addresses(catches: Sequence[Catch], *, mail_domains: Sequence[str] = DOMAINS) -> Scores:
    """Suspect domains that take no mail, patterns that are not the organisation's, names that nobody has.

    `mail_domains` is what a look-up of MX records gave.
    """
    parts = [catch.address.lower().rpartition("@") for catch in catches]
    patterns = [_find_pattern(local)[0] for local, _, _ in parts]
    usual, count = Counter(patterns).most_common(1)[0] if patterns else ("", 0)
    clear = bool(patterns) and count / len(patterns) > 0.6
    return np.array(
        [
            max(
                1.0 * (domain not in mail_domains),
                0.8 * (clear and pattern != usual),
                _rate_names(*_find_pattern(local)[1]),
            )
            for (local, _, domain), pattern in zip(parts, patterns, strict=True)
        ]
    )


def _find_pattern(local: str) -> tuple[str, tuple[str, str]]:
    for name, pattern in _PATTERNS:
        if found := pattern.fullmatch(local):
            first, last = (found[1], found[2]) if pattern.groups == 2 else (found[1], "")
            return name, (first, last)
    return "other", ("", "")


def _rate_names(first: str, last: str) -> float:
    score = 0.0
    if len(first) > 1:
        bearers = load_first_names().get(first, 0)
        score = 0.6 if bearers == 0 else 0.3 if bearers < _RARE else 0.0
    if last and last not in load_surnames():
        # A quarter of the French bear a name that fewer than some hundred others do.
        score = max(score, 0.35) if score < 0.3 else 0.7
    return score
