"""The sorting desk: every filter looks at every catch, and the least suspicious come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.addresses import rate_addresses
from chaffinch.lab.sorting.behaviour import (
    rate_browsers,
    rate_duplicates,
    rate_dwelling,
    rate_sources,
    rate_tokens,
    rate_verdicts,
)
from chaffinch.lab.sorting.filters import Filter, Scores
from chaffinch.lab.sorting.passwords import (
    rate_against_markov,
    rate_against_random,
    rate_likeness,
    rate_ranks,
    rate_strength,
    rate_surprise,
)
from chaffinch.lab.sorting.rhythm import rate_rhythm

FILTERS = (
    Filter(
        "duplicates",
        rate_duplicates,
        "entries that came before, one password or browser profile of many people",
    ),
    Filter("sources", rate_sources, "data centres, one machine that types for many"),
    Filter("browsers", rate_browsers, "programs, browsers that do not fit screen, zone or time"),
    Filter("dwelling", rate_dwelling, "who is quicker than a person, or always as quick"),
    Filter("tokens", rate_tokens, "one lure's token with many names, or none"),
    Filter("verdict", rate_verdicts, "what the genuine portal refused while the page relayed it"),
    Filter("rhythm", rate_rhythm, "bursts and clockwork"),
    Filter("addresses", rate_addresses, "domains without mail, other patterns, names that nobody has"),
    Filter("rank", rate_ranks, "passwords with no common word in them", set_aside=0.95),
    Filter("surprise", rate_surprise, "passwords that a character model finds strange", set_aside=0.95),
    Filter("strength", rate_strength, "passwords that cost too many guesses", set_aside=0.95),
    Filter(
        "against random", rate_against_random, "random passwords, by a trained classifier", set_aside=0.95
    ),
    Filter(
        "against markov",
        rate_against_markov,
        "a character model's passwords, by a trained classifier",
        set_aside=0.95,
    ),
    Filter("likeness", rate_likeness, "passwords all of one make"),
)
PASSWORD_FILTERS = ("rank", "surprise", "strength", "against random", "against markov", "likeness")
JOINT = {
    "all together": tuple(one.name for one in FILTERS),
    "passwords together": PASSWORD_FILTERS,
    "behaviour together": tuple(one.name for one in FILTERS if one.name not in PASSWORD_FILTERS),
}


@dataclass(frozen=True, slots=True)
class Ratings:
    """What the filters say of a set of catches."""

    scores: Mapping[str, Scores]
    """Filter → suspicion of each catch, shape (n,)."""
    set_aside: Mapping[str, Scores]
    """Filter → whether it would discard each catch (0 or 1), shape (n,)."""

    def combine(self, names: Sequence[str]) -> Scores:
        """Return the joint suspicion by these filters, shape (n,); what one of them drops stays dropped.

        One for each filter that would set the catch aside, plus the mean of how far it stands above the others in
        each (in standard deviations): a filter that suspects nobody, or everybody alike, says nothing there.
        """
        heights: Scores = np.mean([_standardise(self.scores[name]) for name in names], axis=0)
        alarms: Scores = np.sum([self.set_aside[name] for name in names], axis=0)
        dropped = np.any([np.isinf(self.scores[name]) for name in names], axis=0)
        return np.where(dropped, np.inf, alarms + heights)

    def discard(self, names: Sequence[str]) -> Scores:
        """Return which catches these filters would throw away, shape (n,), 0 or 1."""
        return np.asarray(np.max([self.set_aside[name] for name in names], axis=0))


def rate_catches(catches: Sequence[Catch], *, filters: Sequence[Filter] = FILTERS) -> Ratings:
    """Let every filter look at the catches; they are taken in the order of their time."""
    order = np.argsort([catch.seen.at for catch in catches], kind="stable")
    ordered = [catches[place] for place in order]
    back = np.empty(len(catches), dtype=int)
    back[order] = np.arange(len(catches))
    scores = {one.name: one.rate(ordered)[back] for one in filters}
    return Ratings(
        scores=scores,
        set_aside={one.name: (scores[one.name] >= one.set_aside).astype(float) for one in filters},
    )


def _standardise(scores: Scores) -> Scores:
    finite = np.where(np.isinf(scores), 1.0, scores)
    spread = float(finite.std())
    return (finite - finite.mean()) / spread if spread > 1e-9 else np.zeros_like(finite)


def measure_auc(scores: Scores, decoys: Scores) -> float:
    """Return how often a decoy is more suspicious than a real catch, ties by half; NaN without both kinds.

    Args:
        scores: suspicion, shape (n,).
        decoys: 1 for a decoy, 0 for a real one, shape (n,).
    """
    made, real = scores[decoys > 0], scores[decoys == 0]
    if not len(made) or not len(real):
        return float("nan")
    above = np.searchsorted(np.sort(real), made, side="left").sum()
    not_below = np.searchsorted(np.sort(real), made, side="right").sum()
    return float((above + not_below) / 2.0 / (len(made) * len(real)))
