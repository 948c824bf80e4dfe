"""Words that stand in many items and in no copy of ours: told anew when a dump is read, counted when two people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest
from django.test import Client
from tests.desk.leaked import Reader, judge, list_nothing, make_mail

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Dump, DumpItem, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.dump_readings import read_item
from chaffinch.desk.services.dump_releases import find_obstacle, list_releasable
from chaffinch.desk.services.dump_repeats import list_unread, settle_repeats
from chaffinch.desk.services.dumps import Circumstances, start_dump
from chaffinch.desk.web.queries.dump_items import read_details
from chaffinch.desk.web.queries.dump_repeats import list_repeats
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.finding import Change
from chaffinch.leaks.triage import TriageOrder

pytestmark = pytest.mark.usefixtures("watched")
STAMP = Change("insert", "text", "", "Stamped by Archivarius", ("lines:stamped by archivarius",))
SUM = Change("replace", "text", "4 500", "45 000")


def make_altered(number: int, *changes: Change) -> Judged:
    judged = judge(make_mail(number), "altered", match=f"o{number}", diff=changes)
    return replace(judged, finding=replace(judged.finding, writer=f"p{number % 5}@aurore.test"))


def make_dump(items: Sequence[Judged], ines: Actor, now: datetime) -> Dump:
    dump = start_dump(
        TriageOrder("/srv/dump", "/srv/archive"),
        name="Friday",
        known=Circumstances(learned_at=now),
        actor=ines,
        now=now,
    )
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    reader = Reader(items=list(items), size=5)
    read_dump_by(
        dump.pk, JobContext(lease, clock=lambda: now, stopping=Event()), reader=reader, lister=list_nothing
    )
    dump.refresh_from_db()
    return dump


@pytest.fixture
def dump(ines: Actor, now: datetime) -> Dump:
    stamped = [make_altered(number, STAMP) for number in range(14)]
    return make_dump([*stamped, make_altered(20, STAMP, SUM), make_altered(21, SUM)], ines, now)


@pytest.fixture
def tomas(db: None) -> Actor:
    return Actor("tomas", User.objects.create(username="tomas").pk)


def agree(item: DumpItem, now: datetime, *people: Actor, agrees: bool = True) -> None:
    for person in people:
        read_item(
            item.pk, agrees=agrees, verdict=item.verdict, reason="" if agrees else "no", actor=person, now=now
        )


def test_what_stands_in_many_items_is_told_anew_and_shown(dump: Dump) -> None:
    assert (dump.state, dump.stop_params) == ("read", {})
    told = DumpItem.objects.exclude(trace="")
    assert told.count() == 14
    assert set(told.values_list("verdict", "confidence")) == {("repackaged", "fair")}
    assert set(DumpItem.objects.filter(verdict="altered").values_list("match", flat=True)) == {"o20", "o21"}
    item = told.first()
    assert item is not None
    finding = read_details(item).finding
    assert (finding.verdict, finding.diff) == ("repackaged", (STAMP,))
    assert "repeated" in {one.code for one in finding.evidence}
    assert AuditEntry.objects.get(action="dump repeats told").params == {"items": 14, "traces": 1}
    verify_chain()
    [repeat] = list_repeats(dump)
    assert (repeat.count, repeat.changes, repeat.read) == (14, (STAMP,), False)


def test_done_again_it_finds_nothing_to_do(dump: Dump, now: datetime) -> None:
    assert settle_repeats(dump.pk, now=now) == 0


def test_none_of_them_is_counted_before_two_people_have_read_one(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    first, second = DumpItem.objects.exclude(trace="")[:2]
    assert list_releasable(dump).totals["repackaged"] == 0
    assert list_releasable(dump).unread == 16
    agree(first, now, ines)
    agree(second, now, ines)
    assert list_unread(dump) == [first.trace], "one person twice is one person"
    agree(second, now, tomas)
    out = list_releasable(dump)
    assert (out.totals["repackaged"], out.counted.count(), out.unread) == (14, 14, 2)
    assert list_repeats(dump)[0].read
    assert find_obstacle(first) == "genuine", "counted, never shown"
    agree(first, now, tomas, agrees=False)
    assert list_releasable(dump).totals["repackaged"] == 0


def test_what_a_person_has_called_altered_stays_so(ines: Actor, now: datetime) -> None:
    dump = make_dump([make_altered(number, STAMP) for number in range(11)], ines, now)
    assert DumpItem.objects.filter(verdict="altered").count() == 11, "too few to be a trace"
    agreed = DumpItem.objects.filter(dump=dump)[0]
    agree(agreed, now, ines)
    more = make_dump([make_altered(number, STAMP) for number in range(30, 44)], ines, now)
    DumpItem.objects.filter(dump=dump).exclude(pk=agreed.pk).delete()
    DumpItem.objects.filter(pk=agreed.pk).update(dump=more, chunk=900)
    DumpItem.objects.filter(dump=more).exclude(pk=agreed.pk).update(verdict="altered", trace="")
    settle_repeats(more.pk, now=now)
    agreed.refresh_from_db()
    assert (agreed.verdict, agreed.trace) == ("altered", "")


def test_the_page_shows_the_words_and_leads_to_the_items(dump: Dump, client: Client) -> None:
    client.force_login(User.objects.get(username="ines"))
    page = client.get(f"/dumps/{dump.pk}/").content.decode()
    assert "Stamped by Archivarius" in page
    trace = DumpItem.objects.exclude(trace="")[0].trace
    assert f"?trace={trace}" in page
    listed = client.get(f"/dumps/{dump.pk}/items/?trace={trace}")
    assert listed.status_code == 200
    assert listed.content.decode().count("claire.duval.mbox!/") >= 14
