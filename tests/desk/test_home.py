"""The home folder keeps what is secret to its owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.desk.home import Home, find_home
from chaffinch.errors import UsageError


def test_a_key_is_made_once_and_stays(home: Home) -> None:
    first = home.read_key("store")
    assert len(first) == 32
    assert home.read_key("store") == first
    assert (home.keys / "store.key").stat().st_mode & 0o777 == 0o600


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    assert Home(tmp_path / "a").read_key("store") != Home(tmp_path / "b").read_key("store")


def test_a_key_that_others_can_read_is_refused(home: Home) -> None:
    home.read_key("store")
    (home.keys / "store.key").chmod(0o644)
    with pytest.raises(UsageError, match="Other users"):
        home.read_key("store")


def test_a_lost_key_is_explained_instead_of_made_anew(home: Home) -> None:
    with pytest.raises(UsageError, match="is missing") as caught:
        home.read_key("archive", make=False)
    assert "Copy it back" in caught.value.todo


@pytest.mark.parametrize("content", ["", "zz", "abcd", "é"])
def test_a_damaged_key_is_refused(home: Home, content: str) -> None:
    path = home.keys / "store.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(UsageError):
        home.read_key("store")


def test_the_folder_given_wins_over_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAFFINCH_HOME", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert find_home(tmp_path / "given").folder == tmp_path / "given"
    assert find_home().folder == tmp_path / "named"
    monkeypatch.delenv("CHAFFINCH_HOME")
    assert find_home().folder == tmp_path / "xdg" / "chaffinch"
