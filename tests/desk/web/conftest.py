"""The demo organisation's desk, empty or in the middle of a week, and people who look at it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import (
    CaptureTable,
    Configuration,
    MailTable,
    OrganisationTable,
    WatchTable,
)
from chaffinch.desk.home import Home
from chaffinch.desk.models import Digest, User
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.digests import make_digest
from chaffinch.desk.services.watch import sync_settings_file
from tests.desk.web.story import tell_story

CONFIGURATION = Configuration(
    organisation=OrganisationTable(
        name="Mouvement Aurore", language="en", time_zone="Europe/Paris", contact="01 99 00 12 34"
    ),
    watch=WatchTable(
        domains=("mouvement-aurore.test",),
        services=("microsoft365",),
        sign_in_pages=("https://portail.mouvement-aurore.test/",),
    ),
    capture=CaptureTable(egress="direct"),
    mail=MailTable(
        host="127.0.0.1", port=9, security="none", sender="desk@aurore.test", recipients=("a@aurore.test",)
    ),
)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget how often a log-in was tried."""
    cache.clear()


@pytest.fixture
def desk(db: None, home: Home, settings: Settings) -> datetime:
    """An empty desk whose watchlist is read; returns the present."""
    settings.CONFIGURATION = CONFIGURATION
    # Fast hashing; the real hasher has tests of its own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    now = timezone.now()
    sync_settings_file(CONFIGURATION.watch, now=now - timedelta(days=5))
    User.objects.create_user("ines", password="hirondelle de rivage 27", first_name="Inès")
    return now


@pytest.fixture
def furnished(desk: datetime) -> datetime:
    """The same desk in the middle of a week; returns the present."""
    tell_story(now=desk)
    return desk


@pytest.fixture
def digest(furnished: datetime) -> Digest:
    """Last week's digest."""
    return make_digest(
        furnished - timedelta(days=7), furnished - timedelta(days=1), actor=WORKER, now=furnished
    )


@pytest.fixture
def ines(client: Client, desk: datetime) -> Client:
    """Somebody who is signed in."""
    client.force_login(User.objects.get(username="ines"))
    return client
