"""A used decoy is the first thing on the overview, stands on its page's case with each use, and is judged there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import Follower, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.heartbeats import write_heartbeat
from chaffinch.desk.models import Hit, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.hits import note_fault
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.web.markup import check_markup

HOST = "portail.mouvement.aurore-acces.com"


@pytest.fixture
def baited(desk: datetime) -> Baited:
    return feed(HOST, Actor("ines", User.objects.get(username="ines").pk), now=desk)


@pytest.fixture
def log(tmp_path: Path, settings: Settings, desk: datetime) -> Path:
    """A log that the settings name, and somebody who follows it."""
    path = tmp_path / "dovecot.log"
    path.touch()
    table = TripwiresTable(logs=(LogTable(path=str(path), domains=("mouvement-aurore.test",)),))
    settings.CONFIGURATION = replace(settings.CONFIGURATION, tripwires=table)
    beat(desk)
    return path


def beat(now: datetime) -> None:
    write_heartbeat("w", process_id=1, started_at=now, version="", now=now, role="watcher")


def follow(log: Path, home: Home, *lines: str) -> Follower:
    """Write lines and have them read."""
    with log.open("a") as file:
        file.writelines(lines)
    table = TripwiresTable(logs=(LogTable(path=str(log)),))
    followers = open_followers(table.logs, table=table, index=DecoyIndex(home), clock=timezone.now)
    followers[str(log)].read()
    return followers[str(log)]


def read_overview(client: Client) -> str:
    page: str = client.get("/").content.decode()
    check_markup(page)
    return page


def read_section(client: Client, baited: Baited) -> str:
    page: str = client.get(f"/cases/{baited.case.pk}/").content.decode()
    check_markup(page)
    return page[page.index('id="hits"') :].partition("</section>")[0] if 'id="hits"' in page else ""


def judge(client: Client, baited: Baited, **changes: str) -> str:
    typed = {
        "source": SOURCE,
        "newest": str(Hit.objects.order_by("-pk")[0].pk),
        "mark": "test",
        "reason": "A drill of ours.",
        **changes,
    }
    page: str = client.post(f"/cases/{baited.case.pk}/hits/", typed, follow=True).content.decode()
    check_markup(page)
    return page


def test_nothing_is_said_where_nothing_was_used(ines: Client, baited: Baited) -> None:
    assert read_section(ines, baited) == ""
    page = read_overview(ines)
    assert "was used" not in page
    assert "unnoticed" not in page


def test_the_overview_says_first_who_tried_what_was_typed_where(
    ines: Client, baited: Baited, log: Path, home: Home
) -> None:
    follow(log, home, baited.refusal(0), baited.ending(0), baited.opening(1))
    page = read_overview(ines)
    assert "<h1>2 decoys were used</h1>" in page
    assert "<title>2 decoys were used" in page
    alarm = page[page.index('class="alarms') :].partition("</section>")[0]
    for said in (SOURCE, "IMAP", "1 opened an account.", f"/cases/{baited.case.pk}/#hits", "2 attempts"):
        assert said in alarm
    assert page.index('class="alarms') < page.index('class="figures')
    assert baited.address(0).lower() not in page.lower()


def test_the_case_names_each_use_and_never_the_address(
    ines: Client, baited: Baited, log: Path, home: Home
) -> None:
    follow(log, home, baited.refusal(0), baited.opening(1))
    section = read_section(ines, baited)
    assert section.count("Léa Martin") == 2
    for said in (
        SOURCE,
        "the log-in worked",
        "refused, with the decoy’s own password",
        "trap",
        "phantom",
        "line 1",
    ):
        assert said in section
    assert "@mouvement-aurore.test" not in section


def test_each_source_is_judged_apart_and_a_new_use_rings_again(
    ines: Client, baited: Baited, log: Path, home: Home
) -> None:
    ours = baited.opening(1, session="s20", source="203.0.113.99")
    follow(log, home, baited.refusal(0), ours)
    assert "It rings no more" in judge(ines, baited)
    assert "<h1>A decoy was used</h1>" in read_overview(ines)
    judge(ines, baited, source="203.0.113.99", mark="real", reason="It is no address of ours.")
    assert "was used" not in read_overview(ines)
    section = read_section(ines, baited)
    assert "A drill of ours." in section
    assert "It is no address of ours." in section
    follow(log, home, baited.opening(1, session="s21"))
    assert "<h1>A decoy was used</h1>" in read_overview(ines)


def test_what_came_after_the_page_was_shown_rings_on(
    ines: Client, baited: Baited, log: Path, home: Home
) -> None:
    follow(log, home, baited.refusal(0))
    shown = str(Hit.objects.get().pk)
    follow(log, home, baited.opening(1))
    judge(ines, baited, newest=shown)
    assert sorted(Hit.objects.values_list("mark", flat=True)) == ["", "test"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "Say why you think so."),
        ({"mark": "other"}, "Say what it was"),
        ({"source": "192.0.2.1"}, "There is no such use"),
        ({"newest": "nine"}, "There is no such use"),
    ],
)
def test_a_judgement_without_sense_is_refused_in_words(
    ines: Client, baited: Baited, log: Path, home: Home, *, changes: dict[str, str], said: str
) -> None:
    follow(log, home, baited.refusal(0))
    page = judge(ines, baited, **changes)
    assert said in page
    assert (">A drill of ours.</textarea>" in page) == ("mark" in changes or "newest" in changes)
    assert Hit.objects.get().mark == ""


def test_a_forged_name_in_the_log_stays_text(ines: Client, baited: Baited, log: Path, home: Home) -> None:
    line = baited.opening(1).replace(SOURCE, "<script>alert(1)</script>")
    follow(log, home, line, baited.opening(1).replace("session=<s9>", 'session=<"><img src=x>'))
    for page in (read_overview(ines), read_section(ines, baited)):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_log_that_nobody_can_read_is_an_alarm_of_its_own(
    ines: Client, baited: Baited, log: Path, home: Home, desk: datetime
) -> None:
    row = follow(log, home, baited.ending(2)).row
    assert "unnoticed" not in read_overview(ines)
    sources = ines.get("/sources/").content.decode()
    check_markup(sources)
    assert str(log) in sources
    assert "1 line read, 1 of them about an attempt" in sources
    note_fault(row, "not-allowed")
    assert "A sign-in log cannot be read" in read_overview(ines)
    assert "may not read it" in ines.get("/sources/").content.decode()
    beat(desk - timedelta(minutes=5))
    assert "Nobody reads the sign-in logs" in read_overview(ines)


def test_nobody_judges_without_a_log_in(client: Client, baited: Baited, log: Path, home: Home) -> None:
    follow(log, home, baited.refusal(0))
    answer = client.post(f"/cases/{baited.case.pk}/hits/", {"source": SOURCE, "mark": "test", "reason": "x"})
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert Hit.objects.get().mark == ""


def test_the_outlook_counts_what_would_ring(ines: Client, baited: Baited, log: Path, home: Home) -> None:
    def say() -> str:
        page: str = ines.get(f"/cases/{baited.case.pk}/").content.decode()
        return page[page.index('id="feeding"') :].partition("</section>")[0]

    assert "None of them is watched" in say()
    follow(log, home, baited.ending(2))
    # A phantom and a trap: an echo's address says nothing without the password's hash. 2 / (2 + 3).
    assert "in 40 of 100 such attacks" in say()
