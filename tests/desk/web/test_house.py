"""The feeding page: what is missing is said, lists are taken over, and who may do it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import SourcesTable
from chaffinch.desk.feeding_facts import is_killed
from chaffinch.desk.models import (
    Approver,
    DomainProof,
    EchoConsent,
    FeedingScope,
    KnownPerson,
    TrapAccount,
    User,
)
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.proofs import make_record
from tests.desk.house import DOMAIN, furnish_house
from tests.desk.web.markup import check_markup
from tests.names.loopback_dns import Zone, serve_zone


@pytest.fixture
def chief(ines: Client, desk: datetime) -> Client:
    """Ines as an administrator."""
    User.objects.filter(username="ines").update(is_superuser=True)
    User.objects.create_user("tomas", password="x")
    return ines


def read(client: Client, path: str = "/feeding/", **typed: object) -> str:
    answer = client.post(path, typed, follow=True) if typed else client.get(path)
    page: str = answer.content.decode()
    check_markup(page)
    return page


def test_an_empty_desk_says_what_is_missing(chief: Client) -> None:
    page = read(chief)
    assert "Not ready: no live page is fed yet" in page
    for said in (
        "no domain is proved to be yours",
        "no staff list",
        "no scope signed by counsel",
        make_record(DOMAIN).value,
    ):
        assert said in page


def test_a_furnished_house_is_ready(chief: Client, desk: datetime) -> None:
    ines = Actor("ines", User.objects.get(username="ines").pk)
    furnish_house(ines, now=desk)
    for name in ("ines", "tomas"):
        add_approver(name, actor=ines, now=desk - timedelta(days=2))
    day = f"{desk:%Y-%m-%d}"
    year = f"{desk + timedelta(days=200):%Y-%m-%d}"
    document = SimpleUploadedFile("scope.pdf", b"%PDF signed")
    page = read(chief, "/feeding/scope/", document=document, signed_by="Me Delacroix", since=day, until=year)
    assert "Ready: live pages can be fed" in page
    assert FeedingScope.objects.get().signed_by == "Me Delacroix"


def test_a_domain_is_proved_over_dns(chief: Client, settings: Settings) -> None:
    record = make_record(DOMAIN)
    with serve_zone(Zone({record.name: [f'TXT "{record.value}"']})) as server:
        settings.CONFIGURATION = replace(settings.CONFIGURATION, sources=SourcesTable(resolver=server))
        assert f"It is proved that {DOMAIN} is yours." in read(chief, "/feeding/domains/", domain=DOMAIN)
        assert "not one of your own" in read(chief, "/feeding/domains/", domain="elsewhere.test")
    assert DomainProof.objects.get().proved_at
    with serve_zone(Zone()) as server:
        settings.CONFIGURATION = replace(settings.CONFIGURATION, sources=SourcesTable(resolver=server))
        assert "The record is not there." in read(chief, "/feeding/domains/", domain=DOMAIN)


def test_lists_are_taken_over_and_bad_lines_are_named(chief: Client, desk: datetime) -> None:
    list_ = SimpleUploadedFile("staff.csv", f"nom;courriel\nMaud Besson;maud@{DOMAIN}\nX;y\n".encode())
    page = read(chief, "/feeding/people/", list=list_, kind="staff", whole="yes")
    assert "1 new, 0 known already, 0 left." in page
    assert "1 line could not be read (line 3)." in page
    assert "Maud Besson" in page
    read(chief, "/feeding/people/", lines="Jean <script>Public", kind="public")
    assert "Jean &lt;script" not in read(chief)
    assert KnownPerson.objects.filter(kind="public").count() == 1
    assert "Nobody stands on that list." in read(chief, "/feeding/people/", lines=" ", kind="staff")


def test_a_consent_is_noted_and_withdrawn(chief: Client, desk: datetime) -> None:
    read(chief, "/feeding/people/", lines=f"Maud Besson, maud@{DOMAIN}", kind="staff")
    number = KnownPerson.objects.get().pk
    until = f"{desk + timedelta(days=30):%Y-%m-%d}"
    path = f"/feeding/people/{number}/"
    assert "A consent says how" in read(chief, path, note="", lock_out_after="10", until=until)
    assert "A consent says how" in read(
        chief, path, note="On paper.", lock_out_after="10", until="2027-99-99"
    )
    assert "The consent is on record." in read(
        chief, path, note="On paper.", lock_out_after="10", until=until
    )
    assert "the account locks after 10 failed log-ins" in read(chief)
    read(chief, path, act="withdraw")
    assert EchoConsent.objects.get().withdrawn_at


def test_accounts_are_registered(chief: Client) -> None:
    list_ = SimpleUploadedFile("traps.csv", f"ana.roux@{DOMAIN},Brume-7\nnothing\n".encode())
    page = read(chief, "/feeding/accounts/", list=list_, where="live")
    assert "1 account is ready." in page
    assert "Brume-7" not in page
    assert not TrapAccount.objects.get().isolated


def test_only_administrators_say_who_approves_and_what_counsel_signed(chief: Client) -> None:
    page = read(chief, "/feeding/approvers/", name="tomas", act="add")
    assert "tomas may approve from tomorrow on" in page
    assert "may approve from" in page
    read(chief, "/feeding/approvers/", name="tomas", act="remove")
    assert Approver.objects.get().until
    User.objects.filter(username="ines").update(is_superuser=False)
    for path in ("/feeding/approvers/", "/feeding/scope/"):
        assert chief.post(path, {"name": "ines"}).status_code == 403
    assert "Administrators change this." in read(chief)


def test_the_switch_is_thrown_and_lifted_with_a_reason(chief: Client) -> None:
    assert "All feeding is stopped" in read(chief, "/feeding/switch/", act="throw")
    assert is_killed()
    assert "Say why it can go on." in read(chief, "/feeding/switch/", act="lift", reason=" ")
    read(chief, "/feeding/switch/", act="lift", reason="A drill.")
    assert not is_killed()


def test_everybody_is_told_of_a_new_approver_and_of_what_waits(chief: Client, desk: datetime) -> None:
    assert "was made an approver" not in read(chief, "/")
    read(chief, "/feeding/approvers/", name="tomas", act="add")
    assert "tomas was made an approver" in read(chief, "/")
    read(chief, "/feeding/switch/", act="throw")
    assert "All feeding is stopped." in read(chief, "/")
