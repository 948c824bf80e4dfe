"""Read all sources of the settings, side by side, until told to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from chaffinch.desk.configuration_tables import SourcesTable
from chaffinch.desk.followers.plan import Planned, plan_sources
from chaffinch.desk.following import ChunkReader
from chaffinch.desk.home import Home
from chaffinch.desk.services.audit import SETTINGS_FILE
from chaffinch.desk.services.sources import adopt_sources
from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.following import follow_feeds

#: New certificate logs open a few times a year; a list of them that could not be fetched is asked for sooner.
_PLAN_AGAIN = 24 * 3_600.0
_PLAN_AGAIN_SOON = 900.0


def follow_sources(
    table: SourcesTable,
    *,
    home: Home,
    fetcher: Fetcher,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> None:
    """Read what the settings name, each source at its own pace, until `stop`.

    Args:
        table: of the settings.
        home: where fetched lists and the key of their memory are kept.
        fetcher: opened, by the way out that the table names.
        clock: the time of now, aware.
        stop: asked by several threads.
    """
    while not stop():
        planned = plan_sources(table, home=home, fetcher=fetcher, clock=clock, stop=stop)
        in_order = not table.log_list or not any(plan.name == table.log_list for plan in planned)
        again = monotonic() + (_PLAN_AGAIN if in_order else _PLAN_AGAIN_SOON)
        _follow(planned, clock=clock, stop=lambda again=again: stop() or monotonic() > again)  # type: ignore[misc]


def _follow(planned: Sequence[Planned], *, clock: Callable[[], datetime], stop: Callable[[], bool]) -> None:
    sources = adopt_sources(((plan.kind, plan.name) for plan in planned), now=clock())
    plans = {str(sources[plan.kind, plan.name].pk): plan for plan in planned}
    rows = {str(source.pk): source for source in sources.values()}
    reader = ChunkReader(actor=SETTINGS_FILE, clock=clock)
    for followed in follow_feeds(
        {name: plan.feed for name, plan in plans.items()},
        checkpoints={name: row.checkpoint or None for name, row in rows.items()},
        stop=stop,
        every={name: plan.every for name, plan in plans.items()},
    ):
        reader.take(followed.chunk, source=rows[followed.feed])
