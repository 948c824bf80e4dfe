"""A page that turns into another while it is fed, through the desk's own job and the real browser: nothing goes there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from tests.desk.conftest import home
from tests.desk.house import furnish_house
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.feeding.runs import Team, add_team, begin_run, look_from_afar
from tests.feeding.working import Working, read_section, wait_for
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.desk.feeding_facts import is_killed
from chaffinch.desk.home import Home
from chaffinch.desk.models import Approver, FedDecoy, FeedingRun
from chaffinch.desk.services.feeding import end_run, file_scope, resume_run
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.desk.way_out import find_range
from chaffinch.feeding.submit import Submitter
from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser
from chaffinch.reports.feeding_words import say_refusal

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [
    pytest.mark.e2e, pytest.mark.timeout(240),
    pytest.mark.usefixtures("database", "configuration"),
    # What the page does is the browser's affair; both databases are put to the test in test_faults.py.
    pytest.mark.parametrize("migrated", ["sqlite"], indirect=True),
]  # fmt: skip
HOST, GENUINE = "copie.test", "portail.mouvement-aurore.test"
FORM = (
    "<h1>Portail</h1><p>Connectez-vous.</p><form method=post action=/go><input type=email name=a>"
    "<input type=password name=p>{more}<button>Entrer</button></form>"
)
ONE_PAGE = FORM.format(more="")
CARD = FORM.format(more="<input name=cc autocomplete=cc-number>")
TO_GENUINE = ONE_PAGE.replace("action=/go", f"action=http://{GENUINE}/go")
BY_SCRIPT = ONE_PAGE.replace("<form ", "<form onsubmit='send(event)' ") + (
    f"<script>function send(e){{e.preventDefault();fetch('http://{GENUINE}/go',{{method:'POST',mode:'no-cors',"
    "body:new URLSearchParams(new FormData(e.target))})}</script>"
)
RELAYED = f"<meta http-equiv=refresh content='0;url=http://{GENUINE}/'>"


class Phisher:
    """A page on loopback, what it has got, and what the genuine site was asked."""

    def __init__(self, site: LoopbackSite) -> None:
        self.site = site
        self.got: list[dict[str, list[str]]] = []
        site.routes[f"{HOST}/go"] = self._take
        self.show(ONE_PAGE)

    def show(self, page: str) -> None:
        self.site.page(f"{HOST}/", page)

    def _take(self, visitor: Visitor) -> None:
        length = int(visitor.headers.get("Content-Length", 0))
        self.got.append(parse_qs(visitor.rfile.read(length).decode()))
        visitor.say("<h1>Merci</h1><p>Votre session est ouverte.</p>")

    def list_visits_to_genuine(self) -> list[str]:
        return [one for one in self.site.requests if one.startswith(GENUINE)]


@pytest.fixture
def phisher(home: Home, tmp_path: Path, database: Database, configuration: object) -> Iterator[Phisher]:
    """The page, served as the practice range serves its own."""
    with LoopbackSite(tmp_path, hosts=(HOST, GENUINE)) as site:
        site.page(f"{GENUINE}/", ONE_PAGE)
        site.directory.write(home.range_file)
        sync_settings_file(settings.CONFIGURATION.watch, now=datetime.now(UTC))
        yield Phisher(site)


@pytest.fixture
def team(request: pytest.FixtureRequest) -> Team:
    return add_team(f"b{abs(hash(request.node.name)) % 10**8}")


@pytest.fixture
def run(phisher: Phisher, team: Team) -> Iterator[FeedingRun]:
    with Browser(egress=Egress(), range_directory=find_range(), tabs=1) as browser:
        seen = browser.capture(f"http://{HOST}/")
    begun = begin_run(seen, team, decoys=3)
    yield begun
    begun.refresh_from_db()
    if begun.state != "ended":
        end_run(begun.pk, actor=team[0], now=datetime.now(UTC))


def check_stopped(run: FeedingRun, code: str) -> None:
    """It waits for a person, and the page says why."""
    wait_for(run, "stopped")
    assert run.stop_code == code
    assert say_refusal(code) in read_section(run)


@pytest.mark.parametrize(
    ("code", "page"),
    [("page-changed", CARD), ("page-elsewhere", RELAYED), ("page-changed", TO_GENUINE)],
    ids=["asks a card as well", "leads to the genuine site", "is the genuine site's, form and all"],
)
def test_a_page_that_turned_into_another_gets_nothing_and_a_person_has_it_go_on(
    code: str, page: str, run: FeedingRun, phisher: Phisher, team: Team
) -> None:
    phisher.show(page)
    with Working():
        check_stopped(run, code)
        assert phisher.got == []
        assert phisher.list_visits_to_genuine() == []
        phisher.show(ONE_PAGE)
        time.sleep(1.0)
        assert phisher.got == []
        resume_run(run.pk, reason="It is as it was.", actor=team[1], now=datetime.now(UTC))
        wait_for(run, "ended")
    assert len(phisher.got) == len({one["a"][0] for one in phisher.got}) == 2


def test_a_script_that_hands_the_log_in_to_the_genuine_site_is_held_back(
    run: FeedingRun, phisher: Phisher
) -> None:
    phisher.show(BY_SCRIPT)
    with Working():
        check_stopped(run, "page-unanswered")
    assert phisher.got == []
    assert phisher.list_visits_to_genuine() == []


@pytest.mark.parametrize("where", ["/", "/go"], ids=["the page", "the answer"])
def test_a_page_that_answers_after_five_minutes_is_waited_for_a_minute_at_most(
    where: str, run: FeedingRun, phisher: Phisher
) -> None:
    over = threading.Event()

    def wait(visitor: Visitor) -> None:
        phisher.got.append({})
        over.wait(300)

    phisher.site.routes[f"{HOST}{where}"] = wait
    with Working():
        begun = time.monotonic()
        check_stopped(run, "page-unanswered")
        assert time.monotonic() - begun < 80
    over.set()
    assert len(phisher.got) == 1
    (decoy,) = FedDecoy.objects.filter(run=run).exclude(state="planned")
    assert (decoy.state, decoy.outcome) == ("done", "unanswered")
    assert decoy.answer["sent"] == ([] if where == "/" else ["name", "password"])


def test_a_name_that_now_leads_to_a_private_address_gets_nothing(
    team: Team, home: Home, database: Database, configuration: object
) -> None:
    """Outside the range: so with all that a live page asks for, and at its limits."""
    host, asked = "portail.mouvement.aurore-acces.com", list[str]()
    now, day = datetime.now(UTC), timedelta(days=1)
    sync_settings_file(settings.CONFIGURATION.watch, now=now)
    reference = furnish_house(team[0], now=now)
    Approver.objects.update(since=now - 7 * day)
    file_scope(b"%PDF", signed_by="Me D", since=now - day, until=now + day, actor=team[0], now=now)

    async def resolve(name: str, port: int) -> Sequence[str]:
        asked.append(name)
        return ("10.0.0.5",)

    @contextmanager
    def open_services() -> Iterator[Mapping[str, Any]]:
        key, egress = home.read_key("feeding"), Egress.parse("direct")
        with Submitter(egress=egress, key=key, is_killed=is_killed, resolve=resolve) as submitter:
            yield {"submitter": submitter}

    run = begin_run(look_from_afar(host), team, decoys=3, hours=12.0, reference=str(reference.pk))
    plan_run(run, now=now)
    FedDecoy.objects.filter(run=run).update(planned_at=now)
    with Working(open_services):
        check_stopped(run, "page-elsewhere")
    assert set(asked) == {host}
    (decoy,) = FedDecoy.objects.filter(run=run).exclude(state="planned")
    assert (decoy.outcome, decoy.answer["sent"]) == ("elsewhere", [])
