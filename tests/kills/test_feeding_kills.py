"""No decoy arrives twice, whenever the workers that feed are killed; what was on its way is unknown, and waits for a person.

CHAFFINCH_KILLS sets the number of kills on each database, a tenth of it with the real browser; without it they make 18.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chaffinch.desk.home import Home
from chaffinch.ground.secrets import keyed_hash
from chaffinch.lab.range import Range
from tests.feeding.sink import Sink
from tests.kills.nursery_process import Nursery, open_nursery
from tests.kills.observer import Ask, observe_postgres, observe_sqlite
from tests.postgres import PostgresServer, find_binaries

pytestmark = pytest.mark.kills
_MORE = 6
#: What a kill is aimed at, and how long after its begin it falls at the latest, in seconds.
AIMS = {
    "starting": 0.5, "planning": 0.4, "clearing": 0.02, "spending": 0.02, "typing": 0.13, "answering": 0.1,
    "recording": 0.02, "coming-back": 0.01,
}  # fmt: skip
BROWSER_AIMS = {"clearing": 1.0, "spending": 2.0, "typing": 5.0, "recording": 0.02}
SECONDS_TO_AIM, SECONDS_TO_PLAN = 4.0, 30.0
"""How long a step is waited for; planning is one transaction, of which a busy machine would never see the end."""
Arrived = Callable[[], Mapping[str, int]]


def count_kills(usual: int, *, share: int = 1) -> int:
    return int(os.environ.get("CHAFFINCH_KILLS") or usual * share) // share


@dataclass(frozen=True, slots=True)
class Ground:
    """Where one soak takes place."""

    home: Home
    ask: Ask
    environment: dict[str, str]


@contextmanager
def prepare(folder: Path, *, url: str = "") -> Iterator[tuple[Ground, Range]]:
    """Make a home folder and run the range for it."""
    home = Home(folder / "home")
    home.create()
    home.settings_file.write_text('[watch]\ndomains = ["mouvement-aurore.test"]\n')
    # Whoever is killed leaves his temporary folder behind; and the path of a socket must be short.
    scratch = tempfile.mkdtemp(prefix="chaffinch-kills-", dir="/tmp")
    environment = {"CHAFFINCH_TEST_HOME": str(home.folder), "TMPDIR": scratch}
    if url:
        environment["DATABASE_URL"] = url
    os.mkfifo(folder / "phases")
    try:
        with Range(home.folder) as practice:
            ask = observe_postgres(url) if url else observe_sqlite(home.database)
            yield Ground(home, ask, environment), practice
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def test_no_decoy_arrives_twice_on_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kills = count_kills(8 if find_binaries() else 16)
    with prepare(tmp_path) as (ground, _), Sink(longest_answer=0.1) as sink:
        told = kill_and_count(kills, ground, arrived=lambda: sink.arrived, folder=tmp_path, port=sink.port)
        assert ground.ask("PRAGMA integrity_check") == [("ok",)]
    with capsys.disabled():
        sys.stdout.write(f"\nFeeding on SQLite: {told}\n")


@pytest.mark.postgres
def test_no_decoy_arrives_twice_on_postgresql(
    tmp_path: Path, postgres_server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres_server.create_database("feeding")
    with prepare(tmp_path, url=url) as (ground, _), Sink(longest_answer=0.1) as sink:
        told = kill_and_count(
            count_kills(8), ground, arrived=lambda: sink.arrived, folder=tmp_path, port=sink.port
        )
    with capsys.disabled():
        sys.stdout.write(f"\nFeeding on PostgreSQL: {told}\n")


@pytest.mark.e2e
def test_no_decoy_arrives_twice_from_the_real_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with prepare(tmp_path) as (ground, practice):
        told = kill_and_count(
            count_kills(2, share=10),
            ground,
            arrived=lambda: Counter(catch.address for catch in practice.desk.catches),
            folder=tmp_path,
            port=0,
        )
    with capsys.disabled():
        sys.stdout.write(f"\nFeeding with Chromium: {told}\n")


def kill_and_count(kills: int, ground: Ground, *, arrived: Arrived, folder: Path, port: int) -> str:
    chance, aims = random.Random(), BROWSER_AIMS if port == 0 else AIMS
    book = Book(ground, arrived)
    with (
        Phases(folder / "phases") as phases,
        open_nursery(
            "tests.kills.feeding_nursery",
            [str(folder), str(port)],
            folder=folder,
            environment=ground.environment,
        ) as nursery,
    ):
        made = 0
        # A few kills may all fall where nothing is on its way: then a few more are made, lest chance decide.
        while made < kills or (made < _MORE * kills and not (book.hits and arrived())):
            book.note_kill(phases.kill_at(nursery, chance.choice(list(aims)), aims, chance))
            made += 1
        group = nursery.start_group()
        time.sleep(4.0 if port else 12.0)
        codes = nursery.stop_group(group)
    assert codes == [0, 0], "workers stop in good order on SIGTERM"
    book.check()
    book.check_order()
    assert book.hits and arrived(), "nothing was on its way at any kill: that would show nothing"
    return book.describe(made)


class Phases:
    """What the workers say that they are about to do."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rest = b""
        self.last: dict[int, str] = {}

    def __enter__(self) -> Phases:
        self._pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._pipe)

    def kill_at(
        self, nursery: Nursery, aim: str, aims: Mapping[str, float], chance: random.Random
    ) -> list[str]:
        """Start a group, kill it at the phase, and return what each worker was at."""
        self.last.clear()
        group = nursery.start_group()
        begun, patience = time.monotonic(), SECONDS_TO_AIM * (1 if "starting" in aims else 5)
        until = begun + patience
        passed = chance.randrange(4 if "starting" in aims else 2)  # not always the first one
        while time.monotonic() < until and passed >= 0:
            passed -= sum(phase == aim for phase in self._read(0.05))
            if aim in ("starting", "planning"):
                passed = min(passed, 0)
            elif "planning" in self.last.values():
                until = min(time.monotonic() + patience, begun + SECONDS_TO_PLAN)
        time.sleep(chance.uniform(0, aims[aim]))
        assert nursery.kill_group(group) == [-9, -9], "no worker ends by itself"
        self._read(0.0)
        return list(self.last.values())

    def _read(self, seconds: float) -> list[str]:
        if not select.select([self._pipe], [], [], seconds)[0]:
            return []
        *lines, self._rest = (self._rest + os.read(self._pipe, 65_536)).split(b"\n")
        told = [(int(worker), phase) for worker, phase in (line.decode().split() for line in lines)]
        self.last.update(told)
        return [phase for _, phase in told]


@dataclass(slots=True)
class Book:
    """Compares what arrived with what the tables say, by plain SQL."""

    ground: Ground
    arrived: Arrived
    phases: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    """Kills that left something on its way."""

    def note_kill(self, phases: list[str]) -> None:
        self.phases.update(phases)
        self.hits += bool(self.ground.ask("SELECT 1 FROM desk_feddecoy WHERE state = 'spent'"))
        self.check()

    def check(self) -> None:
        """Nothing arrived twice, nothing arrived that was not spent, and all that is done arrived."""
        key = self.ground.home.read_key("store")
        counts = {
            keyed_hash(address.lower(), key=key, purpose="decoy address"): count
            for address, count in self.arrived().items()
        }
        assert set(counts.values()) <= {1}, "a decoy arrived twice"
        rows = self.ground.ask("SELECT found_by, state FROM desk_feddecoy")
        states: dict[str, str] = dict(rows)
        assert counts.keys() <= states.keys()
        for found_by, state in states.items():
            if state == "done":
                assert found_by in counts, "a decoy that is called sent never arrived"
            elif state in ("planned", "dropped"):
                assert found_by not in counts, f"a decoy arrived that is called {state}"

    def check_order(self) -> None:
        """Read the log as it was written: after one that was never answered nothing goes before a person resumes."""
        rows = self.ground.ask(
            "SELECT sequence, subject_id, action, previous_hash, entry_hash FROM desk_auditentry ORDER BY sequence"
        )
        assert [before for *_, before, _ in rows[1:]] == [entry for *_, entry in rows[:-1]]
        on_its_way: set[str] = set()
        for sequence, case, action, *_ in rows:
            if action == "decoy sent":
                assert case not in on_its_way, (
                    f"row {sequence}: sent while another was on its way, or unknown"
                )
                on_its_way.add(case)
            elif action in ("decoy answered", "feeding resumed", "feeding ended"):
                on_its_way.discard(case)

    def describe(self, kills: int) -> str:
        states = Counter(state for (state,) in self.ground.ask("SELECT state FROM desk_feddecoy"))
        received = self.arrived()
        [(resumed,)] = self.ground.ask(
            "SELECT count(*) FROM desk_auditentry WHERE action = 'feeding resumed'"
        )
        done = states["done"]
        unknown = states["unknown"] + states["spent"]
        told = ", ".join(f"{phase} {count}" for phase, count in self.phases.most_common())
        return (
            f"{kills} kills, {self.hits} with something on its way; {len(received)} decoys received, none twice; "
            f"{done} known as sent, each received once; {unknown} unknown, of which {len(received) - done} were received; "
            f"a person had it go on {resumed} times. The two workers were at: {told}"
        )
