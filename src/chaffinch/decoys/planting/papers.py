"""The documents of a lot: kinds and formats as an office has them, some with a log-in inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chaffinch.decoys.chance import Seed, Weighted
from chaffinch.decoys.documents.making import Document, DocumentOrder, Format, make_documents
from chaffinch.decoys.errors import OrderError

#: Shares are judgement: an office writes more than it calculates.
_SORTS: Weighted[tuple[str, Format]] = Weighted.of(
    {
        ("minutes", "docx"): 26.0,
        ("minutes", "pdf"): 6.0,
        ("minutes", "pptx"): 6.0,
        ("invoice", "pdf"): 14.0,
        ("rooms", "xlsx"): 8.0,
        ("packing", "docx"): 7.0,
        ("packing", "xlsx"): 7.0,
        ("travel", "docx"): 10.0,
        ("budget", "xlsx"): 16.0,
    }
)
_FOLDERS = {
    "fr": {"minutes": "Réunions", "invoice": "Factures", "rooms": "Salles", "packing": "Logistique",
           "travel": "Déplacements", "budget": "Budget"},
    "en": {"minutes": "Meetings", "invoice": "Invoices", "rooms": "Rooms", "packing": "Logistics", "travel": "Travel",
           "budget": "Budget"},
}  # fmt: skip
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, and the folder that it goes into."""

    document: Document
    folder: str
    language: str


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What documents are wanted."""

    count: int
    batch: str
    people: Mapping[str, Sequence[str]]
    """Full names of personas by language, three or more each."""
    languages: Mapping[str, float]
    organisation: str = ""
    logins: Sequence[tuple[str, str]] = ()
    """Each goes into one document of its own."""
    beacon: str = ""
    templates: Mapping[tuple[str, Format], bytes] = field(default_factory=dict)
    """The organisation's own, by kind and format; else one of our examples."""


def make_papers(order: PaperOrder, *, seed: Seed, at: datetime) -> tuple[Paper, ...]:
    """Make the documents of a lot, in an order drawn by chance; the same order, seed and time give the same.

    Args:
        order: what is wanted.
        seed: the installation's.
        at: when they are planted.

    Raises:
        OrderError: more log-ins than documents.
        FieldError, BrokenTemplateError, ActiveTemplateError, IsolationError, RenderError: as make_documents.
    """
    if len(order.logins) > order.count:
        raise OrderError("There are more log-ins than documents.")
    chance = seed.open_stream(f"papers {order.batch}")
    languages = Weighted.of(order.languages)
    sorts = [(*_SORTS.draw(chance), languages.draw(chance)) for _ in range(order.count)]
    logins = dict(zip(chance.sample(range(order.count), len(order.logins)), order.logins, strict=True))
    # A group is made at once: its wordings are drawn far apart.
    groups = Counter(
        (kind, form, language, place in logins) for place, (kind, form, language) in enumerate(sorts)
    )
    papers: list[Paper] = []
    for (kind, form, language, lends), count in groups.items():
        lent = [
            logins[place]
            for place, one in enumerate(sorts)
            if place in logins and one == (kind, form, language)
        ]
        wanted = DocumentOrder(
            kind=kind,
            count=count,
            batch=f"{order.batch} {kind} {form} {language}{' lent' if lends else ''}",
            people=order.people[language],
            format=form,
            locale=_LOCALES[language],
            organisation=order.organisation,
            untrusted_template=order.templates.get((kind, form)),
            logins=lent if lends else (),
            beacon=order.beacon if form == "docx" else "",
        )
        made = make_documents(wanted, seed=seed, at=at)
        papers += [Paper(one, _FOLDERS[language][kind], language) for one in made]
    chance.shuffle(papers)
    return tuple(_name_apart(papers))


def _name_apart(papers: list[Paper]) -> Iterator[Paper]:
    """Yield the papers, no two of one name: a group knows its own names only."""
    taken: set[str] = set()
    for paper in papers:
        stem, dot, suffix = paper.document.file.rpartition(".")
        names = (f"{stem}{f' - {again}' if again else ''}{dot}{suffix}" for again in range(len(papers)))
        name = next(one for one in names if one.casefold() not in taken)
        taken.add(name.casefold())
        yield replace(paper, document=replace(paper.document, file=name))
