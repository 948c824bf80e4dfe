"""What holds of every submitter, the real one and the one whose browser only posts to a sink: the guard, the seal, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from tests.feeding.factory import NOW, make_draft, make_facts
from tests.feeding.sink import Sink, SinkBrowser, make_sink_submitter
from tests.pages.fixtures import site
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.feeding.clearance import Clearance, ClearanceError, seal_clearance
from chaffinch.feeding.facts import Draft, Facts, Moment
from chaffinch.feeding.order import Rhythm
from chaffinch.feeding.submit import NotFedError, Secrets, Submission, Submitter
from chaffinch.ground.egress import Egress
from chaffinch.pages.profile import DESKTOP

__all__ = ["site"]
HOST, KEY = "copie.test", b"k" * 32
SECRETS = Secrets("lise.moreau@aurore.test", "brume-Du-port7", "493018")
PAGE = "<h1>Portail</h1><form method=post action=/taken><input type=email name=a><input type=password name=p><button>OK</button></form>"
LEAVE = Clearance(7, "d-1", "order-1", f"http://{HOST}/form", (HOST,), (), (), ("email", "password"), NOW.at)


@dataclass
class Desk:
    """One kind of submitter, and what arrived."""

    submitter: Submitter
    killed: threading.Event
    arrived: list[str]
    order: list[str] = field(default_factory=list)

    def feed(self, leave: Clearance = LEAVE, *, seal: str = "", **facts: Any) -> Submission:
        def look_up() -> tuple[Facts, Draft, Moment]:
            return (
                make_facts(**{"practice": True, "host": HOST, **facts}),
                make_draft(domain="aurore.test"),
                NOW,
            )

        def spend() -> None:
            self.order.append(f"spent with {len(self.arrived)} arrived")

        return self.submitter.submit(
            replace(leave, seal=seal or seal_clearance(leave, key=KEY)), SECRETS, profile=DESKTOP,
            rhythm=Rhythm(median=0.005, look=0.0), look_up=look_up, spend=spend,
        )  # fmt: skip


@pytest.fixture(scope="module", params=["sink", pytest.param("chromium", marks=pytest.mark.e2e)])
def one(request: pytest.FixtureRequest, site: LoopbackSite) -> Iterator[Desk]:
    killed, arrived = threading.Event(), list[str]()
    if request.param == "sink":
        with (
            Sink() as sink,
            make_sink_submitter(SinkBrowser(sink.port), key=KEY, is_killed=killed.is_set) as made,
        ):
            sink.listen(arrived.append)
            yield Desk(made, killed, arrived)
        return

    def take(visitor: Visitor) -> None:
        arrived.append(visitor.rfile.read(int(visitor.headers["Content-Length"])).decode())
        visitor.say("<h1>Merci</h1>")

    site.page("/form", PAGE)
    site.routes["/taken"] = take
    with Submitter(
        egress=Egress(), key=KEY, is_killed=killed.is_set, range_directory=site.directory
    ) as submitter:
        yield Desk(submitter, killed, arrived)


@pytest.fixture
def desk(one: Desk) -> Desk:
    one.killed.clear()
    one.arrived.clear()
    one.order.clear()
    return one


def test_it_is_spent_before_anything_arrives_and_arrives_once(desk: Desk) -> None:
    done = desk.feed()
    assert done.answer.outcome == "accepted"
    assert done.answer.sent == ("name", "password")
    assert desk.order == ["spent with 0 arrived"]
    assert len(desk.arrived) == 1


@pytest.mark.parametrize(
    ("leave", "seal"),
    [
        (LEAVE, "0" * 64),
        (replace(LEAVE, issued_at=NOW.at - timedelta(minutes=3)), ""),
        (replace(LEAVE, issued_at=NOW.at + timedelta(seconds=1)), ""),
        (replace(LEAVE, decoy="d-2"), seal_clearance(LEAVE, key=KEY)),
    ],
    ids=["forged", "too old", "from the future", "another decoy"],
)
def test_without_the_desks_own_leave_nothing_is_spent(leave: Clearance, seal: str, desk: Desk) -> None:
    with pytest.raises(ClearanceError):
        desk.feed(leave, seal=seal)
    assert (desk.order, desk.arrived) == ([], [])


@pytest.mark.parametrize(
    ("code", "facts"),
    [("killed", {"killed": True}), ("approvals", {"approvals": ()}), ("unknown", {"unknown": 1}),
     ("one-at-a-time", {"in_flight": 1}), ("not-confirmed", {"confirmed": False})],
)  # fmt: skip
def test_the_guard_is_asked_before_anything_is_spent(code: str, facts: dict[str, Any], desk: Desk) -> None:
    with pytest.raises(NotFedError) as refused:
        desk.feed(**facts)
    assert refused.value.refusal.code == code
    assert (desk.order, desk.arrived) == ([], [])


def test_nothing_is_sent_while_the_switch_is_thrown(desk: Desk) -> None:
    desk.killed.set()
    with pytest.raises(NotFedError):
        desk.feed()
    assert (desk.order, desk.arrived) == ([], [])
