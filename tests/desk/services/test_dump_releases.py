"""Nothing that accuses somebody leaves the desk without two readers, no genuine item ever, no decoy in use."""

from __future__ import annotations

from datetime import datetime
from threading import Event

import pytest
from tests.desk.leaked import Reader

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Disclosure, Dump, DumpItem, Release, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.dump_readings import ReadingError, read_item
from chaffinch.desk.services.dump_releases import (
    ReleaseError,
    ReleaseRefusedError,
    answer_release,
    ask_release,
    find_obstacle,
    list_releasable,
    withdraw_release,
)
from chaffinch.desk.services.dumps import Circumstances, start_dump
from chaffinch.errors import RefusedError
from chaffinch.leaks.triage import TriageOrder

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def tomas(db: None) -> Actor:
    user = User.objects.create(username="tomas")
    return Actor("tomas", user.pk)


@pytest.fixture
def dump(ines: Actor, now: datetime) -> Dump:
    order = TriageOrder("/srv/dump", "/srv/archive")
    dump = start_dump(order, name="Friday", known=Circumstances(learned_at=now), actor=ines, now=now)
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    read_dump_by(dump.pk, JobContext(lease, clock=lambda: now, stopping=Event()), reader=Reader())
    return dump


def find(verdict: str) -> DumpItem:
    return DumpItem.objects.filter(verdict=verdict).first()  # type: ignore[return-value]


def agree(item: DumpItem, now: datetime, *people: Actor) -> None:
    for person in people:
        read_item(item.pk, agrees=True, verdict=item.verdict, reason="", actor=person, now=now)


def release(item: DumpItem, now: datetime, first: Actor, second: Actor) -> Release:
    asked = ask_release(item.pk, reason="Everybody quotes it.", redactions=["Yann"], actor=first, now=now)
    return answer_release(asked.pk, agrees=True, reason="Yes.", actor=second, now=now)


def test_at_first_only_what_accuses_nobody_goes_out_and_only_as_totals(dump: Dump) -> None:
    out = list_releasable(dump)
    assert out.examples == []
    assert {one: out.totals[one] for one in ("altered", "invented", "decoy")} == {
        "altered": 0,
        "invented": 0,
        "decoy": 0,
    }
    assert (out.totals["genuine"], out.totals["conflict"], out.unread, out.items) == (3, 1, 3, 13)


def test_one_reader_is_not_enough_and_the_same_twice_neither(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    altered = find("altered")
    agree(altered, now, ines, ines)
    assert list_releasable(dump).totals["altered"] == 0
    with pytest.raises(ReleaseRefusedError, match="Two people"):
        ask_release(altered.pk, reason="x", redactions=[], actor=ines, now=now)
    agree(altered, now, tomas)
    assert list_releasable(dump).totals["altered"] == 1
    assert list_releasable(dump).unread == 2


def test_what_is_genuine_or_of_others_is_never_shown(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    for verdict in ("genuine", "repackaged", "excerpt", "unproven", "foreign", "unverifiable", "conflict"):
        item = find(verdict)
        agree(item, now, ines, tomas)
        with pytest.raises(ReleaseRefusedError, match="only counted"):
            ask_release(item.pk, reason="x", redactions=[], actor=ines, now=now)
        # Nor where somebody writes a row past the service.
        Release.objects.create(
            item=item,
            state="released",
            reason="x",
            sealed_redactions=b"",
            asked_by_id=ines.person_id,
            asked_at=now,
        )
    assert list_releasable(dump).examples == []


def test_an_example_needs_two_people_and_takes_its_redactions_along(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    altered = find("altered")
    agree(altered, now, ines, tomas)
    with pytest.raises(ReleaseError):
        ask_release(altered.pk, reason=" ", redactions=[], actor=ines, now=now)
    asked = ask_release(altered.pk, reason="x", redactions=["Yann", " "], actor=ines, now=now)
    with pytest.raises(ReleaseRefusedError, match="Who asks"):
        answer_release(asked.pk, agrees=True, reason="Yes.", actor=ines, now=now)
    with pytest.raises(ReleaseError):
        answer_release(asked.pk, agrees=True, reason="", actor=tomas, now=now)
    with pytest.raises(RefusedError):
        answer_release(asked.pk, agrees=True, reason="Yes.", actor=Actor("worker"), now=now)
    assert list_releasable(dump).examples == []
    answer_release(asked.pk, agrees=True, reason="Yes.", actor=tomas, now=now)
    [example] = list_releasable(dump).examples
    assert (example.item, example.redactions, example.readers) == (altered, ("Yann",), ("ines", "tomas"))
    assert example.details.finding.diff[0].theirs == "45 000"
    with pytest.raises(ReleaseError, match="already"):
        ask_release(altered.pk, reason="x", redactions=[], actor=ines, now=now)
    withdraw_release(asked.pk, reason="A name is left.", actor=tomas, now=now)
    assert list_releasable(dump).examples == []
    verify_chain()


def test_an_objection_takes_everything_back(dump: Dump, ines: Actor, tomas: Actor, now: datetime) -> None:
    altered = find("altered")
    agree(altered, now, ines, tomas)
    given = release(altered, now, ines, tomas)
    with pytest.raises(ReadingError, match="reason"):
        read_item(altered.pk, agrees=False, verdict="altered", reason="", actor=tomas, now=now)
    read_item(altered.pk, agrees=False, verdict="altered", reason="I wrote that.", actor=tomas, now=now)
    out = list_releasable(dump)
    assert (out.examples, out.totals["altered"], out.unread) == ([], 0, 3)
    given.refresh_from_db()
    assert given.state == "withdrawn"
    agree(altered, now, tomas)
    assert list_releasable(dump).totals["altered"] == 1
    assert list_releasable(dump).examples == []


def test_a_third_persons_objection_counts_against_two(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    altered = find("altered")
    agree(altered, now, ines, tomas)
    maud = Actor("maud", User.objects.create(username="maud").pk)
    read_item(altered.pk, agrees=False, verdict="altered", reason="No.", actor=maud, now=now)
    assert find_obstacle(altered) == "unread"


def test_a_verdict_that_has_changed_must_be_read_anew(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    item = find("altered")
    agree(item, now, ines, tomas)
    DumpItem.objects.filter(pk=item.pk).update(verdict="invented")
    item.refresh_from_db()
    assert find_obstacle(item) == "unread"
    assert list_releasable(dump).totals["invented"] == 0
    with pytest.raises(ReadingError, match="another one"):
        read_item(item.pk, agrees=True, verdict="altered", reason="", actor=ines, now=now)


def test_a_decoy_in_use_is_never_shown_until_two_people_burn_it(
    dump: Dump, ines: Actor, tomas: Actor, now: datetime
) -> None:
    decoy = find("decoy")
    agree(decoy, now, ines, tomas)
    assert list_releasable(dump).totals["decoy"] == 1
    with pytest.raises(ReleaseRefusedError, match="in use"):
        ask_release(decoy.pk, reason="x", redactions=[], actor=ines, now=now)
    burnt = Disclosure.objects.create(
        entry="leurre-1", state="agreed", reason="x", burnt=True, asked_by_id=ines.person_id, asked_at=now
    )
    release(decoy, now, ines, tomas)
    assert [one.item for one in list_releasable(dump).examples] == [decoy]
    burnt.delete()
    assert list_releasable(dump).examples == []
