"""From the settings to feeds: what is read, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chaffinch.desk.configuration_tables import SourcesTable
from chaffinch.desk.followers.forgiving import ForgivingFeed
from chaffinch.desk.followers.listed import Listed, parse_listed
from chaffinch.desk.followers.lists import name_kind, open_list
from chaffinch.desk.followers.log_list import load_logs
from chaffinch.desk.home import Home
from chaffinch.desk.models import Source
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.errors import ChaffinchError
from chaffinch.ground.web import Fetcher
from chaffinch.names.dns import Resolver
from chaffinch.names.feeds.certificates import CertificateLog, Log, choose_logs
from chaffinch.names.feeds.feed import Feed
from chaffinch.names.feeds.variants import VariantsFeed
from chaffinch.names.variants import list_variants
from chaffinch.names.watchlist import Watchlist

#: Logs merge what they promise within a day and most within minutes.
LOG_SECONDS = 60.0
#: The feed itself begins a round a day; one that was broken off goes on sooner.
VARIANTS_SECONDS = 1_800.0


@dataclass(frozen=True, slots=True)
class Planned:
    """One source that is read by itself."""

    kind: str
    """Of Source.Kind."""
    name: str
    feed: Feed
    every: float
    """Seconds."""


def plan_sources(
    table: SourcesTable,
    *,
    home: Home,
    fetcher: Fetcher,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> list[Planned]:
    """Return what the settings ask for; what cannot be opened is planned too, and says why when it is read."""
    planned = [plan_list(parse_listed(line), table, home=home, fetcher=fetcher) for line in table.lists]
    if table.log_list:
        planned += _plan_logs(table, home=home, fetcher=fetcher, now=clock(), stop=stop)
    if table.variants:
        planned.append(_plan_variants(table, load_watchlist(), clock=clock))
    return planned


def plan_list(listed: Listed, table: SourcesTable, *, home: Home, fetcher: Fetcher) -> Planned:
    """Return a list's plan."""

    def open_feed() -> Feed:
        return open_list(listed, home=home, fetcher=fetcher)

    return Planned(
        name_kind(listed), listed.place, ForgivingFeed(open_feed, where=listed.place), table.minutes * 60.0
    )


def _plan_logs(
    table: SourcesTable, *, home: Home, fetcher: Fetcher, now: datetime, stop: Callable[[], bool]
) -> Iterator[Planned]:
    try:
        logs = load_logs(
            table.log_list, fetcher=fetcher, kept=home.sources / "certificate-logs.json", stop=stop
        )
        chosen = choose_logs(logs, now=now, addresses=table.certificate_logs)
    except ChaffinchError as error:
        refused = error

        def refuse() -> Feed:
            raise refused

        yield Planned(
            Source.Kind.CERTIFICATES,
            table.log_list,
            ForgivingFeed(refuse, where=table.log_list),
            LOG_SECONDS,
        )
        return
    for log in chosen:
        yield _plan_log(log, fetcher)


def _plan_variants(table: SourcesTable, watchlist: Watchlist, *, clock: Callable[[], datetime]) -> Planned:
    ranked = [
        list_variants(domain, watchlist=watchlist)[: table.variants] for domain in sorted(watchlist.domains)
    ]
    names = tuple(dict.fromkeys(variant.host for variants in ranked for variant in variants))

    def open_feed() -> Feed:
        return VariantsFeed(names, Resolver(*[table.resolver] if table.resolver else []), clock=clock)

    feed = ForgivingFeed(open_feed, where=table.resolver or "DNS")
    return Planned(Source.Kind.VARIANTS, "", feed, VARIANTS_SECONDS)


def _plan_log(log: Log, fetcher: Fetcher) -> Planned:
    def open_feed() -> Feed:
        return CertificateLog(log, fetcher)

    feed = ForgivingFeed(open_feed, where=log.address)
    return Planned(Source.Kind.CERTIFICATES, log.address, feed, LOG_SECONDS)
