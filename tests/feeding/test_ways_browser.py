"""Decoys leave by the proxies of the list, through the desk's own job and the real browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.desk.conftest import home
from tests.desk.house import STAFF, furnish_house
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.feeding.proxies import find_dead_address, run_proxy
from tests.feeding.runs import add_team, begin_run, look_from_afar
from tests.feeding.working import Working, read_section, wait_for
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.desk.configuration_tables import CaptureTable
from chaffinch.desk.models import Approver, FedDecoy, FeedingRun, KnownPerson, Reference
from chaffinch.desk.services.feeding import file_scope
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.staff import take_over_people
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.feeding.ways import choose_proxy
from chaffinch.reports.feeding_words import say_refusal

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [
    pytest.mark.e2e, pytest.mark.timeout(180),
    pytest.mark.usefixtures("home", "database", "configuration"),
    pytest.mark.parametrize("migrated", ["sqlite"], indirect=True),
]  # fmt: skip
HOST = "portail.mouvement.aurore-acces.com"
PAGE = "<h1>Portail</h1><form method=post action=/go><input type=email name=a><input type=password name=p><button>Entrer</button></form>"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[LoopbackSite, int]]:
    """A page that is of no range, and the port where it is served in the plain."""
    with LoopbackSite(tmp_path, hosts=("nobody.test",)) as running:
        running.page(f"{HOST}/", PAGE)
        yield running, running.directory.control_port


def use_proxies(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    capture = CaptureTable(egress="proxy", proxies=addresses)
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, capture=capture))


def begin(mark: str) -> FeedingRun:
    """Return a run of two against a live page, both due, with all that a live page asks for."""
    now, day, team = datetime.now(UTC), timedelta(days=1), add_team(mark)
    sync_settings_file(settings.CONFIGURATION.watch, now=now)
    # The tests share a database, and each has a home with keys of its own.
    KnownPerson.objects.all().delete()
    reference = Reference.objects.first() or furnish_house(team[0], now=now)
    take_over_people(STAFF, kind=KnownPerson.Kind.STAFF, whole=True, actor=team[0], now=now)
    Approver.objects.update(since=now - 7 * day)
    file_scope(b"%PDF", signed_by="Me D", since=now - day, until=now + day, actor=team[0], now=now)
    seen = replace(look_from_afar(HOST), requested_url=f"http://{HOST}/")
    run = begin_run(seen, team, decoys=2, hours=12.0, reference=str(reference.pk))
    plan_run(run, now=now)
    FedDecoy.objects.filter(run=run).update(planned_at=now)
    return run


def test_each_decoy_leaves_by_the_proxy_of_its_person_and_none_by_a_dead_one(
    site: tuple[LoopbackSite, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[bytes] = []

    def take(visitor: Visitor) -> None:
        got.append(visitor.rfile.read(int(visitor.headers["Content-Length"])))
        visitor.say("<h1>Merci</h1>")

    site[0].routes[f"{HOST}/go"] = take
    dead = find_dead_address()
    with run_proxy(site[1]) as first, run_proxy(site[1]) as second:
        names = [dead, first.address, second.address]
        use_proxies(monkeypatch, *names)
        run = begin("ways")
        with Working():
            wait_for(run, "ended")
        carried = {proxy.address for proxy in (first, second) if f"{HOST}:80" in proxy.asked}
    fed = list(FedDecoy.objects.filter(run=run))
    assert len(got) == len(fed) == 2
    expected = [choose_proxy(one.found_by, names, used={}, most=60, dead={dead}) for one in fed]
    assert [one.via for one in fed] == expected
    assert set(Counter(expected)) == carried


def test_a_list_of_which_none_answers_stops_the_run_before_anything_is_spent(
    site: tuple[LoopbackSite, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_proxies(monkeypatch, find_dead_address())
    run = begin("dead")
    with Working():
        wait_for(run, "stopped")
    assert run.stop_code == "no-proxy"
    assert say_refusal("no-proxy") in read_section(run)
    assert set(FedDecoy.objects.filter(run=run).values_list("state", flat=True)) == {"planned"}
    assert not any(HOST in request for request in site[0].requests)
