"""Chance that can be repeated: streams of random numbers from an installation's seed, and weighted drawing."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp
from typing import Generic, NoReturn, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from chaffinch.decoys.errors import SeedError
from chaffinch.ground.secrets import derive_key

T = TypeVar("T")

MIN_SEED = 16
_BLOCK = 8192
_BITS = 53


class Stream(random.Random):
    """The key stream of ChaCha20 (RFC 8439) as a source of random numbers, which nobody can continue without the key.

    The same key gives the same numbers, which is what tests need. `seed`, `getstate` and `setstate` are refused.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
        self._block, self._place = b"", 0
        super().__init__()

    def seed(self, *_: object, **__: object) -> None:
        """Do nothing: the key is the seed."""

    def random(self) -> float:
        """Return a number from 0 to below 1 with 53 random bits."""
        return (int.from_bytes(self._take(7), "little") >> 3) * 2.0**-_BITS

    def getrandbits(self, k: int, /) -> int:
        """Return that many random bits."""
        length = (k + 7) // 8
        return int.from_bytes(self._take(length), "little") >> (length * 8 - k)

    def getstate(self) -> NoReturn:
        """Refuse: a state that could be kept could be repeated."""
        raise NotImplementedError("a stream goes one way")

    def setstate(self, state: object) -> NoReturn:
        """Refuse, as `getstate` does."""
        raise NotImplementedError("a stream goes one way")

    def _take(self, length: int) -> bytes:
        if len(self._block) - self._place < length:
            self._block = self._block[self._place :] + self._cipher.update(bytes(max(_BLOCK, length)))
            self._place = 0
        taken = self._block[self._place : self._place + length]
        self._place += length
        return taken


@dataclass(frozen=True, slots=True)
class Seed:
    """The secret from which all decoys of one installation come; two installations have two."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < MIN_SEED:
            raise SeedError(
                f"A seed of {len(self.key)} bytes is too short.",
                why="Who guesses the seed knows every decoy.",
                todo=f"Give at least {MIN_SEED} random bytes.",
            )

    def open_stream(self, purpose: str) -> Stream:
        """Return the random source of one purpose; no two purposes share a number (HMAC-SHA256)."""
        return Stream(derive_key(self.key, f"decoys/{purpose}"))


class Weighted(Generic[T]):
    """Items and how often each is drawn; drawing takes the logarithm of their number."""

    __slots__ = ("_sums", "items")

    def __init__(self, items: Sequence[T], weights: Iterable[float]) -> None:
        self.items = items
        self._sums = list(accumulate(weights))
        assert len(self._sums) == len(items) > 0  # noqa: S101 -- a table of ours without rows

    @classmethod
    def of(cls, weights: Mapping[T, float]) -> Weighted[T]:
        """Make it of item → weight."""
        return cls(tuple(weights), weights.values())

    def draw(self, chance: random.Random) -> T:
        """Return an item, as often as its weight says."""
        place = bisect_right(self._sums, chance.random() * self._sums[-1])
        return self.items[min(place, len(self.items) - 1)]


def bend_weights(weights: Iterable[float], chance: random.Random, *, spread: float) -> list[float]:
    """Multiply each weight by a log-normal number of median 1; `spread` is its logarithm's standard deviation.

    What is drawn from bent weights looks the same as a whole, while no single item is as frequent as the shipped table says.
    """
    if not spread:
        return [float(weight) for weight in weights]
    # A hundred thousand draws: the quick generator, from a start that nobody knows; its numbers are never shown one by one.
    quick = random.Random(chance.getrandbits(256))  # noqa: S311
    return [weight * exp(quick.gauss(0.0, spread)) for weight in weights]
