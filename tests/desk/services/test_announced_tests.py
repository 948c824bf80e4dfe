"""Our own tests, announced or marked afterwards, ring nobody and lead to nobody; on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.desk.baited import SOURCE, Baited
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.hunted import (
    INES,
    NOW,
    actor,
    baited,
    follow,
    hunt,
    log,
    opening,
)

from chaffinch.desk.followers.sign_ins import Follower
from chaffinch.desk.models import Hit, Job
from chaffinch.desk.services.announced import TestError, announce_test, call_off
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.hits import mark_hits

__all__ = ["Database", "actor", "baited", "database", "follow", "log", "migrated"]
pytestmark = pytest.mark.usefixtures("database", "configuration")


def test_what_was_our_own_test_leads_to_nobody(
    baited: Baited, follow: Follower, log: Path, actor: Actor
) -> None:
    log.write_text(opening(INES) + baited.refusal(0))
    follow.read()
    hits = Hit.objects.filter(case=baited.case).values_list("pk", flat=True)
    mark_hits(("case", baited.case.pk), hits, mark="test", reason="an exercise", actor=actor, now=NOW)
    assert hunt() == 0


def test_an_announced_test_comes_in_marked_rings_nobody_and_is_seen(
    baited: Baited, follow: Follower, log: Path, actor: Actor
) -> None:
    announce_test(
        f" {SOURCE} ",
        since=NOW - timedelta(minutes=1),
        until=NOW + timedelta(hours=1),
        reason="drill",
        actor=actor,
        now=NOW,
    )
    log.write_text(baited.refusal(0).replace("09:31:07", "09:33:00") + baited.opening(1, source="192.0.2.8"))
    assert follow.read() == 2
    ours, his = (
        Hit.objects.get(case=baited.case, source=SOURCE),
        Hit.objects.get(case=baited.case, source="192.0.2.8"),
    )
    assert (ours.mark, ours.mark_reason, ours.marked_by_id, his.mark) == ("test", "drill", actor.user_id, "")
    assert Job.objects.filter(kind="send_word").count() == 1


def test_a_test_alone_tells_nobody_and_one_that_was_called_off_rings(
    baited: Baited, follow: Follower, log: Path, actor: Actor
) -> None:
    test = announce_test(
        SOURCE, since=NOW, until=NOW + timedelta(hours=1), reason="drill", actor=actor, now=NOW
    )
    log.write_text(baited.refusal(0).replace("09:31:07", "09:32:30"))
    follow.read()
    assert not Job.objects.filter(kind__in=("send_word", "find_victims")).exists()
    call_off(test.pk, actor=actor, now=NOW + timedelta(minutes=1))
    with log.open("a") as file:
        file.write(baited.refusal(0, session="s7").replace("09:31:07", "09:33:30"))
    follow.read()
    assert Hit.objects.filter(case=baited.case, mark="").count() == 1


@pytest.mark.parametrize(
    ("source", "since", "until", "reason"),
    [("", 0, 60, "x"), ("office", 0, 60, "x"), (SOURCE, 0, 60, " "), (SOURCE, 0, 0, "x"), (SOURCE, -60, 60, "x"),
     (SOURCE, 0, 60 * 25, "x"), (SOURCE, 60 * 24 * 31, 60 * 24 * 31 + 5, "x")],
)  # fmt: skip
def test_announcements_that_say_too_little_or_too_much(
    actor: Actor, source: str, since: int, until: int, reason: str
) -> None:
    with pytest.raises(TestError):
        announce_test(
            source,
            since=NOW + timedelta(minutes=since),
            until=NOW + timedelta(minutes=until),
            reason=reason,
            actor=actor,
            now=NOW,
        )
