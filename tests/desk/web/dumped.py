"""A dump on the story's desk, read to its end: every verdict, over some months, the accused ones at their end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.dumps import Circumstances, start_dump
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.triage import TriageOrder
from tests.desk.leaked import Reader, judge, list_nothing, make_items, make_mail

_LETTERS = 80


def tell_dump(folder: Path, *, now: datetime) -> None:
    """Import a dump as the story's Inès, and read it.

    Args:
        folder: where it is said to lie.
        now: when.
    """
    ines = User.objects.get(username="ines")
    known = Circumstances(now - timedelta(hours=3), country="FR", vote_on=(now + timedelta(days=5)).date())
    order = TriageOrder(str(folder), str(folder))
    dump = start_dump(order, name="Vendredi", known=known, actor=Actor("ines", ines.pk), now=now)
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    context = JobContext(lease, clock=lambda: now, stopping=Event())
    read_dump_by(dump.pk, context, reader=Reader(items=_make_items(now)), lister=list_nothing)


def _make_items(now: datetime) -> list[Judged]:
    """Return one of each verdict first, then what months of mail leave, the last of it altered."""
    days = [(now - timedelta(days=3 * number)).isoformat() for number in range(_LETTERS, 0, -1)]
    letters = [make_mail(100 + number, date=day) for number, day in enumerate(days)]
    return [
        *make_items(),
        *(judge(one, "genuine", match="o1") for one in letters[:-2]),
        *(judge(one, "altered", match="o1") for one in letters[-2:]),
    ]
