"""Whose accounts else he opened or tried: found from the logs, kept closed, blocked when a person asks; on both databases."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import CONFIGURATION

from chaffinch.desk.blocking import list_keepers, list_unready
from chaffinch.desk.configuration_tables import LogTable, ProviderTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import Follower, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.hunting import hunt_victims
from chaffinch.desk.jobs.kinds.hunting import ask_keeper, block_account, find_victims, give_up
from chaffinch.desk.models import AnnouncedTest, AuditEntry, Case, Hit, HitAct, HitLine, Job, User, Victim
from chaffinch.desk.services.announced import TestError, announce_test, call_off
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.blocking import Outcome, ask_block, note_outcomes
from chaffinch.desk.services.hit_lines import open_line
from chaffinch.desk.services.hits import mark_hits
from chaffinch.desk.services.victims import (
    VictimError,
    forget_victims,
    open_login,
    record_acts,
    record_victims,
    settle_victim,
)

__all__ = ["Database", "database", "migrated"]
pytestmark = pytest.mark.usefixtures("database", "configuration")
NOW = datetime(2027, 3, 1, 9, 32, tzinfo=UTC)
INES, OMAR, ZOE = (f"{name}@mouvement-aurore.test" for name in ("ines", "omar", "zoe"))


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    user = User.objects.create(username=f"ines-{request.node.name}"[:150])
    return Actor(user.username, user.pk)


@pytest.fixture
def baited(request: pytest.FixtureRequest, actor: Actor) -> Baited:
    name = request.node.originalname.replace("_", "-")[-40:].strip("-")
    return feed(f"portail.{name}.aurore-acces.com", actor, now=NOW)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "dovecot.log"
    path.touch()
    return path


@pytest.fixture
def follow(log: Path, home: Home, settings: Settings) -> Iterator[Follower]:
    """Follows the log of the settings; no earlier use is of these days."""
    Hit.objects.update(noted_at=NOW - timedelta(days=400))
    AnnouncedTest.objects.all().delete()
    table = TripwiresTable(logs=(LogTable(path=str(log)),))
    settings.CONFIGURATION = replace(CONFIGURATION, tripwires=table)
    yield open_followers(table.logs, table=table, index=DecoyIndex(home), clock=lambda: NOW)[str(log)]
    Job.objects.all().delete()


def opening(
    who: str, *, source: str = SOURCE, at: str = "2027-03-01 09:20:00+0000", session: str = "v1"
) -> str:
    return f"{at} imap-login: Info: Login: user=<{who}>, method=PLAIN, rip={source}, lip=127.0.0.1, mpid=7, TLS, session=<{session}>\n"


def trying(who: str, *, source: str = SOURCE, at: str = "2027-03-01 09:21:00+0000") -> str:
    return f"{at} auth: Info: passwd-file({who},{source},<v2>): Password mismatch\n"


def hunt(*, now: datetime = NOW) -> int:
    found = hunt_victims(now=now, clock=lambda: now, stop=lambda: False)
    return record_victims(found.linked, now=now)


def list_victims(baited: Baited) -> list[tuple[str, str, str, str]]:
    rows = Victim.objects.filter(case=baited.case)
    return sorted((open_login(row), row.reach, row.join, row.state) for row in rows)


def find_one(baited: Baited, who: str = INES) -> Victim:
    return next(row for row in Victim.objects.filter(case=baited.case) if open_login(row) == who)


def test_a_use_asks_for_a_reading_that_finds_whom_to_help(
    baited: Baited, follow: Follower, log: Path
) -> None:
    block = SOURCE.rpartition(".")[0] + ".77"
    log.write_text(
        opening(INES)
        + trying(OMAR)
        + trying(ZOE, source="192.0.2.9")
        + opening(ZOE, source=block)
        + baited.refusal(0)
    )
    assert follow.read() == 1
    assert Job.objects.filter(kind="find_victims").count() == 1
    assert hunt() == 3
    assert list_victims(baited) == [
        (INES, "opened", "address", "new"), (OMAR, "tried", "address", "new"), (ZOE, "opened", "block", "new"),
    ]  # fmt: skip
    assert hunt() == 0  # however often
    row = find_one(baited)
    assert row.signed_at == Hit.objects.get(case=baited.case).noted_at
    assert INES.encode() not in bytes(row.sealed)
    entry = AuditEntry.objects.get(action="victims found", subject_id=str(baited.case.pk))
    assert entry.params == {"accounts": 3}
    verify_chain()


def test_rotated_logs_are_read_as_well_back_to_the_days_of_the_settings(
    baited: Baited, follow: Follower, log: Path
) -> None:
    recent, old = log.with_name("dovecot.log.1.gz"), log.with_name("dovecot.log.2.gz")
    recent.write_bytes(gzip.compress(opening(INES, at="2027-02-28 22:00:00+0000").encode()))
    old.write_bytes(gzip.compress(opening(ZOE, at="2027-02-28 21:00:00+0000").encode()))
    os.utime(recent, (NOW.timestamp(),) * 2)
    os.utime(old, ((NOW - timedelta(days=15)).timestamp(),) * 2)
    log.write_text(baited.refusal(0))
    follow.read()
    hunt()
    assert [who for who, *_ in list_victims(baited)] == [INES]


def test_a_damaged_rotated_log_hides_nobody(baited: Baited, follow: Follower, log: Path) -> None:
    damaged = log.with_name("dovecot.log.1.gz")
    damaged.write_bytes(gzip.compress(opening(ZOE).encode())[:-9])
    os.utime(damaged, (NOW.timestamp(),) * 2)
    log.write_text(opening(INES) + baited.refusal(0))
    follow.read()
    hunt()
    assert INES in [who for who, *_ in list_victims(baited)]


def test_what_was_our_own_test_leads_to_nobody(
    baited: Baited, follow: Follower, log: Path, actor: Actor
) -> None:
    log.write_text(opening(INES) + baited.refusal(0))
    follow.read()
    hits = Hit.objects.filter(case=baited.case).values_list("pk", flat=True)
    mark_hits(("case", baited.case.pk), hits, mark="test", reason="an exercise", actor=actor, now=NOW)
    assert hunt() == 0


def test_cleared_stays_cleared_until_the_account_is_found_opened(
    baited: Baited, follow: Follower, log: Path, actor: Actor
) -> None:
    log.write_text(trying(INES) + baited.refusal(0))
    follow.read()
    hunt()
    with pytest.raises(VictimError):
        settle_victim(find_one(baited).pk, "cleared", reason=" ", actor=actor, now=NOW)
    settle_victim(find_one(baited).pk, "cleared", reason="her own slip", actor=actor, now=NOW)
    assert hunt() == 0
    assert find_one(baited).state == "cleared"
    with log.open("a") as file:
        file.write(opening(INES, at="2027-03-01 09:40:00+0000"))
    assert hunt() == 1
    assert (find_one(baited).state, find_one(baited).reach) == ("new", "opened")


@pytest.fixture
def victim(baited: Baited, follow: Follower, log: Path) -> Victim:
    log.write_text(opening(INES) + baited.refusal(0))
    follow.read()
    hunt()
    return find_one(baited)


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


def test_they_are_let_go_of_after_the_case_and_the_uses_stay(victim: Victim, baited: Baited) -> None:
    keep = timedelta(days=30)
    Case.objects.filter(pk=baited.case.pk).update(state="gone", state_changed_at=NOW)
    assert forget_victims(now=NOW + keep, keep=keep) == 0
    assert forget_victims(now=NOW + keep + timedelta(seconds=1), keep=keep) == 1
    assert not Victim.objects.filter(case=baited.case).exists()
    assert Hit.objects.filter(case=baited.case).count() == 1
    assert AuditEntry.objects.get(action="victims forgotten", subject_id=str(baited.case.pk)).params == {
        "accounts": 1
    }


def test_the_line_is_kept_encrypted_and_a_plain_password_is_cut_out(
    baited: Baited, follow: Follower, log: Path
) -> None:
    plain = baited.refusal(0).replace("SHA1 of given password: ", "given password: (Brume-0) ")
    log.write_text(plain + baited.opening(1))
    follow.read()
    first, second = HitLine.objects.filter(hit__case=baited.case).order_by("hit__pk")
    kept = open_line(first)
    assert (kept.cut, b"Brume-0" in kept.text, kept.text.endswith(b"(given password: [cut out])")) == (
        True,
        False,
        True,
    )
    assert open_line(second).text == baited.opening(1).rstrip("\n").encode()
    assert not open_line(second).cut
    assert baited.address(1).encode() not in bytes(second.sealed)


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


def test_what_was_read_in_a_session_that_a_trap_opened_is_kept_once(
    baited: Baited, follow: Follower, log: Path
) -> None:
    left = (
        f"2027-03-01 09:35:00+0000 imap({baited.address(1)})<7><s9>: Info: Disconnected: Logged out in=99 out=9000 "
        "deleted=0 expunged=0 trashed=0 hdr_count=12 hdr_bytes=900 body_count=3 body_bytes=7000\n"
    )
    log.write_text(baited.opening(1) + left + left.replace("<s9>", "<other>"))
    follow.read()
    for expected in (1, 0):
        found = hunt_victims(now=NOW, clock=lambda: NOW, stop=lambda: False)
        assert record_acts(found.acts) == expected
    act = HitAct.objects.get(hit__case=baited.case)
    assert (act.deed, act.letters, act.heads, act.octets, act.at) == (
        "left",
        3,
        12,
        7000,
        datetime(2027, 3, 1, 9, 35, tzinfo=UTC),
    )


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


def test_who_goes_through_names_by_the_hundred_has_no_catch_and_what_opened_is_told(
    baited: Baited, follow: Follower, log: Path
) -> None:
    guesses = "".join(trying(f"name{number}@mouvement-aurore.test") for number in range(301))
    log.write_text(guesses + opening(INES) + trying(OMAR, source="198.51.100.99") + baited.refusal(0))
    follow.read()
    hunt()
    assert [(who, reach) for who, reach, *_ in list_victims(baited)] == [(INES, "opened"), (OMAR, "tried")]
