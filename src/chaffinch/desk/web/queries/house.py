"""What must be known of ourselves before a live page can be fed, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chaffinch.desk.feeding_facts import is_killed, reads_failed_logins
from chaffinch.desk.models import Approver, DomainProof, FeedingRun, FeedingScope, User, WatchEntry
from chaffinch.desk.services.mixing import Stock, take_stock
from chaffinch.desk.services.proofs import Record, list_proved, make_record
from chaffinch.desk.services.staff import Person, is_staff_listed, list_people
from chaffinch.feeding.limits import NEW_APPROVER_WAITS

_RUNS = 20


@dataclass(frozen=True, slots=True)
class Domain:
    """One of our own domains, and its proof."""

    name: str
    record: Record
    proof: DomainProof | None
    proved: bool


@dataclass(frozen=True, slots=True)
class Right:
    """Somebody’s right to approve."""

    right: Approver
    holds_from: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class House:
    """The feeding page."""

    killed: bool
    needed: int
    rights: tuple[Right, ...]
    able: int
    """How many may approve any run now."""
    candidates: tuple[User, ...]
    """Who has a log-in and no right."""
    domains: tuple[Domain, ...]
    proved: int
    people: tuple[Person, ...]
    staff: int
    scope: FeedingScope | None
    scope_holds: bool
    stock: Stock
    logs_read: bool
    runs: tuple[FeedingRun, ...]

    @property
    def ready(self) -> bool:
        """Whether a live page could be fed."""
        return self.able >= self.needed and bool(self.proved and self.staff) and self.scope_holds


def show_house(*, now: datetime) -> House:
    """Return everything that the feeding page shows."""
    rights = tuple(_list_rights(now=now))
    proved, people, scope = list_proved(now=now), tuple(list_people(now=now)), FeedingScope.objects.first()
    taken = {right.right.person_id for right in rights}
    able = {right.right.person_id for right in rights if right.holds and right.right.only_case_id is None}
    return House(
        killed=is_killed(),
        needed=settings.CONFIGURATION.feeding.approvals,
        rights=rights,
        able=len(able),
        candidates=tuple(User.objects.filter(is_active=True, partner=False).exclude(pk__in=taken)),
        domains=tuple(_list_domains(proved)),
        proved=len(proved),
        people=people,
        staff=sum(one.kind == "staff" and not one.left for one in people),
        scope=scope,
        scope_holds=scope is not None and scope.since <= now < scope.until,
        stock=take_stock(isolated_only=False, now=now),
        logs_read=reads_failed_logins(""),
        runs=tuple(FeedingRun.objects.select_related("case", "proposed_by")[:_RUNS]),
    )


def is_ready(*, now: datetime) -> bool:
    """Return whether this house is in order for a live page: domain, staff list, scope; approvers come at the yes."""
    scope = FeedingScope.objects.first()
    holds = scope is not None and scope.since <= now < scope.until
    return holds and is_staff_listed() and bool(list_proved(now=now))


def _list_rights(*, now: datetime) -> list[Right]:
    found = []
    for one in Approver.objects.filter(until=None).select_related("person", "only_case"):
        from_when = one.since + NEW_APPROVER_WAITS
        found.append(Right(one, from_when, from_when <= now and one.person.is_active))
    return found


def _list_domains(proved: frozenset[str]) -> list[Domain]:
    proofs = {proof.domain: proof for proof in DomainProof.objects.all()}
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    return [Domain(name, make_record(name), proofs.get(name), name in proved) for name in own]
