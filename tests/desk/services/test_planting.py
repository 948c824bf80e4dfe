"""A planting needs two people, is made whole, put where it belongs once, and goes on where it broke."""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.desk.house import DOMAIN, STAFF, furnish_house
from tests.desk.services.test_feeding import team, tomas

from chaffinch.decoys.lists import Account
from chaffinch.decoys.planting.order import Place, PlantingOrder
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.planting import plant, stop_abandoned
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Job, PlantedItem, Planting, TrapAccount, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.planted import open_document, open_item
from chaffinch.desk.services.planting import (
    PlantingError,
    PlantingRefusedError,
    approve_planting,
    drop_planting,
    propose_planting,
    resume_planting,
    stop_planting,
)
from chaffinch.desk.services.proofs import note_proof
from chaffinch.desk.services.traps import count_ready, keep_accounts, open_account
from chaffinch.errors import RefusedError
from chaffinch.ground.texts import hash_text
from chaffinch.lab.accounts import Account as RangeAccount
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot

__all__ = ["team", "tomas"]
pytestmark = pytest.mark.usefixtures("watched")
PEOPLE = ("Lise Corbel", "Yann Prigent", "Odile Marrec", "Hugo Sénéchal", "Nora Achour", "Paul Kervella")


@pytest.fixture
def house(watched: None, ines: Actor, now: datetime) -> None:
    furnish_house(ines, now=now)


def order(share: Path, mailboxes: Place | None = None, **changes: Any) -> PlantingOrder:
    fields: dict[str, Any] = {
        "domain": DOMAIN, "accounts": 6, "invented": False, "letters": 60, "months": 3, "documents": 8, "attached": 3,
        "mailboxes": mailboxes or Place("imap", "127.0.0.1", port=1, security="none"), "files": Place("folder", str(share)),
        "lent_in_letters": 1, "lent_in_documents": 1, "organisation": "Mouvement Aurore",
    }  # fmt: skip
    return PlantingOrder(**{**fields, **changes})


def register(ines: Actor, now: datetime) -> list[Account]:
    accounts = [
        Account(name, f"{name.split()[0].lower()}.{number}@{DOMAIN}", f"Brume-{number}")
        for number, name in enumerate(PEOPLE)
    ]
    keep_accounts(accounts, isolated=True, actor=ines, now=now)
    return accounts


def work(planting: Planting, now: datetime, *, attempts: int = 0, stopping: Event | None = None) -> None:
    """Run the job as the worker does."""
    lease = Lease(1, 1, "plant", {"planting": planting.pk}, attempts, 4, 30.0)
    plant(lease.payload, JobContext(lease, clock=lambda: now, stopping=stopping or Event()))
    planting.refresh_from_db()


def approve(planting: Planting, team: tuple[Actor, Actor], now: datetime) -> Planting:
    for actor in team:
        planting = approve_planting(planting.pk, reason="Yes.", actor=actor, now=now)
    return planting


@pytest.fixture
def post() -> Iterator[Place]:
    if find_dovecot() is None:
        pytest.skip("Dovecot is not installed (apt-get install dovecot-imapd)")
    people = [
        RangeAccount(name, f"{name.split()[0].lower()}.{number}@{DOMAIN}", f"Brume-{number}", "x")
        for number, name in enumerate(PEOPLE)
    ]
    with PostOffice(accounts=people) as office:
        yield Place("imap", "127.0.0.1", port=office.port, security="none")


def count_messages(place: Place, account: Account) -> dict[str, int]:
    with imaplib.IMAP4("127.0.0.1", place.port, timeout=20) as box:
        box.login(account.address, account.password)
        counts = {}
        for folder in ("INBOX", "Sent"):
            status, said = box.select(folder, readonly=True)
            counts[folder] = int(said[0] or 0) if status == "OK" else 0
        return counts


@pytest.mark.usefixtures("house")
def test_it_begins_with_the_second_persons_yes_and_not_before(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    planting = propose_planting(order(tmp_path), reason="Before the summer.", actor=team[0], now=now)
    approve_planting(planting.pk, reason="I wrote it.", actor=team[0], now=now)
    with pytest.raises(PlantingError):
        approve_planting(planting.pk, reason="Once more.", actor=team[0], now=now)
    assert Planting.objects.get().state == "proposed"
    assert not Job.objects.filter(kind="plant").exists()
    work(planting, now)
    assert not PlantedItem.objects.exists()
    approve_planting(planting.pk, reason="Yes.", actor=team[1], now=now)
    assert Planting.objects.get().state == "running"
    assert Job.objects.filter(kind="plant").count() == 1
    with pytest.raises(PlantingError):
        approve_planting(planting.pk, reason="Late.", actor=team[1], now=now)
    verify_chain()


@pytest.mark.usefixtures("house")
def test_whose_yes_counts(tmp_path: Path, team: tuple[Actor, Actor], now: datetime) -> None:
    register(team[0], now)
    planting = propose_planting(order(tmp_path), reason="Before the summer.", actor=team[0], now=now)
    fresh = User.objects.create(username="fresh")
    add_approver("fresh", actor=team[0], now=now)
    for actor, error in (
        (Actor("fresh", fresh.pk), PlantingRefusedError),
        (Actor("maud", User.objects.create(username="maud").pk), PlantingRefusedError),
        (Actor("worker"), RefusedError),
    ):
        with pytest.raises(error):
            approve_planting(planting.pk, reason="Yes.", actor=actor, now=now)
    with pytest.raises(PlantingError):
        approve_planting(planting.pk, reason="  ", actor=team[0], now=now)
    approve_planting(planting.pk, reason="Yes.", actor=team[0], now=now)
    # Two days later the first yes is void, and a new one is needed.
    later = now + timedelta(hours=49)
    note_proof(DOMAIN, fault="", actor=team[0], now=later)
    approve_planting(planting.pk, reason="Yes.", actor=team[1], now=later)
    assert Planting.objects.get().state == "proposed"
    approve_planting(planting.pk, reason="Still yes.", actor=team[0], now=later)
    assert Planting.objects.get().state == "running"


def test_nothing_is_planted_at_a_domain_that_is_not_ours(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    with pytest.raises(PlantingRefusedError):
        propose_planting(order(tmp_path), reason="Before the summer.", actor=team[0], now=now)


@pytest.mark.usefixtures("house")
def test_registered_accounts_must_be_there(tmp_path: Path, team: tuple[Actor, Actor], now: datetime) -> None:
    with pytest.raises(PlantingError, match="0 are"):
        propose_planting(order(tmp_path), reason="Before the summer.", actor=team[0], now=now)


@pytest.mark.usefixtures("house")
def test_everything_is_made_kept_and_put_in_its_place_once(
    tmp_path: Path, post: Place, team: tuple[Actor, Actor], now: datetime
) -> None:
    accounts, share = register(team[0], now), tmp_path / "share"
    planting = propose_planting(order(share, post), reason="Before the summer.", actor=team[0], now=now)
    planting = approve(planting, team, now)
    work(planting, now)
    assert planting.state == "planted", planting.stop_params
    items = list(planting.items.all())
    assert Counter(one.kind for one in items) == {"trap": 6, "mail": 60, "document": 8}
    assert {one.state for one in items} == {"placed"}
    counts = [count_messages(post, account) for account in accounts]
    assert sum(one["Sent"] for one in counts) == 60
    assert sum(one["INBOX"] for one in counts) >= 60
    files = sorted(path for path in share.rglob("*") if path.is_file())
    loose = {one.place: one for one in items if one.kind == "document" and one.place}
    assert sorted(loose) == [str(path) for path in files]
    assert all(open_document(one) == Path(place).read_bytes() for place, one in loose.items())
    assert len(files) == 5
    # Two are lent; they are given to no page, the others may be.
    lent = [row for row in TrapAccount.objects.all() if row.lent]
    assert len(lent) == 2
    assert count_ready(isolated_only=True) == 4
    lenders = [one for one in items if one.kind != "trap" and one.trap is not None]
    assert {one.trap_id for one in lenders} == {row.pk for row in lent}
    for one in lenders:
        assert one.trap is not None
        said, account = open_item(one), open_account(one.trap)
        assert account.address in said.text
        assert account.password in said.text
        assert one.text_sha256 == hash_text(said.text)
    # The same job again, after a crash behind its end or in its midst, doubles nothing.
    Planting.objects.update(state="running")
    PlantedItem.objects.update(state="made")
    work(planting, now)
    assert [count_messages(post, account) for account in accounts] == counts
    assert sorted(path for path in share.rglob("*") if path.is_file()) == files
    assert planting.items.count() == 74
    verify_chain()


@pytest.mark.usefixtures("house")
def test_nothing_of_it_stands_in_clear_in_the_tables(
    tmp_path: Path, post: Place, team: tuple[Actor, Actor], now: datetime
) -> None:
    accounts = register(team[0], now)
    planting = propose_planting(order(tmp_path, post), reason="Before the summer.", actor=team[0], now=now)
    work(approve(planting, team, now), now)
    rows = " ".join(str(values) for values in PlantedItem.objects.values_list())
    rows += " ".join(str(values) for values in AuditEntry.objects.values_list())
    rows += " ".join(str(values) for values in Planting.objects.values_list())
    words = [open_item(one).text for one in PlantedItem.objects.filter(kind="mail")[:10]]
    assert not [one for one in accounts if one.password in rows or one.address in rows]
    assert not [text for text in words if text[:40] in rows]


@pytest.mark.usefixtures("house")
def test_a_place_that_cannot_be_reached_is_tried_again_then_waits_for_a_person(
    tmp_path: Path, post: Place, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    planting = propose_planting(order(tmp_path), reason="Before the summer.", actor=team[0], now=now)
    planting = approve(planting, team, now)
    with pytest.raises(Exception, match="unreachable"):
        work(planting, now)
    planting.refresh_from_db()
    assert planting.state == "running"
    work(planting, now, attempts=3)
    assert (planting.state, planting.stop_code) == ("stopped", "unreachable")
    assert Job.objects.filter(kind="send_word").exists()
    made = planting.items.count()
    assert count_ready(isolated_only=True) == 0  # what is not in its place is given to no page
    with pytest.raises(PlantingError):
        resume_planting(planting.pk, reason="", actor=team[0], now=now)
    Planting.objects.update(
        order={**planting.order, "mailboxes": {**planting.order["mailboxes"], "port": post.port}}
    )
    resume_planting(planting.pk, reason="The server is up again.", actor=team[0], now=now)
    work(planting, now)
    assert (planting.state, planting.items.count()) == ("planted", made)


@pytest.mark.usefixtures("house")
def test_another_file_of_that_name_stops_it_and_stays(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    only_files = order(
        tmp_path, accounts=0, letters=0, attached=0, lent_in_letters=0, lent_in_documents=0, documents=3
    )
    planting = approve(propose_planting(only_files, reason="x", actor=team[0], now=now), team, now)
    work(planting, now)
    [first, *_] = planting.items.all()
    Path(first.place).write_bytes(b"theirs")
    PlantedItem.objects.update(state="made")
    Planting.objects.update(state="running")
    work(planting, now)
    assert (planting.state, planting.stop_code) == ("stopped", "taken")
    assert Path(first.place).read_bytes() == b"theirs"


@pytest.mark.usefixtures("house")
def test_a_program_that_would_write_something_else_by_now_stops(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    planting = approve(propose_planting(order(tmp_path), reason="x", actor=team[0], now=now), team, now)
    with pytest.raises(Exception, match="unreachable"):
        work(planting, now)
    PlantedItem.objects.filter(pk=planting.items.filter(kind="mail")[0].pk).update(sha256="0" * 64)
    work(planting, now)
    assert (planting.state, planting.stop_code) == ("stopped", "changed")


@pytest.mark.usefixtures("house")
def test_a_person_stops_it_and_takes_it_back(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    planting = approve(propose_planting(order(tmp_path), reason="x", actor=team[0], now=now), team, now)
    stop_planting(planting.pk, code="person", actor=team[0], now=now)
    work(planting, now)
    assert not PlantedItem.objects.exists()
    drop_planting(planting.pk, reason="Another time.", actor=team[0], now=now)
    planting.refresh_from_db()
    assert planting.state == "dropped"
    assert count_ready(isolated_only=True) == 6
    with pytest.raises(PlantingError):
        resume_planting(planting.pk, reason="x", actor=team[0], now=now)


@pytest.mark.usefixtures("house")
def test_a_worker_that_ends_leaves_it_to_be_taken_up(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    register(team[0], now)
    planting = approve(propose_planting(order(tmp_path), reason="x", actor=team[0], now=now), team, now)
    stopping = Event()
    stopping.set()
    work(planting, now, stopping=stopping)
    assert planting.state == "running"
    stop_abandoned({"planting": planting.pk}, now)
    planting.refresh_from_db()
    assert (planting.state, planting.stop_code) == ("stopped", "broken")


@pytest.mark.usefixtures("house")
def test_invented_people_are_nobody_of_the_house(
    tmp_path: Path, team: tuple[Actor, Actor], now: datetime
) -> None:
    wanted = order(tmp_path, Place("mail-host", str(tmp_path / "host")), invented=True, accounts=20)
    planting = approve(propose_planting(wanted, reason="x", actor=team[0], now=now), team, now)
    from chaffinch.desk.planting_making import make_again, prepare_accounts

    accounts = prepare_accounts(planting, now=now)
    assert len({one.address for one in accounts}) == 20
    assert not {one.address for one in accounts} & {one.address for one in STAFF}
    assert prepare_accounts(planting, now=now) == accounts
    assert make_again(planting, accounts) == make_again(planting, accounts)
    other = approve(propose_planting(wanted, reason="y", actor=team[0], now=now), team, now)
    assert not {one.address for one in prepare_accounts(other, now=now)} & {one.address for one in accounts}
    assert replace(wanted, accounts=21) != wanted
