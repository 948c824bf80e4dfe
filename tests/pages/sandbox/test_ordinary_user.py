"""The browser runs as an ordinary user: started by root from a closed folder, or by an ordinary user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pages.designs import draw_sign_in
from tests.pages.loopback_site import LoopbackSite

import chaffinch.errors

pytestmark = pytest.mark.e2e
LIBRARIES = sysconfig.get_paths()["purelib"]
RUN = """
import contextlib
import sys
from pathlib import Path
from chaffinch.ground.egress import Egress
from chaffinch.ground.range_directory import RangeDirectory
from chaffinch.pages.browser import Browser
from chaffinch.pages.sandbox.proc import list_processes_below
with Browser(egress=Egress(), range_directory=RangeDirectory.read(Path(sys.argv[1]))) as browser:
    print(browser.capture("https://portail.test/").outcome)
    owners, arguments = set(), ""
    for one in list_processes_below(browser._supervisor._worker.pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the page's own end with it
            said = Path(f"/proc/{one.number}/cmdline").read_text().replace("--no-zygote-sandbox", "")
            if "/chromium" in said.partition(chr(0))[0]:
                owners.add(Path(f"/proc/{one.number}").stat().st_uid)
                arguments += said
    print(bool(owners) and 0 not in owners, "no-sandbox" in arguments)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A copy of the package in a folder of its own, not below pytest's, which others cannot enter."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(Path(str(chaffinch.errors.__file__)).parent, Path(name, "closed", "chaffinch"))
        yield Path(name)


def run(folder: Path, directory: Path, *before: str, **environment: str) -> str:
    ran = subprocess.run(
        [*before, sys.executable, "-c", RUN, str(directory)],
        env={"PYTHONPATH": f"{folder / 'closed'}:{LIBRARIES}", "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    return ran.stdout + ran.stderr


def test_from_a_folder_and_home_that_only_their_owner_may_enter(folder: Path, site: LoopbackSite) -> None:
    site.page("/", draw_sign_in())
    site.directory.write(folder / "range.json")
    (folder / "closed").chmod(0o700)
    (folder / "home").mkdir(mode=0o700)
    assert run(folder, folder / "range.json", HOME=str(folder / "home")) == "captured\nTrue False\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_started_by_an_ordinary_user(folder: Path, site: LoopbackSite) -> None:
    site.page("/", draw_sign_in())
    site.directory.write(folder / "range.json")
    for path in (folder, folder / "range.json"):
        os.chown(path, 65534, 65534)
    become = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    readable = subprocess.run([*become, "test", "-r", LIBRARIES + "/playwright"], check=False).returncode == 0
    if not readable:
        pytest.skip("the environment is closed to other users here")
    said = run(folder, folder / "range.json", *become, HOME="/nonexistent", PYTHONDONTWRITEBYTECODE="1")
    assert said == "captured\nTrue False\n"
