"""A dump is read once, whole, in parts that are each kept with their audit row or not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Event

import pytest
from tests.desk.leaked import BOXES, TEXT, Reader, judge, list_nothing, make_items, make_mail

from chaffinch.desk.dump_details import open_details
from chaffinch.desk.dump_passwords import open_passwords, split_passwords
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by, stop_abandoned
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Dump, DumpItem, DumpPart, ExposedPerson, ExposedThing, Job, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.dump_exposures import ExposedError, note_warned, open_person
from chaffinch.desk.services.dump_readings import ReadingError, ReadingRefusedError, note_opened, read_item
from chaffinch.desk.services.dumps import (
    Circumstances,
    DumpError,
    change_circumstances,
    resume_dump,
    start_dump,
    stop_dump,
)
from chaffinch.errors import UsageError
from chaffinch.leaks.triage import TriageOrder

pytestmark = pytest.mark.usefixtures("watched")
VOTE = date(2027, 4, 11)


@pytest.fixture
def dump(ines: Actor, now: datetime) -> Dump:
    known = Circumstances(learned_at=now - timedelta(hours=2), country="fr", vote_on=VOTE)
    order = TriageOrder("/srv/dump", "/srv/archive")
    return start_dump(order, name="Friday’s dump", known=known, actor=ines, now=now)


def work(dump: Dump, reader: Reader, now: datetime, *, stopping: Event | None = None) -> Dump:
    """Run the job as the worker does."""
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    read_dump_by(
        dump.pk,
        JobContext(lease, clock=lambda: now, stopping=stopping or Event()),
        reader=reader,
        lister=list_nothing,
    )
    dump.refresh_from_db()
    return dump


def summarise(dump: Dump) -> tuple[list[tuple[str, str]], dict[str, int], dict[str, int]]:
    """Return everything that a reading leaves, so that two readings can be compared."""
    items = list(dump.items.values_list("path", "verdict"))
    people = dict(ExposedPerson.objects.filter(dump=dump).values_list("masked", "items"))
    return items, people, dict(ExposedThing.objects.filter(dump=dump).values_list("masked", "items"))


def test_it_is_put_to_the_worker_when_it_is_started(dump: Dump, ines: Actor, now: datetime) -> None:
    assert dump.country == "FR"
    assert Job.objects.get(kind="read_dump").payload == {"dump": dump.pk}
    known = Circumstances(learned_at=now)
    with pytest.raises(DumpError, match="already"):
        start_dump(TriageOrder("/srv/dump", "/a"), name="Again", known=known, actor=ines, now=now)
    with pytest.raises(DumpError, match="name"):
        start_dump(TriageOrder("/srv/other", "/a"), name=" ", known=known, actor=ines, now=now)
    later = Circumstances(learned_at=now + timedelta(hours=1))
    with pytest.raises(DumpError, match="noticed"):
        start_dump(TriageOrder("/srv/other", "/a"), name="x", known=later, actor=ines, now=now)
    with pytest.raises(DumpError, match="noticed"):
        change_circumstances(dump.pk, known=later, actor=ines, now=now)


def test_every_item_is_kept_with_what_is_said_of_it(dump: Dump, home: Home, now: datetime) -> None:
    work(dump, Reader(), now)
    assert dump.state == "read"
    assert dump.done_size == dump.total_size == 3000
    made = make_items()
    rows = list(dump.items.all())
    assert [row.path for row in rows] == [one.item.where.path for one in made]
    key = home.read_key("store")
    for row, judged in zip(rows, made, strict=True):
        details = open_details(bytes(row.sealed), key=key)
        assert details.finding == judged.finding
        assert row.verdict == judged.finding.verdict
        if judged.item.mail:
            assert (details.title, details.text) == (judged.item.mail.subject, judged.item.mail.text)
            assert details.attachments[0].name == "devis.pdf"
    assert {row.mailbox for row in rows} == {*BOXES, "bureau"}
    assert rows[0].day == date(2027, 2, 16)
    assert rows[8].day is None
    assert rows[11].fault == "encrypted"
    assert rows[12].duplicate_of_id == rows[0].pk
    verify_chain()
    assert AuditEntry.objects.filter(action="dump items kept").count() == DumpPart.objects.count() == 5


def test_passwords_are_kept_encrypted_until_it_is_read_and_stand_nowhere_else(
    ines: Actor, now: datetime, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    passwords = ("Nassau 2017", " hermine ")
    dump = start_dump(
        TriageOrder("/srv/locked", "/srv/archive"),
        name="x",
        known=Circumstances(learned_at=now),
        actor=ines,
        now=now,
        passwords=passwords,
    )
    stopping = Event()
    reader = Reader(before_part=lambda part: stopping.set() if part == 1 else None)
    work(dump, reader, now, stopping=stopping)
    assert (dump.state, reader.tried) == ("reading", passwords)
    stop_dump(dump.pk, code="person", actor=ines, now=now)
    resume_dump(dump.pk, actor=ines, now=now)
    dump.refresh_from_db()
    assert open_passwords(bytes(dump.sealed_passwords)) == passwords
    told = [dump.order, *Job.objects.values_list("payload"), *AuditEntry.objects.values_list("params")]
    assert not any(one.strip() in f"{told} {bytes(dump.sealed_passwords)!r}" for one in passwords)
    again = Reader()
    work(dump, again, now)
    assert (dump.state, again.tried, bytes(dump.sealed_passwords)) == ("read", passwords, b"")
    assert "Nassau" not in caplog.text


def test_a_line_is_a_password_with_its_blanks() -> None:
    assert split_passwords(" a b \r\n\n  \nc\nc\n") == (" a b ", "c")
    for wrong in ("\n".join(map(str, range(101))), "x" * 1_001, "a\x00b"):
        with pytest.raises(UsageError):
            split_passwords(wrong)


def test_nothing_of_a_mail_stands_in_the_table_in_clear(dump: Dump, now: datetime) -> None:
    work(dump, Reader(), now)
    for row in DumpItem.objects.all():
        assert b"virement" not in bytes(row.sealed).lower()
    for part in DumpPart.objects.all():
        assert b"virement" not in bytes(part.sealed_words).lower()
    for person in ExposedPerson.objects.all():
        assert b"claire.duval" not in bytes(person.sealed)
        assert "claire.duval" not in person.masked


@pytest.mark.parametrize("broken_at", range(5))
def test_killed_at_any_part_it_goes_on_and_loses_and_doubles_nothing(
    dump: Dump, now: datetime, broken_at: int
) -> None:
    whole = Dump.objects.create(
        name="whole", order=dump.order, learned_at=now, started_at=now, resumed_at=now
    )
    work(whole, Reader(), now)

    def die(part: int) -> None:
        if part == broken_at:
            raise MemoryError

    with pytest.raises(MemoryError):
        work(dump, Reader(before_part=die), now)
    assert dump.items.count() == 3 * broken_at
    reader = Reader()
    work(dump, reader, now)
    assert dump.state == "read"
    assert reader.passed_over == list(range(broken_at // 2))
    assert summarise(dump) == summarise(whole)


def test_a_dump_that_was_changed_meanwhile_is_stopped_for_a_person(dump: Dump, now: datetime) -> None:
    def die(part: int) -> None:
        if part == 1:
            raise MemoryError

    with pytest.raises(MemoryError):
        work(dump, Reader(before_part=die), now)
    work(dump, Reader(items=make_items()[1:]), now)
    assert (dump.state, dump.stop_code) == ("stopped", "cannot")
    assert "not what it was" in dump.stop_params["why"]
    assert dump.items.count() == 3


def test_a_person_stops_it_and_has_it_go_on(dump: Dump, ines: Actor, now: datetime) -> None:
    def stop(part: int) -> None:
        if part == 2:
            stop_dump(dump.pk, code="person", actor=ines, now=now)

    work(dump, Reader(before_part=stop), now)
    assert (dump.state, dump.items.count()) == ("stopped", 6)
    work(dump, Reader(), now)
    assert dump.items.count() == 6
    Job.objects.all().delete()
    resume_dump(dump.pk, actor=ines, now=now)
    assert Job.objects.filter(kind="read_dump").count() == 1
    with pytest.raises(DumpError, match="not stopped"):
        resume_dump(dump.pk, actor=ines, now=now)
    assert work(dump, Reader(), now).items.count() == 13


def test_a_worker_that_ends_leaves_it_to_the_next(dump: Dump, now: datetime) -> None:
    stopping = Event()
    work(dump, Reader(before_part=lambda part: stopping.set() if part == 2 else None), now, stopping=stopping)
    assert dump.state == "reading"
    assert work(dump, Reader(), now).state == "read"


def test_a_reading_that_nobody_takes_up_is_stopped(dump: Dump, now: datetime) -> None:
    stop_abandoned({"dump": dump.pk}, now)
    dump.refresh_from_db()
    assert (dump.state, dump.stop_code) == ("stopped", "broken")


def test_whom_and_what_it_exposes_is_counted_once_for_each_item(
    dump: Dump, ines: Actor, now: datetime
) -> None:
    text = f"{TEXT}\nIBAN FR14 2004 1010 0505 0001 3M02 606, tel. 06 12 34 56 78. Mot de passe : Loriot27!"
    leaked = make_mail(1, text=text)
    items = [
        judge(leaked, "genuine"), judge(make_mail(2, text=text), "altered"), judge(leaked, "genuine"),
        judge(make_mail(3, text="IBAN DE89370400440532013000", sender="leurre@mouvement-aurore.test"), "decoy"),
    ]  # fmt: skip
    work(dump, Reader(items=items), now)
    things = {one.kind: one for one in ExposedThing.objects.all()}
    assert {kind: (one.items, one.masked) for kind, one in things.items()} == {
        "iban": (2, "FR•• •••• 2606"), "phone": (2, "+336••••78"), "password": (2, "••••••••")
    }  # fmt: skip
    claire = ExposedPerson.objects.get(masked="c•••@mouvement-aurore.test")
    assert (claire.items, claire.ours, claire.things) == (2, True, {"iban": 2, "phone": 2, "password": 2})
    assert not ExposedPerson.objects.filter(masked__startswith="l").exists()
    assert ExposedPerson.objects.get(masked="f•••@exemple.test").ours is False
    assert open_person(claire.pk, dump_number=dump.pk, actor=ines, now=now) == (
        "claire.duval@mouvement-aurore.test", "Claire Duval",
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="exposed person opened").count() == 1


def test_who_was_warned_is_noted_once(dump: Dump, ines: Actor, now: datetime) -> None:
    work(dump, Reader(), now)
    numbers = list(ExposedPerson.objects.values_list("pk", flat=True))
    assert note_warned(numbers[:1], dump_number=dump.pk, how="by telephone", actor=ines, now=now) == 1
    assert note_warned(numbers, dump_number=dump.pk, how="in person", actor=ines, now=now) == len(numbers) - 1
    assert ExposedPerson.objects.get(pk=numbers[0]).warned_how == "by telephone"
    for wrong in ([], [10**9]):
        with pytest.raises(ExposedError):
            note_warned(wrong, dump_number=dump.pk, how="", actor=ines, now=now)


def test_opening_our_copy_is_on_record_and_needs_a_person_of_this_house(
    dump: Dump, ines: Actor, now: datetime
) -> None:
    work(dump, Reader(), now)
    altered = DumpItem.objects.get(verdict="altered")
    note_opened(altered.pk, actor=ines, now=now)
    row = AuditEntry.objects.get(action="original opened")
    assert (row.actor, row.params["sha256"]) == ("ines", altered.sha256)
    partner = User.objects.create(username="cert", partner=True)
    with pytest.raises(ReadingRefusedError):
        note_opened(altered.pk, actor=Actor("cert", partner.pk), now=now)
    with pytest.raises(ReadingError, match="Nothing of ours"):
        note_opened(DumpItem.objects.get(verdict="invented").pk, actor=ines, now=now)
    with pytest.raises(ReadingRefusedError):
        read_item(
            altered.pk, agrees=True, verdict="altered", reason="", actor=Actor("cert", partner.pk), now=now
        )
