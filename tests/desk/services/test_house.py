"""What must be known of ourselves before a page is fed: domains proved by DNS, staff, consents, accounts that open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.desk.house import DOMAIN, STAFF
from tests.names.loopback_dns import Zone, serve_zone

from chaffinch.decoys.lists import Account, Entry
from chaffinch.desk.configuration_tables import Configuration, SourcesTable
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, DomainProof, KnownPerson, TrapAccount, WatchEntry
from chaffinch.desk.services.audit import WORKER, Actor, verify_chain
from chaffinch.desk.services.proofs import LASTS, ProofError, ask_domain, list_proved, make_record, note_proof
from chaffinch.desk.services.staff import (
    StaffError,
    find_consent,
    is_staff_listed,
    list_consenting,
    list_people,
    note_consent,
    refuse_people,
    take_over_people,
    withdraw_consent,
)
from chaffinch.desk.services.traps import count_ready, keep_accounts
from chaffinch.errors import RefusedError

pytestmark = pytest.mark.usefixtures("watched")
KIND = KnownPerson.Kind


def ask(zone: Zone, settings: object, configuration: Configuration) -> str:
    with serve_zone(zone) as server:
        settings.CONFIGURATION = replace(configuration, sources=SourcesTable(resolver=server))  # type: ignore[attr-defined]
        return ask_domain(DOMAIN)


def test_the_record_in_dns_proves_the_domain_and_says_nothing_of_us(
    settings: object, configuration: Configuration
) -> None:
    record = make_record(DOMAIN)
    assert record == make_record(DOMAIN)
    assert "chaffinch" not in f"{record.name}{record.value}"
    zone = Zone({record.name: ['TXT "v=spf1 -all"', f'TXT "{record.value[:7]}" "{record.value[7:]}"']})
    assert ask(zone, settings, configuration) == ""
    assert zone.asked == [(record.name, "TXT")]


@pytest.mark.parametrize(
    ("fault", "records", "rcode"),
    [
        ("absent", [], ""), ("absent", ["A 192.0.2.1"], ""), ("other", ['TXT "something else"'], ""),
        ("alias", ["CNAME proof.elsewhere.test."], ""), ("servfail", [], "SERVFAIL"),
    ],
)  # fmt: skip
def test_anything_else_proves_nothing(
    fault: str, records: list[str], rcode: str, settings: object, configuration: Configuration
) -> None:
    record = make_record(DOMAIN)
    zone = Zone({"proof.elsewhere.test": [f'TXT "{record.value}"']})
    if records:
        zone.records[record.name] = records
    if rcode:
        zone.rcodes[record.name] = rcode
    assert ask(zone, settings, configuration) == fault


def test_each_domain_and_installation_has_a_record_of_its_own(home: Home) -> None:
    assert make_record(DOMAIN).value != make_record("aurore2027.test").value
    before = make_record(DOMAIN)
    (home.keys / "store.key").unlink()
    assert make_record(DOMAIN).value != before.value


def test_a_proof_holds_a_week_a_silent_resolver_takes_none_away_a_record_that_is_gone_does(
    ines: Actor, now: datetime
) -> None:
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    assert list_proved(now=now) == {DOMAIN}
    note_proof(DOMAIN, fault="timeout", actor=WORKER, now=now + timedelta(days=1))
    assert list_proved(now=now + timedelta(days=1)) == {DOMAIN}
    assert list_proved(now=now + LASTS) == frozenset()
    note_proof(DOMAIN, fault="absent", actor=WORKER, now=now + timedelta(days=2))
    assert list_proved(now=now + timedelta(days=2)) == frozenset()
    assert DomainProof.objects.get().fault == "absent"
    actions = AuditEntry.objects.filter(action__startswith="domain").values_list("action", flat=True)
    assert list(actions.order_by("sequence")) == ["domain proved", "domain proof lost"]


def test_only_what_is_on_the_watchlist_is_ours(ines: Actor, now: datetime) -> None:
    with pytest.raises(ProofError):
        note_proof("elsewhere.test", fault="", actor=ines, now=now)
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    WatchEntry.objects.filter(value=DOMAIN).delete()
    assert list_proved(now=now) == frozenset()


def test_people_rest_encrypted_and_no_decoy_bears_their_names(ines: Actor, now: datetime) -> None:
    assert not is_staff_listed()
    change = take_over_people(STAFF, kind=KIND.STAFF, whole=True, actor=ines, now=now)
    assert (change.added, change.known, change.left) == (3, 0, 0)
    take_over_people([Entry("Jean Public", "")], kind=KIND.PUBLIC, whole=True, actor=ines, now=now)
    assert all(b"Maud" not in bytes(row.sealed) for row in KnownPerson.objects.all())
    said = "".join(f"{row.params}{row.reason}" for row in AuditEntry.objects.all())
    assert "Maud" not in said
    refused, addresses = refuse_people()
    from chaffinch.decoys.names import Name

    assert refused.refuse(Name("Maud", "Bessson")) == "near"
    assert refused.refuse(Name("Jean", "Public")) == "name"
    assert refused.refuse(Name("Luc", "Petit")) == ""
    assert f"tomas.leroy@{DOMAIN}" in addresses
    verify_chain()


def test_who_leaves_stays_known_and_a_shorter_list_is_no_mistake_where_it_is_not_whole(
    ines: Actor, now: datetime
) -> None:
    take_over_people(STAFF, kind=KIND.STAFF, whole=True, actor=ines, now=now)
    assert take_over_people(STAFF[:1], kind=KIND.STAFF, whole=False, actor=ines, now=now).left == 0
    change = take_over_people(STAFF[:2], kind=KIND.STAFF, whole=True, actor=ines, now=now)
    assert (change.added, change.known, change.left) == (0, 2, 1)
    people = list_people(now=now)
    assert [(one.name, one.left) for one in people] == [
        ("Inès Kerbrat", False), ("Tomas Le Roy", False), ("Maud Besson", True),
    ]  # fmt: skip
    assert STAFF[2].address in refuse_people()[1]
    with pytest.raises(StaffError):
        take_over_people([], kind=KIND.STAFF, whole=True, actor=ines, now=now)


def consent(number: int, ines: Actor, now: datetime, **changes: object) -> None:
    wanted = {"note": "On paper.", "lock_out_after": 10, "until": now + timedelta(days=90), **changes}
    note_consent(number, actor=ines, now=now, **wanted)  # type: ignore[arg-type]


def test_a_consent_has_an_end_and_can_be_withdrawn_at_once(ines: Actor, now: datetime) -> None:
    take_over_people(STAFF, kind=KIND.STAFF, whole=True, actor=ines, now=now)
    number = next(one.number for one in list_people(now=now) if one.name == "Maud Besson")
    consent(number, ines, now)
    ((maud, limit),) = list_consenting(locale="fr_FR", now=now)
    assert (maud.first, maud.last, maud.address, limit) == ("Maud", "Besson", STAFF[2].address, 10)
    assert find_consent(STAFF[2].address.upper(), now=now) is not None
    assert find_consent(STAFF[1].address, now=now) is None
    assert list_consenting(locale="fr_FR", now=now + timedelta(days=90)) == []
    withdraw_consent(number, actor=ines, now=now)
    assert find_consent(STAFF[2].address, now=now) is None
    actions = AuditEntry.objects.filter(subject_type="staff").order_by("sequence")
    assert [row.action for row in actions][-2:] == ["consent noted", "consent withdrawn"]


def test_a_consent_that_says_too_little_or_too_much_is_refused(ines: Actor, now: datetime) -> None:
    take_over_people(
        [*STAFF, Entry("", f"accueil@{DOMAIN}")], kind=KIND.STAFF, whole=True, actor=ines, now=now
    )
    nameless, *_, maud = (one.number for one in list_people(now=now))
    changes: list[dict[str, object]] = [
        {"note": " "}, {"lock_out_after": 2}, {"until": now}, {"until": now + timedelta(days=400)}
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(StaffError):
            consent(maud, ines, now, **change)
    with pytest.raises(StaffError):
        consent(999, ines, now)
    people = {one.number: one for one in list_people(now=now)}
    with pytest.raises(StaffError):
        consent(next(number for number, one in people.items() if not one.name), ines, now)
    with pytest.raises(RefusedError, match="Only a person"):
        consent(maud, WORKER, now)
    assert nameless in people


def test_who_leaves_consents_to_nothing(ines: Actor, now: datetime) -> None:
    take_over_people(STAFF, kind=KIND.STAFF, whole=True, actor=ines, now=now)
    number = next(one.number for one in list_people(now=now) if one.name == "Maud Besson")
    consent(number, ines, now)
    take_over_people(STAFF[:2], kind=KIND.STAFF, whole=True, actor=ines, now=now)
    assert list_consenting(locale="fr_FR", now=now) == []


def test_accounts_are_kept_once_encrypted(ines: Actor, now: datetime) -> None:
    accounts = [
        Account("Ana Roux", f"ana.roux@{DOMAIN}", "Brume-7"),
        Account("Luc Petit", f"luc@{DOMAIN}", "x"),
    ]
    assert keep_accounts(accounts, isolated=True, actor=ines, now=now) == 2
    assert keep_accounts(accounts[:1], isolated=False, actor=ines, now=now) == 0
    assert count_ready(isolated_only=True) == 2
    assert all(b"Brume" not in bytes(row.sealed) for row in TrapAccount.objects.all())
    assert "Brume" not in "".join(str(row.params) for row in AuditEntry.objects.all())
