"""What the guard looks at: facts as they stand when a decision is due, and nothing that could change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from chaffinch.feeding.limits import PRODUCT, Limits

DecoyKind = Literal["phantom", "trap", "echo"]
Outcome = Literal[
    "accepted", "refused", "asked-again", "sent-on", "limited", "blocked", "failed", "changed", "elsewhere", "challenge",
    "gone", "unanswered", "unknown",
]  # fmt: skip
"""What a page answered: `limited` is 429, `blocked` 403, `failed` 5xx, `changed` another form or none, `elsewhere` another
host, address or certificate before anything was sent, `unanswered` a time-out, `unknown` that nobody knows."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time by two clocks: one that people set, and one that only goes on."""

    at: datetime
    """Aware."""
    ticks: float = 0.0
    """Seconds since the machine was started, sleep included (CLOCK_BOOTTIME)."""
    boot: str = ""
    """Which start of the machine that counts from; empty where it is not known."""

    def measure_since(self, earlier: Moment) -> timedelta:
        """Return how much time has passed for sure: the less of what the two clocks say, never below zero."""
        passed = self.at - earlier.at
        if self.boot and self.boot == earlier.boot:
            passed = min(passed, timedelta(seconds=self.ticks - earlier.ticks))
        return max(passed, timedelta(0))


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may approve."""

    name: str
    since: datetime
    until: datetime | None = None
    """When the right was taken away."""
    only_case: int | None = None
    """An outside partner sees one case only."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes to one order."""

    name: str
    at: datetime
    order: str
    """The order's digest: what exactly was approved."""
    reason: str
    by: Literal["person", "token", "bulk"] = "person"
    hacked_host: bool = False
    """Whether it was ticked that this is a hacked innocent host, and may be fed all the same."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Counsel's signed scope: what feeding is for, on file."""

    document: str
    """SHA-256 of the document, hex."""
    signed_by: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Territory:
    """Hosts that are never fed."""

    own: frozenset[str] = frozenset()
    """Our own domains: they and all below them."""
    services: frozenset[str] = frozenset()
    """Domains of services, and the genuine sites of watched brands: they and all below them."""
    shared: frozenset[str] = frozenset()
    """Hosts that many strangers share, each at its root only."""
    proved: frozenset[str] = frozenset()
    """Domains that are proved by DNS to be ours: the only ones that decoys have addresses at."""


@dataclass(frozen=True, slots=True)
class Target:
    """The page that is to be fed, as the case knows it."""

    case: int
    host: str
    confirmed: bool
    capture: bool
    """Whether a look is on file."""
    verdict: str
    """A pages verdict class."""
    evidence: str
    """SHA-256 of the evidence bundle; empty without one."""
    hacked_host: bool = False
    """An innocent site that was broken into: old domain, other content at its root."""
    reported_at: datetime | None = None
    """When an abuse report was sent."""
    relays: bool = False
    """Whether it tries log-ins at the genuine site at once."""
    practice: bool = False
    """Whether the running practice range has proved that it serves this host."""
    hosts: tuple[str, ...] = ()
    """All hosts of the approval: where the page may stand, and where its form may send to."""
    reference_host: str = ""
    """Where the genuine page stands that this one is a copy of; empty where it copies none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The one decoy that is about to be sent."""

    number: str
    kind: DecoyKind
    domain: str
    """Of its address."""
    spent: bool
    case: int
    """The page that it was made for."""
    isolated: bool
    """Whether the domain stands on a host or tenant of its own."""
    on_staff: bool
    """Whether the address or name is one of the staff's."""
    consented: bool = False
    """Whether that colleague agreed to be an echo."""
    echoes_today: int = 0
    """Echoes of that colleague's address sent within the last 24 hours, by any run."""
    lock_out_after: int = 0
    """Failed log-ins after which the real account locks; 0: not known."""


@dataclass(frozen=True, slots=True)
class History:
    """What has happened, to this target and everywhere."""

    sent: tuple[Moment, ...] = ()
    """When decoys were spent on this target, oldest first; the unknown ones too."""
    answers: tuple[Outcome, ...] = ()
    """What the page answered, oldest first."""
    in_flight: int = 0
    """Submissions to this target that have begun and not ended."""
    unknown: int = 0
    """Decoys whose state nobody knows since a crash, and nobody has decided on."""
    fed: frozenset[int] = frozenset()
    """Cases that are being fed now."""
    latest: datetime | None = None
    """The latest moment that this installation has on record."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a decision rests on."""

    target: Target
    order: str
    """Digest of the order that is to be carried out."""
    begun: datetime
    """When the run began."""
    hours: float
    """For how long it was approved."""
    decoys: int
    """How many were approved."""
    approvals: tuple[Approval, ...] = ()
    roster: tuple[Approver, ...] = ()
    needed: int = 2
    scope: Scope | None = None
    territory: Territory = field(default_factory=Territory)
    staff_listed: bool = False
    """Whether it is known whose names no decoy may bear."""
    history: History = field(default_factory=History)
    limits: Limits = PRODUCT
    killed: bool = False
    """Whether the kill switch is thrown."""
    resumed: Moment | None = None
    """When a person last had the run go on."""
