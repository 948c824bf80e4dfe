"""From a dump to a fact pack by the desk's pages: read with the real parts, agreed to by two people, and checked by a stranger
in Chromium with the network off."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright
from tests.desk.conftest import home
from tests.desk.web.conftest import desk, fresh_limits, furnished, ines
from tests.leaks.archive.house import KEY, add, begin
from tests.leaks.triage.story import write_story

from chaffinch.desk.home import PRESS_KEY, Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Dump, DumpItem, Release, User
from chaffinch.ground.files import write_whole
from chaffinch.reports.factpack.keys import make_signing_key, write_fingerprint

__all__ = ["desk", "fresh_limits", "furnished", "home", "ines"]
pytestmark = pytest.mark.e2e


@pytest.fixture
def tomas(furnished: object) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="tomas"))
    return client


def say(client: Client, path: str, **typed: str) -> str:
    page: str = client.post(path, typed, follow=True).content.decode()
    return page


def import_dump(client: Client, home: Home, folder: Path) -> Dump:
    """Archive what our people wrote, and have the desk read the dump that appeared."""
    story = write_story(folder)
    write_whole(home.keys / "archive.key", KEY.hex().encode() + b"\n")
    add(begin(home.archive, owned=("mouvement-aurore.test",)), story.mail, story.papers)
    vote = (timezone.localdate() + timedelta(days=3)).isoformat()
    said = say(client, "/dumps/start/", source=str(story.dump), name="Vendredi", country="FR", vote_on=vote)
    assert "It is being read." in said
    dump = Dump.objects.get()
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    read_dump(lease.payload, JobContext(lease, clock=timezone.now, stopping=Event()))
    dump.refresh_from_db()
    assert dump.state == Dump.State.READ
    return dump


def release(item: DumpItem, first: Client, second: Client) -> None:
    """Have two people agree to a verdict, and two that it is shown."""
    at = f"/dumps/{item.dump_id}/items/{item.pk}"
    for one in (first, second):
        say(one, f"{at}/read/", act="agree", verdict=item.verdict)
    say(first, f"{at}/release/", reason="Everybody quotes it.", redactions="Paul")
    asked = Release.objects.get(item=item)
    assert "Released." in say(second, f"{at}/release/{asked.pk}/", act="agree", reason="It is so.")


def take_pack(client: Client, dump: Dump) -> dict[str, bytes]:
    answer = client.post(f"/dumps/{dump.pk}/pack/", {"name": "The files of Friday"})
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_from_a_dump_to_a_pack_that_a_stranger_checks_offline(
    ines: Client, tomas: Client, home: Home, tmp_path: Path
) -> None:
    dump = import_dump(ines, home, tmp_path / "story")
    altered = DumpItem.objects.get(dump=dump, path="box.mbox!/2")
    assert altered.verdict == "altered"
    assert json.loads(take_pack(ines, dump)["facts.json"])["examples"] == []  # nobody has agreed to anything

    release(altered, ines, tomas)
    pack = take_pack(ines, dump)
    facts = json.loads(pack["facts.json"])
    assert facts["verdicts"]["altered"]["items"] == 1
    assert facts["verdicts"]["genuine"]["items"] >= 5
    [example] = facts["examples"]
    assert (example["item"], example["verdict"]) == ("box.mbox!/2", "altered")
    shown = json.dumps(example, ensure_ascii=False)
    assert "minuit" in shown
    assert "neuf heures" in shown
    assert "Paul" not in shown
    assert "jeanne.roy" not in shown

    folder = tmp_path / "pack"
    for name, content in pack.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    key = write_fingerprint(make_signing_key("mouvement-aurore.test", home.read_key(PRESS_KEY)).note_key)
    source = str(tmp_path / "story" / "dump")
    checked = subprocess.run(
        [sys.executable, "-I", "verify.py", ".", "--key", key, "--dump", source],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "Your copy is the dump that is meant." in checked.stdout
    check_in_browser(folder, Path(source), key=key)


def check_in_browser(folder: Path, dump: Path, *, key: str) -> None:
    """Check the pack as a journalist would, with the network off, and read what it says."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its own sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_context(locale="en-GB", offline=True).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / "verify.html").as_uri())
        page.locator("#key").fill(key)
        page.set_input_files("#dump-folder", dump)
        page.set_input_files("#folder", folder)
        expect(page.locator("#result")).to_contain_text("Nothing was changed since it was signed.")
        page.goto((folder / "facts.html").as_uri())
        expect(page.locator("body")).to_contain_text("minuit")
        assert {url.partition(":")[0] for url in asked} == {"file"}
        browser.close()
