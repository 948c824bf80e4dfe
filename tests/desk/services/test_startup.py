"""Whoever answers a setting and starts again need not click anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import Configuration, MailTable, WatchTable
from chaffinch.desk.models import Job, Schedule, WatchEntry
from chaffinch.desk.services.audit import WORKER, Actor
from chaffinch.desk.services.digests import make_digest
from chaffinch.desk.services.startup import prepare_desk
from chaffinch.desk.services.tips import report_link
from chaffinch.desk.services.watch import (
    WatchEntryError,
    add_watch_entry,
    remove_watch_entry,
    sync_settings_file,
)

pytestmark = pytest.mark.usefixtures("watched")


def list_waiting() -> list[str]:
    return sorted(Job.objects.filter(state="waiting").values_list("kind", flat=True))


def test_starting_twice_asks_for_everything_once(configuration: Configuration, now: datetime) -> None:
    prepare_desk(now=now)
    first = list_waiting()
    prepare_desk(now=now)
    assert list_waiting() == first == ["capture_reference"]
    assert sorted(Schedule.objects.values_list("name", flat=True)) == [
        "daily-forgetting",
        "daily-proofs",
        "daily-recheck",
        "hourly-stamps",
        "nightly-archive",
        "nightly-ledger",
        "weekly-digest",
        "weekly-references",
        "weekly-thinning",
    ]


def test_a_case_that_was_never_opened_is_asked_for_again(ines: Actor, now: datetime) -> None:
    report_link("https://portail.mouvement.aurore.test/", actor=ines, now=now)
    Job.objects.update(state="done")  # what a worker does while nobody has said how captures leave
    prepare_desk(now=now)
    assert "capture_case" in list_waiting()


def test_a_digest_that_waited_for_a_mail_server_is_sent_and_one_made_by_hand_is_not(
    configuration: Configuration, settings: Settings, now: datetime
) -> None:
    settings.CONFIGURATION = replace(configuration, mail=MailTable())
    make_digest(now - timedelta(days=7), now, actor=WORKER, now=now)
    make_digest(now - timedelta(days=1), now, actor=WORKER, now=now, enqueue=False)
    Job.objects.update(state="done")
    settings.CONFIGURATION = configuration
    prepare_desk(now=now)
    assert list_waiting().count("send_digest") == 1
    prepare_desk(now=now + timedelta(days=30))
    assert list_waiting().count("send_digest") == 1


def test_lines_of_the_file_come_and_go_with_it_and_those_of_the_desk_stay(ines: Actor, now: datetime) -> None:
    mine = add_watch_entry("brand", "Aurore en marche", actor=ines, now=now)
    assert sync_settings_file(WatchTable(domains=("mouvement-aurore.test",)), now=now)["removed"] == 5
    assert {entry.value for entry in WatchEntry.objects.all()} == {
        "mouvement-aurore.test",
        "Aurore en marche",
    }
    remove_watch_entry(mine.pk, actor=ines, now=now)
    with pytest.raises(WatchEntryError, match="settings file"):
        remove_watch_entry(WatchEntry.objects.get().pk, actor=ines, now=now)


def test_an_own_sign_in_page_added_on_the_desk_is_captured(ines: Actor, now: datetime) -> None:
    Job.objects.update(state="done")
    add_watch_entry("sign-in", "https://nuage.mouvement-aurore.test/login", actor=ines, now=now)
    assert list_waiting() == ["capture_reference"]
