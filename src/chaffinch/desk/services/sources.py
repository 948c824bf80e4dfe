"""Which sources are read by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from chaffinch.desk.models import Source
from chaffinch.desk.services.audit import SETTINGS_FILE, write_audit


@transaction.atomic
def adopt_sources(wanted: Iterable[tuple[str, str]], *, now: datetime) -> dict[tuple[str, str], Source]:
    """Make exactly these the sources that are read by themselves; what was read of others stays.

    Args:
        wanted: kind and name of each.
        now: when.

    Returns:
        The sources by kind and name.
    """
    sources = {
        (kind, name): Source.objects.get_or_create(kind=kind, name=name)[0]
        for kind, name in dict.fromkeys(wanted)
    }
    before = {(source.kind, source.name): source for source in Source.objects.filter(followed=True)}
    begun = [source for place, source in sources.items() if place not in before]
    ended = [source for place, source in before.items() if place not in sources]
    Source.objects.filter(pk__in=[source.pk for source in begun]).update(followed=True)
    # What stood in the way of a source that nobody reads any more is no news.
    Source.objects.filter(pk__in=[source.pk for source in ended]).update(followed=False, fault="")
    if begun or ended:
        write_audit(
            "sources read",
            subject=("source", "file"),
            actor=SETTINGS_FILE,
            now=now,
            params={"begun": [source.pk for source in begun], "ended": [source.pk for source in ended]},
        )
    return sources
