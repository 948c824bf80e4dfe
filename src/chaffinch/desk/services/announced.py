"""Announce tests of our own: what they use comes in marked, rings nobody, and can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chaffinch.desk.models import AnnouncedTest, Hit
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import UsageError
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.tripwires.fields import read_source

LONGEST = timedelta(days=1)
"""So long a test can last: whoever works from the same address afterwards rings."""
_AHEAD = timedelta(days=30)
#: Clocks of servers and people differ a little.
_SLACK = timedelta(minutes=2)


class TestError(UsageError):
    """The announcement says too little, or too much."""

    __test__ = False


@transaction.atomic
def announce_test(
    untrusted_source: str, *, since: datetime, until: datetime, reason: str, actor: Actor, now: datetime
) -> AnnouncedTest:
    """Announce a test: uses of decoys from this address, between these moments, are our own.

    Nothing that came in before counts as announced.

    Raises:
        TestError: it names no address, no reason, or a time that is over, too long or too far away.
    """
    source, reason = read_source(untrusted_source.strip()), reason.strip()[:4_000]
    if not source:
        raise TestError(N_("Give the address from which you test, as the log will show it."))
    if not reason:
        raise TestError(
            N_("Say who tests what."), why=N_("Others will see these uses and must know whose they are.")
        )
    if not (now - _SLACK <= since < until <= since + LONGEST and since <= now + _AHEAD):
        raise TestError(
            N_("A test begins now or within 30 days, and lasts a day at most."),
            why=N_("While it lasts, a use from that address rings nobody."),
        )
    row = AnnouncedTest.objects.create(
        source=source,
        since=since,
        until=until,
        reason=reason,
        announced_by_id=actor.person_id,
        announced_at=now,
    )
    params = {"source": source, "since": since.isoformat(), "until": until.isoformat()}
    write_audit(
        "test announced", subject=("test", row.pk), actor=actor, now=now, reason=reason, params=params
    )
    return row


@transaction.atomic
def call_off(number: int, *, actor: Actor, now: datetime) -> None:
    """End an announced test at once."""
    ended = AnnouncedTest.objects.filter(pk=number, ended_at=None, until__gt=now).update(ended_at=now)
    if ended:
        write_audit("test called off", subject=("test", number), actor=actor, now=now)


def mark_announced(rows: Sequence[Hit], *, now: datetime) -> int:
    """Mark new uses that were announced as our own test; return how many. The rows are not saved yet."""
    sources = {row.source for row in rows if row.source}
    tests = list(AnnouncedTest.objects.filter(source__in=sources, until__gt=now - LONGEST))
    count = 0
    for row in rows:
        test = next((test for test in tests if _covers(test, row)), None)
        if test is not None:
            row.mark, row.mark_reason = Hit.Mark.TEST, test.reason
            row.marked_by_id, row.marked_at = test.announced_by_id, now
            count += 1
    return count


def list_tests(*, now: datetime) -> list[AnnouncedTest]:
    """Return the tests that are still to come or going on."""
    tests = AnnouncedTest.objects.filter(Q(until__gt=now), ended_at=None)
    return list(tests.select_related("announced_by").order_by("since"))


def _covers(test: AnnouncedTest, row: Hit) -> bool:
    until = min(test.until, test.ended_at) if test.ended_at else test.until
    return row.source == test.source and test.since <= row.at <= until
