"""Seal the ledger's full list to the custodians, and hand the sealed files out."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.ground.files import write_whole
from chaffinch.ledger.custodian import seal_list, write_list
from chaffinch.ledger.files import hold_lock
from chaffinch.ledger.log import Log
from chaffinch.reports.catalogue import gettext_noop as N_

_log = logging.getLogger(__name__)
_NAME = re.compile(r"checkpoint-([0-9]{6})\.(age1[02-9ac-hj-np-z]{8})\.age", re.ASCII)
_KEPT = 3
"""Sealed lists that stay for each custodian: each newer one holds all that an older one did."""


class NoSuchListError(UsageError):
    """There is no sealed list of that name."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed list, ready to be handed over."""

    name: str
    number: int
    """Of the latest checkpoint that it holds."""
    custodian: str
    """The beginning of the custodian's key."""
    size: int
    """In bytes."""


def seal_lists(log: Log) -> list[str]:
    """Seal the list to every custodian who has none of the latest checkpoint; return those to whom it failed.

    A custodian's key that is wrong, or a salt that is lost, stops no checkpoint: the ledger's page says so.
    """
    if not log.checkpoints or not settings.CONFIGURATION.ledger.custodians:
        return []
    folder, number, failed = log.folder / "sealed", len(log.checkpoints), []
    folder.mkdir(mode=0o700, exist_ok=True)
    with hold_lock(log.folder / "sealing.lock"):
        for custodian in settings.CONFIGURATION.ledger.custodians:
            path = folder / f"checkpoint-{number:06}.{shorten(custodian)}.age"
            try:
                if not path.exists():
                    write_whole(path, seal_list(write_list(log), recipient=custodian))
            except ChaffinchError as fault:
                _log.warning("The list was not sealed to %s: %s", shorten(custodian), fault.diagnostics())
                failed.append(custodian)
                continue
            _thin(folder, shorten(custodian))
    return failed


def list_sealed() -> list[Sealed]:
    """Return the sealed lists that stand ready, the newest first."""
    folder = find_home().ledger / "sealed"
    found = []
    for path in sorted(folder.glob("*.age"), reverse=True) if folder.is_dir() else []:
        if named := _NAME.fullmatch(path.name):
            found.append(Sealed(path.name, int(named[1]), named[2], path.stat().st_size))
    return found


@transaction.atomic
def take_sealed(name: str, *, actor: Actor, now: datetime) -> bytes:
    """Return a sealed list for a person to hand over; that it was taken is on record.

    Raises:
        NoSuchListError: there is none of that name.
    """
    named = _NAME.fullmatch(name)
    path = find_home().ledger / "sealed" / name
    if named is None or not path.is_file():
        raise NoSuchListError(N_("There is no such sealed list."))
    params = {"checkpoint": int(named[1]), "custodian": named[2], "person": actor.person_id}
    write_audit("sealed list taken", subject=("ledger", int(named[1])), actor=actor, now=now, params=params)
    return path.read_bytes()


def shorten(custodian: str) -> str:
    """Return the beginning of a custodian's key, by which the person is told from others."""
    return custodian[:12]


def _thin(folder: Path, custodian: str) -> None:
    for path in sorted(folder.glob(f"checkpoint-*.{custodian}.age"))[:-_KEPT]:
        path.unlink(missing_ok=True)
