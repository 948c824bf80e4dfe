"""From a planted document to the desk: its beacon is asked for, a portal is tried, a log is pushed, and each use rings."""

from __future__ import annotations

import hashlib
import io
import re
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connections
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.tripwires.listener.house import Running, start

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.documents.making import Document, DocumentOrder, make_documents
from chaffinch.decoys.lists import Account
from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.followers.sign_ins import follow_logs
from chaffinch.desk.home import Home
from chaffinch.desk.models import Hit, PlantedItem, Planting, SignInLog, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.planted import hash_beacon
from chaffinch.desk.services.traps import keep_accounts
from chaffinch.ground.clock import read_clock

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("database", "configuration")]
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PEOPLE = ["Maïwenn Le Goff", "Tanguy Kerbrat", "Inès Martin", "Paul Roux"]
SOURCE = "203.0.113.9"
DOVECOT = "2026-11-21 18:00:00 imap-login: Info: Login: user=<{}>, method=PLAIN, rip={}, lip=127.0.0.1, mpid=7, TLS, session=<a>\n"


@contextmanager
def following(home: Home, listener: Path, *, log: Path) -> Iterator[None]:
    """Follow the listener's files and one pushed log, as the process of `chaffinch serve` does."""
    ended = threading.Event()
    table = TripwiresTable(logs=(LogTable(path=str(log), format="dovecot"),))

    def follow() -> None:
        follow_logs(
            table, home=home, clock=read_clock, stop=ended.is_set, wait=ended.wait, listener=str(listener)
        )
        connections.close_all()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=30)


def plant(home: Home) -> tuple[Document, PlantedItem]:
    """Make a document with a beacon, and its row."""
    order = DocumentOrder(
        "minutes", 1, "b1", PEOPLE, format="docx", organisation="Mouvement Aurore", beacon="https://files.aurore.test/img/{id}.png"
    )  # fmt: skip
    [document] = make_documents(order, seed=Seed(b"e2e of the listener"), at=NOW)
    planting = Planting.objects.create(
        order={}, order_hash="0" * 64, batch="e2e-listener", reason="A drill.", proposed_at=NOW, state="planted",
        proposed_by=User.objects.create(username="lise-e2e"),
    )  # fmt: skip
    item = PlantedItem.objects.create(
        planting=planting, number="e2e-paper", kind="document", state="placed", place=document.file, sealed=b"",
        sha256=hashlib.sha256(document.content).hexdigest(),
        beacon=hash_beacon(document.id, key=home.read_key("store")),
    )  # fmt: skip
    return document, item


def find_beacon(document: Document) -> str:
    """Return the path that an office programme would fetch."""
    with zipfile.ZipFile(io.BytesIO(document.content)) as parts:
        text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    [path] = set(re.findall(r"https://files\.aurore\.test(/img/[^\"]+)", text))
    return str(path)


def await_hits(count: int, *, seconds: float = 30) -> list[Hit]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        hits = list(Hit.objects.filter(source=SOURCE).order_by("pk"))
        if len(hits) >= count:
            return hits
        time.sleep(0.1)
    raise AssertionError(list(Hit.objects.values_list("severity", "source")))


def test_each_use_of_what_was_planted_reaches_the_desk(
    tmp_path: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    document, item = plant(home)
    lea = Account("Léa Corbel", "lea.corbel.e2e@aurore.test", "Marée-1987")
    keep_accounts([lea], isolated=True, actor=Actor("lise-e2e", item.planting.proposed_by_id), now=NOW)
    text = 'proxies = ["127.0.0.1"]\n[[portals]]\npath = "/espace"\nlanguage = "fr"\n'
    nonce = home.read_key("sign-ins").hex()
    with start(tmp_path / "listener", text, nonce=nonce) as listener:
        token = listener.make_token("mail-1")
        log = listener.folder.pushed / "mail-1.log"
        assert listener.push("mail-1", token, b"\n") == 204
        with following(home, listener.folder.path, log=log):
            waits = [
                measure(lambda: listener.ask(find_beacon(document), user_agent="Microsoft Office Word 2014", x_forwarded_for=SOURCE), 1),
                measure(lambda: try_portal(listener, lea), 2),
                measure(lambda: listener.push("mail-1", token, DOVECOT.format(lea.address, SOURCE).encode()), 3),
            ]  # fmt: skip
    opened, tried, signed_in = await_hits(3)
    assert (opened.item, opened.severity, opened.protocol) == (item, "beacon", "word")
    assert (tried.severity, tried.protocol, signed_in.severity) == ("password", "portal", "opened")
    assert tried.trap == signed_in.trap is not None
    assert not SignInLog.objects.filter(followed=True).exclude(fault="").exists()
    with capsys.disabled():
        sys.stdout.write(f"\n  on the desk after {', '.join(f'{wait:.1f} s' for wait in waits)}\n")


def measure(act: Callable[[], object], count: int) -> float:
    """Return the seconds until so many uses are on the desk."""
    begun = time.monotonic()
    act()
    await_hits(count)
    return time.monotonic() - begun


def try_portal(listener: Running, account: Account) -> None:
    look = listener.equipment.reception._portals[0].look
    form = {look.login_field: account.address, look.password_field: account.password}
    told = listener.ask("/espace", method="POST", body=urlencode(form).encode(), x_forwarded_for=SOURCE)
    assert told.status == 200
