"""What is counted as watched: domains that a sound log says it covers; echoes where passwords stand there as hashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings
from tests.desk.house import DOMAIN

from chaffinch.desk.configuration_tables import Configuration, LogTable, TripwiresTable
from chaffinch.desk.feeding_facts import reads_failed_logins
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
