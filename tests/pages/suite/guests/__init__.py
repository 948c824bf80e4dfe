"""Pages of other people that bear our name and our logo, and ask for a password of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.pages.suite.designs import Design, list_designs
from tests.pages.suite.guests import arguable, civic, press, trade
from tests.pages.suite.guests.kit import Guest

PAGES_EACH = 3
Draw = Callable[[Design, bytes], Guest]

_KINDS: tuple[Draw, ...] = (
    trade.draw_supplier,
    civic.draw_job_offer,
    press.draw_article,
    civic.draw_forum,
    trade.draw_ticket_shop,
    civic.draw_sign_in_chooser,
    civic.draw_directory_entry,
    press.draw_profile,
    trade.draw_donation,
    trade.draw_conference,
    civic.draw_petition,
    press.draw_encyclopaedia,
    press.draw_bulletin,
    trade.draw_app_store,
)


def list_guests(pictures: Mapping[str, bytes]) -> list[Guest]:
    """Return the pages that are no copies, given the PNG of every design's own page by its name.

    Every other kind is drawn for every other design only, the rest for the rest, so that what is held out shares
    neither with what is not. Kinds are taken in turn, so that two tabs are never at one host.
    """
    guests = []
    for turn in range(PAGES_EACH):
        for number, draw in enumerate(_KINDS):
            pool = list_designs()[number % 2 :: 2]
            design = pool[(number // 2 + 2 * turn) % len(pool)]
            guests.append(draw(design, pictures[design.name]))
    return guests


def list_arguable() -> list[Guest]:
    """Return the pages of which two careful people would say different things."""
    designs = list_designs()
    return [
        draw(designs[(2 * number + 7 * turn) % len(designs)])
        for turn in range(2)
        for number, draw in enumerate(arguable.KINDS)
    ]


__all__ = ["Guest", "list_arguable", "list_guests"]
