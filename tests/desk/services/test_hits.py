"""Each use of a decoy is kept once, rings until a person judges it, and is on record; on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.hunted import NOW, actor, baited, log

from chaffinch.decoys.lists import Account
from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import Follower, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import AuditEntry, Hit, Job, PlantedItem, Planting, SignInLog
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.hits import BARE, MarkError, adopt_logs, find_hits, mark_hits
from chaffinch.desk.services.sending import PlannedDecoy, plan_decoys
from chaffinch.desk.services.traps import keep_accounts
from chaffinch.desk.used_decoys import list_seen_uses
from chaffinch.feeding.submit import Secrets
from chaffinch.reports.stix import SeenUse, write_bundle
from chaffinch.tripwires.passwords import hash_policy

__all__ = ["Database", "actor", "baited", "database", "log", "migrated"]
pytestmark = pytest.mark.usefixtures("database", "configuration")


@pytest.fixture
def follow(log: Path, home: Home) -> Iterator[Follower]:
    """Follows the log as the process of `chaffinch serve` does, one reading at each call of `read`."""
    yield start(log, home)
    Job.objects.all().delete()


def start(log: Path, home: Home) -> Follower:
    """Begin anew, from what the tables say."""
    table = TripwiresTable(logs=(LogTable(path=str(log)),))
    return open_followers(table.logs, table=table, index=DecoyIndex(home), clock=lambda: NOW)[str(log)]


def append(log: Path, *lines: str) -> None:
    with log.open("a") as file:
        file.writelines(lines)


def list_hits(baited: Baited) -> list[tuple[str, str]]:
    hits = Hit.objects.filter(decoy__run=baited.run).order_by("pk")
    return [(hit.decoy.number, hit.severity) for hit in hits if hit.decoy is not None]


def test_a_use_rings_with_who_when_and_how(baited: Baited, follow: Follower, log: Path) -> None:
    append(log, baited.refusal(0), baited.ending(0), baited.opening(1))
    assert follow.read() == 2
    assert list_hits(baited) == [(baited.numbers[0], "password"), (baited.numbers[1], "opened")]
    first = Hit.objects.get(decoy__number=baited.numbers[0])
    assert (first.source, first.success, first.line, first.file) == (SOURCE, False, 1, str(log))
    assert first.protocol == "imap"  # said by the line that sums up the connection
    assert first.at == datetime(2027, 3, 1, 9, 31, 7, tzinfo=UTC)
    entry = AuditEntry.objects.filter(action="decoy used", subject_id=str(baited.case.pk)).get()
    assert entry.params == {"hits": 2}
    said = f"{entry.params}{entry.reason}"
    assert baited.numbers[0] not in said
    assert Job.objects.filter(kind="send_word").count() == 1
    verify_chain()


def test_a_colleague_who_shares_an_echos_address_never_rings(
    baited: Baited, follow: Follower, log: Path
) -> None:
    append(
        log,
        baited.opening(2),
        baited.ending(2, session="s2"),
        baited.refusal(2, password="my own slip", session="s3"),
    )
    follow.read()
    assert list_hits(baited) == []
    append(log, baited.refusal(2, session="s4"))
    follow.read()
    assert list_hits(baited) == [(baited.numbers[2], "password")]


def test_the_policy_hook_names_the_decoy_by_the_installations_own_nonce(
    baited: Baited, follow: Follower, log: Path, home: Home
) -> None:
    nonce = home.read_key("sign-ins").hex()
    for password, expected in (("another", 0), ("Brume-2", 1)):
        pwhash = hash_policy(baited.address(2), password, nonce=nonce)
        append(
            log,
            f'{{"at": "2027-03-01T09:31:07Z", "login": "{baited.address(2)}", "pwhash": "{pwhash}", '
            f'"remote": "{SOURCE}", "protocol": "imap", "success": false, "fail_type": "credentials"}}\n',
        )
        assert follow.read() == expected
    assert list_hits(baited) == [(baited.numbers[2], "password")]


def test_a_line_counts_once_however_often_it_is_read(
    baited: Baited, follow: Follower, log: Path, home: Home
) -> None:
    append(log, baited.refusal(0), baited.opening(1))
    assert follow.read() == 2
    assert start(log, home).read() is None
    SignInLog.objects.filter(path=str(log)).update(place={})
    assert start(log, home).read() == 0
    assert len(list_hits(baited)) == 2
    assert AuditEntry.objects.filter(action="decoy used", subject_id=str(baited.case.pk)).count() == 1


def test_a_table_is_followed_on_by_headings_that_were_read_before(
    baited: Baited, log: Path, home: Home
) -> None:
    named = LogTable(
        path=str(log), format="csv", columns=("at=Time", "login=User", "source=From", "result=Said")
    )

    def follow() -> Follower:
        table = TripwiresTable(logs=(named,))
        return open_followers(table.logs, table=table, index=DecoyIndex(home), clock=lambda: NOW)[str(log)]

    append(log, "User,Said,From,Time\n", f"{baited.address(0)},failure,{SOURCE},2027-03-01T09:31:07Z\n")
    assert follow().read() == 1
    append(log, f"{baited.address(1)},success,{SOURCE},2027-03-01T09:32:07Z\n")
    assert follow().read() == 1
    assert list_hits(baited) == [(baited.numbers[0], "address"), (baited.numbers[1], "opened")]
    row = SignInLog.objects.get(path=str(log))
    assert (row.format, row.lines, row.attempts, row.unreadable) == ("csv", 3, 2, 0)


def test_half_a_line_waits_and_a_rotated_log_is_read_to_its_end(
    baited: Baited, follow: Follower, log: Path, home: Home
) -> None:
    line = baited.refusal(0)
    append(log, baited.opening(1), line[:40])
    assert follow.read() == 1
    append(log, line[40:])
    log.rename(log.with_name("dovecot.log.1"))
    log.write_text(baited.opening(1, session="s10"))
    again = start(log, home)
    assert again.read() == 1
    assert again.read() == 1
    assert [number for number, _ in list_hits(baited)] == [baited.numbers[place] for place in (1, 0, 1)]
    assert not SignInLog.objects.get(path=str(log)).lost


def test_a_decoy_that_is_made_while_the_log_is_followed_rings(
    baited: Baited, actor: Actor, follow: Follower, log: Path
) -> None:
    append(log, baited.opening(1))
    assert follow.read() == 1
    later = feed("portail.made-later.aurore-acces.com", actor, now=NOW)
    append(log, later.refusal(0))
    assert follow.read() == 1
    assert list_hits(later) == [(later.numbers[0], "password")]


def test_a_name_that_was_nobodys_rings_once_a_decoy_bears_it(
    baited: Baited, follow: Follower, log: Path
) -> None:
    late = Baited(baited.case, baited.run, (f"late-{baited.run.pk}",))
    append(log, late.refusal(0))
    assert follow.read() == 0
    secrets = Secrets(late.address(0), "Brume-0", "1")
    plan_decoys(late.run.pk, [PlannedDecoy(late.numbers[0], "phantom", secrets, {}, NOW)], now=NOW)
    append(log, late.refusal(0, session="s2"))
    assert follow.read() == 1
    assert list_hits(baited) == [(late.numbers[0], "password")]


def test_a_log_under_another_path_is_read_from_its_beginning(
    baited: Baited, follow: Follower, log: Path, home: Home
) -> None:
    append(log, "a line\n", baited.opening(1))
    assert follow.read() == 1
    other = log.with_name("other.log")
    log.rename(other)
    SignInLog.objects.filter(path=str(log)).update(name="practice range")
    row = adopt_logs([("practice range", str(other), "dovecot")], now=NOW)["practice range"]
    assert row.place == {}
    SignInLog.objects.filter(pk=row.pk).update(name=str(other))


def test_a_log_that_is_away_is_told_and_comes_back(baited: Baited, follow: Follower, log: Path) -> None:
    log.rename(log.with_suffix(".away"))
    assert follow.read() is None
    row = SignInLog.objects.get(path=str(log))
    assert row.fault == "no-such-file"
    log.with_suffix(".away").rename(log)
    append(log, baited.opening(1))
    assert follow.read() == 1
    row.refresh_from_db()
    assert (row.fault, row.lines, row.attempts) == ("", 1, 1)


def test_a_flood_of_uses_is_kept_whole(baited: Baited, follow: Follower, log: Path) -> None:
    append(log, *(baited.refusal(0, session=f"s{number}") for number in range(2_500)))
    assert follow.read() == 2_500
    assert len(list_hits(baited)) == 2_500
    assert Job.objects.filter(kind="send_word").count() == 1


def test_a_judged_use_rings_no_more_and_stays_on_record(
    baited: Baited, actor: Actor, follow: Follower, log: Path
) -> None:
    append(log, baited.refusal(0), baited.opening(1))
    follow.read()
    hits = list(Hit.objects.filter(decoy__run=baited.run).values_list("pk", flat=True))
    mark_hits(("case", baited.case.pk), hits, mark="test", reason=" A drill of ours. ", actor=actor, now=NOW)
    kept = Hit.objects.filter(decoy__run=baited.run)
    assert {(hit.mark, hit.mark_reason, hit.marked_by_id) for hit in kept} == {
        ("test", "A drill of ours.", actor.person_id)
    }
    mark_hits(
        ("case", baited.case.pk),
        hits[:1],
        mark="real",
        reason="It was none.",
        actor=actor,
        now=NOW + timedelta(minutes=1),
    )
    entries = AuditEntry.objects.filter(action="hits marked", subject_id=str(baited.case.pk)).order_by(
        "sequence"
    )
    assert [(entry.actor, entry.reason, entry.params["mark"]) for entry in entries] == [
        (actor.name, "A drill of ours.", "test"),
        (actor.name, "It was none.", "real"),
    ]
    verify_chain()


def test_a_judgement_needs_a_mark_a_reason_and_a_use_of_this_page(
    baited: Baited, actor: Actor, follow: Follower, log: Path
) -> None:
    append(log, baited.opening(1))
    follow.read()
    hit = Hit.objects.get(decoy__run=baited.run)
    other = feed("portail.elsewhere.aurore-acces.com", actor, now=NOW).case.pk
    own = baited.case.pk
    for case, mark, reason in (
        (own, "", "why"),
        (own, "mine", "why"),
        (own, "test", "  "),
        (other, "test", "why"),
    ):
        with pytest.raises(MarkError):
            mark_hits(("case", case), [hit.pk], mark=mark, reason=reason, actor=actor, now=NOW)
    with pytest.raises(MarkError):
        mark_hits(("case", own), [], mark="test", reason="why", actor=actor, now=NOW)
    hit.refresh_from_db()
    assert hit.mark == ""


def test_others_are_told_of_real_uses_and_of_no_decoy(
    baited: Baited, actor: Actor, follow: Follower, log: Path
) -> None:
    append(log, baited.refusal(0), baited.opening(1))
    follow.read()

    def list_ours(since: datetime | None = None) -> list[SeenUse]:
        return [use for use in list_seen_uses(since=since) if use.page == baited.case.host]

    first, second = list_ours()
    assert (first.source, first.at) == (SOURCE, datetime(2027, 3, 1, 9, 31, 7, tzinfo=UTC))
    assert list_ours(second.at) == [first, second]
    assert list_ours(second.at + timedelta(seconds=1)) == []
    bundle = json.dumps(write_bundle([first, second], organisation="Les Amis", now=NOW)).lower()
    assert SOURCE in bundle
    assert not any(baited.address(which).lower() in bundle for which in range(3))
    assert "@" not in bundle
    hits = Hit.objects.filter(decoy__run=baited.run).values_list("pk", flat=True)
    mark_hits(("case", baited.case.pk), list(hits)[:1], mark="test", reason="A drill.", actor=actor, now=NOW)
    assert len(list_ours()) == 1
    SignInLog.objects.filter(path=str(log)).update(name="practice range")
    assert list_ours() == []
    SignInLog.objects.filter(path=str(log)).update(name=str(log))


def test_the_index_finds_by_keyed_hash_and_a_login_without_domain(baited: Baited, home: Home) -> None:
    index = DecoyIndex(home)
    assert [bait.number for bait in index.find(f" {baited.address(0).upper()} ")] == [baited.numbers[0]]
    assert [bait.number for bait in index.find(baited.numbers[1])] == [baited.numbers[1]]
    assert not index.find("")
    assert not index.find("nobody@mouvement-aurore.test")


def test_an_account_that_no_page_had_rings_for_whoever_had_it(
    actor: Actor, follow: Follower, log: Path
) -> None:
    account = Account("Lise Corbel", "lise.corbel@aurore.test", "Marée-1987")
    keep_accounts([account], isolated=True, actor=actor, now=NOW)
    line = "Mar 01 10:31:07 mail dovecot: imap-login: Login: user=<lise.corbel@aurore.test>, method=PLAIN, "
    append(log, line + f"rip={SOURCE}, lip=192.0.2.1, mpid=77, TLS, session=<bare>\n")
    assert follow.read() == 1
    hit = Hit.objects.get(trap__found_by=hash_address(account.address))
    assert (hit.case, hit.planting, hit.decoy, hit.severity) == (None, None, None, "opened")
    assert AuditEntry.objects.filter(action="decoy used", subject_type="traps").exists()
    assert list(find_hits(BARE).filter(pk=hit.pk)) == [hit]
    planting = Planting.objects.create(
        order={},
        order_hash="0" * 64,
        batch="bare",
        reason="A drill.",
        proposed_by_id=actor.person_id,
        proposed_at=NOW,
    )
    PlantedItem.objects.create(
        planting=planting, number="letter-1", kind="mail", sealed=b"", sha256="0" * 64, trap=hit.trap
    )
    append(log, line + f"rip={SOURCE}, lip=192.0.2.1, mpid=78, TLS, session=<lent>\n")
    assert follow.read() == 1
    assert [(one.planting_id, one.source) for one in find_hits(("planting", planting.pk))] == [
        (planting.pk, SOURCE)
    ]
    assert mark_hits(BARE, [hit.pk], mark="test", reason="We tried it.", actor=actor, now=NOW) == 1
