"""Which designs and kinds weights and thresholds may be set by; all others are reported only."""

from __future__ import annotations

from tests.pages.suite.designs import list_designs
from tests.pages.suite.mutations import list_mutations


def list_tuned_designs() -> frozenset[str]:
    """Return every other design."""
    return frozenset(design.name for design in list_designs()[::2])


def list_tuned_kinds() -> frozenset[str]:
    """Return every other kind of each group."""
    groups: dict[str, list[str]] = {}
    for mutation in list_mutations():
        groups.setdefault(mutation.group, []).append(mutation.name)
    return frozenset(name for names in groups.values() for name in names[::2])


def is_tuned(*, design: str, kind: str) -> bool:
    """Return whether a copy of this kind may be looked at while weights are set."""
    return design in list_tuned_designs() and kind in list_tuned_kinds()
