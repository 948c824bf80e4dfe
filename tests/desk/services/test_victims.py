"""Whose accounts else he opened or tried: found from the logs, kept closed, forgotten after the case; on both databases."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.desk.baited import SOURCE, Baited
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.hunted import (
    INES,
    NOW,
    OMAR,
    ZOE,
    actor,
    baited,
    find_one,
    follow,
    hunt,
    list_victims,
    log,
    opening,
    trying,
    victim,
)

from chaffinch.desk.followers.sign_ins import Follower
from chaffinch.desk.hunting import hunt_victims
from chaffinch.desk.models import AuditEntry, Case, Hit, HitAct, HitLine, Job, Victim
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.hit_lines import open_line
from chaffinch.desk.services.victims import (
    VictimError,
    forget_victims,
    record_acts,
    settle_victim,
)

__all__ = ["Database", "actor", "baited", "database", "follow", "log", "migrated", "victim"]
pytestmark = pytest.mark.usefixtures("database", "configuration")


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


def test_who_goes_through_names_by_the_hundred_has_no_catch_and_what_opened_is_told(
    baited: Baited, follow: Follower, log: Path
) -> None:
    guesses = "".join(trying(f"name{number}@mouvement-aurore.test") for number in range(301))
    log.write_text(guesses + opening(INES) + trying(OMAR, source="198.51.100.99") + baited.refusal(0))
    follow.read()
    hunt()
    assert [(who, reach) for who, reach, *_ in list_victims(baited)] == [(INES, "opened"), (OMAR, "tried")]
