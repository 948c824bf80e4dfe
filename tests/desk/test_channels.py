"""Channels beside mail: a real webhook hears that something waits, and never what; the list's tokens are told to nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail as outbox
from pytest_django.fixtures import Settings

from chaffinch.desk.channels import ChannelError, read_channels, tell_channels
from chaffinch.desk.configuration_tables import AlertsTable, MailTable
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry
from chaffinch.desk.services.alerts import has_ways, send_word
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.digests import MailNotSentError
from chaffinch.desk.services.feeding import add_approver
from tests.desk.services.conftest import configuration, ines, watched

__all__ = ["configuration", "ines", "watched"]


class Webhook(HTTPServer):
    """Keeps what it is told."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.heard: list[dict[str, object]] = []


class _Hook(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.heard.append(json.loads(self.rfile.read(length)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    server = Webhook()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def name(home: Home, text: str, *, mode: int = 0o600) -> AlertsTable:
    path = home.keys / "channels.txt"
    path.write_text(text)
    path.chmod(mode)
    return AlertsTable(channels_file="channels.txt")


@pytest.mark.usefixtures("watched")
def test_a_webhook_hears_that_something_waits_and_not_what(
    webhook: Webhook, home: Home, settings: Settings, ines: Actor, now: datetime
) -> None:
    table = name(home, f"# ours\njson://127.0.0.1:{webhook.server_port}/hook?token=secret\n")
    settings.CONFIGURATION = replace(settings.CONFIGURATION, alerts=table, mail=MailTable())
    assert has_ways()
    add_approver("ines", actor=ines, now=now)
    assert send_word(now=now)
    [heard] = webhook.heard
    assert heard["title"] == "Mouvement Aurore\N{NO-BREAK SPACE}: quelque chose vous attend sur le bureau"
    said = json.dumps(heard).lower()
    assert not any(word in said for word in ("decoy", "leurre", "feed", "approv", "ines"))
    assert not outbox.outbox
    assert AuditEntry.objects.get(action="alert sent").params == {}


@pytest.mark.usefixtures("watched")
def test_one_way_that_works_is_enough_and_the_other_is_on_record(
    webhook: Webhook, home: Home, settings: Settings, ines: Actor, now: datetime
) -> None:
    webhook.status = 500
    table = name(home, f"json://127.0.0.1:{webhook.server_port}/")
    settings.CONFIGURATION = replace(settings.CONFIGURATION, alerts=table)
    add_approver("ines", actor=ines, now=now)
    assert send_word(now=now)
    assert len(outbox.outbox) == 2
    assert AuditEntry.objects.get(action="alert sent").params == {"failed": ["json"]}
    settings.CONFIGURATION = replace(settings.CONFIGURATION, alerts=table, mail=MailTable())
    with pytest.raises(MailNotSentError):
        send_word(now=now)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("json://hooks.example.org/token-1", "in clear"),
        ("signal://relay.example.org/+331/+332?token-1", "in clear"),
        ("nonsense token-1", "no channel"),
        ("gopher://token-1", "no channel"),
    ],
)
def test_a_line_that_is_no_channel_is_named_and_not_told(home: Home, text: str, said: str) -> None:
    with pytest.raises(ChannelError, match=said) as caught:
        read_channels(home, name(home, f"\n{text}\n"))
    assert "line 2" in str(caught.value)
    assert "token-1" not in caught.value.diagnostics()


def test_a_list_that_others_can_read_is_not_used(home: Home) -> None:
    with pytest.raises(ChannelError, match="Other users"):
        read_channels(home, name(home, "json://127.0.0.1/", mode=0o644))
    with pytest.raises(ChannelError, match="cannot be read"):
        read_channels(home, AlertsTable(channels_file="elsewhere.txt"))
    assert read_channels(home, AlertsTable()) == ()


def test_nobody_listens(home: Home) -> None:
    channels = read_channels(home, name(home, "json://127.0.0.1:1/"))
    assert tell_channels(channels, subject="x", body="y") == ["json"]
