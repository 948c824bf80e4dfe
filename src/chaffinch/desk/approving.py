"""Who may say yes to what leaves the house, and since when. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta

from chaffinch.desk.models import Approver
from chaffinch.feeding.limits import NEW_APPROVER_WAITS


def may_approve(person: int, *, now: datetime, practice: bool = False) -> bool:
    """Return whether somebody may approve what is of no single case: one of this house, with the right for a day already.

    Args:
        person: the key of the log-in.
        now: when.
        practice: of the running practice range, where a new approver need not wait.
    """
    waits = timedelta(0) if practice else NEW_APPROVER_WAITS
    rights = Approver.objects.filter(person=person, until=None, only_case=None, since__lte=now - waits)
    return rights.filter(person__is_active=True, person__partner=False).exists()
