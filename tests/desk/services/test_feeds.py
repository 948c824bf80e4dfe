"""A certificate log read into the desk: each look-alike once a day, nothing lost when it is cut off, gaps and faults told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.ground.loopback_web import Reply
from tests.names.feeds.certificates.issuing import issue, make_entries, make_entry
from tests.names.feeds.certificates.served_log import KINDS, Kind, ServedLog, go_on, open_feed, serve

from chaffinch.desk.following import Followed, follow_feed
from chaffinch.desk.models import AuditEntry, Case, Job, Reading, Sighting, Source, SourceFault, SourceGap
from chaffinch.desk.observations import observe_match
from chaffinch.desk.services.audit import COMMAND_LINE
from chaffinch.desk.services.sightings import record_chunk
from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.feed import Chunk, FeedFault, Gap
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched")]

LURES = {
    40: "onedrive-mouvement-aurore.test",
    41: "rnouvement-aurore.test",
    299: "portail.mouvement.aurore.test",
}


def build(kind: Kind) -> ServedLog:
    """Make a log of 300 entries, three of them for look-alikes."""
    served = ServedLog(kind, list(make_entries(300)))
    for place, name in LURES.items():
        certificate = issue([name]).public_bytes(Encoding.DER)
        served.entries[place] = make_entry(certificate, names=[name], timestamp=1)
    return served


def open_source() -> Source:
    return Source.objects.get_or_create(kind=Source.Kind.CERTIFICATES, name="http://log.test/")[0]


def follow(served: ServedLog, fetcher: Fetcher, *, now: datetime) -> Followed:
    source = open_source()
    return follow_feed(open_feed(served, fetcher), source, actor=COMMAND_LINE, clock=lambda: now, stop=go_on)


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_opens_a_case_for_each_look_alike_and_is_read_on(kind: Kind, now: datetime) -> None:
    served = build(kind)
    served.size = 200
    with serve(served) as fetcher:
        first = follow(served, fetcher, now=now)
        served.size, served.timestamp = 300, served.timestamp + 1000
        second = follow(served, fetcher, now=now)
        third = follow(served, fetcher, now=now)
    assert (first.lines, second.lines, third.lines) == (200, 100, 0)
    assert (first.opened, second.opened, second.resumed_at) == (2, 1, 200)
    assert set(Case.objects.values_list("host", flat=True)) == set(LURES.values())
    assert dict(Sighting.objects.values_list("line", "case__host")) == LURES
    source = open_source()
    assert (source.line, source.waiting, source.fault) == (300, 0, "")
    assert source.last_read_at == now
    assert source.checkpoint
    assert sum(Reading.objects.values_list("lines", flat=True)) == 300
    assert Job.objects.filter(kind="capture_case").count() == 3
    assert AuditEntry.objects.filter(action="cases opened").count() == 2


def make_chunk(position: int, **fields: object) -> Chunk:
    return Chunk(names=(), checkpoint={"position": position}, entries=10, position=position, **fields)  # type: ignore[arg-type]


def test_the_same_name_from_the_same_log_counts_once_a_day(now: datetime) -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["mouvement-aurore.test"]}))
    [seen] = [observe_match(match) for match in matcher.match("rnouvement-aurore.test")]
    source = open_source()
    for hours, position in ((0, 10), (1, 20), (25, 30)):
        moment = now + timedelta(hours=hours)
        record_chunk([seen, seen], source=source, chunk=make_chunk(position), now=moment, actor=COMMAND_LINE)
    assert Sighting.objects.count() == 2
    assert Case.objects.get().sighting_count == 2


def test_gaps_and_faults_are_kept_and_only_the_newest_hundred_faults(now: datetime) -> None:
    source = open_source()
    for position in (1, 2, 3):
        faults = tuple(FeedFault("broken-entry", str(position * 100 + number)) for number in range(60))
        chunk = make_chunk(position, faults=faults, gaps=(Gap(position, position + 1, "unreadable"),))
        record_chunk(
            [], source=source, chunk=chunk, now=now + timedelta(minutes=position), actor=COMMAND_LINE
        )
    assert SourceFault.objects.count() == 100
    assert SourceFault.objects.filter(where="359").exists()
    assert not SourceFault.objects.filter(where="100").exists()
    assert SourceGap.objects.count() == 3
    source.refresh_from_db()
    assert source.fault == ""


def test_a_log_that_cannot_be_reached_says_so_and_keeps_its_place(now: datetime) -> None:
    served = build("rfc6962")
    with serve(served) as fetcher:
        follow(served, fetcher, now=now)
        served.spoil = lambda path: Reply(status=503)
        followed = follow(served, fetcher, now=now + timedelta(hours=1))
        assert [fault.code for fault in followed.faults] == ["unreachable"]
        source = open_source()
        assert (source.fault, source.line, source.last_read_at) == ("unreachable", 300, now)
        served.spoil, served.timestamp = (lambda path: None), served.timestamp + 1000
        follow(served, fetcher, now=now + timedelta(hours=2))
    assert open_source().fault == ""
