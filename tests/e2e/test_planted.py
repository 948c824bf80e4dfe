"""The whole of planting: two people plant, an intruder comes in by a fed trap and reads, the desk rings, one item is proved.

Everything is real but the authorities of time: Dovecot without a way out, a worker, a follower, a webhook, Chromium.
"""

from __future__ import annotations

import io
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.desk.baited import feed
from tests.desk.conftest import home
from tests.desk.house import DOMAIN, furnish_house
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.ledger_house import begin
from tests.desk.services.conftest import CONFIGURATION, configuration
from tests.desk.test_channels import Webhook, name, webhook
from tests.e2e.test_ledger_desk import NAMES, check_with_chromium, check_with_python, keep_night
from tests.e2e.test_mailhost_alarm import following
from tests.tripwires.mailhost.running import STRANGER, StrangersImap, needs_dovecot, run_host, wait_until

from chaffinch.desk.configuration_tables import LedgerTable, PlaceTable, PlantingTable, TrapsTable
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.worker import Lane, Worker
from chaffinch.desk.models import FeedingRun, Hit, HitAct, LedgerEntry, PlantedItem, Planting, User
from chaffinch.desk.ordering import Wish, write_order
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.disclosing import answer_disclosure, ask_disclosure, take_disclosure
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.planted import open_document
from chaffinch.desk.services.planting import approve_planting, propose_planting
from chaffinch.desk.services.sending import PlannedDecoy, plan_decoys
from chaffinch.desk.services.traps import take_traps
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.feeding.submit import Secrets

__all__ = ["Database", "configuration", "database", "home", "migrated", "webhook"]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(280),
    pytest.mark.usefixtures("database", "configuration"),
    pytest.mark.parametrize("migrated", ["sqlite"], indirect=True),
    needs_dovecot,
]
HOST = "portail.planted.aurore-acces.com"


@contextmanager
def working() -> Iterator[None]:
    """Run the lanes that this story needs, in threads."""
    worker = Worker([Lane("planting"), Lane("reading"), Lane("quick")], poll_seconds=0.1)

    def run() -> None:
        worker.run()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(timeout=60)


def make_team() -> tuple[Actor, Actor]:
    team = tuple(Actor(who, User.objects.create(username=who).pk) for who in ("ines-plants", "tomas-plants"))
    now = timezone.now()
    sync_settings_file(CONFIGURATION.watch, now=now)
    furnish_house(team[0], now=now)
    for actor in team:
        add_approver(actor.name, actor=team[0], now=now - timedelta(days=2))
    return team[0], team[1]


def plant_lot(team: tuple[Actor, Actor]) -> Planting:
    wish = Wish(
        domain=DOMAIN, accounts=6, letters=80, months=4, documents=10, mailboxes="traps", files="share",
        lent_in_letters=1, lent_in_documents=1,
    )  # fmt: skip
    planting = propose_planting(write_order(wish), reason="Before summer.", actor=team[0], now=timezone.now())
    for actor in team:
        approve_planting(planting.pk, reason="Yes.", actor=actor, now=timezone.now())
    wait_until(lambda: Planting.objects.get(pk=planting.pk).state != "running", seconds=120)
    planting.refresh_from_db()
    assert planting.state == "planted", (planting.stop_code, planting.stop_params)
    return planting


def feed_trap(run: FeedingRun) -> Secrets:
    """Give one of the planted accounts to a page, as a run does; return what was typed there."""
    [(account, isolated)] = take_traps(run, 1, isolated_only=True)
    secrets = Secrets(account.address, account.password, "1")
    first, _, last = account.name.partition(" ")
    persona = {"name": {"first": first, "last": last}}
    now = timezone.now()
    plan_decoys(
        run.pk, [PlannedDecoy("planted-trap", "trap", secrets, persona, now, isolated=isolated)], now=now
    )
    run.fed.filter(number="planted-trap").update(state="done", spent_at=now, outcome="accepted")
    return secrets


def test_from_the_planting_to_the_proof(
    home: Home, settings: Settings, tmp_path: Path, webhook: Webhook
) -> None:
    with run_host(tmp_path, accounts=(), nonce=home.read_key("sign-ins").hex()) as running:
        host, share = running.host.folder, tmp_path / "share"
        places = (
            PlaceTable(name="traps", kind="mail-host", where=str(host)),
            PlaceTable(name="share", kind="folder", where=str(share)),
        )
        settings.CONFIGURATION = replace(
            settings.CONFIGURATION, planting=PlantingTable(places=places), traps=TrapsTable(hosts=(str(host),)),
            alerts=name(home, f"json://127.0.0.1:{webhook.server_port}/"),
            ledger=LedgerTable(authorities=tuple(f"{one}=http://{one}/tsa" for one in NAMES)),
        )  # fmt: skip
        team = make_team()
        begin(team[0], now=timezone.now())
        with working(), following(home, host):
            planting = plant_lot(team)
            kinds = Counter(planting.items.values_list("kind", flat=True))
            assert kinds == {"trap": 6, "mail": 80, "document": 10}
            assert LedgerEntry.objects.filter(item__planting=planting).count() == 96
            webhook.heard.clear()
            read_as_intruder(running.port("imaps"), team, webhook)
    prove(planting, team, home, tmp_path)
    verify_chain()


def read_as_intruder(port: int, team: tuple[Actor, Actor], webhook: Webhook) -> None:
    baited = feed(HOST, team[0], now=timezone.now(), kinds=("phantom",))
    secrets = feed_trap(baited.run)
    time.sleep(3)  # the follower has taken the new decoy in
    intruder, begun = StrangersImap(port), time.monotonic()
    intruder.login(secrets.address, secrets.password)
    hit = wait_until(lambda: Hit.objects.filter(decoy__number="planted-trap").first())
    rang = time.monotonic() - begun
    assert (hit.severity, hit.source, hit.case_id) == ("opened", STRANGER, baited.case.pk)
    wait_until(lambda: webhook.heard)
    told = time.monotonic() - begun
    sys.stdout.write(f"\nlog-in to the row on the desk {rang:.1f} s, to the webhook {told:.1f} s\n")
    assert HOST not in str(webhook.heard)
    intruder.select("INBOX")
    intruder.search(None, "TEXT", "budget")
    intruder.fetch("1:3", "(BODY[])")
    intruder.logout()
    wait_until(
        lambda: {"searched", "read"} <= set(HitAct.objects.filter(hit=hit).values_list("deed", flat=True))
    )
    assert HitAct.objects.get(hit=hit, deed="read").letters == 3
    desk = Client()
    desk.force_login(User.objects.get(pk=team[0].person_id))
    overview = desk.get("/").content.decode()
    assert STRANGER in overview
    assert f"/cases/{baited.case.pk}/#hits" in overview
    way = desk.get(f"/attackers/{hit.pk}/", follow=True).content.decode()
    assert "budget" in way
    assert secrets.password not in way + overview


def prove(planting: Planting, team: tuple[Actor, Actor], home: Home, folder: Path) -> None:
    """Show one document to a stranger: a night with two authorities, two people's yes, a browser without a network."""
    keep_night(home, folder, now=timezone.now())
    item = PlantedItem.objects.filter(planting=planting, kind="document", trap=None)[0]
    entry = LedgerEntry.objects.get(item=item).name
    now = timezone.now()
    asked = ask_disclosure(entry, reason="A journalist asks.", burnt=True, actor=team[0], now=now)
    answer_disclosure(asked.pk, agrees=True, reason="Yes.", burnt=True, actor=team[1], now=now)
    _name, content = take_disclosure(asked.pk, actor=team[0], now=now)
    parcel = folder / "parcel"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(parcel)
    # The document itself lies where it was planted, and in whatever leaked.
    (parcel / "item.txt").write_bytes(open_document(item))
    check_with_python(parcel, folder)
    check_with_chromium(parcel, folder)
