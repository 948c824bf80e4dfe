"""What of a list's names is handed on: all of them, or those that the reading before did not have."""

from __future__ import annotations

from typing import Protocol

from chaffinch.names.feeds.feed import FeedFault


class Sieve(Protocol):
    """Choose names, and remember them for the next reading."""

    def sift(self, names: list[bytes], places: list[int]) -> tuple[list[bytes], list[int], bytes]:
        """Return the names that are handed on, their places, and what `keep` is to be given if they are."""

    def keep(self, remembered: bytes) -> int:
        """Remember names; return how many."""

    def flush(self) -> None:
        """Write out what was remembered, before a checkpoint says so."""

    def finish(self) -> int | None:
        """Make what was remembered what the next reading knows; return how many names are gone since the last."""

    def close(self) -> None:
        """Let go of files."""

    def faults(self) -> tuple[FeedFault, ...]:
        """Return what the caller should know of the memory."""


class OpenSieve:
    """Hand on all names and remember none."""

    def sift(self, names: list[bytes], places: list[int]) -> tuple[list[bytes], list[int], bytes]:
        """Return all."""
        return names, places, b""

    def keep(self, remembered: bytes) -> int:
        """Remember nothing."""
        return 0

    def flush(self) -> None:
        """Write nothing."""

    def finish(self) -> int | None:
        """Know nothing of the last reading."""
        return None

    def close(self) -> None:
        """Hold nothing."""

    def faults(self) -> tuple[FeedFault, ...]:
        """Return none."""
        return ()
