"""A whole file of each format, as bad as it may be: the decoy is found, the rest is counted by file and line."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import pytest
from tests.tripwires.replay import DOVECOT
from tests.tripwires.samples import NAME, NOW, SAMPLES, SOURCE, Sample

from chaffinch.ground.streams import StreamError
from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.match import Bait, Hit
from chaffinch.tripwires.scan import Tally
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.signin import Unreadable

EVERY = pytest.mark.parametrize("sample", (DOVECOT, *SAMPLES), ids=lambda sample: sample.title)


def find(login: str) -> Sequence[Bait]:
    return (Bait("p-1", "phantom", lambda _login, _mark: None),) if login.lower() == NAME else ()


def search(sample: Sample, path: Path) -> tuple[list[Hit], list[Unreadable], Tally]:
    made, tally = (
        LogSearch(
            find=find,
            place_time=lambda local: local.replace(tzinfo=UTC),
            clock=lambda: NOW,
            open_format=lambda: choose_format(sample.name, columns=sample.columns, attempts=sample.attempts),
        ),
        Tally(),
    )
    found = list(made.scan(str(path), tally=tally))
    hits = [one for one in found if isinstance(one, Hit)]
    return hits, [one for one in found if isinstance(one, Unreadable)], tally


@EVERY
def test_the_decoy_is_found_among_everything_that_goes_wrong(sample: Sample, tmp_path: Path) -> None:
    lines = [
        *([sample.heading] if sample.heading else []),
        sample.refused("ines@mouvement-aurore.test"),
        sample.refused("x" * 1_000_000),
        sample.refused("\x1b[31m\u202e" + NAME),
        sample.refused(NAME).replace("2026", "2009").replace("Nov 21", "Jan  2"),
        "\x00" * 300,
        "[" * 5_000,
        sample.opened(NAME),
        sample.refused(NAME)[:60],
    ]
    raw = "\n".join(lines).encode() + b"\n\xff\xfe\xfa not text\n"
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(raw))
    hits, unreadable, tally = search(sample, path)
    first = lines.index(sample.opened(NAME)) + 1
    assert [(hit.severity, hit.sign_in.spot.line) for hit in hits] == [
        ("address", first - 3),
        ("opened", first),
    ]
    assert {hit.sign_in.source for hit in hits} <= {SOURCE, "127.0.0.53"}
    assert tally.unreadable == len(unreadable)
    assert {one.spot.file for one in unreadable} == {str(path)}
    # The name of a million letters, at least: it may have been anything.
    assert (first - 5) in {one.spot.line for one in unreadable}
    assert all(one.spot.line <= len(lines) + 1 for one in unreadable)


@EVERY
def test_an_empty_file_holds_nothing_and_a_missing_one_is_told(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    hits, unreadable, _tally = search(sample, tmp_path / "a.log")
    assert (hits, [one for one in unreadable if one.spot.line > 1]) == ([], [])
    with pytest.raises(StreamError):
        search(sample, tmp_path / "missing.log")
