"""One item as its page shows it: what leaked and what is ours side by side, who has read it, what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

from chaffinch.desk.dump_details import Details
from chaffinch.desk.dump_pictures import filter_pictures, open_evidence
from chaffinch.desk.models import DumpItem, DumpPicture, ItemReading, Release
from chaffinch.desk.reference import Ours
from chaffinch.desk.services.dump_readings import READ_TWICE
from chaffinch.desk.services.dump_releases import find_obstacle
from chaffinch.desk.web.queries.dump_items import ItemQuestion, find_neighbours, read_details
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.leaks.finding import Change, Evidence, order_evidence

_WORD = re.compile(r"\s+|\w+|[^\w\s]+")
_MOST_WORDS = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One header, as it leaked and as we have it."""

    name: str
    theirs: str
    ours: str
    differs: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment, and what became of it."""

    name: str
    state: Literal["same", "other", "missing", "added"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One item, with everything that its page needs."""

    item: DumpItem
    details: Details
    readings: Sequence[ItemReading]
    mine: ItemReading | None
    release: Release | None
    """The latest that waits, or that stands."""
    obstacle: str
    """Why it may not be shown to others; empty where it may."""
    before: int | None
    after: int | None
    doubles: int
    picture: DumpPicture | None
    """What OCR made of it; None where it is none of its."""
    evidence: Sequence[Evidence]
    """The finding's, and beside it what OCR read; the weightiest first."""

    @property
    def accuses(self) -> bool:
        """Whether the verdict needs two readers before it leaves the desk."""
        return self.item.verdict in READ_TWICE

    @property
    def theirs(self) -> list[Piece]:
        """The leaked text, what was changed in it marked."""
        return mark_passages(self.details.text, [one.theirs for one in self.text_changes])

    @property
    def text_changes(self) -> list[Change]:
        """What was changed in the text."""
        return [one for one in self.details.finding.diff if one.where == "text"]

    @property
    def other_changes(self) -> list[Change]:
        """What was changed elsewhere: sender, date, attachments."""
        return [one for one in self.details.finding.diff if one.where != "text"]


def show_item(item: DumpItem, question: ItemQuestion, *, person: int) -> Shown:
    """Return one item of a list."""
    readings = list(item.readings.select_related("person"))
    before, after = find_neighbours(item, question, person=person)
    details, picture = read_details(item), filter_pictures(item.dump).filter(item=item).first()
    standing = item.releases.filter(state__in=(Release.State.ASKED, Release.State.RELEASED))
    return Shown(
        item=item,
        details=details,
        readings=readings,
        mine=next((one for one in readings if one.person_id == person), None),
        release=standing.select_related("asked_by", "answered_by").first(),
        obstacle=find_obstacle(item),
        before=before,
        after=after,
        doubles=item.duplicates.count(),
        picture=picture,
        evidence=list_evidence(details.finding.evidence, picture),
    )


def list_evidence(said: Sequence[Evidence], picture: DumpPicture | None) -> Sequence[Evidence]:
    """Return evidence with what OCR read beside it, in order of weight."""
    if picture is None or not picture.sealed_evidence:
        return said
    try:
        return order_evidence([*said, *open_evidence(picture)])
    except UnreadableSecretError:
        return said


@dataclass(frozen=True, slots=True)
class Pair:
    """What leaked and what is ours, ready to stand side by side."""

    where: str
    since: datetime
    ours: Sequence[Piece]
    theirs: Sequence[Piece]
    headers: Sequence[HeaderRow]
    attachments: Sequence[AttachmentRow]


def pair_item(shown: Shown, copy: Ours) -> Pair:
    """Return an item and our own copy of it, what differs marked."""
    details = shown.details
    ours, theirs = mark_pair(copy.text, details.text)
    files = {one.name: one.sha256 for one in details.attachments}
    headers = pair_headers(details.headers, copy.headers)
    return Pair(copy.where, copy.since, ours, theirs, headers, pair_attachments(files, copy.attachments))


def pair_attachments(theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[AttachmentRow]:
    """Return the attachments of both by name, with what became of each."""
    rows = []
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in theirs:
            rows.append(AttachmentRow(name, "missing"))
        elif name not in ours:
            rows.append(AttachmentRow(name, "added"))
        else:
            rows.append(AttachmentRow(name, "same" if ours[name] == theirs[name] else "other"))
    return rows


def mark_pair(ours: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into runs, those that differ marked; white space alone is no difference."""
    left, right = _split(ours), _split(theirs)
    left_words = [(at, word) for at, word in enumerate(left) if not word.isspace()]
    right_words = [(at, word) for at, word in enumerate(right) if not word.isspace()]
    matcher = SequenceMatcher(
        None, [word for _, word in left_words], [word for _, word in right_words], autojunk=False
    )
    left_changed, right_changed = set[int](), set[int]()
    for kind, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        if kind != "equal":
            left_changed |= _list_places(left_words[left_from:left_to])
            right_changed |= _list_places(right_words[right_from:right_to])
    return _join(left, left_changed), _join(right, right_changed)


def mark_passages(text: str, passages: Sequence[str]) -> list[Piece]:
    """Cut a text into runs, those marked that are one of these passages, white space aside; in the passages' order."""
    pieces, end = list[Piece](), 0
    for passage in passages:
        if not passage.strip():
            continue
        pattern = r"\s+".join(re.escape(word) for word in passage.split())
        found = re.compile(pattern).search(text, end)
        if found and found.end() > found.start():
            pieces += [Piece(text[end : found.start()], False), Piece(found[0], True)]
            end = found.end()
    return [one for one in (*pieces, Piece(text[end:], False)) if one.text]


def pair_headers(theirs: Sequence[tuple[str, str]], ours: Sequence[tuple[str, str]]) -> list[HeaderRow]:
    """Return the headers of both, by name in the order of what leaked; transport's own are left to the end."""
    names = dict.fromkeys(name.lower() for name, _ in (*theirs, *ours))
    rows = []
    for name in names:
        left, right = _collect(theirs, name), _collect(ours, name)
        rows.append(HeaderRow(name, left, right, bool(ours) and left != right))
    return sorted(rows, key=lambda row: row.name in ("received", "dkim-signature", "authentication-results"))


def _collect(headers: Sequence[tuple[str, str]], name: str) -> str:
    return "\n".join(value for one, value in headers if one.lower() == name)


def _split(text: str) -> list[str]:
    return _WORD.findall(text)[:_MOST_WORDS]


def _list_places(words: Sequence[tuple[int, str]]) -> set[int]:
    """Return the places of a run of words and of the white space between them."""
    return set(range(words[0][0], words[-1][0] + 1)) if words else set()


def _join(words: Sequence[str], changed: set[int]) -> list[Piece]:
    return [Piece("".join(words[at] for at in run), run[0] in changed) for run in _group(len(words), changed)]


def _group(count: int, changed: set[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for at in range(count):
        if run and (run[0] in changed) != (at in changed):
            yield run
            run = []
        run.append(at)
    if run:
        yield run
