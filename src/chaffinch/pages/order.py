"""What the house orders from the worker: one visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from chaffinch.pages.capture import Limits
from chaffinch.pages.profile import Profile


class Visit(Protocol):
    """What is needed to open an address, whatever is done there."""

    @property
    def number(self) -> int:
        """By which the answer is told from others."""

    @property
    def url(self) -> str:
        """What is opened."""

    @property
    def proxy_port(self) -> int:
        """The gate's port inside the sandbox."""

    @property
    def limits(self) -> Limits:
        """Bounds of the visit."""

    @property
    def profile(self) -> Profile:
        """As whom."""

    def to_json(self) -> dict[str, Any]:
        """Return the order as plain JSON values."""


@dataclass(frozen=True, slots=True)
class Order:
    """One visit to one address."""

    number: int
    url: str
    proxy_port: int
    limits: Limits
    profile: Profile

    def to_json(self) -> dict[str, Any]:
        """Return the order as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Order:
        """Read what `to_json` wrote."""
        return cls(
            number=values["number"],
            url=values["url"],
            proxy_port=values["proxy_port"],
            limits=Limits(**values["limits"]),
            profile=Profile(**values["profile"]),
        )
