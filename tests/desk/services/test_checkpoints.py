"""The ledger's nights: one checkpoint a night, dated by who answers, put out, sealed, and never a second history."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings
from tests.desk.ledger_house import AUTHORITIES, Desk, begin, make_ask, spend_night
from tests.desk.services.test_ledger import planted
from tests.ledger.authority import TestAuthority, make_authority

from chaffinch.cli.ledger import ledger
from chaffinch.desk.configuration_tables import Configuration, LedgerTable
from chaffinch.desk.doctor_ledger import examine_ledger
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.kinds.ledger import enter_planted, keep_ledger, stamp_ledger
from chaffinch.desk.ledger_state import read_state
from chaffinch.desk.models import AuditEntry, LedgerCheckpoint
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.checkpoints import PublishError, ask_stamps, make_checkpoint, note_published
from chaffinch.desk.services.ledger import commit_entries, require_ledger
from chaffinch.desk.services.sealing import NoSuchListError, list_sealed, seal_lists, take_sealed
from chaffinch.ledger.auditing import audit_log
from chaffinch.ledger.custodian import audit_list, open_list
from chaffinch.ledger.log import Log
from chaffinch.ledger.note import SigningKey

pytestmark = pytest.mark.usefixtures("watched")
ALPHA, BETA = make_authority("alpha.test", kind="ec"), make_authority("beta.test", kind="ec")
CHANCE = random.Random(1)


@pytest.fixture
def custodian() -> Any:
    """The custodian's secret key."""
    return pytest.importorskip("pyrage").x25519.Identity.generate()


@pytest.fixture(autouse=True)
def named(configuration: Configuration, settings: Settings, custodian: Any) -> None:
    """Two authorities and a custodian stand in the settings."""
    table = LedgerTable(authorities=AUTHORITIES, custodians=(str(custodian.to_public()),))
    settings.CONFIGURATION = replace(configuration, ledger=table)


def test_a_night_is_the_same_with_and_without_items(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    spend_night(ALPHA, BETA, now=now)
    commit_entries([planted("a", now)], now=now)
    spend_night(ALPHA, BETA, now=now + timedelta(days=1), seed=2)
    first, second = reversed(LedgerCheckpoint.objects.all())
    assert (second.size - first.size, first.size) == (4096, 4096)
    assert [one.entries for one in (first, second)] == [0, 1]
    assert audit_log(require_ledger()) == []
    verify_chain()


def test_authorities_are_sent_a_hash_and_nothing_else(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    commit_entries([planted("a", now)], now=now)
    asked: list[tuple[str, bytes]] = []
    log = spend_night(ALPHA, BETA, now=now, asked=asked)
    root = log.checkpoints[0].checkpoint.root
    assert [url for url, _ in asked] == ["https://alpha.test/", "https://beta.test/"]
    for _, request in asked:
        # Head, version, imprint (SHA-256), nonce of nine bytes, certificate wanted: RFC 3161, 2.4.1.
        assert len(request) == 2 + 3 + 51 + 11 + 3
        assert root in request


def test_who_is_down_is_asked_once_a_round_and_again_the_next_time(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    asked: list[tuple[str, bytes]] = []
    for night in range(3):
        spend_night(ALPHA, now=now + timedelta(days=night), asked=asked, seed=night)
    assert [url for url, _ in asked].count("https://beta.test/") == 3
    assert LedgerCheckpoint.objects.first().faults == {"beta.test": "connection"}  # type: ignore[union-attr]
    later = now + timedelta(days=2, hours=3)
    assert {"one-stamp"} <= set(read_state(now=later).troubles)
    log = require_ledger()
    assert ask_stamps(log, ask=make_ask(ALPHA, BETA, at=later), chance=CHANCE, now=later) == 3
    state = read_state(now=later)
    assert {night.dating for night in state.nights} == {"dated"}
    assert not {"one-stamp", "undated"} & set(state.troubles)
    assert LedgerCheckpoint.objects.first().faults == {}  # type: ignore[union-attr]


def test_what_is_due_is_made_once_whoever_was_killed_before_it_was_noted(
    ines: Actor, home: Home, now: datetime
) -> None:
    log = begin(ines, now=now)
    key = SigningKey(log.origin, home.read_key("ledger")[:32])
    kept = log.make_checkpoint((key,), chance=CHANCE)
    os.utime(kept.folder / "note", (now.timestamp(), now.timestamp()))
    for _ in range(2):
        row = make_checkpoint(due=now, now=now + timedelta(minutes=1), chance=CHANCE)
        assert row is not None
        assert (row.number, row.made_at) == (1, now)
    assert len(require_ledger().checkpoints) == 1
    assert AuditEntry.objects.filter(action="checkpoint made").count() == 1


def test_a_forked_folder_makes_nothing(ines: Actor, home: Home, now: datetime) -> None:
    begin(ines, now=now)
    spend_night(now=now)
    shutil.rmtree(home.ledger / "checkpoints" / "000001")
    log = require_ledger_unheld(home)
    key = SigningKey(log.origin, home.read_key("ledger")[:32])
    log.make_checkpoint((key,), chance=random.Random(9))
    later = now + timedelta(days=1)
    state = read_state(now=later)
    assert state.troubles == ("forked",)
    point = examine_ledger(now=later)
    assert (point.state, "another history" in point.what) == ("fault", True)


def require_ledger_unheld(home: Home) -> Log:
    """Open the folder whatever the desk has seen of it."""
    return Log(home.ledger)


def test_the_job_keeps_a_whole_night_and_puts_out_what_is_to_be_published(
    ines: Actor, home: Home, now: datetime, custodian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(now)
    keep_ledger({}, desk)  # type: ignore[arg-type]  # all that a job asks of its context
    enter_planted({}, desk)  # type: ignore[arg-type]
    assert not (home.ledger / "publish").exists(), "no ledger is begun"
    begin(ines, now=now)
    commit_entries([planted("a", now)], now=now)
    monkeypatch.setattr("chaffinch.desk.jobs.kinds.ledger.ask_stamp", answer_as(ALPHA, at=now))
    keep_ledger({"due": now.isoformat()}, desk)  # type: ignore[arg-type]
    keep_ledger({"due": now.isoformat()}, desk)  # type: ignore[arg-type]
    assert sorted(path.name for path in (home.ledger / "publish").iterdir()) == [
        "checkpoint-000001.alpha.test.tsr",
        "checkpoint-000001.txt",
        "key.txt",
    ]
    monkeypatch.setattr("chaffinch.desk.jobs.kinds.ledger.ask_stamp", answer_as(ALPHA, BETA, at=now))
    stamp_ledger({}, desk)  # type: ignore[arg-type]
    assert (home.ledger / "publish" / "checkpoint-000001.beta.test.tsr").exists()
    [sealed] = list_sealed()
    plain = open_list(take_sealed(sealed.name, actor=ines, now=now), identity=str(custodian))
    audit = audit_list(plain, note=require_ledger().checkpoints[0].note)
    assert [entry.id for entry in audit.entries] == ["a"]
    assert AuditEntry.objects.filter(action="sealed list taken").count() == 1


def answer_as(*authorities: TestAuthority, at: datetime) -> Callable[..., bytes]:
    """Stand in for what goes out: the same as make_ask, as the job calls it."""
    ask = make_ask(*authorities, at=at)
    return lambda _fetcher, *, url, request: ask(url, request)


def test_a_wrong_custodian_is_said_and_stops_nothing(
    ines: Actor, now: datetime, configuration: Configuration, settings: Settings
) -> None:
    begin(ines, now=now)
    spend_night(ALPHA, BETA, now=now)
    wrong = "age1" + "q" * 58
    settings.CONFIGURATION = replace(configuration, ledger=LedgerTable(custodians=(wrong,)))
    assert seal_lists(require_ledger()) == [wrong]
    assert "not-sealed" in read_state(now=now).troubles
    with pytest.raises(NoSuchListError):
        take_sealed("../../keys/ledger.key", actor=ines, now=now)


def test_each_newer_list_lets_an_old_one_go(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    for night in range(5):
        spend_night(now=now + timedelta(days=night), seed=night)
        seal_lists(require_ledger())
    assert [one.number for one in list_sealed()] == [5, 4, 3]


def test_what_is_wrong_is_named_with_what_to_do(ines: Actor, home: Home, now: datetime) -> None:
    assert examine_ledger(now=now).state == "note"
    begin(ines, now=now)
    spend_night(ALPHA, BETA, now=now)
    seal_lists(require_ledger())
    note_published(1, where="https://aurore.test/ledger.txt", actor=ines, now=now)
    assert read_state(now=now + timedelta(hours=25)).troubles == ()
    assert examine_ledger(now=now).state == "ok"
    assert read_state(now=now + timedelta(hours=27)).troubles == ("no-checkpoint",)
    (home.keys / "ledger.key").unlink()
    shutil.rmtree(home.ledger)
    assert read_state(now=now).troubles == ("gone",)
    assert examine_ledger(now=now).state == "fault"


def test_where_it_was_published_is_on_record(ines: Actor, now: datetime) -> None:
    begin(ines, now=now)
    spend_night(now=now)
    for number, where in ((1, " "), (2, "https://aurore.test/")):
        with pytest.raises(PublishError):
            note_published(number, where=where, actor=ines, now=now)
    note_published(1, where="https://aurore.test/", actor=ines, now=now)
    assert AuditEntry.objects.get(action="checkpoint published").params["where"] == "https://aurore.test/"


def test_the_command_line_reads_and_goes_on_with_the_same_folder(
    ines: Actor, home: Home, now: datetime
) -> None:
    begin(ines, now=now)
    commit_entries([planted("a", now)], now=now)
    spend_night(ALPHA, BETA, now=now)
    place = ["--home", str(home.folder)]
    status = CliRunner().invoke(ledger, ["status", *place])
    assert (status.exit_code, json.loads(status.output)["flaws"]) == (0, [])
    proof = CliRunner().invoke(ledger, ["prove", "a", *place])
    assert json.loads(proof.output)["item"]["id"] == "a"
    assert CliRunner().invoke(ledger, ["checkpoint", *place]).exit_code == 0
    make_checkpoint(due=now + timedelta(days=900), now=now + timedelta(days=900), chance=CHANCE)
    assert [row.number for row in LedgerCheckpoint.objects.all()] == [3, 2, 1]
    assert audit_log(require_ledger()) == []
