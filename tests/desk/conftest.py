"""A home folder for each test of the desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chaffinch.desk.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A fresh home folder that services find by themselves."""
    place = Home(tmp_path / "home")
    place.create()
    monkeypatch.setitem(os.environ, "CHAFFINCH_HOME", str(place.folder))
    yield place


@pytest.fixture
def now() -> datetime:
    """A Monday."""
    return datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
