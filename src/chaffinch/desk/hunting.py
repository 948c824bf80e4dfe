"""Read the followed logs once more for whose accounts else they opened or tried who used decoys. Reads only."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from chaffinch.desk.configuration_tables import Configuration, LogTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import choose_zone, list_logs, name_logs
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Hit, SignInLog
from chaffinch.desk.services.victims import Linked
from chaffinch.errors import ChaffinchError
from chaffinch.ground.streams import read_blocks
from chaffinch.tripwires.acts import Act, read_acts
from chaffinch.tripwires.formats.table import FORMATS, choose_format
from chaffinch.tripwires.logfile import list_rotated
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.networks import name_block
from chaffinch.tripwires.reads import make_act, read_readings
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.victims import WINDOW, Use, Victim

_log = logging.getLogger(__name__)
#: What he did up to a day after a use is still to come when the use is noticed; what is older has been read before.
RECENT = timedelta(days=3)
#: A page that caught more of one small team would be news of another kind.
_MOST_TRIED = 300


@dataclass(frozen=True, slots=True)
class Hunt:
    """What one reading found."""

    linked: tuple[Linked, ...]
    acts: tuple[tuple[Hit, Act], ...]
    """What was done in sessions that a decoy opened."""
    warm: bool
    """Whether he may still be at it, so that the logs should be read again soon."""


def hunt_victims(*, now: datetime, clock: Callable[[], datetime], stop: Callable[[], bool]) -> Hunt:
    """Return the accounts that whoever used decoys in the last days opened or tried.

    Args:
        now: aware.
        clock: for log times without a year.
        stop: asked while reading.
    """
    hits = list_used(now=now)
    if not hits:
        return Hunt((), (), warm=False)
    uses = [Use(hit.source, hit.at, hit.tool) for hit in hits]
    configuration: Configuration = settings.CONFIGURATION
    index = DecoyIndex(find_home())
    linked: list[Linked] = []
    acts: list[tuple[Hit, Act]] = []
    hosts = configuration.traps.hosts
    reads = {str(host.reports): host.reads for host in map(HostFolder.at, hosts)}
    logs = list_logs(configuration.tripwires, hosts=hosts, listener=configuration.listener.folder)
    for name, table in name_logs(logs, table=configuration.tripwires, hosts=reads).items():
        row = SignInLog.objects.filter(name=name).first()
        if row is None or table.format not in FORMATS or stop():
            continue
        search = LogSearch(
            find=index.find,
            place_time=choose_zone(table.time_zone),
            clock=clock,
            open_format=partial(choose_format, table.format, columns=table.columns, attempts=table.attempts),
        )
        search.note_uses(uses)
        since = now - timedelta(days=configuration.tripwires.days)
        if table.path in reads:
            acts += read_host_acts(reads[table.path], hits, log_id=row.pk, since=now - RECENT)
        else:
            acts += _read_acts(table, hits, log_id=row.pk, since=now - RECENT, now=now, stop=stop)
        linked += [
            link_victim(one, hits, log_id=row.pk) for one in _search(search, table, since=since, stop=stop)
        ]
    warm = max(hit.at for hit in hits) > now - WINDOW
    return Hunt(leave_out_guesses(linked), tuple(acts), warm)


def list_used(*, now: datetime) -> list[Hit]:
    """Return the uses of the last days that are taken for real; a document that was opened leads to nobody's log-in."""
    hits = Hit.objects.filter(Q(mark="") | Q(mark=Hit.Mark.REAL), noted_at__gt=now - RECENT)
    return list(hits.exclude(source="").exclude(severity=Hit.Severity.BEACON).order_by("at", "pk"))


def leave_out_guesses(linked: Iterable[Linked]) -> tuple[Linked, ...]:
    """Leave out what was only tried by a source that goes through names by the hundred: it guesses, and has no catch."""
    linked = tuple(linked)
    tried = Counter(one.found.source for one in linked if one.found.reach == "tried")
    return tuple(
        one for one in linked if one.found.reach == "opened" or tried[one.found.source] <= _MOST_TRIED
    )


def link_victim(found: Victim, hits: Sequence[Hit], *, log_id: int) -> Linked:
    """Say by which use an account was found: of those that it was joined by, the nearest in time."""
    joined = [hit for hit in hits if _is_joined(found, hit)] or list(hits)
    at = found.first
    nearest = min(joined, key=lambda hit: abs((hit.at - at).total_seconds()) if at else 0.0)
    return Linked(found, log_id, nearest, min(hit.noted_at for hit in joined))


def _is_joined(found: Victim, hit: Hit) -> bool:
    if found.join == "address":
        return hit.source == found.source
    if found.join == "tool":
        return bool(hit.tool)
    return name_block(hit.source) == name_block(found.source)


def _search(
    search: LogSearch, table: LogTable, *, since: datetime, stop: Callable[[], bool]
) -> Iterable[Victim]:
    """Search a log and what was rotated away of it; what cannot be read is left out, as the desk says elsewhere."""
    readable = _list_files(table, since=since)
    try:
        return search.find_victims([str(path) for path in readable], stop=stop)[0]
    except ChaffinchError as error:
        _log.warning("victims: %s", error.diagnostics())
    found: list[Victim] = []
    for path in readable:
        try:
            found += search.find_victims([str(path)], stop=stop)[0]
        except ChaffinchError:
            continue
    return found


def _read_acts(
    table: LogTable,
    hits: Sequence[Hit],
    *,
    log_id: int,
    since: datetime,
    now: datetime,
    stop: Callable[[], bool],
) -> list[tuple[Hit, Act]]:
    """Return what was done in the sessions that decoys opened, as far as this log tells it."""
    opened = {hit.session: hit for hit in hits if hit.success and hit.session and hit.log_id == log_id}
    if table.format != "dovecot" or not opened:
        return []
    found: list[tuple[Hit, Act]] = []
    for path in _list_files(table, since=since):
        try:
            for block in read_blocks(str(path)):
                acts = read_acts(block, sessions=opened, place_time=choose_zone(table.time_zone), now=now)
                found += [(opened[act.session], act) for act in acts]
                if stop():
                    return found
        except ChaffinchError as error:
            _log.warning("acts: %s", error.diagnostics())
    return found


def read_host_acts(
    reads: Path, hits: Sequence[Hit], *, log_id: int, since: datetime
) -> list[tuple[Hit, Act]]:
    """Return what was done in the mailboxes of a decoy mail host of ours, in sessions that a decoy opened.

    Args:
        reads: the host's reads.jsonl; what was set aside of it is read, too.
        hits: the uses.
        log_id: of the host's reports.
        since: files that were last written before are left out.
    """
    opened = {hit.session: hit for hit in hits if hit.success and hit.session and hit.log_id == log_id}
    if not opened:
        return []
    lines: list[bytes] = []
    for path in _list_recent(reads, since=since):
        try:
            for block in read_blocks(str(path)):
                lines += block.splitlines()
        except ChaffinchError as error:
            _log.warning("acts: %s", error.diagnostics())
    done = read_readings(lines, sessions=opened).done
    return [(opened[one.session], make_act(one)) for one in done]


def note_host_acts(*, now: datetime) -> list[tuple[Hit, Act]]:
    """Return what was done in the mailboxes of all decoy mail hosts, in sessions of the last days."""
    hits, found = list_used(now=now), list[tuple[Hit, Act]]()
    for host in map(HostFolder.at, settings.CONFIGURATION.traps.hosts):
        row = SignInLog.objects.filter(name=str(host.reports)).first()
        if row is not None and hits:
            found += read_host_acts(host.reads, hits, log_id=row.pk, since=now - RECENT)
    return found


def _list_files(table: LogTable, *, since: datetime) -> list[Path]:
    return _list_recent(Path(table.path), since=since)


def _list_recent(log: Path, *, since: datetime) -> list[Path]:
    paths = [path for path in list_rotated(log) if _is_recent(path, since)]
    return [path for path in (*paths, log) if path.is_file()]


def _is_recent(path: Path, since: datetime) -> bool:
    try:
        return path.stat().st_mtime >= since.timestamp()
    except OSError:
        return False
