"""What the pages of plantings show: what waits, what was made, where each item stands, which of them were used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import Count

from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.planting.order import FILE_KINDS, MAIL_KINDS, PlantingOrder, read_order
from chaffinch.desk.approving import may_approve
from chaffinch.desk.configuration_tables import PlantingTable
from chaffinch.desk.feeding_facts import is_practice_domain
from chaffinch.desk.models import Hit, PlantedItem, Planting, PlantingApproval, WatchEntry
from chaffinch.desk.services.planted import Said, open_item
from chaffinch.desk.services.planting import count_needed, list_valid
from chaffinch.desk.services.proofs import list_proved
from chaffinch.desk.services.traps import count_registered
from chaffinch.ground.secrets import UnreadableSecretError

Use = Literal["used", "fed", "lent", "free", "waiting", "gone"]
_MOST_PAPERS = 400


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One account of a planting."""

    name: str
    address: str
    use: Use
    """Somebody signed in; a page has it; its log-in stands in something planted; neither; not filled yet; taken away."""
    messages: int
    """Letters that are to stand in it."""
    entry: str = ""
    """The ledger's id of it; empty where it was not entered."""


@dataclass(frozen=True, slots=True)
class PlantedPaper:
    """One document of a planting."""

    title: str
    file: str
    state: str
    lends: bool
    opened: int
    with_letter: bool
    entry: str = ""
    """The ledger's id of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One planting in the list."""

    planting: Planting
    counts: Mapping[str, int]
    ordered: PlantingOrder | None
    rings: int


@dataclass(frozen=True, slots=True)
class Plantings:
    """All of them, and what a new one may be."""

    rows: Sequence[Row]
    mail_places: Sequence[str]
    file_places: Sequence[str]
    domains: Sequence[str]
    registered: int
    needed: int

    @property
    def can_propose(self) -> bool:
        """Whether anything may be proposed at all."""
        return bool(self.domains and (self.mail_places or self.file_places))


@dataclass(frozen=True, slots=True)
class Shown:
    """One planting, as its page shows it."""

    planting: Planting
    order: PlantingOrder | None
    practice: bool
    yes: Sequence[PlantingApproval]
    needed: int
    may_approve: bool
    counts: Mapping[str, int]
    placed: int
    total: int
    """Mailboxes and documents for the folder: what is put somewhere one by one."""
    mailboxes: Sequence[Mailbox] = field(default=())
    folders: Mapping[str, Sequence[PlantedPaper]] = field(default_factory=dict)
    more_papers: int = 0
    lending_letters: Sequence[str] = ()
    """Subjects of the letters in which a log-in stands."""

    @property
    def percent(self) -> int:
        """How much of it stands."""
        return round(100 * self.placed / self.total) if self.total else 0

    @property
    def uses(self) -> Mapping[str, int]:
        """How many accounts are what."""
        return dict(Counter(one.use for one in self.mailboxes))


def show_plantings(*, now: datetime) -> Plantings:
    """Return every planting, the latest first, and what a new one may use."""
    table: PlantingTable = settings.CONFIGURATION.planting
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for planting, kind, count in (
        PlantedItem.objects.order_by().values_list("planting", "kind").annotate(count=Count("pk"))
    ):
        counts[planting][kind] = count
    rings = dict(
        Hit.objects.filter(mark="")
        .exclude(planting=None)
        .order_by()
        .values_list("planting")
        .annotate(Count("pk"))
    )
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    proved = list_proved(now=now)
    return Plantings(
        rows=[
            Row(one, counts[one.pk], _read(one), rings.get(one.pk, 0))
            for one in Planting.objects.select_related("proposed_by")
        ],
        mail_places=[place.name for place in table.places if place.kind in MAIL_KINDS],
        file_places=[place.name for place in table.places if place.kind in FILE_KINDS],
        domains=sorted(domain for domain in own if domain in proved or is_practice_domain(domain)),
        registered=count_registered(),
        needed=count_needed(),
    )


def show_planting(planting: Planting, *, user_id: int, now: datetime) -> Shown:
    """Return one planting with everything that stands somewhere."""
    order, practice = _read(planting), is_practice_domain(planting.order["domain"])
    yes = list_valid(planting, now=now)
    kinds = Counter(planting.items.values_list("kind", flat=True))
    placed = planting.items.filter(state=PlantedItem.State.PLACED).exclude(place="").count()
    papers, more = _list_papers(planting)
    return Shown(
        planting=planting,
        order=order,
        practice=practice,
        yes=yes
        if planting.state == Planting.State.PROPOSED
        else list(planting.approvals.select_related("person")),
        needed=count_needed(),
        may_approve=may_approve(user_id, now=now, practice=practice)
        and user_id not in {one.person_id for one in yes},
        counts=kinds,
        placed=placed,
        total=order.accounts + order.documents - order.attached if order else 0,
        mailboxes=_list_mailboxes(planting),
        folders=papers,
        more_papers=more,
        lending_letters=[
            _open(one).title for one in planting.items.filter(kind=PlantedItem.Kind.MAIL).exclude(trap=None)
        ],
    )


def _read(planting: Planting) -> PlantingOrder | None:
    try:
        return read_order(planting.order)
    except OrderError:
        return None


def _open(item: PlantedItem) -> Said:
    try:
        return open_item(item)
    except UnreadableSecretError:
        return Said("", "?", "")


def _list_mailboxes(planting: Planting) -> list[Mailbox]:
    items = list(planting.items.filter(kind=PlantedItem.Kind.TRAP).select_related("trap", "ledger_entry"))
    if not items:
        return []
    used = set(
        Hit.objects.filter(trap__planting=planting).exclude(mark=Hit.Mark.TEST).values_list("trap", flat=True)
    ) | set(
        Hit.objects.filter(decoy__found_by__in=[one.trap.found_by for one in items if one.trap])
        .exclude(mark=Hit.Mark.TEST)
        .values_list("decoy__found_by", flat=True)
    )
    letters: Counter[str] = Counter()
    for item in planting.items.filter(kind=PlantedItem.Kind.MAIL):
        letters.update(_open(item).mailboxes)
    boxes = []
    for item in items:
        said = _open(item)
        address = said.mailboxes[0] if said.mailboxes else "?"
        boxes.append(Mailbox(said.title, address, _name_use(item, used), letters[address], _name_entry(item)))
    return boxes


def _name_use(item: PlantedItem, used: Collection[object]) -> Use:
    trap = item.trap
    assert trap is not None  # noqa: S101 -- the item of an account has one
    if trap.pk in used or trap.found_by in used:
        return "used"
    if item.state != PlantedItem.State.PLACED:
        return "gone" if item.state == PlantedItem.State.GONE else "waiting"
    if trap.run_id:
        return "fed"
    return "lent" if trap.lent else "free"


def _name_entry(item: PlantedItem) -> str:
    return item.ledger_entry.name if hasattr(item, "ledger_entry") else ""


def _list_papers(planting: Planting) -> tuple[dict[str, list[PlantedPaper]], int]:
    papers = planting.items.filter(kind=PlantedItem.Kind.DOCUMENT).select_related("ledger_entry")
    opened = dict(
        Hit.objects.filter(item__planting=planting).order_by().values_list("item").annotate(Count("pk"))
    )
    folders: dict[str, list[PlantedPaper]] = defaultdict(list)
    for item in papers[:_MOST_PAPERS]:
        said = _open(item)
        folders[said.folder].append(
            PlantedPaper(
                said.title, said.file, item.get_state_display(), item.trap_id is not None, opened.get(item.pk, 0),
                bool(said.mailboxes), _name_entry(item),
            )
        )  # fmt: skip
    return dict(sorted(folders.items())), max(0, papers.count() - _MOST_PAPERS)
