"""What the submitter orders from the sandbox: one visit that fills in one form, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from chaffinch.pages.capture import Limits
from chaffinch.pages.profile import Profile


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How somebody types."""

    median: float = 0.17
    """Seconds between two keys; the delays are log-normal (Dhakal et al., CHI 2018: 52 words a minute on average)."""
    spread: float = 0.55
    """Standard deviation of the delay's logarithm."""
    slips: float = 0.02
    """Share of letters that are mistyped and taken back."""
    look: float = 5.0
    """Seconds that somebody looks at the page before the first key (DBIR 2024: 28 s from click to sent, median)."""
    seed: int = 0
    """Where this visit's chance comes from."""


@dataclass(frozen=True, slots=True)
class FillOrder:
    """One submission. Everything that was approved is in it; the sandbox types nowhere else."""

    number: int
    url: str
    proxy_port: int
    limits: Limits
    profile: Profile
    address: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    """A wrong one-time code, typed once where one is asked for."""
    hosts: tuple[str, ...]
    """Where the page may stand, and where its form may send to."""
    kinds: tuple[str, ...]
    """Kinds of the fields that the approved page shows first, each once, sorted."""
    certificates: tuple[str, ...] = ()
    """SHA-256 of the certificates that were approved, hex; empty where the page has none."""
    rhythm: Rhythm = field(default_factory=Rhythm)
    types: bool = True
    """Whether the form is filled in; else the page is only looked at."""

    def to_json(self) -> dict[str, Any]:
        """Return the order as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FillOrder:
        """Read what `to_json` wrote."""
        read: dict[str, Any] = {
            "limits": Limits(**values["limits"]),
            "profile": Profile(**values["profile"]),
            "rhythm": Rhythm(**values["rhythm"]),
            "hosts": tuple(values["hosts"]),
            "kinds": tuple(values["kinds"]),
            "certificates": tuple(values["certificates"]),
        }
        return cls(**{entry.name: read.get(entry.name, values[entry.name]) for entry in fields(cls)})
