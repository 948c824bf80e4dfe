"""Blocking an account that he opened, when a person asks: at whom keeps it, on record, and again; on both databases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from tests.desk.baited import Baited
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import CONFIGURATION
from tests.desk.services.hunted import (
    INES,
    NOW,
    actor,
    baited,
    find_one,
    follow,
    log,
    opening,
    victim,
)

from chaffinch.desk.blocking import list_keepers, list_unready
from chaffinch.desk.configuration_tables import ProviderTable, TripwiresTable
from chaffinch.desk.followers.sign_ins import Follower
from chaffinch.desk.jobs.kinds.hunting import ask_keeper, block_account, find_victims, give_up
from chaffinch.desk.models import AuditEntry, Job, Victim
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.blocking import Outcome, ask_block, note_outcomes
from chaffinch.desk.services.victims import (
    VictimError,
    settle_victim,
)

__all__ = ["Database", "actor", "baited", "database", "follow", "log", "migrated", "victim"]
pytestmark = pytest.mark.usefixtures("database", "configuration")


def test_blocking_is_asked_for_with_a_reason_and_told_in_minutes_since_the_first_sign(
    victim: Victim, actor: Actor
) -> None:
    with pytest.raises(VictimError):
        ask_block(victim.pk, "block", reason="", actor=actor, now=NOW)
    ask_block(victim.pk, "block", reason="he is inside", actor=actor, now=NOW + timedelta(minutes=2))
    with pytest.raises(VictimError):  # two people at once
        ask_block(victim.pk, "block", reason="he is inside", actor=actor, now=NOW)
    assert Job.objects.get(kind="block_account").payload == {"victim": victim.pk, "act": "block"}
    note_outcomes(
        victim.pk,
        "block",
        [Outcome("mail", "dovecot", done=True, sessions="at-once")],
        now=NOW + timedelta(minutes=3),
    )
    victim.refresh_from_db()
    assert (victim.state, victim.blocked_at) == ("blocked", NOW + timedelta(minutes=3))
    entry = AuditEntry.objects.filter(action="account blocked", params__account=victim.pk).get()
    assert entry.params["seconds"] == 180
    said = " ".join(f"{one.params}{one.reason}" for one in AuditEntry.objects.all())
    assert INES not in said
    with pytest.raises(VictimError):  # first let in again
        settle_victim(victim.pk, "cleared", reason="no", actor=actor, now=NOW)
    ask_block(victim.pk, "unblock", reason="a new password", actor=actor, now=NOW)
    note_outcomes(victim.pk, "unblock", [Outcome("mail", "dovecot", done=True)], now=NOW)
    victim.refresh_from_db()
    assert victim.state == "released"
    verify_chain()


def test_where_one_provider_fails_the_account_does_not_stand_as_blocked(victim: Victim, actor: Actor) -> None:
    ask_block(victim.pk, "block", reason="he is inside", actor=actor, now=NOW)
    both = [
        Outcome("mail", "dovecot", done=True),
        Outcome("sso", "keycloak", done=False, fault="unreachable"),
    ]
    note_outcomes(victim.pk, "block", both, now=NOW)
    victim.refresh_from_db()
    assert (victim.state, victim.blocked_at) == ("failed", None)
    assert [one["done"] for one in victim.outcomes] == [True, False]
    ask_block(victim.pk, "block", reason="once more", actor=actor, now=NOW)
    note_outcomes(victim.pk, "block", [], now=NOW)  # nobody keeps it
    victim.refresh_from_db()
    assert victim.state == "failed"


def test_the_settings_say_who_keeps_an_account_and_its_program_is_run(
    victim: Victim, settings: Settings, tmp_path: Path
) -> None:
    program = tmp_path / "block"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(tmp_path / 'told')!r}, 'a').write(sys.argv[1])\n"
    )
    program.chmod(0o700)
    ours = ProviderTable(
        name="own", kind="command", domains=("Mouvement-Aurore.test",), block=(str(program), "{account}")
    )
    broken = ProviderTable(
        name="sso",
        kind="keycloak",
        domains=("mouvement-aurore.test",),
        url="https://sso.test",
        realm="a",
        credentials="none.json",
    )
    other = replace(ours, name="other", domains=("elsewhere.test",))
    settings.CONFIGURATION = replace(CONFIGURATION, tripwires=TripwiresTable(providers=(ours, broken, other)))
    keepers = list_keepers(INES)
    assert [keeper.name for keeper in keepers] == ["own", "sso"]
    assert ask_keeper(keepers[0], "block") == Outcome("own", "command", done=True, sessions="unknown")
    assert (tmp_path / "told").read_text() == INES
    failed = ask_keeper(keepers[1], "block")
    assert (failed.done, failed.fault) == (False, "credentials")
    assert ask_keeper(keepers[0], "unblock").fault == "not-possible"
    assert list_keepers("-rf") == ()


class Context:
    """A job's, as far as these jobs ask it."""

    def now(self) -> datetime:
        return NOW

    def heartbeat(self, *, done: int = 0, total: int = 0) -> None:
        """Nobody listens."""

    def cancelled(self) -> bool:
        return False

    @contextmanager
    def finishing(self) -> Iterator[None]:
        with transaction.atomic():
            yield


CONTEXT: Any = Context()


def test_the_jobs_find_block_and_come_back_as_long_as_he_may_be_at_it(
    baited: Baited, follow: Follower, actor: Actor, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "dovecot.log").write_text(opening(INES) + baited.refusal(0))
    follow.read()
    find_victims({}, CONTEXT)
    assert Job.objects.filter(
        kind="find_victims", dedup_key="victims:later"
    ).get().not_before == NOW + timedelta(minutes=15)
    program = tmp_path / "block"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    ours = ProviderTable(
        name="own", kind="command", domains=("mouvement-aurore.test",), block=(str(program), "{account}")
    )
    settings.CONFIGURATION = replace(CONFIGURATION, tripwires=TripwiresTable(providers=(ours,)))
    assert list_unready() == ()
    payload: dict[str, Any] = {"victim": find_one(baited).pk, "act": "block"}
    block_account(payload, CONTEXT)
    assert find_one(baited).state == "new"  # nobody asked
    ask_block(payload["victim"], "block", reason="he is inside", actor=actor, now=NOW)
    block_account(payload, CONTEXT)
    assert find_one(baited).state == "blocked"
    ask_block(payload["victim"], "unblock", reason="a slip", actor=actor, now=NOW)
    give_up({"victim": payload["victim"], "act": "unblock"}, NOW)
    assert find_one(baited).state == "failed"


def test_the_doctor_says_what_stands_in_a_providers_way(settings: Settings, tmp_path: Path) -> None:
    own = ProviderTable(
        name="own", kind="command", domains=("a.test",), block=("no-such-program", "{account}")
    )
    mail = ProviderTable(
        name="mail", kind="dovecot", domains=("a.test",), deny_file=str(tmp_path / "none"), doveadm=("sh",)
    )
    sso = ProviderTable(name="sso", kind="graph", domains=("a.test",), credentials="none.json")
    settings.CONFIGURATION = replace(CONFIGURATION, tripwires=TripwiresTable(providers=(own, mail, sso)))
    faults = list_unready()
    assert [fault.partition(":")[0] for fault in faults] == ["own", "mail", "sso"]
    assert "there is no program no-such-program" in faults[0]
    assert "cannot be written" in faults[1]
    assert "none.json cannot be read" in faults[2]
