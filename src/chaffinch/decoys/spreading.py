"""Choose some of many so that the chosen lie evenly among all, by whatever order an attacker takes them.

Whoever tries log-ins by some order meets a watched one soon if these are spread over that order, and may miss them for long
where chance has left a gap. One is drawn of each handful of neighbours, each as likely as the next: so nothing about a
log-in says whether it was chosen (stratified sampling along a tree of medians).
"""

from __future__ import annotations

import random
from collections.abc import Sequence


def spread_choice(measures: Sequence[Sequence[float]], count: int, chance: random.Random) -> list[int]:
    """Return the places of `count` of some things, spread over each of their measures.

    Args:
        measures: a row of numbers for each thing, all of one length; the first counts most.
        count: how many are wanted, at most as many as there are.
        chance: which of neighbours it is.
    """
    left = _order(list(range(len(measures))), measures, 0, chance)
    chosen = []
    for wanted in range(min(count, len(left)), 0, -1):
        stratum = len(left) / wanted
        size = int(stratum) + (chance.random() < stratum % 1)
        chosen.append(left[chance.randrange(size)])
        left = left[size:]
    return sorted(chosen)


def spread_order(marked: Sequence[bool], chance: random.Random) -> list[int]:
    """Return an order of some things in which the marked ones are spread evenly; otherwise as chance has it."""
    slots = set(spread_choice([(float(slot),) for slot in range(len(marked))], sum(marked), chance))
    kinds: dict[bool, list[int]] = {True: [], False: []}
    for place in chance.sample(range(len(marked)), len(marked)):
        kinds[marked[place]].append(place)
    return [kinds[slot in slots].pop() for slot in range(len(marked))]


def _order(
    places: list[int], measures: Sequence[Sequence[float]], depth: int, chance: random.Random
) -> list[int]:
    """Return places so that neighbours are alike: halves by one measure, their halves by the next, and so on."""
    if len(places) < 2:
        return places
    column = depth % len(measures[0])
    ordered = sorted(chance.sample(places, len(places)), key=lambda place: measures[place][column])
    middle = len(ordered) // 2
    return [
        place
        for half in (ordered[:middle], ordered[middle:])
        for place in _order(half, measures, depth + 1, chance)
    ]
