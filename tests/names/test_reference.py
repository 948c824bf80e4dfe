"""docs/reference/names.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from chaffinch.names.match import KINDS
from chaffinch.names.matcher import Matcher
from chaffinch.names.tables import load_services
from chaffinch.names.watchlist import KEYS

REFERENCE = (Path(__file__).parents[2] / "docs/reference/names.md").read_text("utf-8")


def test_every_kind_has_an_example_that_shows_it(aurore: Matcher) -> None:
    rows = dict(re.findall(r"^\| ([a-z-]+) \| `([^`]+)` \|", REFERENCE, re.MULTILINE))
    assert set(rows) >= set(KINDS)
    for kind in KINDS:
        [match] = aurore.match(rows[kind])
        assert kind in match.kinds, rows[kind]


def test_every_key_and_every_service_is_named() -> None:
    for key in KEYS:
        assert f"| `{key}` |" in REFERENCE
    listed = re.search(r"services\.toml`: ([a-z0-9, -]+) \|", REFERENCE)
    assert listed
    assert listed[1].split(", ") == list(load_services())
