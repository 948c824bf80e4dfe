"""One core or two: the same answers in the same order, and a lost process is an error."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.ground.streams import StreamError, read_blocks
from chaffinch.names.hosts import Skipped
from chaffinch.names.matcher import Matcher
from chaffinch.names.parallel import LostProcessError, match_blocks
from chaffinch.names.watchlist import Watchlist

WATCHLIST = Watchlist.from_mapping({"domains": ["en-marche.fr", "caf.fr"], "services": ["microsoft365"]})
LURES = (
    b"mail-en-marche.fr",
    b"xn--n-marche-b8g.fr",
    b"portal-office.fr",
    b"a..b",
    b"https://caf-login.com/x",
)


def make_blocks(count: int) -> list[bytes]:
    """Make blocks with lures, broken lines and harmless names in a fixed disorder."""
    chance = random.Random(7)
    return [
        b"\n".join(
            chance.choice(LURES) if chance.random() < 0.1 else f"name{chance.randrange(10**6)}.org".encode()
            for _ in range(500)
        )
        for _ in range(count)
    ]


def test_two_processes_say_what_one_says_in_the_same_order() -> None:
    blocks = make_blocks(12)
    alone = list(match_blocks(WATCHLIST, blocks, jobs=1))
    assert list(match_blocks(WATCHLIST, blocks, jobs=2)) == alone
    assert any(isinstance(item, Skipped) for item in alone)
    assert [item.line for item in alone] == sorted(item.line for item in alone)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.lists(st.binary(max_size=60) | st.sampled_from(LURES), max_size=12).map(b"\n".join), max_size=6
    )
)
def test_any_bytes_give_the_same_on_one_core_and_on_two(blocks: list[bytes]) -> None:
    assert list(match_blocks(WATCHLIST, blocks, jobs=2)) == list(match_blocks(WATCHLIST, blocks, jobs=1))


def test_a_source_that_breaks_gives_what_came_before_on_two_processes_too() -> None:
    def break_off() -> Iterator[bytes]:
        yield from make_blocks(3)
        raise StreamError("list.gz is damaged", why="cut short", todo="fetch it again")

    found = []
    with pytest.raises(StreamError):
        for item in match_blocks(WATCHLIST, break_off(), jobs=2):
            found.append(item)
    assert found == list(match_blocks(WATCHLIST, make_blocks(3), jobs=1))


def test_a_killed_process_is_an_error_and_no_silence() -> None:
    def kill_readers() -> Iterator[bytes]:
        for number, block in enumerate(make_blocks(12)):
            if number == 6:
                for process in multiprocessing.active_children():
                    os.kill(process.pid or 0, signal.SIGKILL)
            yield block

    with pytest.raises(LostProcessError):
        list(match_blocks(WATCHLIST, kill_readers(), jobs=2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_stops_reading_early_gets_no_error(jobs: int) -> None:
    found = match_blocks(WATCHLIST, make_blocks(12), jobs=jobs)
    assert isinstance(found, Generator)
    next(found)
    found.close()


def test_blocks_of_a_file_are_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes(
        b"en.marche.fr\r\n\r\n# note\nmail-en-marche.fr\n" + b"a" * 40_000 + b"\nenmarche-fr.com"
    )
    hosts = [
        item.host for item in match_blocks(WATCHLIST, read_blocks(file)) if not isinstance(item, Skipped)
    ]
    assert hosts == ["en.marche.fr", "mail-en-marche.fr", "enmarche-fr.com"]


def test_the_command_line_writes_the_same_bytes_with_two_jobs(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes(b"\n".join(make_blocks(40)))
    outputs = [
        subprocess.run(
            [
                sys.executable,
                "-m",
                "chaffinch",
                "names",
                "check",
                "--watch",
                "en-marche.fr",
                "--jobs",
                jobs,
                str(file),
            ],
            capture_output=True,
            check=True,
        )
        for jobs in ("1", "2")
    ]
    assert outputs[0].stdout == outputs[1].stdout
    assert outputs[0].stderr == outputs[1].stderr
    assert outputs[0].stdout.count(b"\n") > 100


def test_a_matcher_takes_blocks_one_by_one() -> None:
    [block] = make_blocks(1)
    assert next(iter(Matcher(WATCHLIST).match_block(block, 11))).line >= 11
