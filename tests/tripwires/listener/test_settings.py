"""listener.toml: what is wrong is refused with its name; every key is documented."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from chaffinch.tripwires.listener.errors import ListenerError
from chaffinch.tripwires.listener.settings import Portal, Settings, load_settings, parse_settings

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "listener.md"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"listen": "localhost"}, "listen"),
        ({"listen": "127.0.0.1:70000"}, "listen"),
        ({"listen": 8480}, "listen"),
        ({"certificate": "/a.pem"}, "certificate"),
        ({"certificate": "a.pem", "key": "/k.pem"}, "certificate"),
        ({"server": "nginx\r\nX: y"}, "server"),
        ({"push_path": "push"}, "push_path"),
        ({"proxies": ["example.org"]}, "proxies"),
        ({"proxies": "127.0.0.1"}, "proxies"),
        ({"disk_mb": 0}, "disk_mb"),
        ({"keep_days": True}, "keep_days"),
        ({"beacon_answer": "script"}, "beacon_answer"),
        ({"portals": [{"path": "/push/x"}]}, "path"),
        ({"portals": [{"path": "/../x y"}]}, "path"),
        ({"portals": [{"path": "/a"}, {"path": "/a"}]}, "path"),
        ({"portals": [{"path": "/a", "language": "de"}]}, "language"),
        ({"portals": [{"path": "/a", "name": "x\ny"}]}, "name"),
        ({"portals": {"path": "/a"}}, "portals"),
    ],
)
def test_what_is_wrong_is_named(said: dict[str, object], named: str) -> None:
    with pytest.raises(ListenerError, match=named):
        parse_settings(said)


def test_a_file_that_is_none_is_refused_and_a_missing_one_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()
    for text in (b"listen = [", b"\xff\xfe"):
        (tmp_path / "listener.toml").write_bytes(text)
        with pytest.raises(ListenerError):
            load_settings(tmp_path / "listener.toml")


def test_values_are_taken_over() -> None:
    settings = parse_settings(
        {"listen": "[::1]:443", "proxies": ["10.0.0.0/8"], "portals": [{"path": "/a/b", "outcome": "code"}]}
    )
    assert settings.address == ("::1", 443)
    assert str(settings.networks[0]) == "10.0.0.0/8"
    assert settings.portals == (Portal("/a/b", outcome="code"),)


@pytest.mark.parametrize("table", [Settings, Portal])
def test_every_key_is_documented(table: type[Settings] | type[Portal]) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for entry in fields(table):
        assert f"| `{entry.name}` |" in text
