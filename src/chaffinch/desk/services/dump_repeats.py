"""What many items of a dump have beside our words: judged anew when the dump is read, kept back until two people read it.

An export that nobody knows adds the same to everything, and so does somebody who wants to be believed: such items count
as repackaged, and their total leaves the desk when two people have read what was added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from chaffinch.desk.dump_details import open_details, replace_finding, seal_details
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpItem
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.dump_facts import read_facts
from chaffinch.desk.services.dump_readings import READERS
from chaffinch.leaks.judging import Trace, explain_by_traces, find_traces

_BATCH = 200
_OPEN = ("altered", "unverifiable")
"""Verdicts that what stands in many items may change."""


def settle_repeats(number: int, *, now: datetime) -> int:
    """Judge anew what is altered only by what stands in many items; return how many items that are.

    An item of which a person has said that it is altered stays so. Done again, it finds nothing more to do.

    Raises:
        UnreadableSecretError: something was changed, or the key is another.
    """
    dump = Dump.objects.get(pk=number)
    key = find_home().read_key("store")
    traces = find_traces(read_facts(dump, key=key))
    if not traces:
        return 0
    with transaction.atomic():
        waiting = dump.items.select_for_update().filter(verdict__in=_OPEN).exclude(match="")
        told = list[DumpItem]()
        for item in waiting.exclude(readings__agrees=True, readings__verdict__in=_OPEN).iterator(_BATCH):
            if _tell_anew(item, traces, key=key):
                told.append(item)
        DumpItem.objects.bulk_update(told, ["verdict", "confidence", "trace", "sealed"], batch_size=_BATCH)
        if told:
            params = {"items": len(told), "traces": len({item.trace for item in told})}
            write_audit("dump repeats told", subject=("dump", number), actor=WORKER, now=now, params=params)
    return len(told)


def _tell_anew(item: DumpItem, traces: Mapping[str, Trace], *, key: bytes) -> bool:
    """Change an item's row where every change of it is a trace; return whether it was changed."""
    details = open_details(bytes(item.sealed), key=key)
    found = explain_by_traces(details.finding, traces)
    if found == details.finding:
        return False
    item.verdict, item.confidence = found.verdict, found.confidence
    item.trace = next(str(one.params["trace"]) for one in found.evidence if one.code == "repeated")
    item.sealed = seal_details(replace_finding(details, found), key=key)
    return True


def list_unread(dump: Dump) -> Sequence[str]:
    """Return the traces that two people have not read yet, or to which somebody objects: none of their items is counted."""
    yes = Q(readings__agrees=True, readings__verdict="repackaged")
    no = Q(readings__agrees=False, readings__verdict="repackaged")
    said = dump.items.exclude(trace="").order_by().values("trace")
    counted = said.annotate(
        yes=Count("readings__person", filter=yes, distinct=True), no=Count("readings", filter=no)
    )
    return sorted(row["trace"] for row in counted if row["yes"] < READERS or row["no"])
