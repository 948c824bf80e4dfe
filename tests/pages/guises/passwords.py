"""Pages that ask for a password, and pages that do not though they look near it."""

from __future__ import annotations

from tests.pages.guises.asking_drawn import list_drawn
from tests.pages.guises.asking_frames import list_framed
from tests.pages.guises.asking_late import list_late
from tests.pages.guises.asking_masks import list_masked
from tests.pages.guises.asking_plain import list_plain
from tests.pages.guises.near_forms import list_forms
from tests.pages.guises.near_tools import list_tools
from tests.pages.guises.page import AskingPage, GuisedPage


def list_asking() -> tuple[AskingPage, ...]:
    """Return the pages that ask for a password."""
    return list_plain() + list_masked() + list_framed() + list_late() + list_drawn()


def list_not_asking() -> tuple[GuisedPage, ...]:
    """Return the pages that ask for none."""
    return list_forms() + list_tools()
