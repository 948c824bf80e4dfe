"""What every test stands on: no socket beyond loopback, the third-party data where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import _remove_restrictions, socket_allow_hosts
from scripts.build_catalogues import compile_catalogues
from xdist.remote import Producer

from tests.shifts import WAITING, ShiftScheduling

pytest_plugins = ["tests.postgres", "tests.migrating"]

if not os.environ.get("CI"):  # where Hypothesis itself asserts no times either
    settings.register_profile("chaffinch", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("chaffinch")

_UMASK = os.umask(0o022)
os.umask(_UMASK)
CORPUS = Path(os.environ.get("CHAFFINCH_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))


def pytest_configure() -> None:
    """Compile the catalogues of this source tree, as a build does: a stale one would make French silently English."""
    compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes: at the end, one of them alone would hold up the whole run.

    What drives a browser or a mail server runs on one database; the services and one whole story run on both, and with
    CHAFFINCH_FULL=1 everything does.
    """
    if not os.environ.get("CHAFFINCH_FULL"):
        left = [item for item in items if _is_second_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not _is_second_database(item)]
    items.sort(
        key=lambda item: WAITING.index(name) if (name := _name_folder(item)) in WAITING else len(WAITING)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ShiftScheduling | None:
    """Mix what waits with what reckons wherever whole files are given out."""
    return ShiftScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def _is_second_database(item: pytest.Item) -> bool:
    once = _name_folder(item) in ("feeding", "e2e") and item.path.name != "test_first_alarm.py"
    return once and "[postgres" in item.name


def _name_folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests connect to this machine only; skip what needs data that is not there."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    if item.get_closest_marker("corpus") and not CORPUS.is_dir():
        pytest.skip(f"the third-party test data is not beside the checkout ({CORPUS.name})")


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Give sockets back to whatever runs between tests, and files the modes that they had before a verb of ours ran here."""
    _remove_restrictions()
    os.umask(_UMASK)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of third-party test data."""
    return CORPUS
