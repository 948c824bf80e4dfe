"""The wheel alone carries everything that a page, a mail and the practice range need."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this source tree without a network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installer would put on the path."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("chaffinch/")}
    tracked = subprocess.run(
        ["git", "ls-files", "src/chaffinch"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    missing = {name.removeprefix("src/") for name in tracked.stdout.split()} - held
    assert missing == set()
    assert "chaffinch/locale/fr/LC_MESSAGES/django.mo" in held


def environment(unpacked: Path, home: Path) -> dict[str, str]:
    # The folder comes before the source tree, and the check below proves that it is the one that is used.
    return {**os.environ, "PYTHONPATH": str(unpacked), "CHAFFINCH_HOME": str(home)}


@pytest.fixture
def desk(unpacked: Path, tmp_path: Path) -> Iterator[str]:
    """A desk that runs from the wheel alone."""
    home, settings = tmp_path / "home", tmp_path / "our.toml"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    settings.write_text(
        f'[organisation]\nname = "Les Amis"\nlanguage = "fr"\n[watch]\ndomains = ["en-marche.fr"]\n[desk]\nlisten = "{listen}"\n'
    )
    chaffinch = [sys.executable, "-m", "chaffinch"]
    where = subprocess.run(
        [sys.executable, "-c", "import chaffinch; print(chaffinch.__file__)"],
        env=environment(unpacked, home), cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(unpacked))
    subprocess.run(
        [*chaffinch, "init", "--from", str(settings)],
        env=environment(unpacked, home),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    process = subprocess.Popen(
        [*chaffinch, "serve"], env=environment(unpacked, home), cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://{listen}/account/login/", process)
        yield f"http://{listen}"
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the desk did not answer")


def test_a_page_opens_from_the_wheel_in_french_with_its_style(desk: str) -> None:
    request = urllib.request.Request(f"{desk}/account/login/", headers={"Accept-Language": "fr"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        page = answer.read().decode()
        policy = answer.headers["Content-Security-Policy"]
    assert '<html lang="fr"' in page
    assert "Mot de passe" in page
    assert "default-src 'none'" in policy
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with urllib.request.urlopen(desk + style, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
