"""Pages that change under the visitor's eyes, or play tricks, and harmless pages near them."""

from __future__ import annotations

from tests.pages.guises.changing import list_turning
from tests.pages.guises.drawn_windows import list_windows
from tests.pages.guises.page import ChangingPage, GuisedPage, TrickyPage
from tests.pages.guises.steady import list_staying
from tests.pages.guises.tricks import list_scripts
from tests.pages.guises.untricky import list_plain_dealing


def list_changing() -> tuple[ChangingPage, ...]:
    """Return the pages that turn into a sign-in."""
    return list_turning()


def list_steady() -> tuple[GuisedPage, ...]:
    """Return the pages that react to the same events harmlessly."""
    return list_staying()


def list_tricks() -> tuple[TrickyPage, ...]:
    """Return the pages that play a trick."""
    return list_scripts() + list_windows()


def list_untricky() -> tuple[GuisedPage, ...]:
    """Return the harmless pages near the tricks."""
    return list_plain_dealing()
