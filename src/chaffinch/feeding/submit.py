"""Send one decoy: the guard asked once more, the decoy spent, the form filled in by a real browser, the answer read.

The only way in is a clearance of the desk's approval service. What has begun is never repeated: a decoy is spent before
the browser begins, and where the browser dies on the way its state is unknown.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from types import TracebackType

from chaffinch.errors import RefusedError
from chaffinch.feeding.answers import Answer, read_answer
from chaffinch.feeding.clearance import Clearance, verify_clearance
from chaffinch.feeding.facts import Draft, Facts, Moment, Outcome
from chaffinch.feeding.guard import Refusal, find_refusal
from chaffinch.feeding.order import FillOrder, Rhythm
from chaffinch.ground.egress import Egress, Resolve, Upstream, Way, resolve_name
from chaffinch.ground.egress import Refusal as WayRefusal
from chaffinch.ground.gate import Passage
from chaffinch.ground.proxy import EgressProxy
from chaffinch.ground.range_directory import RangeDirectory
from chaffinch.pages.capture import Limits, Scene
from chaffinch.pages.hosts import read_host
from chaffinch.pages.profile import Profile
from chaffinch.pages.sandbox.bubblewrap import build_worker_command, list_ports
from chaffinch.pages.sandbox.supervisor import Supervisor
from chaffinch.pages.sandbox.untrusted import check_png
from chaffinch.pages.sandbox.worker_process import Answer as WorkerAnswer
from chaffinch.pages.sandbox.worker_process import WorkerGone

_PROGRAM = "chaffinch.feeding.inside.worker"
_LIMITS = Limits(seconds=60.0, response_bytes=20_000_000, requests=600, hops=8)
_GRACE_SECONDS, _SECONDS_BETWEEN_ASKS = 4.0, 0.1
_MEMORY_BYTES, _MOST_CONNECTIONS = 1_000_000_000, 600


class NotFedError(RefusedError):
    """The guard refused; nothing was sent.

    Attributes:
        refusal: the rule that stands against it.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            f"Nothing is sent ({refusal.code}).", why=f"Guardrail {refusal.rule} of feeding forbids it."
        )
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is typed; never shown."""

    address: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    """A one-time code that is wrong."""


_NOTHING = Secrets("", "", "")


@dataclass(frozen=True, slots=True)
class Submission:
    """One decoy sent, or not, and what came of it."""

    answer: Answer
    started_at: datetime
    seconds: float
    before_png: bytes
    after_png: bytes
    passages: tuple[Passage, ...]


@dataclass(slots=True)
class _Approved:
    """Which networks a host may answer in, while it is fed."""

    networks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def check(self, way: Way) -> WayRefusal | None:
        allowed = self.networks.get(way.host)
        if not allowed or way.via != "direct":
            return None
        nets = [ip_network(net, strict=False) for net in allowed]
        for address in way.addresses:
            found = ip_address(address)
            if not any(net.version == found.version and found in net for net in nets):
                return WayRefusal(
                    "refused-address", {"host": way.host, "address": address, "kind": "not-approved"}
                )
        return None


class Submitter:
    """One browser that fills in forms, one at a time; use it as a context manager.

    Args:
        egress: the user's answer of how visits leave the house.
        key: by which the desk seals clearances.
        is_killed: whether the kill switch is thrown; asked ten times a second while something is under way.
        range_directory: the running practice range, whose names are served on loopback.
        resolve: how names become addresses.
    """

    def __init__(
        self,
        *,
        egress: Egress,
        key: bytes,
        is_killed: Callable[[], bool],
        range_directory: RangeDirectory | None = None,
        resolve: Resolve = resolve_name,
    ) -> None:
        self._key, self._is_killed = key, is_killed
        self._approved = _Approved()
        self._folder = tempfile.TemporaryDirectory(prefix="chaffinch-")
        self._gate = Path(self._folder.name, "feed.sock")
        self._proxy = EgressProxy(
            egress=egress, directory=range_directory, resolve=resolve, check_way=self._approved.check
        )
        spki = range_directory.spki_sha256 if range_directory else ()
        self._supervisor = Supervisor(
            lambda: build_worker_command([self._gate], spki_sha256=spki, program=_PROGRAM),
            memory_bytes=_MEMORY_BYTES,
        )
        self._one_at_a_time = threading.Lock()
        self._last_number = 0

    def __enter__(self) -> Submitter:
        """Start the proxy; the browser starts with the first decoy."""
        self._proxy.__enter__()
        try:
            self._proxy.open_gate(self._gate)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser and close every connection."""
        self._supervisor.stop()
        self._proxy.__exit__(kind, fault, trace)
        self._folder.cleanup()

    def submit(
        self,
        clearance: Clearance,
        secrets: Secrets | None,
        *,
        profile: Profile,
        rhythm: Rhythm,
        look_up: Callable[[], tuple[Facts, Draft, Moment]],
        spend: Callable[[], None],
        upstream: Upstream | None = None,
    ) -> Submission:
        """Send one decoy to the page that it was made for.

        Args:
            clearance: the desk's leave for this decoy.
            secrets: what is typed; None for a visit, which types nothing.
            profile: as whom the page is opened.
            rhythm: how that person types.
            look_up: gives the facts as they stand now; the guard is asked with them.
            spend: marks the decoy as spent, durably, or raises where it is spent already.
            upstream: the proxy by which this one leaves; None for the next of the list, or none.

        Raises:
            ClearanceError: it was not issued by this desk, was changed, or is too old.
            NotFedError: the guard refuses.
            SandboxMissingError: bubblewrap, setpriv or Chromium is missing; nothing was spent.
            BrowserStartError: Chromium does not start with its sandbox on; nothing was spent.
        """
        with self._one_at_a_time:
            self._make_ready()
            facts, draft, now = look_up()
            verify_clearance(clearance, key=self._key, now=now.at)
            refusal = find_refusal(facts, draft, now=now) or _find_mismatch(
                clearance, facts, draft, types=secrets is not None
            )
            if refusal is None and self._is_killed():
                refusal = Refusal("killed", 8)
            if refusal is not None:
                raise NotFedError(refusal)
            spend()
            return self._fill(
                clearance, secrets, profile=profile, rhythm=rhythm, upstream=upstream, now=now.at
            )

    def _make_ready(self) -> None:
        """Have the browser run before anything is spent: one that does not start costs no decoy."""
        self._supervisor.make_ready()

    def _fill(
        self,
        clearance: Clearance,
        secrets: Secrets | None,
        *,
        profile: Profile,
        rhythm: Rhythm,
        upstream: Upstream | None,
        now: datetime,
    ) -> Submission:
        self._last_number += 1
        typed = secrets or _NOTHING
        order = FillOrder(
            self._last_number, clearance.url, list_ports([self._gate])[self._gate], _LIMITS, profile, typed.address,
            typed.password, typed.code, clearance.hosts, clearance.kinds, clearance.certificates, rhythm,
            types=secrets is not None,
        )  # fmt: skip
        begun = time.monotonic()
        self._approved.networks = dict.fromkeys(clearance.hosts, clearance.networks)
        self._proxy.begin_visit(
            self._gate,
            received_bytes=_LIMITS.response_bytes,
            connections=_MOST_CONNECTIONS,
            upstream=upstream,
        )
        try:
            values, pieces = self._wait(self._supervisor.begin(order))
            answer = read_answer(values, hosts=clearance.hosts)
        except WorkerGone as gone:
            answer, pieces = _make_unknown(gone.cause), {}
        finally:
            passages, _ = self._proxy.end_visit(self._gate)
        if any(one.outcome == "refused-address" and one.host in clearance.hosts for one in passages):
            answer = _change(answer, "elsewhere")
        seconds = round(time.monotonic() - begun, 3)
        before, after = (
            check_png(pieces.get(name, b""), limits=_LIMITS) for name in ("window_png", "after_0")
        )
        return Submission(answer, now, seconds, before, after, passages)

    def _wait(self, answer: Future[WorkerAnswer]) -> WorkerAnswer:
        """Wait for the answer; the kill switch ends the browser while it types."""
        until = time.monotonic() + _LIMITS.seconds + _GRACE_SECONDS
        while True:
            try:
                return answer.result(timeout=_SECONDS_BETWEEN_ASKS)
            except FutureTimeoutError:
                if self._is_killed():
                    self._supervisor.end_worker("crashed", "the kill switch was thrown")
                elif time.monotonic() > until:
                    self._supervisor.end_worker("timeout", "the browser did not answer and was ended")


def _find_mismatch(clearance: Clearance, facts: Facts, draft: Draft, *, types: bool) -> Refusal | None:
    """Return the refusal where the clearance is for another case, order or decoy than the facts are about.

    And where something would be typed on a visit.
    """
    same = (clearance.case, clearance.order, clearance.decoy) == (
        facts.target.case,
        facts.order,
        draft.number,
    )
    known = {facts.target.host, *facts.target.hosts}
    within = known.issuperset(clearance.hosts) and read_host(clearance.url) in clearance.hosts
    same = same and types == (draft.kind != "visit")
    return None if same and within else Refusal("another-order", 2)


def _make_unknown(cause: str) -> Answer:
    return Answer("unknown", (), (), "", (), False, Scene("", ""), cause[:300])


def _change(answer: Answer, outcome: Outcome) -> Answer:
    return answer if answer.sent else replace(answer, outcome=outcome)
