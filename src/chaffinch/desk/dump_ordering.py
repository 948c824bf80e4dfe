"""From the place of a dump to the order of its triage, with this installation's archive."""

from __future__ import annotations

from pathlib import Path

from chaffinch.desk.reference import find_archive
from chaffinch.errors import UsageError
from chaffinch.leaks.triage.order import TriageOrder, read_breach
from chaffinch.reports.catalogue import gettext_noop as N_


def compose_order(source: str, *, breach: str = "") -> TriageOrder:
    """Return the order.

    Args:
        source: a whole path on this machine: of a folder, or of an archive file.
        breach: the stated start of the intrusion, ISO 8601; empty for what the archive was told.

    Raises:
        UsageError: nothing lies there, or the start is no day.
    """
    path = Path(source).expanduser()
    if not source or not path.is_absolute() or "\x00" in source:
        raise UsageError(
            N_("Give the whole path of the dump on this machine."), todo=N_("For example /srv/dumps/friday")
        )
    if not path.exists():
        raise UsageError(
            N_("Nothing lies at %(path)s."),
            why=N_("The desk reads on its own machine, as the user it runs as."),
            todo=N_("Copy the dump there first."),
            path=str(path),
        )
    archive, key_file = find_archive()
    read_breach(breach)
    return TriageOrder(str(path), str(archive), key_file=str(key_file), breach=breach)
