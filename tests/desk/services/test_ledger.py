"""What is planted stands in the ledger before it leaves, once, and without anything of it in the tables."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.desk.baited import feed
from tests.desk.ledger_house import Desk, begin, spend_night
from tests.desk.services.test_feeding import case, seen, team, tomas
from tests.desk.services.test_planting import approve as approve_planting
from tests.desk.services.test_planting import house, order, register, work

from chaffinch.desk.home import Home, find_home
from chaffinch.desk.jobs.kinds.feeding import feed_page
from chaffinch.desk.ledger_folder import LedgerClosedError
from chaffinch.desk.models import (
    AuditEntry,
    Case,
    FedDecoy,
    FeedingRun,
    Ledger,
    LedgerCheckpoint,
    LedgerEntry,
    TrapAccount,
)
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.entering import enter_past, enter_run
from chaffinch.desk.services.feeding import approve_run, propose_from_capture, resume_run
from chaffinch.desk.services.ledger import (
    BeginError,
    Planted,
    begin_ledger,
    commit_archive_root,
    commit_entries,
    require_ledger,
)
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.planted import open_item
from chaffinch.desk.services.planting import propose_planting
from chaffinch.desk.services.sending import open_decoy
from chaffinch.desk.services.traps import open_account
from chaffinch.ground.secrets import encrypt
from chaffinch.ground.texts import estimate_likeness, sketch_text
from chaffinch.ledger import files
from chaffinch.ledger.log import begin_log
from chaffinch.ledger.note import SigningKey

__all__ = ["case", "house", "seen", "team", "tomas"]
pytestmark = pytest.mark.usefixtures("watched")


def approve(case: Case, team: tuple[Actor, Actor], now: datetime) -> FeedingRun:
    run = propose_from_capture(case.pk, decoys=30, hours=12, reason="A copy.", actor=team[0], now=now)
    for actor in team:
        run = approve_run(run.pk, reason="Yes.", actor=actor, now=now)
    return run


def plan(case: Case, team: tuple[Actor, Actor], now: datetime) -> FeedingRun:
    run = approve(case, team, now)
    plan_run(run, now=now, rng=Random(7))
    return run


def planted(name: str, now: datetime, **changes: Any) -> Planted:
    values = {"kind": "document", "planted_in": "a folder", "approval": "planting 1: ines, tomas", **changes}
    return Planted(name, planted_at=now, sha256=hashlib.sha256(name.encode()).hexdigest(), **values)


def test_a_run_without_a_ledger_goes_on(case: Case, team: tuple[Actor, Actor], now: datetime) -> None:
    assert enter_run(plan(case, team, now), now=now) is None
    assert enter_past(now=now) is None
    assert not LedgerEntry.objects.exists()


def test_every_decoy_of_a_run_is_entered_with_both_names_and_can_be_found_by_what_leaks(
    case: Case, team: tuple[Actor, Actor], now: datetime
) -> None:
    begin(team[0], now=now)
    run = plan(case, team, now)
    fed = list(FedDecoy.objects.filter(run=run).exclude(kind="visit"))
    assert enter_run(run, now=now) == len(fed) > 20
    assert enter_run(run, now=now) == 0
    entries = require_ledger().entries
    for one in fed:
        entry, (secrets, _) = entries[one.ledger_entry.name], open_decoy(one)
        leaked = f"{secrets.address}\n{secrets.password}\n".encode()
        assert entry.sha256 == hashlib.sha256(leaked).hexdigest()
        assert entry.text_sha256 == hashlib.sha256(f"{secrets.address}\n".encode()).hexdigest()
        assert len(entry.signature) == 3
        assert entry.approval == f"run {run.pk}: ines, tomas"
        assert (entry.kind, entry.planted_in) == (one.kind, run.terms["url"])
        for held in LedgerEntry.objects.filter(decoy=one).values().get().values():
            assert secrets.address not in str(held)
            assert entry.sha256 != held
    row = AuditEntry.objects.get(action="ledger entered")
    assert row.params["entries"] == len(fed)
    assert row.params["approvals"] == [f"run {run.pk}: ines, tomas"]
    verify_chain()


def test_whoever_was_killed_between_folder_and_table_is_followed_without_a_second_entry(
    case: Case, team: tuple[Actor, Actor], now: datetime
) -> None:
    begin(team[0], now=now)
    run = plan(case, team, now)
    enter_run(run, now=now)
    before = dict(require_ledger().entries)
    LedgerEntry.objects.all().delete()
    assert enter_run(run, now=now + timedelta(hours=1)) == 0
    assert require_ledger().entries == before
    assert LedgerEntry.objects.count() == len(before)


def take_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(find_home().ledger)


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("chaffinch.ledger.log.append_lines", write)


@pytest.mark.parametrize("break_it", [take_folder, fill_disk])
def test_a_ledger_that_takes_nothing_stops_the_run_before_anything_is_sent(
    case: Case,
    team: tuple[Actor, Actor],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Any,
) -> None:
    begin(team[0], now=now)
    home = find_home()
    kept = home.folder / "kept"
    shutil.copytree(home.ledger, kept)
    run = approve(case, team, now)
    with monkeypatch.context() as patched:
        break_it(patched)
        feed_page({"run": run.pk}, Desk(now))  # type: ignore[arg-type]  # all that a job asks of its context
    run.refresh_from_db()
    assert (run.state, run.stop_code) == ("stopped", "ledger")
    assert set(run.fed.values_list("state", flat=True)) == {"planned"}
    shutil.rmtree(home.ledger, ignore_errors=True)
    shutil.copytree(kept, home.ledger)
    run = resume_run(run.pk, reason="There is room again.", actor=team[0], now=now)
    assert enter_run(run, now=now) == run.fed.exclude(kind="visit").count()


def test_what_was_sent_before_the_ledger_was_begun_is_entered_as_late(ines: Actor, now: datetime) -> None:
    fed = feed("portail.mouvement.aurore.test", ines, now=now)
    FedDecoy.objects.filter(number=fed.numbers[2]).update(state="dropped")
    later = now + timedelta(days=3)
    begin(ines, now=later)
    assert enter_past(now=later) == 2
    assert enter_past(now=later) == 0
    row = LedgerEntry.objects.get(decoy__number=fed.numbers[0])
    assert (row.planted_at, row.entered_at, row.late) == (now, later, True)
    assert require_ledger().entries[row.name].planted_at == now


def test_a_folder_from_an_old_backup_takes_nothing_more(ines: Actor, home: Home, now: datetime) -> None:
    begin(ines, now=now)
    commit_entries([planted("a", now)], now=now)
    spend_night(now=now)
    old = home.folder / "old"
    shutil.copytree(home.ledger, old)
    spend_night(now=now + timedelta(days=1), seed=2)
    shutil.rmtree(home.ledger)
    shutil.copytree(old, home.ledger)
    with pytest.raises(LedgerClosedError) as caught:
        commit_entries([planted("b", now)], now=now)
    assert caught.value.code == "behind"
    with pytest.raises(LedgerClosedError):
        spend_night(now=now + timedelta(days=2), seed=3)
    assert len(list((home.ledger / "checkpoints").iterdir())) == 1
    assert LedgerCheckpoint.objects.count() == 2


def test_entries_that_an_old_backup_lost_before_any_checkpoint_are_entered_again(
    ines: Actor, home: Home, now: datetime
) -> None:
    begin(ines, now=now)
    feed("portail.mouvement.aurore.test", ines, now=now)
    enter_past(now=now)
    (home.ledger / "entries.jsonl").unlink()
    assert enter_past(now=now) == 3
    assert set(require_ledger().entries) == set(LedgerEntry.objects.values_list("name", flat=True))


def test_a_full_ledger_says_so(ines: Actor, now: datetime) -> None:
    begin(ines, now=now, most=2)
    with pytest.raises(LedgerClosedError) as caught:
        commit_entries([planted(name, now) for name in "abc"], now=now)
    assert caught.value.code == "full"
    assert not LedgerEntry.objects.exists()
    assert commit_entries([planted(name, now) for name in "ab"], now=now) == 2


def test_another_thing_of_the_same_name_is_refused_at_once(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    commit_entries([planted("a", now)], now=now)
    with pytest.raises(LedgerClosedError):
        commit_entries([planted("a", now, text_sha256="1" * 64)], now=now)


def test_who_writes_meanwhile_is_waited_for(
    ines: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = begin(ines, now=now)
    pauses: list[float] = []
    with files.hold_lock(log.folder / "lock") as _:
        monkeypatch.setattr("chaffinch.desk.services.ledger._PATIENCE", 0.3)
        monkeypatch.setattr("chaffinch.desk.services.ledger.sleep", pauses.append)
        with pytest.raises(LedgerClosedError) as caught:
            commit_entries([planted("a", now)], now=now)
    assert caught.value.code == "locked"
    assert pauses
    assert commit_entries([planted("a", now)], now=now) == 1


def test_ten_thousand_are_entered_at_once(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    assert commit_entries([planted(f"{n}", now) for n in range(10_250)], now=now) == 10_250
    assert LedgerEntry.objects.count() == 10_250
    assert AuditEntry.objects.filter(action="ledger entered").count() == 1


def test_the_archives_nightly_root_enters_the_same_log(ines: Actor, now: datetime) -> None:
    assert commit_archive_root("1" * 64, 4096, approval="assessment 3", now=now) is None
    begin(ines, now=now)
    assert commit_archive_root("1" * 64, 4096, approval="assessment 3", now=now) == 1
    assert commit_archive_root("1" * 64, 4096, approval="assessment 3", now=now) == 0
    [entry] = require_ledger().entries.values()
    assert (entry.kind, entry.sha256, entry.size) == ("archive-root", "1" * 64, 4096)
    spend_night(now=now)
    assert require_ledger().find_place(entry.id)[0].number == 1


def test_a_ledger_that_the_command_line_began_is_taken_over(home: Home, now: datetime) -> None:
    key = SigningKey("aurore.test/other", home.read_key("ledger")[:32])
    begin_log(home.ledger, origin="aurore.test/other", key=key.note_key, most=50)
    assert commit_entries([planted("a", now)], now=now) == 1
    row = Ledger.objects.get()
    assert (row.origin, row.most, row.begun_by) == ("aurore.test/other", 50, None)


def test_another_ledgers_folder_is_not_gone_on_with(ines: Actor, home: Home, now: datetime) -> None:
    begin(ines, now=now)
    shutil.rmtree(home.ledger)
    key = SigningKey("aurore.test/other", home.read_key("ledger")[:32])
    begin_log(home.ledger, origin="aurore.test/other", key=key.note_key, most=50)
    with pytest.raises(LedgerClosedError) as caught:
        commit_entries([planted("a", now)], now=now)
    assert caught.value.code == "other"


@pytest.mark.parametrize(("origin", "most"), [("Aurore", 100), ("", 100), ("aurore.test/x", 0)])
def test_a_ledger_is_begun_with_a_name_and_a_number(
    ines: Actor, now: datetime, origin: str, most: int
) -> None:
    with pytest.raises(BeginError):
        begin_ledger(origin=origin, most=most, actor=ines, now=now)
    assert not Ledger.objects.exists()
    begin(ines, now=now)
    with pytest.raises(BeginError, match="already"):
        begin(ines, now=now)


@pytest.mark.usefixtures("house")
def test_what_a_planting_made_is_entered_before_it_is_put_in_its_place(
    team: tuple[Actor, Actor], tmp_path: Path, now: datetime
) -> None:
    begin(team[0], now=now)
    accounts = register(team[0], now)
    lot = approve_planting(propose_planting(order(tmp_path), reason="x", actor=team[0], now=now), team, now)
    with pytest.raises(Exception, match="unreachable"):
        work(lot, now)
    items = list(lot.items.all())
    assert {one.state for one in items} == {"made"}
    entries = require_ledger().entries
    assert len(items) == len(entries) == 74
    for one in items:
        entry = entries[one.ledger_entry.name]
        assert (entry.sha256, entry.kind) == (one.sha256, one.kind)
        assert entry.approval == f"planting {lot.pk}: ines, tomas"
        if one.kind != "trap":
            assert entry.text_sha256 == one.text_sha256
            assert estimate_likeness(entry.signature, sketch_text(open_item(one).text)) == 1.0
    loose = next(one for one in items if one.kind == "document" and not open_item(one).mailboxes)
    assert entries[loose.ledger_entry.name].planted_in.startswith(str(tmp_path))
    assert not any(one.late for one in LedgerEntry.objects.all())
    # Given to a page later, such an account is the same item.
    account = TrapAccount.objects.filter(lent=False)[0]
    fed = feed("portail.mouvement.aurore.test", team[0], now=now, kinds=("trap",))
    fed.run.fed.update(found_by=account.found_by, sealed=seal_decoy(account))
    account.run = fed.run
    account.save()
    assert enter_past(now=now) == 0
    row = LedgerEntry.objects.get(decoy__isnull=False)
    assert (row.name, row.item is not None) == (account.number, True)
    assert len(accounts) == 6


def seal_decoy(account: TrapAccount) -> bytes:
    """Return what a decoy keeps that bears a trap's log-in."""
    held = open_account(account)
    plain = {"address": held.address, "password": held.password, "code": "1", "persona": {}}
    return encrypt(json.dumps(plain).encode(), key=find_home().read_key("store"), purpose="decoy")


@pytest.mark.usefixtures("house")
def test_a_ledger_that_takes_nothing_stops_a_planting_before_anything_is_put_anywhere(
    team: tuple[Actor, Actor], tmp_path: Path, now: datetime
) -> None:
    begin(team[0], now=now, most=10)
    register(team[0], now)
    lot = approve_planting(
        propose_planting(order(tmp_path / "share"), reason="x", actor=team[0], now=now), team, now
    )
    work(lot, now)
    assert (lot.state, lot.stop_code) == ("stopped", "ledger")
    assert {one.state for one in lot.items.all()} == {"made"}
    assert not (tmp_path / "share").exists()
    assert not LedgerEntry.objects.exists()
