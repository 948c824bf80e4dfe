"""The stream of harmless names: the same for the same seed, each name once, in memory of a constant size."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import numpy as np
from benchmarks.harmless.corpora import Corpora
from benchmarks.harmless.mixtures import MIXTURES

BATCH = 200_000
#: A name is known by so many bits of its checksum: at ten million names 1 in 100 new ones is left out wrongly.
_BITS = 30
_LONGEST_HOST = 253
_LONGEST_LABEL = 63


def stream_names(corpora: Corpora, *, count: int, seed: int) -> Iterator[list[bytes]]:
    """Give `count` names in lists; popular names and those given before are left out."""
    for batch in stream_mixtures(corpora, count=count, seed=seed):
        yield from batch.values()


def stream_mixtures(corpora: Corpora, *, count: int, seed: int) -> Iterator[dict[str, list[bytes]]]:
    """Give the same names in batches, by the mixture that they come from."""
    chance = np.random.default_rng(seed)
    seen = np.zeros(2**_BITS // 8, dtype=np.uint8)
    left = count
    while left > 0:
        batch: dict[str, list[bytes]] = {}
        for write, share in MIXTURES.items():
            names = write(corpora, round(BATCH * share), chance)
            fresh = _drop_seen([name.encode() for name in names if is_name(name, corpora)], seen)[:left]
            left -= len(fresh)
            batch[write.__name__.removeprefix("write_")] = fresh
        yield batch


def is_name(name: str, corpora: Corpora) -> bool:
    """Tell whether it could stand in DNS and is no popular name."""
    return name not in corpora.popular and (
        len(name) <= _LONGEST_LABEL
        or (len(name) <= _LONGEST_HOST and max(map(len, name.split("."))) <= _LONGEST_LABEL)
    )


def _drop_seen(names: list[bytes], seen: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[bytes]:
    """Drop each name that stands in the table of bits or earlier among these, and enter the others."""
    sums = np.fromiter(map(crc32, names), dtype=np.int64, count=len(names)) & (2**_BITS - 1)
    _, first = np.unique(sums, return_index=True)
    places = np.sort(first)
    fresh = places[(seen[sums[places] >> 3] >> (sums[places] & 7).astype(np.uint8)) & 1 == 0]
    np.bitwise_or.at(seen, sums[fresh] >> 3, (1 << (sums[fresh] & 7)).astype(np.uint8))
    return [names[place] for place in fresh.tolist()]
