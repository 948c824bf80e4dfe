"""The ledger's night: a checkpoint, its time-stamps, the note to publish, and the list for the custodians.

Each step looks at what stands and does what is missing, so that whoever is killed in between is followed by somebody who
goes on: a checkpoint's folder appears whole or not at all, and is noted here once it is there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.ledger_folder import LedgerClosedError, open_ledger, read_signing_key
from chaffinch.desk.models import Ledger, LedgerCheckpoint
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.services.ledger import adopt_ledger, insist
from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole
from chaffinch.ledger.auditing import audit_log
from chaffinch.ledger.files import hold_lock
from chaffinch.ledger.log import Kept, Log
from chaffinch.ledger.stamping import LOCK, Authority, read_authorities, stamp_checkpoints
from chaffinch.reports.catalogue import gettext_noop as N_

Ask = Callable[[str, bytes], bytes]
_MOST_ASKED = 40
"""Checkpoints that one authority is asked about in one go; the rest waits for the next hour."""
_PUBLISH = "publish"


class PublishError(UsageError):
    """It cannot be noted that a checkpoint is published."""


def make_checkpoint(*, due: datetime, now: datetime, chance: random.Random) -> LedgerCheckpoint | None:
    """Make the checkpoint that is due, and note it; None where no ledger is begun.

    One that was made since it was due stands for it: whoever made it may have been killed before it was noted.

    Args:
        due: when it was to be made.
        now: when it is.
        chance: a source that cannot be guessed, where this is not a test.

    Raises:
        LedgerClosedError: the folder is gone, behind, forked or cannot be written, or the key is missing.
    """
    log = open_ledger()
    if log is None:
        return None
    adopt_ledger(log, now=now)
    note_checkpoints(log)
    latest = LedgerCheckpoint.objects.first()
    if latest is not None and latest.made_at >= due:
        return latest
    try:
        key = read_signing_key(find_home(), log)
    except UsageError as fault:
        raise LedgerClosedError("key", why=fault.what) from fault
    insist(lambda: log.make_checkpoint((key,), chance=chance))
    note_checkpoints(Log(log.folder), made_at=now)
    return LedgerCheckpoint.objects.first()


@transaction.atomic
def note_checkpoints(log: Log, *, made_at: datetime | None = None) -> int:
    """Note the checkpoints of the folder that the desk has not seen; return how many.

    Args:
        log: the ledger.
        made_at: when; by default as the file has it, which is right for one that the command line made.
    """
    known = set(LedgerCheckpoint.objects.values_list("number", flat=True))
    fresh = [kept for kept in log.checkpoints if kept.number not in known]
    for kept in fresh:
        at = made_at or datetime.fromtimestamp((kept.folder / "note").stat().st_mtime, UTC)
        LedgerCheckpoint.objects.create(
            number=kept.number,
            size=kept.checkpoint.size,
            note=kept.note,
            entries=len(kept.places),
            made_at=at,
        )
        params = {"checkpoint": kept.number, "size": kept.checkpoint.size, "root": kept.checkpoint.root.hex()}
        write_audit(
            "checkpoint made", subject=("ledger", kept.number), actor=WORKER, now=made_at or at, params=params
        )
    return len(fresh)


def ask_stamps(log: Log, *, ask: Ask, chance: random.Random, now: datetime) -> int:
    """Ask for the stamps that are missing, the newest checkpoint first; return how many came.

    Who does not answer once is not asked again in this round: it may be down for all of them.

    Args:
        log: the ledger.
        ask: from an authority's address and a request to its answer; nothing else leaves.
        chance: makes nonces.
        now: when.

    Raises:
        LedgerError: another process asks now.
    """
    came = 0
    with hold_lock(log.folder / LOCK):
        for authority in read_authorities(settings.CONFIGURATION.ledger.authorities):
            missing = [one for one in reversed(log.checkpoints) if authority.name not in one.read_stamps()]
            for kept in missing[:_MOST_ASKED]:
                code = _ask_one(kept, authority, ask=ask, chance=chance)
                _note_asked(kept, authority, code=code, now=now)
                if code != "stamped":
                    break
                came += 1
    return came


def _ask_one(kept: Kept, authority: Authority, *, ask: Ask, chance: random.Random) -> str:
    [asked] = stamp_checkpoints([kept], authorities=[authority], ask=ask, chance=chance)
    return asked.code


@transaction.atomic
def _note_asked(kept: Kept, authority: Authority, *, code: str, now: datetime) -> None:
    row = LedgerCheckpoint.objects.select_for_update().get(number=kept.number)
    before = row.faults.pop(authority.name, "")
    if code != "stamped":
        row.faults[authority.name] = code
    row.save(update_fields=["faults"])
    if code != before:
        action = "checkpoint stamped" if code == "stamped" else "checkpoint not stamped"
        params = {"checkpoint": kept.number, "authority": authority.name, "code": code}
        write_audit(action, subject=("ledger", kept.number), actor=WORKER, now=now, params=params)


def put_out_notes(log: Log) -> None:
    """Put what is to be published into a folder of its own: the key, and each checkpoint's note and stamps.

    Raises:
        LedgerError: another process does so now.
    """
    folder = log.folder / _PUBLISH
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = {"key.txt": "".join(f"{key.text}\n" for key in log.keys).encode()}
    for kept in log.checkpoints:
        wanted[name_note(kept.number)] = kept.note.encode()
        for authority, answer in kept.read_stamps().items():
            wanted[f"checkpoint-{kept.number:06}.{authority}.tsr"] = answer
    with hold_lock(log.folder / "publish.lock"):
        for name, content in wanted.items():
            path = folder / name
            if not path.exists() or path.read_bytes() != content:
                write_whole(path, content)


def name_note(number: int) -> str:
    """Return what the file of a checkpoint's note is called."""
    return f"checkpoint-{number:06}.txt"


@transaction.atomic
def look_over(log: Log, *, now: datetime) -> int:
    """Look every leaf, root, signature and salt over, and keep what is wrong; return how many flaws there are."""
    flaws = [asdict(flaw) for flaw in audit_log(log)]
    Ledger.objects.update(looked_at=now, flaws=flaws[:100])
    return len(flaws)


@transaction.atomic
def note_published(number: int, *, where: str, actor: Actor, now: datetime) -> LedgerCheckpoint:
    """Put on record where a checkpoint's note was published.

    Raises:
        PublishError: there is no such checkpoint, or it is not said where.
    """
    row = LedgerCheckpoint.objects.select_for_update().filter(number=number).first()
    if row is None or not where.strip():
        raise PublishError(
            N_("Say where the note can be found."), why=N_("In years, others must find it without asking us.")
        )
    row.published_at, row.published_where, row.published_by_id = now, where.strip()[:400], actor.person_id
    row.save(update_fields=["published_at", "published_where", "published_by"])
    params = {"checkpoint": number, "where": row.published_where}
    write_audit("checkpoint published", subject=("ledger", number), actor=actor, now=now, params=params)
    return row
