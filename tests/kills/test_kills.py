"""Bar 1 of the project: kill -9 at random moments loses no sighting and leaves no job stuck.

CHAFFINCH_KILLS sets the number of kills on each database; without it they make 26 together, and those of feeding 18.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kills.nursery_process import open_nursery
from tests.kills.observer import Ask, observe_postgres, observe_sqlite
from tests.postgres import PostgresServer, find_binaries

pytestmark = pytest.mark.kills
LINES_PER_KILL = 25
STUCK_SECONDS = 60
#: A list is read in pieces of 16 KB at least: so few names stand in one that a kill falls between two.
PADDING = "#" + "-" * 3_000
OPEN = "SELECT id, lease_token FROM desk_job WHERE state = 'leased'"


def count_kills(usual: int) -> int:
    return int(os.environ.get("CHAFFINCH_KILLS") or usual)


def test_no_kill_loses_or_sticks_anything_on_sqlite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = count_kills(16 if find_binaries() else 26)
    home = tmp_path / "home"
    home.mkdir()
    ask = observe_sqlite(home / "chaffinch.sqlite3")
    summary = kill_and_compare(
        kills, environment={"CHAFFINCH_TEST_HOME": str(home)}, ask=ask, folder=tmp_path
    )
    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert ask("PRAGMA foreign_key_check") == []
    with capsys.disabled():
        sys.stdout.write(f"\nSQLite: {summary}\n")


@pytest.mark.postgres
def test_no_kill_loses_or_sticks_anything_on_postgresql(
    tmp_path: Path, postgres_server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    url = postgres_server.create_database("kills")
    environment = {"CHAFFINCH_TEST_HOME": str(home), "DATABASE_URL": url}
    summary = kill_and_compare(
        count_kills(10), environment=environment, ask=observe_postgres(url), folder=tmp_path
    )
    with capsys.disabled():
        sys.stdout.write(f"\nPostgreSQL: {summary}\n")


def kill_and_compare(kills: int, *, environment: dict[str, str], ask: Ask, folder: Path) -> str:
    hosts = make_list(kills * LINES_PER_KILL, random.Random(kills))
    (folder / "home/chaffinch.toml").write_text('[watch]\ndomains = ["mouvement-aurore.test"]\n')
    (folder / "list").write_text("".join(f"{host}\n{PADDING}\n" for host in hosts), encoding="ascii")
    watch, reading = LeaseWatch(ask), 0
    arguments = [str(folder / "list"), str(folder)]
    with open_nursery("tests.kills.nursery", arguments, folder=folder, environment=environment) as nursery:
        for _ in range(kills):
            group = nursery.start_group()
            time.sleep(random.uniform(0.05, 1.2))
            reading += was_reading(nursery.kill_group(group))
            watch.note_kill()
        group = nursery.start_group()
        watch.await_end(len(set(hosts)))
        codes = nursery.stop_group(group)
    assert codes[1:] == [0, 0], "workers stop in good order on SIGTERM"
    jobs = compare_with_input(hosts, ask)
    repeated = count_runs(folder) - jobs
    return (
        f"{kills} kills, {watch.hits} while jobs ran ({watch.hit_jobs} jobs), {reading} while the list was read; "
        f"{len(set(hosts))} sightings and {jobs} jobs, none lost, {repeated} runs repeated; "
        f"a killed job was taken back after at most {watch.longest:.0f} s"
    )


def was_reading(codes: list[int]) -> bool:
    """Return whether a killed group was still reading the list."""
    reader, *workers = codes
    assert workers == [-9, -9], "no worker ends by itself"
    assert reader in {-9, 0}, "the reader ends by itself at the list's end only"
    return reader == -9


def make_list(lines: int, chance: random.Random) -> list[str]:
    """Return look-alike hosts, many of them several times, some of one registered domain."""
    names = [
        f"{'www.' if number % 10 == 1 else ''}mouvement-aurore-{number - number % 2}.example"
        if number % 10 < 2
        else f"mouvement-aurore-{number}.example"
        for number in range(lines // 2)
    ]
    return [*names, *chance.choices(names, k=lines - len(names))]


@dataclass(slots=True)
class LeaseWatch:
    """Follows the leases that killed workers left behind."""

    ask: Ask
    hits: int = 0
    hit_jobs: int = 0
    longest: float = 0.0
    orphans: dict[tuple[int, int], float] = field(default_factory=dict)
    """Job and token of a lease whose worker is dead, and when it was killed."""

    def note_kill(self) -> None:
        """Note what the kill left leased; no process lives at this moment."""
        self.look()
        left = {(job, token) for job, token in self.ask(OPEN)} - self.orphans.keys()
        self.hits += bool(left)
        self.hit_jobs += len(left)
        self.orphans |= dict.fromkeys(left, time.monotonic())

    def look(self) -> None:
        """Drop the leases that were taken back, and measure how long that took at most."""
        still = {(job, token) for job, token in self.ask(OPEN)}
        for lease, since in list(self.orphans.items()):
            self.longest = max(self.longest, time.monotonic() - since)
            assert self.longest < STUCK_SECONDS, f"job {lease[0]} is stuck"
            if lease not in still:
                del self.orphans[lease]

    def await_end(self, lines: int) -> None:
        """Wait until the list is read and no job is open; fail when nothing moves any more."""
        state, since = (0, 0), time.monotonic()
        while time.monotonic() - since < 2 * STUCK_SECONDS:
            self.look()
            [(seen,)] = self.ask("SELECT count(*) FROM desk_sighting")
            [(unfinished,)] = self.ask("SELECT count(*) FROM desk_job WHERE state <> 'done'")
            if seen == lines and not unfinished:
                return
            if state != (seen, unfinished):
                state, since = (seen, unfinished), time.monotonic()
            time.sleep(0.5)
        left = self.ask("SELECT * FROM desk_job WHERE state <> 'done' ORDER BY id LIMIT 3")
        raise AssertionError(f"{seen} of {lines} sightings, {unfinished} jobs not done, first {left}")


def compare_with_input(hosts: list[str], ask: Ask) -> int:
    """Compare what the desk holds with what it was given; return how many jobs there were."""
    firsts = {(host, 2 * hosts.index(host) + 1) for host in hosts}  # a name counts once a day
    assert Counter(ask("SELECT text, line FROM desk_sighting")) == Counter(firsts)
    assert Counter(host for (host,) in ask("SELECT host FROM desk_case")) == Counter(set(hosts))
    captures = ask("SELECT c.id, count(j.id) FROM desk_case c LEFT JOIN desk_job j "
                   "ON j.kind = 'capture_case' AND j.dedup_key = 'capture:' || c.id GROUP BY c.id")  # fmt: skip
    assert {count for _, count in captures} == {1}
    jobs = {number for (number,) in ask("SELECT id FROM desk_job WHERE state = 'done'")}
    runs = Counter(
        int(number) for (number,) in ask("SELECT subject_id FROM desk_auditentry WHERE action = 'job ran'")
    )
    assert runs.keys() == jobs
    assert {runs[number] for number in jobs if number % 2} == {1}, (
        "what ends in its own transaction is written once"
    )
    chain = ask("SELECT sequence, previous_hash, entry_hash FROM desk_auditentry ORDER BY sequence")
    assert [sequence for sequence, _, _ in chain] == list(range(1, len(chain) + 1))
    assert [previous for _, previous, _ in chain[1:]] == [entry for _, _, entry in chain[:-1]]
    return len(jobs)


def count_runs(folder: Path) -> int:
    """Return how often a job was started, and check that no lease was ever held by two."""
    started = Counter(line for path in folder.glob("started-*") for line in path.read_text().splitlines())
    assert set(started.values()) == {1}, "a lease was given to two workers"
    return len(started)
