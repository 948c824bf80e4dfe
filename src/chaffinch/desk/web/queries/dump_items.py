"""Which items of a dump a list shows: what was asked for, the rows with what they say, and their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from chaffinch.desk.dump_details import Details, open_details
from chaffinch.desk.dump_pictures import PICTURE_GROUPS, filter_pictures
from chaffinch.desk.dump_words import find_places, split_words
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpItem, DumpPicture, ItemReading
from chaffinch.desk.services.dump_keeping import open_words
from chaffinch.desk.services.dump_readings import READ_TWICE
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.leaks.finding import VERDICTS, Finding

PAGE_SIZE = 30
MOST_FOUND = 5_000
"""Items that one search by words gives, the first ones of the dump."""
READINGS = ("mine", "unread", "objected", "agreed")
KINDS = ("mail", "document", "picture", "text", "page", "other")


@dataclass(frozen=True, slots=True)
class ItemQuestion:
    """What the list was asked for; anything unknown counts as not asked."""

    verdict: str = ""
    kind: str = ""
    mailbox: str = ""
    reading: str = ""
    """mine: that I have not read; unread: that two people have not agreed to; objected; agreed."""
    fault: str = ""
    """A code, or `any`."""
    picture: str = ""
    """What OCR read: most words stand in the archive, in the ledger, or nowhere (words); no words; failed."""
    words: str = ""
    trace: str = ""
    """Name of lines that stand in many items."""
    since: date | None = None
    until: date | None = None

    @classmethod
    def parse(cls, untrusted_query: QueryDict) -> ItemQuestion:
        """Read the address's query."""
        get = untrusted_query.get
        return cls(
            verdict=get("verdict", "") if get("verdict", "") in (*VERDICTS, "accused") else "",
            kind=get("kind", "") if get("kind", "") in KINDS else "",
            mailbox=get("mailbox", "").replace("\x00", "")[:200],
            reading=get("reading", "") if get("reading", "") in READINGS else "",
            fault=get("fault", "").replace("\x00", "")[:40],
            picture=get("picture", "") if get("picture", "") in PICTURE_GROUPS else "",
            words=get("q", "").replace("\x00", "").strip()[:200],
            trace=get("trace", "").replace("\x00", "")[:16],
            since=_read_day(get("since", "")),
            until=_read_day(get("until", "")),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return self != ItemQuestion()


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the list."""

    item: DumpItem
    details: Details
    agrees: int
    objects: int
    passage: str = ""
    """Around the first word that was searched for."""
    picture: DumpPicture | None = None
    """What OCR made of it; None where it is none of its."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of the list."""

    lines: Sequence[Line]
    count: int
    page: object


def filter_items(dump: Dump, question: ItemQuestion, *, person: int) -> QuerySet[DumpItem]:
    """Return the items asked for, in the order of the dump."""
    items = dump.items.all()
    if question.verdict:
        wanted = sorted(READ_TWICE) if question.verdict == "accused" else [question.verdict]
        items = items.filter(verdict__in=wanted)
    for name in ("kind", "mailbox", "trace"):
        if value := getattr(question, name):
            items = items.filter(**{name: value})
    if question.fault:
        items = items.exclude(fault="") if question.fault == "any" else items.filter(fault=question.fault)
    if question.since:
        items = items.filter(day__gte=question.since)
    if question.until:
        items = items.filter(day__lte=question.until)
    if question.picture:
        items = items.filter(picture__in=filter_pictures(dump).filter(PICTURE_GROUPS[question.picture]))
    items = _filter_readings(items, question.reading, person=person)
    items = _filter_words(dump, items, question.words) if question.words else items
    return items.order_by("chunk", "part", "place")


def find_lines(dump: Dump, question: ItemQuestion, *, number: str, person: int) -> Lines:
    """Return one page of the list; a number that is none, or too large, gives the nearest page."""
    page = Paginator(filter_items(dump, question, person=person), PAGE_SIZE).get_page(number)
    items = list(page.object_list)
    pictures = {one.item_id: one for one in filter_pictures(dump).filter(item__in=items)}
    agrees, objects = _count_readings(items, agrees=True), _count_readings(items, agrees=False)
    lines = []
    for item in items:
        details = read_details(item)
        passage = _cut_passage(details.text, question.words)
        lines.append(
            Line(
                item, details, agrees.get(item.pk, 0), objects.get(item.pk, 0), passage, pictures.get(item.pk)
            )
        )
    return Lines(lines, page.paginator.count, page)


def read_details(item: DumpItem) -> Details:
    """Return what is kept of an item; where its key is gone, its row alone."""
    try:
        return open_details(bytes(item.sealed), key=find_home().read_key("store"))
    except UnreadableSecretError:
        finding = Finding(item.path, item.verdict, item.confidence, (), match=item.match)  # type: ignore[arg-type]
        return Details(finding=finding, title="?")


def find_neighbours(item: DumpItem, question: ItemQuestion, *, person: int) -> tuple[int | None, int | None]:
    """Return the numbers of the items before and after this one in the list."""
    others = filter_items(item.dump, question, person=person).exclude(pk=item.pk)
    later = Q(chunk__gt=item.chunk) | Q(chunk=item.chunk, part__gt=item.part)
    later |= Q(chunk=item.chunk, part=item.part, place__gt=item.place)
    after = others.filter(later).values_list("pk", flat=True).first()
    before = others.exclude(later).order_by("-chunk", "-part", "-place").values_list("pk", flat=True).first()
    return before, after


def _filter_readings(items: QuerySet[DumpItem], wanted: str, *, person: int) -> QuerySet[DumpItem]:
    said = ItemReading.objects.filter(item=OuterRef("pk"), verdict=OuterRef("verdict"))
    if wanted == "mine":
        return items.exclude(Exists(said.filter(person=person)))
    if wanted == "objected":
        return items.filter(Exists(said.filter(agrees=False)))
    yes, no = Q(readings__agrees=True), Q(readings__agrees=False)
    if wanted in ("unread", "agreed"):
        items = items.filter(verdict__in=READ_TWICE).annotate(
            yes=Count("readings", filter=yes), no=Count("readings", filter=no)
        )
        agreed = Q(yes__gte=2, no=0)
        return items.filter(agreed) if wanted == "agreed" else items.exclude(agreed)
    return items


def _filter_words(dump: Dump, items: QuerySet[DumpItem], text: str) -> QuerySet[DumpItem]:
    words, key, found = split_words(text), find_home().read_key("store"), list[int]()
    for part in dump.parts.iterator(chunk_size=20):
        try:
            places = find_places(open_words(part, key=key), words)
        except UnreadableSecretError:
            continue
        if places:
            here = DumpItem.objects.filter(dump=dump, chunk=part.chunk, part=part.number)
            found += here.filter(place__in=sorted(places)).values_list("pk", flat=True)
        if len(found) >= MOST_FOUND:
            break
    return items.filter(pk__in=found[:MOST_FOUND])


def _count_readings(items: Sequence[DumpItem], *, agrees: bool) -> dict[int, int]:
    rows = ItemReading.objects.filter(item__in=[one.pk for one in items], agrees=agrees).order_by()
    return dict(rows.values_list("item").annotate(Count("pk")))


def _cut_passage(text: str, words: str, *, around: int = 90) -> str:
    """Return what stands around the first word; accents are folded sign by sign, so that places stay right."""
    for word in words.split():
        at = text.casefold().find(word.casefold())
        if at >= 0:
            start, end = max(0, at - around), min(len(text), at + len(word) + around)
            return (
                ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")
            )
    return ""


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
