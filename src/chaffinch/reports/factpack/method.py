"""How often the method errs: the figures of its benchmark, as they were measured, with what they cannot rule out."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from importlib.resources import files

TABLE = "method_figures.toml"


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one error happened."""

    code: str
    tried: int
    wrong: int

    @property
    def share(self) -> float:
        """Of those tried."""
        return self.wrong / self.tried

    @property
    def most(self) -> float:
        """The highest share that the trial leaves likely (Wilson, 95 % one-sided; none of n: about 2.7 in n)."""
        z = 1.6449
        spread = z * math.sqrt(
            self.share * (1 - self.share) / self.tried + z * z / (4 * self.tried * self.tried)
        )
        return min(1.0, (self.share + z * z / (2 * self.tried) + spread) / (1 + z * z / self.tried))


@dataclass(frozen=True, slots=True)
class Method:
    """A benchmark and what it found."""

    benchmark: str
    version: str
    measured_on: str
    command: str
    rates: tuple[Rate, ...]


def read_method(text: str = "") -> Method:
    """Return the packaged figures, or those of another table.

    Raises:
        ValueError: a figure cannot be: nothing was tried, or more was wrong than tried.
    """
    values = tomllib.loads(text or files("chaffinch.reports.factpack").joinpath(TABLE).read_text("utf-8"))
    rates = tuple(Rate(one["code"], one["tried"], one["wrong"]) for one in values.get("rate", ()))
    for rate in rates:
        if not 0 <= rate.wrong <= rate.tried or not rate.tried:
            raise ValueError(f"{rate.code}: {rate.wrong} of {rate.tried}")
    return Method(
        values["benchmark"], values["version"], values.get("measured_on", ""), values["command"], rates
    )
