"""What goes beside a proof, in words: what it is, how to check it, what is proved and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.reports.catalogue import make_environment

NAMES = {"en": "README.txt", "fr": "LISEZMOI.txt"}
"""What the file is called in each language."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as it is shown to strangers."""

    entry: str
    kind: str
    sha256: str
    """Hex."""
    origin: str
    """What the ledger is called."""
    key: str
    """As it is published."""
    authorities: tuple[str, ...]
    """Whose time-stamps stand in the proof."""
    most: int
    has_item: bool
    """The item itself lies in the zip, as item.txt."""
    is_login: bool
    late: bool
    """It was planted before it was entered."""


def write_readme(shown: Shown, *, locale: str) -> str:
    """Return the text file for readers of one language."""
    template = make_environment(locale).get_template("ledger_readme.txt")
    return template.render(shown=shown) + "\n"
