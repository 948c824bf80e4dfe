"""How old the newest backups are, for the doctor."""

from __future__ import annotations

from datetime import datetime, timedelta

from chaffinch.desk.backup.record import read_record
from chaffinch.desk.doctor_point import Point
from chaffinch.desk.home import Home

_OLD = timedelta(days=8)
"""A weekly backup that was missed once."""


def examine_backups(home: Home, *, now: datetime) -> Point:
    """Say when the desk and its keys were last backed up, as far as this folder knows."""
    record = read_record(home)
    if record.desk is None:
        return Point("backup", "note", "No backup was ever made here.", "Make one: chaffinch backup FILE")
    days = max(0, (now - record.desk.at).days)
    said = f"the newest is {days} days old: {record.desk.name}"
    if now - record.desk.at > _OLD:
        return Point(
            "backup", "note", f"{said[0].upper()}{said[1:]}", "Make a new one: chaffinch backup FILE"
        )
    if record.keys is None:
        todo = "Without them a backup opens nothing that is encrypted: chaffinch backup --keys FILE"
        return Point("backup", "note", f"{said[0].upper()}{said[1:]}; the keys were never backed up.", todo)
    return Point("backup", "ok", f"{said}; the keys are in {record.keys.name}")
