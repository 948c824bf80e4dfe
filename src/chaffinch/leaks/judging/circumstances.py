"""Evidence that decides nothing alone: thread, way, clock, the writer's program, metadata of files."""

from __future__ import annotations

from collections.abc import Iterator

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.judging import weights
from chaffinch.leaks.prints import DocumentPrint, MailPrint
from chaffinch.leaks.reference import Reference

_COMPARED = ("message-id", "boundary", "client", "program", "names", "date-form", "order")
"""Habits of a program: the others are of one message, or of the export that it came from."""
_FEWEST = 2
_ODD_CLOCKS = {"clock-back", "date-ahead", "date-behind"}
_ODD_THREADS = {"parent-elsewhere", "own-parent", "untied"}
_KEPT = (
    "creator",
    "last_modified_by",
    "created",
    "modified",
    "application",
    "language",
    "company",
    "revision",
    "template",
    "producer",
)


def list_circumstances(mail: MailPrint, reference: Reference) -> Iterator[Evidence]:
    """Yield what may be said of a message that is not one of ours to the byte."""
    yield from _check_thread(mail, reference)
    codes = _ODD_CLOCKS & set(mail.habits.get("received", "").split())
    if codes:
        yield Evidence(
            "received", weights.CLOCK_ODD * len(codes), {"codes": sorted(codes), "hops": len(mail.received)}
        )
    if mail.sender and reference.owns(mail.sender):
        yield from _check_client(mail, reference)


def _check_thread(mail: MailPrint, reference: Reference) -> Iterator[Evidence]:
    parents = dict.fromkeys([mail.in_reply_to, *mail.references[-3:]])
    known = [parent for parent in parents if parent and reference.find_by_message_id(parent)]
    if known:
        yield Evidence("thread", weights.THREAD_KNOWN, {"parents": known})
    elif any(parents):
        yield Evidence(
            "thread", weights.THREAD_UNKNOWN, {"parents": [parent for parent in parents if parent]}
        )
    odd = _ODD_THREADS & set(mail.habits.get("thread", "").split())
    if odd:
        yield Evidence("thread-form", weights.THREAD_ODD, {"codes": sorted(odd)})


def _check_client(mail: MailPrint, reference: Reference) -> Iterator[Evidence]:
    """Yield how the writer's program compares with those that the archive knows of him."""
    same, other = [], []
    for habit in _COMPARED:
        value = mail.habits.get(habit, "")
        usual = reference.get_usual(habit, mail.sender) if value else ()
        if len(usual) >= 1 and value in usual:
            same.append(habit)
        elif usual:
            other.append(habit)
    if len(same) + len(other) < _FEWEST:
        return
    share = len(same) / (len(same) + len(other))
    weight = weights.CLIENT_USUAL * share + weights.CLIENT_UNUSUAL * (1 - share)
    yield Evidence("client", round(weight, 2), {"usual": same, "unusual": other})


def list_metadata(document: DocumentPrint, ours: DocumentPrint | None) -> Iterator[Evidence]:
    """Yield what the metadata of a file say: shown, never believed, since anybody can write them."""
    kept = {name: document.metadata[name][:200] for name in _KEPT if document.metadata.get(name)}
    if not kept:
        return
    before = {name: ours.metadata.get(name, "")[:200] for name in kept} if ours else {}
    differ = {name: before[name] for name in before if before[name] != kept[name]}
    weight = weights.METADATA_EDITED if differ else weights.METADATA_NEUTRAL
    yield Evidence("metadata", weight, {"theirs": kept, "ours": differ})
