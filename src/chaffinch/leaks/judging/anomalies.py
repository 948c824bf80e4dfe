"""What stands out in a whole dump: shown beside the verdicts, never one itself: an intruder may have planted it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chaffinch.leaks.finding import Finding, Verdict
from chaffinch.leaks.judging.claims import read_moment
from chaffinch.leaks.prints import ItemPrint

BURST = timedelta(minutes=4)
FEWEST = 10
"""Items that must have something in common before it is told."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """The few values of an item that anomalies are found by; some hundred bytes, so that a million fit into memory."""

    item: str
    verdict: Verdict
    kind: str
    saved: str = ""
    """ISO 8601: when its file says that it was last saved."""
    saved_by: str = ""
    application: str = ""
    language: str = ""
    sent: str = ""
    """ISO 8601: when its message says that it was written."""
    exports: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    """Which fields are changed, of an altered one."""
    match: str = ""
    """Id of our item, of one whose changes may be an export's."""
    writer: str = ""
    """Who wrote that item."""
    forms: tuple[str, ...] = ()
    """Of all its changes, where each might be an export's (`repeats`)."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something that many items have in common."""

    code: str
    """`saved-together`, `saved-by-one`, `sent-together`, `altered-alike`."""
    count: int
    params: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    """Paths of the first of them."""


def take_facts(item: ItemPrint, finding: Finding) -> Facts:
    """Return what of an item and its finding is kept until the whole dump is read."""
    kept = item.document.metadata if item.document else {}
    exports = [
        code for one in finding.evidence if one.code == "export" for code in one.params.get("codes", ())
    ]
    return Facts(
        item=finding.item,
        verdict=finding.verdict,
        kind=item.kind,
        saved=kept.get("modified", "")[:40],
        saved_by=kept.get("last_modified_by", "")[:100],
        application=kept.get("application", "")[:100],
        language=kept.get("language", "")[:40],
        sent=item.mail.date[:40] if item.mail else "",
        exports=tuple(sorted(exports)),
        where=tuple(sorted({change.where.split(":")[0] for change in finding.diff}))
        if finding.verdict == "altered"
        else (),
        **_take_forms(finding),
    )


def is_ours_but_for_changes(finding: Finding) -> bool:
    """Return whether an item is called altered, or lines stand around it of which nobody knows who put them there."""
    relations = {one.params.get("relation") for one in finding.evidence if one.code == "archive-match"}
    return bool(finding.diff) and (
        finding.verdict == "altered" or (finding.verdict == "unverifiable" and "framed" in relations)
    )


def _take_forms(finding: Finding) -> dict[str, Any]:
    """Return the forms of the changes of an item that is ours but for them, and whose it is, where each of them has one."""
    if not is_ours_but_for_changes(finding) or not all(one.forms for one in finding.diff):
        return {}
    forms = sorted({form for one in finding.diff for form in one.forms})
    return {"match": finding.match, "writer": finding.writer, "forms": tuple(forms)}


def find_anomalies(facts: Iterable[Facts]) -> tuple[Anomaly, ...]:
    """Return what stands out, the most items first; the order of the facts does not matter."""
    known = sorted(facts, key=lambda one: one.item)
    found = [
        *_find_bursts(
            known, "saved-together", lambda one: one.saved, lambda one: (one.application, one.language)
        ),
        *_find_bursts(
            [one for one in known if one.kind == "mail"], "sent-together", lambda one: one.sent, lambda _: ()
        ),
        *_find_authors(known),
        *_find_alike_changes(known),
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.code, one.items)))


def _find_bursts(
    known: Sequence[Facts], code: str, tell: Callable[[Facts], str], group: Callable[[Facts], tuple[str, ...]]
) -> list[Anomaly]:
    """Return stretches of time of `BURST` in which many items fall, by what made them; stretches do not overlap."""
    groups: dict[tuple[str, ...], list[tuple[datetime, Facts]]] = defaultdict(list)
    for one in known:
        moment = read_moment(tell(one))
        if moment is not None:
            groups[group(one)].append((_to_utc(moment), one))
    found = []
    for name in sorted(groups):
        moments = sorted(groups[name], key=lambda pair: (pair[0], pair[1].item))
        for start, end in _list_stretches([moment for moment, _ in moments]):
            items = [one for _, one in moments[start:end]]
            first, last = moments[start][0], moments[end - 1][0]
            params: dict[str, Any] = {
                "from": first.isoformat(),
                "to": last.isoformat(),
                "verdicts": _count_verdicts(items),
            }
            if name:
                params |= {
                    "application": name[0],
                    "language": name[1],
                    "saved_by": sorted({one.saved_by for one in items})[:_SHOWN],
                }
            found.append(Anomaly(code, len(items), params, _list_paths(items)))
    return found


def _list_stretches(moments: Sequence[datetime]) -> list[tuple[int, int]]:
    """Return where `FEWEST` or more moments stand within `BURST`, the fullest stretch from each beginning on."""
    found = []
    start = 0
    while start < len(moments):
        end = start
        while end < len(moments) and moments[end] - moments[start] <= BURST:
            end += 1
        if end - start >= FEWEST:
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def _find_authors(known: Sequence[Facts]) -> list[Anomaly]:
    """Return those who saved many files last, in how many languages and programs."""
    groups: dict[str, list[Facts]] = defaultdict(list)
    for one in known:
        if one.saved_by:
            groups[one.saved_by].append(one)
    return [
        Anomaly(
            "saved-by-one",
            len(items),
            {
                "saved_by": name,
                "languages": sorted({one.language for one in items} - {""}),
                "applications": sorted({one.application for one in items} - {""})[:_SHOWN],
                "verdicts": _count_verdicts(items),
            },
            _list_paths(items),
        )
        for name, items in sorted(groups.items())
        if len(items) >= FEWEST
    ]


def _find_alike_changes(known: Sequence[Facts]) -> list[Anomaly]:
    """Return which fields many altered items have changed."""
    groups: dict[tuple[str, ...], list[Facts]] = defaultdict(list)
    for one in known:
        if one.where and one.verdict == "altered":
            groups[one.where].append(one)
    return [
        Anomaly("altered-alike", len(items), {"where": list(where)}, _list_paths(items))
        for where, items in sorted(groups.items())
        if len(items) >= FEWEST
    ]


def _count_verdicts(items: Sequence[Facts]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for one in items:
        counted[one.verdict] += 1
    return dict(sorted(counted.items()))


def _list_paths(items: Sequence[Facts]) -> tuple[str, ...]:
    return tuple(one.item for one in items[:_SHOWN])


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)
