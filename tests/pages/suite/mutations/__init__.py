"""What phishers do to the pages they copy."""

from __future__ import annotations

from tests.pages.suite.mutations import combined, form, identity, picture, structure, text
from tests.pages.suite.mutations.kit import Mutation


def list_mutations() -> tuple[Mutation, ...]:
    """Return every mutation; groups are structure, picture, text, identity, style, form and combined."""
    return (
        *structure.MUTATIONS,
        *picture.MUTATIONS,
        *text.MUTATIONS,
        *identity.MUTATIONS,
        *form.MUTATIONS,
        *combined.MUTATIONS,
    )


__all__ = ["Mutation", "list_mutations"]
