"""A run may hold visits that only open the page: counted with the decoys, approved with them, and nothing is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.feeding.runs import add_team, begin_run, look_from_afar
from tests.feeding.sink import Sink, SinkBrowser
from tests.feeding.working import Working, post_to, read_section, wait_for

from chaffinch.desk.home import Home
from chaffinch.desk.models import FedDecoy
from chaffinch.desk.services.feeding import RunError
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.lab.phishers import PLAIN_HOST, TWO_STEP_HOST
from chaffinch.lab.range import Range

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("database", "configuration", "practice"),
    pytest.mark.parametrize("migrated", ["sqlite"], indirect=True),
]


@pytest.fixture
def practice(home: Home, database: Database, configuration: object) -> Iterator[None]:
    with Range(home.folder):
        sync_settings_file(settings.CONFIGURATION.watch, now=datetime.now(UTC))
        yield


def test_a_run_visits_and_feeds_and_only_decoys_are_received() -> None:
    run = begin_run(look_from_afar(PLAIN_HOST), add_team("v1"), decoys=7, mix={"phantom": 3, "visit": 4})
    assert run.decoys == 7
    with Sink() as sink, Working(post_to(sink, browser=(browser := SinkBrowser(sink.port)))):
        wait_for(run, "ended")
        assert (len(sink.arrived), browser.visits) == (3, 4)
    visits = FedDecoy.objects.filter(run=run, kind="visit")
    assert {(one.state, one.outcome, one.domain, one.found_by) for one in visits} == {
        ("done", "visited", "", "")
    }
    said = read_section(run)
    assert "4 visites" in said or "4 visits" in said


def test_a_run_of_visits_alone_needs_no_decoy() -> None:
    run = begin_run(look_from_afar(TWO_STEP_HOST), add_team("v2"), decoys=2, mix={"visit": 2})
    with Sink() as sink, Working(post_to(sink)):
        wait_for(run, "ended")
        assert not sink.arrived
    assert not FedDecoy.objects.filter(run=run).exclude(kind="visit").exists()


def test_visits_and_decoys_are_five_hundred_together_at_most() -> None:
    with pytest.raises(RunError, match="500 decoys and visits"):
        begin_run(look_from_afar(PLAIN_HOST), add_team("v3"), decoys=600, mix={"phantom": 300, "visit": 300})
