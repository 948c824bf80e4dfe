"""What the settings name is read by itself: logs, lists, addresses and variants side by side; a fault stops only its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.ground.loopback_web import LoopbackWeb, Reply
from tests.names.feeds.certificates.issuing import issue, make_entries, make_entry
from tests.names.feeds.certificates.served_log import QUICK, ServedLog
from tests.names.loopback_dns import Zone, serve_zone

from chaffinch.desk.configuration_tables import SourcesTable
from chaffinch.desk.followers.follower import follow_sources
from chaffinch.desk.following import ChunkReader, Taken
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Case, Source, SourceFault
from chaffinch.desk.services.audit import SETTINGS_FILE, Actor
from chaffinch.desk.services.watch import add_watch_entry, load_watchlist
from chaffinch.ground.egress import Egress
from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.variants import list_variants

LOGGED, LISTED, FETCHED = (
    "onedrive-mouvement-aurore.test",
    "rnouvement-aurore.test",
    "mouvement-aurore-login.test",
)


def serve_sources() -> tuple[ServedLog, Callable[[str, Mapping[str, str]], Reply]]:
    """Return a log with one look-alike, and what a server says that has it, its list of logs, and a list of names."""
    moment = datetime.now(UTC)
    log = ServedLog("rfc6962", list(make_entries(90)), timestamp=round(moment.timestamp() * 1000))
    log.entries[40] = make_entry(issue([LOGGED]).public_bytes(Encoding.DER), names=[LOGGED], timestamp=1)
    described = log.describe()
    described["operators"][0]["logs"][0]["temporal_interval"] = {
        "start_inclusive": "2020-01-01T00:00:00Z",
        "end_exclusive": (moment + timedelta(days=400)).strftime("%Y-%m-%dT00:00:00Z"),
    }

    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        if path == "/logs.json":
            return Reply(json.dumps(described).encode())
        if path == "/names.txt":
            return Reply(f"example.test\n{FETCHED}\n".encode())
        return log.answer(path, headers)

    return log, answer


@contextmanager
def open_fetcher(web: LoopbackWeb) -> Iterator[Fetcher]:
    with Fetcher(Egress.parse("direct"), directory=web.directory, patience=QUICK) as fetcher:
        yield fetcher


class Following:
    """The follower, until the tables say what a test waits for."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self._home = home
        self._monkeypatch = monkeypatch

    def until(self, is_done: Callable[[], bool], table: SourcesTable, *, fetcher: Fetcher) -> None:
        over, take = threading.Event(), ChunkReader.take

        def take_and_look(reader: ChunkReader, chunk: Chunk, *, source: Source) -> Taken:
            taken = take(reader, chunk, source=source)
            if is_done():
                over.set()
            return taken

        deadline = threading.Timer(40, over.set)
        deadline.start()
        with self._monkeypatch.context() as patched:
            patched.setattr(ChunkReader, "take", take_and_look)
            follow_sources(
                table, home=self._home, fetcher=fetcher, clock=lambda: datetime.now(UTC), stop=over.is_set
            )
        deadline.cancel()


@pytest.fixture
def following(home: Home, monkeypatch: pytest.MonkeyPatch) -> Following:
    return Following(home, monkeypatch)


@pytest.mark.usefixtures("watched")
def test_logs_lists_addresses_and_variants_are_read_side_by_side(
    following: Following, tmp_path: Path
) -> None:
    log, answer = serve_sources()
    (tmp_path / "new.txt").write_text(f"{LISTED}\n")
    resolved = list_variants("aurore2027.test", watchlist=load_watchlist())[0].host
    zone = Zone(records={resolved: ["NS ns1.example.net.", "A 192.0.2.7"]})
    with (
        LoopbackWeb(answer, hosts=(log.host, "lists.test")) as web,
        open_fetcher(web) as fetcher,
        serve_zone(zone) as resolver,
    ):
        table = SourcesTable(
            log_list=f"http://{log.host}/logs.json",
            lists=(str(tmp_path / "new.txt"), "new http://lists.test/names.txt", str(tmp_path / "none.txt")),
            variants=2,
            resolver=resolver,
        )
        wanted = {LOGGED, LISTED, FETCHED, resolved}
        following.until(
            lambda: (
                wanted <= set(Case.objects.values_list("host", flat=True))
                and Source.objects.filter(fault="no-such-file").exists()
            ),
            table,
            fetcher=fetcher,
        )
    assert wanted <= set(Case.objects.values_list("host", flat=True))
    followed = {source.kind: source for source in Source.objects.filter(followed=True)}
    assert followed.keys() == {"ct", "list", "variants"}
    assert [fault.code for fault in SourceFault.objects.all()] == ["no-such-file"]
    assert AuditEntry.objects.filter(action="sources read").count() == 1


@pytest.mark.usefixtures("watched")
def test_a_source_that_is_named_no_more_is_read_no_more(following: Following, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"{LISTED}\n")
    (tmp_path / "two.txt").write_text(f"{FETCHED}\n")
    with LoopbackWeb(lambda path, headers: Reply(status=404)) as web, open_fetcher(web) as fetcher:
        for name, wanted in (("one.txt", LISTED), ("two.txt", FETCHED)):
            table = SourcesTable(lists=(str(tmp_path / name),))
            following.until(
                lambda wanted=wanted: Case.objects.filter(host=wanted).exists(),  # type: ignore[misc]
                table,
                fetcher=fetcher,
            )
    assert {Path(source.name).name: source.followed for source in Source.objects.all()} == {
        "one.txt": False,
        "two.txt": True,
    }


@pytest.mark.usefixtures("watched")
def test_a_list_of_logs_that_cannot_be_had_keeps_nothing_else_from_being_read(
    following: Following, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text(f"{LISTED}\n")
    with (
        LoopbackWeb(lambda path, headers: Reply(status=500), hosts=("log.test",)) as web,
        open_fetcher(web) as fetcher,
    ):
        table = SourcesTable(log_list="http://log.test/logs.json", lists=(str(tmp_path / "new.txt"),))
        following.until(
            lambda: Case.objects.exists() and SourceFault.objects.exists(), table, fetcher=fetcher
        )
    assert Case.objects.get().host == LISTED
    assert Source.objects.get(kind="ct").fault == "status"


@pytest.mark.usefixtures("watched")
def test_a_partner_who_is_learnt_while_a_source_is_read_counts_from_the_next_chunk_on(
    ines: Actor, now: datetime
) -> None:
    source = Source.objects.create(kind="list", name="l")
    reader = ChunkReader(actor=SETTINGS_FILE, clock=lambda: now)
    chunk = Chunk((b"mouvement-aurore.other.example",), {}, entries=1, position=1)
    assert reader.take(chunk, source=source).hits == 1
    add_watch_entry("allowed", "other.example", actor=ines, now=now)
    assert reader.take(replace(chunk, position=2), source=source).hits == 0


def test_the_process_reads_shows_life_and_ends_in_good_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "new.txt").write_text("rnouvement-aurore.test\n")
    (tmp_path / "our.toml").write_text(
        '[organisation]\nname = "Team"\n[watch]\ndomains = ["mouvement-aurore.test"]\n'
        f'[sources]\nlists = ["{tmp_path / "new.txt"}"]\n'
    )
    command = [
        sys.executable,
        "-m",
        "chaffinch",
        "init",
        "--from",
        str(tmp_path / "our.toml"),
        "--home",
        str(home),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    # What `serve` does before it starts this process, and `names follow` before it reads.
    (tmp_path / "old.txt").write_text("example.test\n")
    command = [
        sys.executable,
        "-m",
        "chaffinch",
        "names",
        "follow",
        str(tmp_path / "old.txt"),
        "--home",
        str(home),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    usual = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-m", "chaffinch.desk.followers.run"],
        env={**usual, "CHAFFINCH_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        database = Asked(home / "chaffinch.sqlite3")
        database.await_rows("SELECT host FROM desk_case", [("rnouvement-aurore.test",)])
        database.await_rows("SELECT role, stopped_at IS NULL FROM desk_heartbeat", [("follower", 1)])
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        database.await_rows("SELECT role, stopped_at IS NULL FROM desk_heartbeat", [("follower", 0)])
    finally:
        process.kill()
        _, said = process.communicate()
    assert b"Traceback" not in said


class Asked:
    """A database that another process writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def await_rows(self, query: str, rows: list[tuple[object, ...]]) -> None:
        """Wait until a query gives these rows."""
        import sqlite3

        deadline, found = time.monotonic() + 30, []
        while time.monotonic() < deadline:
            asking = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
            try:
                found = asking.execute(query).fetchall()
            finally:
                asking.close()
            if found == rows:
                return
            time.sleep(0.1)
        raise AssertionError(f"{query}: {found}")
