"""Index terms under a key: numbers that say nothing to whoever lacks it, and by which no guess can be tried.

A term is half of one block of AES-256 under a key of the index alone (a pseudorandom function of kind and value), so that
thousands are made in one call. Equal values give equal terms: a thief sees that two items share something, never what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from chaffinch.ground.secrets import derive_key

Terms = NDArray[np.uint64]


class TermKind(IntEnum):
    """What a term stands for; the numbers stay."""

    SHA256 = 1
    """Of an item's bytes."""
    TEXT = 2
    """`ground.texts.hash_text` of what it says, in either form."""
    MESSAGE_ID = 3
    BODY = 4
    """What `bh=` over its body would be."""
    SKETCH = 5
    """A number of its sketch."""
    QUOTED = 6
    """A run of words that it quotes (`runs`)."""
    LETTER = 7
    """Sender, moment, subject, text and attachments: the same in each mailbox that has the letter."""
    PARENT = 8
    """A Message-ID that it answers."""
    DELIVERED = 9
    """A Message-ID that a delivery log or a journal names."""
    SEEN = 10
    """A file that was read, by place, size and time."""
    FILE = 11
    """SHA-256 of a file in a message; the next three are of such files, too."""
    FILE_TEXT = 12
    FILE_SKETCH = 13
    FILE_MESSAGE_ID = 14
    HABIT = 15
    """A habit of a sender's, or a value of one."""


class TermKey:
    """Makes terms; opened from plain values in each process."""

    def __init__(self, key: bytes) -> None:
        """Derive the index's own key from the archive's."""
        self._texts = derive_key(key, "archive terms of texts")
        # Each block is by itself on purpose: a keyed map of single numbers, never a text of several blocks.
        self._cipher = Cipher(algorithms.AES256(derive_key(key, "archive terms")), modes.ECB())  # noqa: S305

    def make_numbered(self, kind: TermKind, numbers: Iterable[int]) -> Terms:
        """Return the terms of numbers of 64 bits, in order."""
        values = np.fromiter(numbers, dtype=np.uint64)
        blocks = np.empty((len(values), 2), dtype=np.uint64)
        blocks[:, 0], blocks[:, 1] = int(kind), values
        sealed = self._cipher.encryptor().update(blocks.tobytes())
        return np.frombuffer(sealed, dtype=np.uint64)[::2].copy()

    def make(self, kind: TermKind, *values: str) -> Terms:
        """Return the terms of texts, in order."""
        return self.make_numbered(kind, (self._shorten(value) for value in values))

    def _shorten(self, value: str) -> int:
        digest = hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8, key=self._texts)
        return int.from_bytes(digest.digest(), "big")
