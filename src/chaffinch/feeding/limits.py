"""How much may be fed, and how fast. A setting can tighten a limit; none can loosen one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta

from chaffinch.errors import RefusedError

APPROVAL_LASTS = timedelta(hours=48)
NEW_APPROVER_WAITS = timedelta(hours=24)
APPROVALS_NEEDED = 2
LONGEST_SCOPE = timedelta(days=366)
MOST_REFUSALS_IN_A_ROW = 2
"""The second 429, 403 or 5xx in a row stops the run."""


class LooserLimitError(RefusedError):
    """A setting would loosen a limit of the product."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of feeding; the defaults are the product's own."""

    seconds_apart: float = 20.0
    """Between two submissions to one target, at least."""
    an_hour: int = 30
    a_day: int = 200
    in_all: int = 500
    """To one target, whatever becomes of it."""
    targets: int = 4
    """Fed at the same time."""


PRODUCT = Limits()
PRACTICE = Limits(seconds_apart=0.2, an_hour=100_000, a_day=100_000, in_all=500, targets=4)
"""On the running practice range only, where the clock runs faster."""


def tighten(limits: Limits, **wanted: float | None) -> Limits:
    """Return the limits with those that a setting names; None leaves one as it is.

    Raises:
        LooserLimitError: a setting asks for more than the product allows, or for less than nothing.
    """
    chosen = {name: value for name, value in wanted.items() if value is not None}
    for entry in fields(limits):
        value, allowed = chosen.get(entry.name), getattr(limits, entry.name)
        if value is None:
            continue
        if value <= 0 or (value < allowed if entry.name == "seconds_apart" else value > allowed):
            raise LooserLimitError(
                f"{entry.name} = {value:g} is not allowed.",
                why=f"The limit is {allowed:g}; a setting can only tighten it.",
                todo=f"Set {entry.name} to {allowed:g} or {'more' if entry.name == 'seconds_apart' else 'less'}.",
            )
    return replace(limits, **{name: type(getattr(limits, name))(value) for name, value in chosen.items()})
