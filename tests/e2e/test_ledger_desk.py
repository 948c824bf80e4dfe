"""From a run's second yes to a proof that a stranger checks with the network off, by the desk's pages and OpenSSL's stamps."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect, sync_playwright
from pytest_django.fixtures import Settings
from tests.desk.conftest import home
from tests.desk.ledger_house import ORIGIN, Desk
from tests.desk.web.conftest import desk, fresh_limits, furnished, ines
from tests.desk.web.test_feeding import allowed, case, propose
from tests.ground.timestamp_authority import Authority
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.desk.configuration_tables import LedgerTable
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.kinds.feeding import feed_page
from chaffinch.desk.jobs.kinds.ledger import keep_ledger
from chaffinch.desk.models import Case, Disclosure, FedDecoy, FeedingRun, LedgerEntry, User
from chaffinch.desk.services.ledger import require_ledger

__all__ = ["allowed", "case", "desk", "fresh_limits", "furnished", "home", "ines"]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed"),
]
NAMES = ("one.test", "two.test")


def reply_as(authority: Authority, heard: list[bytes]) -> Callable[[Visitor], None]:
    def reply(visitor: Visitor) -> None:
        heard.append(visitor.rfile.read(int(visitor.headers["Content-Length"])))
        visitor.say(authority.answer(heard[-1]), kind="application/timestamp-reply")

    return reply


def keep_night(home: Home, folder: Path, *, now: datetime) -> list[bytes]:
    """Run the nightly job against two authorities of OpenSSL on loopback; return all that they were sent."""
    heard: list[bytes] = []
    with LoopbackSite(folder, hosts=NAMES) as site:
        for name in NAMES:
            (folder / name).mkdir()
            site.routes[f"{name}/tsa"] = reply_as(Authority(folder / name), heard)
        site.directory.write(home.range_file)
        keep_ledger({"due": now.isoformat()}, Desk(now))  # type: ignore[arg-type]  # all that a job asks of its context
    home.range_file.unlink()
    return heard


def say_yes(client: Client, path: str, **typed: str) -> str:
    page: str = client.post(path, typed, follow=True).content.decode()
    return page


@pytest.mark.usefixtures("allowed")
def test_from_the_second_yes_to_a_proof_that_a_stranger_checks_offline(
    ines: Client, case: Case, home: Home, settings: Settings, tmp_path: Path
) -> None:
    authorities = tuple(f"{name}=http://{name}/tsa" for name in NAMES)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, ledger=LedgerTable(authorities=authorities))
    User.objects.filter(username="ines").update(is_superuser=True)
    tomas = Client()
    tomas.force_login(User.objects.get(username="tomas"))
    say_yes(ines, "/ledger/begin/", origin=ORIGIN, most="20000", sure="yes")

    propose(ines, case)
    run = FeedingRun.objects.get()
    for client in (ines, tomas):
        say_yes(client, f"/cases/{case.pk}/feeding/{run.pk}/approve/", reason="Yes.")
    run.refresh_from_db()
    assert run.state == "running"
    now = run.begun_at
    assert now is not None
    feed_page({"run": run.pk}, Desk(now))  # type: ignore[arg-type]
    decoys = FedDecoy.objects.filter(run=run).exclude(kind="visit")
    assert LedgerEntry.objects.filter(decoy__in=decoys).count() == decoys.count() > 40

    heard = keep_night(home, tmp_path, now=now)
    [kept] = require_ledger().checkpoints
    assert sorted(kept.read_stamps()) == list(NAMES)
    assert {len(one) for one in heard} == {70}
    assert all(kept.checkpoint.root in one for one in heard)

    entry = LedgerEntry.objects.filter(decoy__kind="phantom")[0]
    say_yes(ines, "/ledger/disclose/", entry=entry.name, reason="A journalist asks.", burnt="yes")
    asked = Disclosure.objects.get()
    say_yes(tomas, f"/ledger/disclose/{asked.pk}/answer/", act="agree", reason="Yes.", burnt="yes")
    taken = ines.post(f"/ledger/disclose/{asked.pk}/proof/")
    parcel = tmp_path / "parcel"
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        archive.extractall(parcel)
    check_with_python(parcel, tmp_path)
    check_with_chromium(parcel, tmp_path)


def check_with_python(parcel: Path, folder: Path) -> None:
    """Check as the README says: verify.py alone, then OpenSSL over the stamps, then the item."""
    verify = [sys.executable, "-I", "verify.py", "proof.json"]
    done = subprocess.run(verify, cwd=parcel, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("HOLDS")
    root = done.stdout.partition("below the root ")[2].split()[0]
    for number, name in enumerate(NAMES, 1):
        token = subprocess.run([*verify, "--token", str(number)], cwd=parcel, capture_output=True, check=True)
        (parcel / "token.tsr").write_bytes(token.stdout)
        openssl = ["openssl", "ts", "-verify", "-digest", root, "-in", "token.tsr", "-CAfile"]
        subprocess.run([*openssl, str(folder / name / "ca.pem")], cwd=parcel, check=True, capture_output=True)
    item = json.loads((parcel / "proof.json").read_bytes())["item"]
    summed = subprocess.run(["sha256sum", "item.txt"], cwd=parcel, capture_output=True, text=True, check=True)
    assert summed.stdout.split()[0] == item["sha256"]


def check_with_chromium(parcel: Path, folder: Path) -> None:
    """Check by the page of the zip, in a browser that has no network."""
    # Chromium refuses its own sandbox to root; the page here is our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_context(locale="en-GB", offline=True).new_page()
        page.goto((parcel / "verify.html").as_uri())
        for name in NAMES:
            page.set_input_files("#file", folder / name / "ca.pem")
            expect(page.locator("#roots")).to_contain_text("Loopback root")
        page.set_input_files("#file", parcel / "proof.json")
        expect(page.locator("#result")).to_contain_text("It holds: committed to before")
        found = page.evaluate("({...document.body.dataset})")
        browser.close()
    assert (found["code"], found["states"], found["dating"]) == ("holds", "trusted trusted", "dated")
