"""A furnished home folder, and a place for what is put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.desk.home import Home
from tests.desk.backup.house import furnish


@pytest.fixture(autouse=True)
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def full(tmp_path: Path) -> Home:
    return furnish(Home(tmp_path / "full"))


@pytest.fixture
def fresh(tmp_path: Path) -> Home:
    return Home(tmp_path / "fresh")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.backup"
