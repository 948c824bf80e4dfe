"""What dismissals taught: the coincidences, counted by the way they resembled us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from chaffinch.desk.models import AuditEntry, Case

_ROWS = 12
_LATEST = 3


@dataclass(frozen=True, slots=True)
class Learnt:
    """Harmless look-alikes of one name by one kind of change."""

    brand: str
    kind: str
    count: int
    latest: tuple[Case, ...]


def list_learnt() -> list[Learnt]:
    """Return which names and kinds of change led to harmless coincidences, the commonest first.

    Only cases that are still set aside count; each once.
    """
    rows = AuditEntry.objects.filter(action="case dismissed", params__grounds="coincidence")
    numbers = {int(number) for number in rows.values_list("subject_id", flat=True)}
    counts: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], list[Case]] = {}
    for case in Case.objects.filter(pk__in=numbers, state="dismissed").order_by("-state_changed_at"):
        key = (case.brand, case.kinds[0] if case.kinds else "")
        counts[key] += 1
        latest.setdefault(key, []).append(case)
    return [
        Learnt(brand=key[0], kind=key[1], count=count, latest=tuple(latest[key][:_LATEST]))
        for key, count in counts.most_common(_ROWS)
    ]
