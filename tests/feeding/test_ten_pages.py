"""The range's ten pages of different build: looked at, approved as they were seen, and fed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from tests.feeding.factory import NOW, make_draft, make_facts

from chaffinch.decoys.habits import draw_habits
from chaffinch.feeding.clearance import Clearance, seal_clearance
from chaffinch.feeding.facts import Outcome
from chaffinch.feeding.order import Rhythm
from chaffinch.feeding.submit import Secrets, Submission, Submitter
from chaffinch.feeding.terms import Terms, read_terms
from chaffinch.feeding.visitor import make_visitor
from chaffinch.ground.egress import Egress
from chaffinch.lab import phishers
from chaffinch.lab.organisation import PORTAL_HOST
from chaffinch.lab.range import Range
from chaffinch.lab.sorting.behaviour import rate_browsers
from chaffinch.pages.browser import Browser
from chaffinch.pages.profile import DESKTOP, Profile

pytestmark = pytest.mark.e2e
KEY = b"k" * 32
SECRETS = Secrets("lise.moreau@mouvement-aurore.test", "Brume-du-port7", "493018")
ANSWERS: dict[str, Outcome] = {
    phishers.PLAIN_HOST: "accepted", phishers.TWO_STEP_HOST: "sent-on", phishers.SCRIPTED_HOST: "accepted",
    phishers.INVITATION_HOST: "accepted", phishers.PATTERN_HOST: "accepted", phishers.THROTTLED_HOST: "sent-on",
    phishers.AGENT_HOST: "refused", phishers.HONEYPOT_HOST: "accepted", phishers.CODE_KIT_HOST: "refused",
    phishers.RELAY_HOST: "refused",
}  # fmt: skip


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with Range(tmp_path_factory.mktemp("range")) as running:
        yield running


@pytest.fixture(scope="module")
def seen(practice: Range) -> dict[str, Terms]:
    """What was approved of each page, from a look at it."""
    with Browser(egress=Egress(), range_directory=practice.directory, tabs=2) as browser:
        return {
            host: read_terms(
                browser.capture(phishers.write_lure_url(host, "ines.kerbrat@mouvement-aurore.test"))
            )
            for host in phishers.KIT_HOSTS
        }


@pytest.fixture(scope="module")
def submitter(practice: Range) -> Iterator[Submitter]:
    with Submitter(
        egress=Egress(), key=KEY, is_killed=lambda: False, range_directory=practice.directory
    ) as running:
        yield running


def feed(
    submitter: Submitter, host: str, terms: Terms, *, profile: Profile = DESKTOP, look: float = 2.5
) -> Submission:
    leave = Clearance(
        7, "d-1", "order-1", terms.url, terms.hosts, (), terms.certificates, terms.kinds, issued_at=NOW.at
    )
    leave = replace(leave, seal=seal_clearance(leave, key=KEY))
    facts, draft = make_facts(practice=True, host=host), make_draft(domain="mouvement-aurore.test")
    return submitter.submit(
        leave, SECRETS, profile=profile, rhythm=Rhythm(median=0.05, slips=0.0, look=look, seed=len(host)),
        look_up=lambda: (facts, draft, NOW), spend=lambda: None,
    )  # fmt: skip


@pytest.mark.parametrize("host", phishers.KIT_HOSTS)
def test_each_page_takes_the_decoy_as_it_takes_a_victim(
    host: str, practice: Range, seen: dict[str, Terms], submitter: Submitter
) -> None:
    before = len(practice.desk.catches)
    done = feed(submitter, host, seen[host])
    assert done.answer.outcome == ANSWERS[host]
    (catch,) = practice.desk.catches[before:]
    assert (catch.host, catch.address, catch.password) == (host, SECRETS.address, SECRETS.password)
    assert "Headless" not in catch.seen.user_agent
    assert catch.seen.fields
    if catch.seen.keys is not None:
        assert catch.seen.keys >= len(SECRETS.password)
        assert (catch.seen.typing_ms or 0) > 100
    if done.answer.outcome == "sent-on":
        assert PORTAL_HOST in done.answer.led_to
    assert catch.code in ("", SECRETS.code)


def test_the_sorting_desk_sees_nothing_in_a_personas_browser(
    practice: Range, seen: dict[str, Terms], submitter: Submitter
) -> None:
    """One of each kind of browser that personas use, on a kit whose script reads screen and time zone."""
    host, kinds = phishers.SCRIPTED_HOST, {}
    for seed in range(60):
        habits = draw_habits(Random(seed), age=40)
        kinds[habits.platform, habits.browser] = habits
    assert len(kinds) == 3
    before = len(practice.desk.catches)
    for habits in kinds.values():
        feed(submitter, host, seen[host], profile=make_visitor(habits, locale="fr_FR"), look=0.5)
    catches = practice.desk.catches[before:]
    assert [one.seen.screen.rpartition("x")[0] for one in catches] == [
        "{}x{}".format(*habits.screen) for habits in kinds.values()
    ]
    assert {one.seen.zone for one in catches} == {"Europe/Paris"}
    assert list(rate_browsers(catches)) == [0.0] * 3
