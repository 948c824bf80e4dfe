"""The looks that were made of one page as several visitors."""

from __future__ import annotations

from collections.abc import Iterable

from chaffinch.desk.models import Capture
from chaffinch.pages.profile import DESKTOP, make_stepper

_STEP = make_stepper("").name


def list_visitors(capture: Capture) -> tuple[Capture, ...]:
    """Return the looks made as several visitors of which this is one: a desktop look and the others up to the next."""
    looks = capture.case.captures.select_related("verdict").defer("record").order_by("started_at", "pk")
    moments = looks.filter(profile=DESKTOP.name).values_list("started_at", flat=True)
    begun = moments.filter(started_at__lte=capture.started_at).last()
    ended = moments.filter(started_at__gt=capture.started_at).first()
    together = looks.filter(started_at__gte=begun) if begun else looks
    together = together.filter(started_at__lt=ended) if ended else together
    return tuple({look.profile: look for look in together}.values())


def do_differ(looks: Iterable[Capture]) -> bool:
    """Return whether visitors are shown pages of different classes.

    One who took a step has seen more than the others, and a look that failed undecided has seen nothing.
    """
    judged = [look for look in looks if hasattr(look, "verdict") and look.profile != _STEP]
    seen = [look for look in judged if look.outcome != "failed" or look.verdict.verdict != "undecided"]
    return len({look.verdict.verdict for look in seen}) > 1
