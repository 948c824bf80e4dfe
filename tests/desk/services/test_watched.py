"""What is counted as watched: domains that a sound log says it covers; echoes where passwords stand there as hashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.desk.house import DOMAIN

from chaffinch.desk.configuration_tables import Configuration, LogTable, TripwiresTable
from chaffinch.desk.doctor import examine
from chaffinch.desk.feeding_facts import reads_failed_logins
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.heartbeats import write_heartbeat
from chaffinch.desk.models import SignInLog
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.hits import note_fault
from chaffinch.desk.services.proofs import note_proof
from chaffinch.desk.services.startup import prepare_desk

pytestmark = pytest.mark.usefixtures("watched")
HOST = "portail.mouvement.aurore-acces.com"
OTHER = "aurore2027.test"


def configure(settings: Settings, configuration: Configuration, *logs: LogTable, now: datetime) -> None:
    settings.CONFIGURATION = replace(configuration, tripwires=TripwiresTable(logs=logs))
    prepare_desk(now=now)


def test_without_a_log_nothing_is_watched(
    settings: Settings, configuration: Configuration, ines: Actor, now: datetime
) -> None:
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    configure(settings, configuration, now=now)
    assert not reads_failed_logins(HOST, now=now)
    configure(settings, configuration, LogTable(path="/var/log/dovecot.log"), now=now)
    assert not reads_failed_logins(HOST, now=now)


def test_a_log_watches_the_domains_that_it_names(
    settings: Settings, configuration: Configuration, ines: Actor, now: datetime
) -> None:
    log = LogTable(path="/var/log/dovecot.log", domains=(DOMAIN.upper(),))
    configure(settings, configuration, log, now=now)
    assert not reads_failed_logins(HOST, now=now)  # no domain is proved: no decoy can have an address
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    assert reads_failed_logins(HOST, now=now)
    assert not reads_failed_logins(HOST, now=now, kind="echo")
    note_proof(OTHER, fault="", actor=ines, now=now)
    assert not reads_failed_logins(HOST, now=now)
    second = LogTable(path="/var/log/other.log", domains=(OTHER,), passwords="hashed")
    configure(settings, configuration, replace(log, passwords="hashed"), second, now=now)
    assert reads_failed_logins(HOST, now=now)
    assert reads_failed_logins(HOST, now=now, kind="echo")


def test_a_log_that_cannot_be_read_watches_nothing(
    settings: Settings, configuration: Configuration, ines: Actor, now: datetime
) -> None:
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    configure(settings, configuration, LogTable(path="/var/log/dovecot.log", domains=(DOMAIN,)), now=now)
    note_fault(SignInLog.objects.get(), "no-such-file")
    assert not reads_failed_logins(HOST, now=now)


def test_a_range_that_does_not_answer_watches_nothing(now: datetime) -> None:
    assert not reads_failed_logins("portail.mouvement.aurore.test", now=now)


def test_the_doctor_says_whether_a_decoy_would_ring(
    settings: Settings, configuration: Configuration, home: Home, tmp_path: Path, now: datetime
) -> None:
    def ask(*logs: LogTable) -> tuple[str, str]:
        settings.CONFIGURATION = replace(configuration, tripwires=TripwiresTable(logs=logs))
        point = next(point for point in examine(home, now=now, send_mail=False) if point.name == "tripwires")
        return point.state, point.what

    path = tmp_path / "dovecot.log"
    log = LogTable(path=str(path))
    assert ask() == ("note", "No sign-in log is read: no decoy would ring.")
    assert ask(log)[0] == "fault"
    path.touch()
    assert ask(log) == ("note", "Nobody reads the sign-in logs now.")
    write_heartbeat("w", process_id=1, started_at=now, version="", now=now, role="watcher")
    assert ask(log) == ("note", "1 read; no decoy is counted on to ring.")
    covering = replace(log, domains=(DOMAIN,))
    assert ask(covering) == ("ok", f"1 read; decoys at {DOMAIN} are counted on to ring")
