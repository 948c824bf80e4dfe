"""The demo organisation at the desk, for tests of services."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import (
    CaptureTable,
    Configuration,
    MailTable,
    OrganisationTable,
    WatchTable,
)
from chaffinch.desk.home import Home
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.watch import sync_settings_file

CONFIGURATION = Configuration(
    organisation=OrganisationTable(
        name="Mouvement Aurore",
        language="fr",
        time_zone="Europe/Paris",
        contact="securite@mouvement-aurore.test",
    ),
    watch=WatchTable(
        domains=("mouvement-aurore.test", "aurore2027.test"),
        services=("microsoft365", "nextcloud"),
        allowed=("partenaire.test",),
        sign_in_pages=("https://portail.mouvement-aurore.test/",),
    ),
    capture=CaptureTable(egress="direct"),
    mail=MailTable(
        host="127.0.0.1",
        port=9,
        security="none",
        sender="chaffinch@mouvement-aurore.test",
        recipients=("equipe@mouvement-aurore.test", "direction@mouvement-aurore.test"),
    ),
)


@pytest.fixture
def configuration(settings: Settings, home: Home) -> Configuration:
    """The demo organisation's settings, as if read from its file."""
    settings.CONFIGURATION = CONFIGURATION
    settings.DEFAULT_FROM_EMAIL = CONFIGURATION.mail.sender
    return CONFIGURATION


@pytest.fixture
def watched(db: None, configuration: Configuration, now: datetime) -> None:
    """The watchlist of the settings file, in the tables."""
    sync_settings_file(configuration.watch, now=now)


@pytest.fixture
def ines(db: None) -> Actor:
    """A person who sits at the desk."""
    user = User.objects.create(username="ines")
    return Actor(user.username, user.pk)
