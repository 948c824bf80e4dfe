"""A batch of documents: fields invented, codes drawn far apart, provenance like that of one office."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.documents.blocks import fill_blocks, parse_blocks
from chaffinch.decoys.documents.built.sheet import build_xlsx
from chaffinch.decoys.documents.built.slides import build_pptx
from chaffinch.decoys.documents.built.word import build_docx
from chaffinch.decoys.documents.errors import FieldError
from chaffinch.decoys.documents.filling import Fill, Filled, fill_template, list_places, read_template
from chaffinch.decoys.documents.invention import invent_fields, load_example
from chaffinch.decoys.documents.layout import measure_page
from chaffinch.decoys.documents.lines import Fields, Filler, Phrase, Value
from chaffinch.decoys.documents.links import Links
from chaffinch.decoys.documents.look import Look, draw_look
from chaffinch.decoys.documents.pdf import STEPS as PDF_STEPS
from chaffinch.decoys.documents.pdf import fill_pdf, list_fonts
from chaffinch.decoys.documents.plain import fill_plain, list_plain_places
from chaffinch.decoys.documents.properties import Provenance
from chaffinch.decoys.documents.sandbox import fill_isolated, list_places_isolated
from chaffinch.decoys.documents.spacing import STEPS as WORD_STEPS
from chaffinch.decoys.documents.wording import choose_wordings

Format = Literal["docx", "xlsx", "pptx", "pdf", "ics", "vcf"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_DOCUMENTS = 5_000
#: What a PDF says that made it: an office has one version.
_PRODUCERS = (
    "Microsoft® Word 2016",
    "Microsoft® Word 2019",
    "Microsoft® Word for Microsoft 365",
    "Microsoft® Word 2013",
)
_SPACED = 16
_TEXTS = {"ics": "event", "vcf": "card"}


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """What documents are wanted."""

    kind: str
    """minutes, invoice, rooms, packing, travel, budget: what is invented."""
    count: int
    batch: str
    """Names the planting; another batch shares nothing with it."""
    people: Sequence[str]
    """Full names of personas, three or more: who writes and who is written about."""
    format: Format = "docx"
    locale: str = "fr_FR"
    organisation: str = ""
    untrusted_template: bytes | None = None
    """The organisation's own; for a PDF a plain text (see `blocks`). By default one of our examples."""
    fields: Fields = field(default_factory=dict)
    """Values that go before the invented ones."""
    logins: Sequence[tuple[str, str]] = ()
    """Log-ins of traps, address and password; each document takes the next, where it says {{login}} and {{password}}."""
    beacon: str = ""
    """Address of a picture on a host of yours, `{id}` in it becomes the document's id; docx only."""
    link: str = ""
    """Address behind the text of {{link}}, with `{id}` likewise."""
    link_text: str = ""

    def __post_init__(self) -> None:
        if self.format not in FORMATS or not 0 < self.count <= MAX_DOCUMENTS or not self.batch:
            raise FieldError(
                f"An order is for 1 to {MAX_DOCUMENTS:,} documents, one of {', '.join(FORMATS)}, and names its batch."
            )


@dataclass(frozen=True, slots=True)
class Document:
    """A decoy document and all by which it is known again."""

    id: str
    file: str
    content: bytes
    kind: str
    format: Format
    title: str
    text: str
    login: str
    """The trap's address that stands in it, or nothing."""
    made_at: datetime
    phrases: tuple[Phrase, ...]
    spacing: tuple[int, ...]
    lines: tuple[float, ...]
    """Of a PDF: where the lines of its first page are, in dots of 150 dpi."""

    @property
    def sha256(self) -> str:
        """The file's hash."""
        return hashlib.sha256(self.content).hexdigest()


def make_documents(order: DocumentOrder, *, seed: Seed, at: datetime) -> tuple[Document, ...]:
    """Make the documents of one batch.

    The same seed, order and time give the same documents. A template that was given is only opened in the sandbox.

    Args:
        order: what is wanted.
        seed: the installation's; its own look and version of Office come from it.
        at: when they are planted: every document is some days or weeks older.

    Raises:
        BrokenTemplateError, ActiveTemplateError: the template is refused.
        FieldError: it asks for what neither the order nor the invention gives.
        IsolationError: the sandbox failed.
        RenderError: typst cannot set a PDF.
    """
    house = seed.open_stream("documents house")
    look = draw_look(house, fonts=list_fonts() if order.format == "pdf" else frozenset())
    producer = house.choice(_PRODUCERS)
    chance = seed.open_stream(f"documents {order.batch}")
    ids = [f"{chance.getrandbits(96):024x}" for _ in range(order.count)]
    fills = [
        _draw_fill(order, place, name, producer=producer, at=at, chance=chance)
        for place, name in enumerate(ids)
    ]
    template = _choose_template(order, look, fields=fills[0].fields)
    wordings = choose_wordings(_list_places(order, template, fills[0].fields), order.count, chance)
    steps = PDF_STEPS if order.format == "pdf" else WORD_STEPS
    spacings = choose_wordings((len(steps),) * _SPACED, order.count, chance)
    fills = [
        replace(fill, wording=wording, spacing=tuple(steps[one] for one in spacing))
        for fill, wording, spacing in zip(fills, wordings, spacings, strict=True)
    ]
    made = _fill_all(order, template, fills, look=look, chance=chance)
    return tuple(_name_documents(order, ids, fills, made))


def _draw_fill(
    order: DocumentOrder, place: int, name: str, *, producer: str, at: datetime, chance: random.Random
) -> Fill:
    language = order.locale[:2]
    written = _draw_hour(at - timedelta(days=chance.randrange(1, 120)), chance)
    fields: dict[str, object] = {}
    fields |= invent_fields(order.kind, language=language, people=order.people, at=written, chance=chance)
    fields |= _say_moments(written, chance) | {"organisation": order.organisation}
    if order.logins:
        fields["login"], fields["password"] = order.logins[place % len(order.logins)]
    if order.link:
        fields["link"] = order.link_text or order.link.replace("{id}", name)
    fields |= order.fields
    author = str(fields["name"])
    first, _, last = author.partition(" ")
    fields |= {"first": first, "last": last}
    minutes = chance.randrange(4, 95)
    saved = written + timedelta(minutes=minutes, days=chance.choice((0, 0, 0, 1, 2)))
    provenance = Provenance(
        author=author,
        editor=chance.choice((author, author, str(fields["name2"]))),
        created=written,
        modified=min(saved, at) if at > written else saved,
        company=order.organisation,
        revision=chance.randrange(2, 14),
        minutes=minutes,
        producer=producer,
    )
    links = Links(beacon=order.beacon.replace("{id}", name), target=order.link.replace("{id}", name))
    return Fill(fields, provenance, locale=order.locale, links=links)  # type: ignore[arg-type]


def _draw_hour(day: datetime, chance: random.Random) -> datetime:
    """Return a moment of a working day."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(
        hour=chance.randrange(8, 19), minute=chance.randrange(60), second=chance.randrange(60), microsecond=0
    )


def _say_moments(written: datetime, chance: random.Random) -> dict[str, Value]:
    """Return what calendars want: a meeting of an hour on one of the next working days."""
    start = _draw_hour(written + timedelta(days=chance.randrange(4, 20)), chance).replace(minute=0, second=0)
    moments = {"stamp_utc": written, "start_utc": start, "end_utc": start + timedelta(hours=1)}
    said: dict[str, Value] = {name: f"{moment:%Y%m%dT%H%M%SZ}" for name, moment in moments.items()}
    return said | {"uid": f"{chance.getrandbits(128):032x}"}


def _choose_template(order: DocumentOrder, look: Look, *, fields: Fields) -> bytes:
    if order.untrusted_template is not None:
        return order.untrusted_template
    given = frozenset(name for name in ("login", "link") if name in fields)
    language = order.locale[:2]
    if order.format in _TEXTS:
        return load_example(_TEXTS[order.format], language).encode()
    text = load_example(order.kind, language, given=given)
    if order.format == "pdf":
        return text.encode()
    build = {"docx": build_docx, "xlsx": build_xlsx, "pptx": build_pptx}[order.format]
    return build(parse_blocks(text), look, locale=order.locale)


def _list_places(order: DocumentOrder, template: bytes, fields: Fields) -> tuple[int, ...]:
    if order.format == "ics" or order.format == "vcf":  # noqa: PLR1714 -- mypy narrows by this only
        return list_plain_places(read_text(template), order.format)
    if order.format == "pdf":
        filler = Filler(fields, pick=lambda _place, _ways: 0)
        fill_blocks(parse_blocks(read_text(template)), filler)
        return tuple(filler.sizes)
    if order.untrusted_template is not None:
        return list_places_isolated(template, order.format, fields)
    return list_places(read_template(template, order.format), fields)


def _fill_all(
    order: DocumentOrder, template: bytes, fills: Sequence[Fill], *, look: Look, chance: random.Random
) -> list[Filled]:
    if order.format == "ics" or order.format == "vcf":  # noqa: PLR1714 -- as above
        kind = order.format
        return [fill_plain(read_text(template), kind, fill, chance=chance) for fill in fills]
    if order.format == "pdf":
        return [fill_pdf(read_text(template), fill, look=look, chance=chance) for fill in fills]
    if order.untrusted_template is not None:
        keys = [chance.randbytes(32) for _ in fills]
        return fill_isolated(template, order.format, fills, keys=keys)
    opened = read_template(template, order.format)
    return [fill_template(opened, order.format, fill, chance=chance) for fill in fills]


def read_text(untrusted: bytes) -> str:
    """Return a text template's text.

    Raises:
        FieldError: it is not UTF-8.
    """
    try:
        return untrusted.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FieldError(
            "The template is no text in UTF-8.", todo="For a PDF, write a plain text; see the manual."
        ) from error


def _name_documents(
    order: DocumentOrder, ids: Sequence[str], fills: Sequence[Fill], made: Sequence[Filled]
) -> list[Document]:
    taken: set[str] = set()
    documents: list[Document] = []
    for name, fill, filled in zip(ids, fills, made, strict=True):
        title = _find_title(filled.text, order.format)
        stem = _make_stem(title) or order.kind
        names = (f"{stem}{f' ({again})' if again else ''}.{order.format}" for again in range(len(ids)))
        file = next(one for one in names if one not in taken)
        taken.add(file)
        login = fill.fields.get("login", "")
        lines = (
            tuple(round(one, 2) for one in measure_page(filled.picture, turned=False))
            if filled.picture
            else ()
        )
        documents.append(
            Document(
                id=name,
                file=file,
                content=filled.content,
                kind=order.kind,
                format=order.format,
                title=title,
                text=filled.text,
                login=str(login),
                made_at=fill.provenance.modified,
                phrases=filled.phrases,
                spacing=filled.spacing,
                lines=lines,
            )
        )
    return documents


def _find_title(text: str, form: Format) -> str:
    if form in _TEXTS:
        found = re.search(r"^(?:SUMMARY|FN):(.*)$", text, re.M)
        return found[1].strip() if found else ""
    return text.partition("\n")[0].strip()[:120]


def _make_stem(title: str) -> str:
    """Return a title as people name files: letters, digits, blanks and hyphens."""
    plain = "".join(one for one in unicodedata.normalize("NFC", title) if one.isalnum() or one in " -_.'")
    return re.sub(r"\s+", " ", plain).strip(" .-")[:70].strip(" .-")
