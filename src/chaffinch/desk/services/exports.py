"""Lists that leave the desk are on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaffinch.desk.services.audit import Actor, write_audit


@transaction.atomic
def note_export(form: str, count: int, *, actor: Actor, now: datetime) -> None:
    """Write down that a list was taken out: its form ("rpz", "hosts", "csv") and how many entries it had."""
    write_audit("list exported", subject=("export", form), actor=actor, now=now, params={"count": count})
