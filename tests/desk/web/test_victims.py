"""Whose accounts else stands on the page of the case; a block says what it does before it does it; tests are announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import LogTable, ProviderTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.hunting import hunt_victims
from chaffinch.desk.models import AnnouncedTest, Hit, Job, User, Victim
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.blocking import Outcome, note_outcomes
from chaffinch.desk.services.victims import open_login, record_acts, record_victims
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.web.markup import check_markup

INES, OMAR = "ines@mouvement-aurore.test", "omar@mouvement-aurore.test"
MAIL = ProviderTable(
    name="mail server", kind="dovecot", domains=("mouvement-aurore.test",), deny_file="/etc/dovecot/denied"
)
OWN = ProviderTable(
    name="door", kind="command", domains=("mouvement-aurore.test",), block=("lock-door", "{account}")
)


@pytest.fixture
def baited(desk: datetime) -> Baited:
    return feed(
        "portail.mouvement.aurore-acces.com", Actor("ines", User.objects.get(username="ines").pk), now=desk
    )


@pytest.fixture
def hunted(baited: Baited, tmp_path: Path, home: Home, settings: Settings, desk: datetime) -> Baited:
    """A page whose trap was opened, from where two real accounts were opened or tried."""
    log = tmp_path / "dovecot.log"
    at = desk + timedelta(minutes=1)
    moment = f"{at:%Y-%m-%d %H:%M:%S}+0000"
    lines = [baited.refusal(0), baited.opening(1)]
    lines = [line.replace("2027-03-01 09:31:07+0000", moment) for line in lines]
    lines += [
        f"{moment} imap-login: Info: Login: user=<{INES}>, method=PLAIN, rip={SOURCE}, lip=127.0.0.1, mpid=7, TLS, session=<v1>\n",
        f"{moment} auth: Info: passwd-file({OMAR},{SOURCE},<v2>): Password mismatch\n",
        f"{at + timedelta(seconds=40):%Y-%m-%d %H:%M:%S}+0000 imap({baited.address(1)})<7><s9>: Info: Disconnected: Logged out"
        " in=99 out=9000 deleted=0 expunged=0 trashed=0 hdr_count=12 hdr_bytes=900 body_count=3 body_bytes=7000\n",
    ]
    log.write_text("".join(lines))
    table = TripwiresTable(logs=(LogTable(path=str(log)),), providers=(MAIL, OWN))
    settings.CONFIGURATION = replace(settings.CONFIGURATION, tripwires=table)
    followers = open_followers(table.logs, table=table, index=DecoyIndex(home), clock=timezone.now)
    followers[str(log)].read()
    found = hunt_victims(now=desk, clock=timezone.now, stop=lambda: False)
    record_victims(found.linked, now=desk)
    record_acts(found.acts)
    return baited


def find_one(who: str = INES) -> Victim:
    return next(row for row in Victim.objects.all() if open_login(row) == who)


def read(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    page: str = answer.content.decode()
    check_markup(page)
    return page


def read_section(client: Client, baited: Baited) -> str:
    page = read(client, f"/cases/{baited.case.pk}/")
    return page[page.index('id="victims"') :].partition("</section>")[0]


def test_whom_to_help_stands_on_the_cases_page(ines: Client, hunted: Baited) -> None:
    section = read_section(ines, hunted)
    assert section.index(INES) < section.index(OMAR)  # opened comes before tried
    for words in (
        "from the very address that used a decoy",
        SOURCE,
        "only tried",
        "30 days after the case is closed",
    ):
        assert words in section
    assert hunted.address(1) not in section.lower()


def test_a_page_without_victims_says_nothing_of_them(ines: Client, baited: Baited) -> None:
    assert 'id="victims"' not in read(ines, f"/cases/{baited.case.pk}/")


def test_a_block_is_asked_for_twice_and_says_exactly_what_happens(ines: Client, hunted: Baited) -> None:
    row = find_one()
    section = read_section(ines, hunted)
    assert f'href="/victims/{row.pk}/block/"' in section
    page = read(ines, f"/victims/{row.pk}/block/")
    for words in (
        INES,
        "mail server",
        "Nobody can sign in to this mailbox any more",
        "lock-door {account}",
        "Tell the owner first",
    ):
        assert words in page
    assert not Job.objects.filter(kind="block_account").exists()
    refused = ines.post(f"/victims/{row.pk}/block/", {"reason": " "})
    assert refused.status_code == 422
    check_markup(refused.content.decode())
    done = ines.post(f"/victims/{row.pk}/block/", {"reason": "he is inside"})
    assert (done.status_code, done["Location"]) == (302, f"/cases/{hunted.case.pk}/#victims")
    assert Job.objects.get(kind="block_account").payload == {"victim": row.pk, "act": "block"}
    section = read_section(ines, hunted)
    assert "Is being blocked" in section
    assert 'hx-trigger="every 2s"' in section


def test_how_long_it_took_stands_there_and_what_each_provider_said(ines: Client, hunted: Baited) -> None:
    row = find_one()
    ines.post(f"/victims/{row.pk}/block/", {"reason": "he is inside"})
    outcomes = [
        Outcome("mail server", "dovecot", done=True, sessions="at-once"),
        Outcome("door", "command", done=True, sessions="unknown"),
    ]
    note_outcomes(row.pk, "block", outcomes, now=row.signed_at + timedelta(minutes=3))
    section = read_section(ines, hunted)
    assert "blocked 3 min after the first sign" in section
    assert "Open sessions were ended." in section
    assert f"/victims/{row.pk}/unblock/" in section
    assert "It cannot be undone from here" in read(ines, f"/victims/{row.pk}/unblock/")


def test_a_provider_that_fails_says_what_to_do_by_hand(ines: Client, hunted: Baited) -> None:
    row = find_one()
    ines.post(f"/victims/{row.pk}/block/", {"reason": "he is inside"})
    failed = Outcome(
        "mail server",
        "dovecot",
        done=False,
        fault="deny-file",
        detail="/etc/dovecot/denied: Permission denied",
    )
    note_outcomes(row.pk, "block", [failed], now=timezone.now())
    section = read_section(ines, hunted)
    for words in (
        "Not blocked everywhere",
        "The file of denied names cannot be written.",
        "doveadm kick",
        "Permission denied",
    ):
        assert words in section


def test_without_a_provider_it_says_so(ines: Client, hunted: Baited, settings: Settings) -> None:
    table = replace(settings.CONFIGURATION.tripwires, providers=())
    settings.CONFIGURATION = replace(settings.CONFIGURATION, tripwires=table)
    page = read(ines, f"/victims/{find_one().pk}/block/")
    assert "The settings name no provider that keeps this account." in page
    assert "Block it now" not in page


def test_warned_and_cleared(ines: Client, hunted: Baited) -> None:
    row = find_one(OMAR)
    assert ines.post(f"/victims/{row.pk}/", {"state": "warned"}).status_code == 302
    assert "The owner was warned" in read_section(ines, hunted)
    assert ines.post(f"/victims/{row.pk}/", {"state": "cleared"}).status_code == 422
    ines.post(f"/victims/{row.pk}/", {"state": "cleared", "reason": "his own slip"})
    assert "his own slip" in read_section(ines, hunted)
    assert ines.post(f"/victims/{row.pk}/", {"state": "blocked", "reason": "x"}).status_code == 422
    assert ines.get(f"/victims/{row.pk}/erase/").status_code == 404
    assert ines.get(f"/victims/{row.pk}/").status_code == 405


def test_the_whole_way_from_the_lure_to_what_was_read(ines: Client, hunted: Baited) -> None:
    last = Hit.objects.order_by("-pk").first()
    assert last is not None
    first = Hit.objects.order_by("at", "pk").first()
    assert first is not None
    assert f"/attackers/{last.pk}/" in read(ines, f"/cases/{hunted.case.pk}/")
    moved = ines.get(f"/attackers/{last.pk}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/attackers/{first.pk}/")
    page = read(ines, f"/attackers/{first.pk}/")
    order = [
        "The page portail.mouvement.aurore-acces.com was first seen", "A decoy that he used later was typed",
        "Was refused as", "Left, and had read 3 letters (12 headings, 7 kB)",
    ]  # fmt: skip
    # Text that is isolated has marks of direction in it.
    plain = page.translate({0x2068: None, 0x2069: None})
    found = [plain.index(words) for words in order]
    assert found[-1] == max(found)
    for words in (SOURCE, "the same address", "Léa Martin", f"Opened {INES}", f"Tried {OMAR}"):
        assert words in plain
    assert "Brume" not in plain
    assert ines.get("/attackers/999999/").status_code == 404


def test_a_test_of_ours_is_announced_and_called_off(ines: Client, desk: datetime) -> None:
    page = read(ines, "/own-tests/")
    assert "None. What is announced" in page
    local = timezone.localtime(desk)
    values = {
        "source": "192.0.2.10",
        "since": f"{local:%Y-%m-%dT%H:%M}",
        "until": f"{local + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "reason": "drill",
    }
    refused = ines.post("/own-tests/", {**values, "since": "yesterday"})
    assert refused.status_code == 422
    check_markup(refused.content.decode())
    assert ines.post("/own-tests/", values).status_code == 302
    row = AnnouncedTest.objects.get()
    assert (row.source, row.reason) == ("192.0.2.10", "drill")
    assert "192.0.2.10" in read(ines, "/own-tests/")
    ines.post(f"/own-tests/{row.pk}/end/")
    assert "None. What is announced" in read(ines, "/own-tests/")


def test_the_overview_says_that_accounts_wait_for_help_until_somebody_did_something(
    ines: Client, hunted: Baited
) -> None:
    words = "A colleague’s account was opened by somebody with our decoys, and nobody has helped yet."
    page = read(ines, "/")
    assert words in page
    assert f'href="/cases/{hunted.case.pk}/#victims"' in page
    assert INES not in page
    ines.post(f"/victims/{find_one().pk}/", {"state": "warned"})
    assert words not in read(ines, "/")


def test_a_sources_network_and_tool_stand_beside_it(
    ines: Client, hunted: Baited, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hit.objects.update(tool="python-requests")

    class Base:
        def get_with_prefix_len(self, ip_address: str, /) -> tuple[object, int]:
            return {"country_code": "FR", "asn": "AS64500", "as_name": "Example <Hosting>"}, 24

    monkeypatch.setattr("chaffinch.desk.attackers.open_bases", lambda paths: (Base(),))
    monkeypatch.setattr("chaffinch.tripwires.networks._find_kind", lambda address: "public")
    plain = read(ines, f"/cases/{hunted.case.pk}/").translate({0x2068: None, 0x2069: None})
    assert "FR · AS64500 · Example &lt;Hosting&gt; · 198.51.100.0/24 · python-requests" in plain


def test_a_database_of_addresses_that_cannot_be_read_hides_nothing(
    ines: Client, hunted: Baited, settings: Settings
) -> None:
    table = replace(settings.CONFIGURATION.tripwires, addresses=("/nowhere/geo.mmdb",))
    settings.CONFIGURATION = replace(settings.CONFIGURATION, tripwires=table)
    assert SOURCE in read(ines, f"/cases/{hunted.case.pk}/")
