"""Follow sign-in logs into the desk: what is new in each, once a second, until told to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.beacons import BEACONS, BeaconFollower, list_spools, watch_listener
from chaffinch.desk.followers.readings import ReadingsWatch
from chaffinch.desk.home import Home
from chaffinch.desk.models import SignInLog
from chaffinch.desk.services.hits import Progress, adopt_logs, note_fault, record_hits
from chaffinch.desk.trap_hosts import Judge, find_judges, list_host_logs
from chaffinch.desk.way_out import find_range
from chaffinch.ground.range_directory import check_proof
from chaffinch.tripwires.errors import LogError
from chaffinch.tripwires.formats.table import DOVECOT, LineFormat, choose_format
from chaffinch.tripwires.logfile import Place, Portion, read_portion
from chaffinch.tripwires.match import Hit
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import Unreadable

_log = logging.getLogger(__name__)
RANGE_LOG = "practice range"
POLL_SECONDS = 1.0
_BATCH = 1_000
#: Bytes that a line of headings has at most.
_HEADING = 65_536
#: Every so many turns it is asked anew which logs there are.
_PLAN_EVERY = 3
#: Formats of the listener's own files.
_LISTENER = ("portal", BEACONS)


class Follower(Protocol):
    """Follows one file."""

    row: SignInLog

    def read(self) -> int | None:
        """Read one portion; return how many new hits it held, None where there was nothing new."""


def list_logs(table: TripwiresTable, *, hosts: Sequence[str] = (), listener: str = "") -> list[LogTable]:
    """Return what is followed: the logs of the settings, what decoy mail hosts report, the listener's files, and the
    practice range's log while it runs."""
    own = [*table.logs, *list_host_logs(hosts), *list_spools(listener)]
    directory = find_range()
    if directory is None or not directory.sign_in_log or not check_proof(directory):
        return own
    return [*own, LogTable(path=directory.sign_in_log)]


class LogFollower:
    """Follows one log; it goes on where the table says that it was."""

    def __init__(
        self,
        row: SignInLog,
        *,
        index: DecoyIndex,
        place_time: PlaceTime,
        clock: Callable[[], datetime],
        form: LineFormat = DOVECOT,
        judge: Judge | None = None,
    ) -> None:
        self.row = row
        self._judge = judge
        self._index = index
        self._clock = clock
        self._place = Place.read(row.place)
        self._scanner = LogScanner(
            row.path, find=index.find, place_time=place_time, clock=clock, tally=Tally(), form=form
        )
        self._form = form
        # What was read before held the headings.
        self._lacks_heading = form.has_heading and bool(self._place)

    def read(self) -> int | None:
        """Read one portion into the desk; return how many new hits it held, None where there was nothing new."""
        try:
            if self._lacks_heading:
                self._read_heading()
            portion = read_portion(Path(self.row.path), self._place)
        except LogError as error:
            self._tell_fault(error)
            return None
        if portion is None:
            self._tell_judgement()
            return None
        if self._index.refresh():
            self._scanner.forget()
        return self._take(portion)

    def _read_heading(self) -> None:
        first = read_portion(Path(self.row.path), None, most=_HEADING)
        if first is not None:
            self._form.find_login(first.block.partition(b"\n")[0])
            self._lacks_heading = False

    def _take(self, portion: Portion) -> int:
        tally = self._scanner.tally
        tally.offset, tally.lines = portion.start, portion.place.line
        attempts, unreadable, noted = tally.attempts, tally.unreadable, 0
        hits: list[Hit] = []
        worst = ""
        for found in self._scanner.scan(portion.block) if portion.block else ():
            if isinstance(found, Unreadable):
                worst = f"{found.spot.file}:{found.spot.line} {found.code}"[-200:]
                continue
            hits.append(found)
            if len(hits) == _BATCH:
                # The place stays where it was: should this end here, the lines are read again and known again.
                noted += self._record(hits, Progress(self._place or Place()))
                hits = []
        after, fault = replace(portion.place, line=tally.lines), self._judge() if self._judge else ""
        noted += self._record(
            hits,
            Progress(
                after,
                lines=tally.lines - portion.place.line,
                attempts=tally.attempts - attempts,
                unreadable=tally.unreadable - unreadable,
                unreadable_at=worst,
                lost=portion.lost,
                fault=fault,
            ),
        )
        self._place, self.row.fault = after, fault
        return noted

    def _record(self, hits: list[Hit], progress: Progress) -> int:
        return record_hits(hits, log=self.row, progress=progress, now=self._clock())

    def _tell_judgement(self) -> None:
        """Keep whether the host that writes this log would still do so, where one is known."""
        fault = self._judge() if self._judge else self.row.fault
        if fault != self.row.fault:
            _log.warning("%s: %s", self.row.path, fault or "in good order again")
            note_fault(self.row, fault)
            self.row.fault = fault

    def _tell_fault(self, error: LogError) -> None:
        if self.row.fault != error.code:
            _log.warning("%s", error.diagnostics())
            note_fault(self.row, error.code)
            self.row.fault = error.code


def follow_logs(
    table: TripwiresTable,
    *,
    home: Home,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    wait: Callable[[float], object],
    hosts: Sequence[str] = (),
    listener: str = "",
) -> None:
    """Follow what the settings name, and the practice range's log while one runs, until `stop`.

    Args:
        table: of the settings.
        home: whose keys open decoys.
        clock: the time of now, aware.
        stop: asked between portions.
        wait: sleeps so many seconds.
        hosts: folders of decoy mail hosts.
        listener: folder of the web listener; empty where there is none.
    """
    index, readings = DecoyIndex(home), ReadingsWatch(hosts)
    followers: Mapping[str, Follower] = {}
    wanted: list[LogTable] | None = None
    for turn in count():
        if stop():
            return
        logs = list_logs(table, hosts=hosts, listener=listener) if turn % _PLAN_EVERY == 0 else wanted
        if logs is not None and logs != wanted:
            followers = open_followers(logs, table=table, index=index, clock=clock, hosts=hosts)
            wanted = logs
        readings.look(now=clock())
        if listener:
            rows = (follower.row for follower in followers.values())
            watch_listener(listener, rows, now=clock())
        if not sum(_read_all(follower, stop) for follower in followers.values()):
            wait(POLL_SECONDS)


def open_followers(
    logs: Sequence[LogTable],
    *,
    table: TripwiresTable,
    index: DecoyIndex,
    clock: Callable[[], datetime],
    hosts: Sequence[str] = (),
) -> dict[str, Follower]:
    """Return a follower for each file, by name; what was followed before and is not named ends.

    Args:
        logs: as `list_logs` returns them.
        table: of the settings; a log that is neither of it, nor a host's, nor the listener's is the practice range's.
        index: of decoys.
        clock: the time of now, aware.
        hosts: folders of decoy mail hosts.
    """
    judges = find_judges(hosts, clock=clock)
    named = name_logs(logs, table=table, hosts=judges)
    rows = adopt_logs(((name, log.path, log.format) for name, log in named.items()), now=clock())
    return {
        name: _open(rows[name], log, index=index, clock=clock, judge=judges.get(log.path))
        for name, log in named.items()
    }


def name_logs(
    logs: Iterable[LogTable], *, table: TripwiresTable, hosts: Collection[str] = ()
) -> dict[str, LogTable]:
    """Return logs by the names of their rows: their paths, or the practice range's.

    Args:
        logs: as `list_logs` returns them.
        table: of the settings.
        hosts: paths of what decoy mail hosts report.
    """
    own = {*table.logs, *(log for log in logs if log.path in hosts or log.format in _LISTENER)}
    return {log.path if log in own else RANGE_LOG: log for log in logs}


def _open(
    row: SignInLog, log: LogTable, *, index: DecoyIndex, clock: Callable[[], datetime], judge: Judge | None
) -> Follower:
    if log.format == BEACONS:
        return BeaconFollower(row, clock=clock)
    return LogFollower(
        row,
        index=index,
        place_time=choose_zone(log.time_zone),
        clock=clock,
        form=choose_format(log.format, columns=log.columns, attempts=log.attempts),
        judge=judge,
    )


def choose_zone(name: str) -> PlaceTime:
    """Return how a log's local times are placed: in the named zone, else in this machine's."""
    if not name:
        return datetime.astimezone
    zone = ZoneInfo(name)
    return lambda local: local.replace(tzinfo=zone)


def _read_all(follower: Follower, stop: Callable[[], bool]) -> int:
    """Read to the log's present end; return how many portions that were."""
    portions = 0
    while not stop() and follower.read() is not None:
        portions += 1
    return portions
