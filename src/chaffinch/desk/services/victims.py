"""Keep whose real accounts he opened or tried, what was done for each, and let go of them after the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Hit, HitAct, SignInLog, Victim
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_word
from chaffinch.desk.services.hits import BARE, Subject
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import decrypt, encrypt, keyed_hash
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.tripwires.acts import Act
from chaffinch.tripwires.victims import Victim as Found

_SEALED, _FOUND_BY = "victim", "victim found"
_CLOSED = ("gone", "dismissed")
_MOST = 2**31 - 1
_SETTLED = (Victim.State.ASKED, Victim.State.LEAVING)
#: Nothing that was planted is ever closed: so long after its last attempt an account is let go of.
_WITHOUT_CASE = timedelta(days=180)


class VictimError(UsageError):
    """What is said of an account lacks something, or cannot be done with it now."""


@dataclass(frozen=True, slots=True)
class Linked:
    """An account that was found, the log that tells of it, and the use of a decoy that leads to it."""

    found: Found
    log_id: int
    hit: Hit
    signed_at: datetime
    """When the first use by the same source was noticed."""


@transaction.atomic
def record_victims(linked: Iterable[Linked], *, now: datetime) -> int:
    """Keep accounts, one row for each and page; return how many are new.

    One that was cleared and is found opened later is new again; all else that people said stays.
    """
    key, fresh = find_home().read_key("store"), Counter[Subject]()
    for one in sorted(linked, key=lambda one: (one.found.login, one.found.reach)):
        found_by = keyed_hash(one.found.login, key=key, purpose=_FOUND_BY)
        subject = find_subject(one.hit)
        SignInLog.objects.select_for_update().get(pk=one.log_id)
        row = Victim.objects.filter(
            found_by=found_by, case=one.hit.case_id, planting=one.hit.planting_id
        ).first()
        if row is None:
            sealed = encrypt(one.found.login.encode(), key=key, purpose=_SEALED)
            Victim.objects.create(
                case_id=one.hit.case_id, planting_id=one.hit.planting_id, hit=one.hit, log_id=one.log_id,
                source=one.found.source, sealed=sealed, found_by=found_by, reach=one.found.reach, join=one.found.join,
                doubt=one.found.doubt, first=one.found.first, last=one.found.last, signed_at=one.signed_at, found_at=now,
            )  # fmt: skip
            fresh[subject] += 1
        elif _extend(row, one.found):
            fresh[subject] += 1
    for subject, accounts in sorted(fresh.items()):
        write_audit("victims found", subject=subject, actor=WORKER, now=now, params={"accounts": accounts})
    if fresh:
        enqueue_word(now=now)
    return fresh.total()


@transaction.atomic
def record_acts(acts: Iterable[tuple[Hit, Act]]) -> int:
    """Keep what was done in sessions that a decoy opened, each line once; return how many are new.

    What is known is told anew where more of it came to light: a host tells of a message a moment after the command.
    """
    rows = [
        HitAct(
            hit=hit, at=act.at or hit.at, deed=act.deed, mailbox=act.mailbox, letters=min(act.letters, _MOST),
            heads=min(act.heads, _MOST), octets=min(act.octets, 2**62),
            detail=act.detail[:200], key=act.key,
        )
        for hit, act in acts
    ]  # fmt: skip
    known = {(row.hit_id, row.key): row for row in HitAct.objects.filter(key__in={row.key for row in rows})}
    fresh: dict[tuple[int, str], HitAct] = {}
    for row in rows:
        name = (row.hit_id, row.key)
        if name not in known:
            fresh.setdefault(name, row)
        elif row.letters > known[name].letters:
            HitAct.objects.filter(pk=known[name].pk).update(letters=row.letters)
    HitAct.objects.bulk_create(fresh.values())
    return len(fresh)


def _extend(row: Victim, found: Found) -> bool:
    """Take in what is new of an account; return whether it has to be looked at again."""
    firsts = [at for at in (row.first, found.first) if at]
    lasts = [at for at in (row.last, found.last) if at]
    row.first, row.last = min(firsts, default=None), max(lasts, default=None)
    worse = found.reach == "opened" and row.reach == Victim.Reach.TRIED
    if worse:
        row.reach, row.join, row.doubt = found.reach, found.join, found.doubt
    again = worse and row.state == Victim.State.CLEARED
    if again:
        row.state = Victim.State.NEW
    row.save(update_fields=["first", "last", "reach", "join", "doubt", "state"])
    return again


def find_subject(row: Hit | Victim) -> Subject:
    """Return the page or the planting that a hit or a victim belongs to."""
    if row.case_id:
        return ("case", row.case_id)
    return ("planting", row.planting_id) if row.planting_id else BARE


def open_login(row: Victim) -> str:
    """Return an account's name.

    Raises:
        UnreadableSecretError: it was sealed with another key.
    """
    return decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED).decode()


@transaction.atomic
def settle_victim(number: int, state: str, *, reason: str, actor: Actor, now: datetime) -> Victim:
    """Say that an account's owner was warned, or that it was not his doing.

    Args:
        number: the row's.
        state: `warned` or `cleared`.
        reason: needed for the second.
        actor: who says it.
        now: when.

    Raises:
        VictimError: the reason is missing, or the account is just being blocked.
    """
    row = Victim.objects.select_for_update().get(pk=number)
    reason = reason.strip()[:4_000]
    if state not in (Victim.State.WARNED, Victim.State.CLEARED):
        raise VictimError(N_("Say what was done: the owner was warned, or it was not his doing."))
    if state == Victim.State.CLEARED and not reason:
        raise VictimError(
            N_("Say why it was not his doing."), why=N_("Somebody will ask later why nothing was done.")
        )
    if row.state in _SETTLED:
        raise VictimError(N_("The account is just being blocked or let in again."), todo=N_("Wait a moment."))
    if row.state == Victim.State.BLOCKED:
        raise VictimError(N_("The account is blocked."), todo=N_("Let it in again first."))
    row.state, row.reason, row.changed_by_id, row.changed_at = state, reason, actor.person_id, now
    row.save(update_fields=["state", "reason", "changed_by", "changed_at"])
    write_audit(
        f"victim {state}",
        subject=find_subject(row),
        actor=actor,
        now=now,
        reason=reason,
        params={"account": row.pk},
    )
    return row


@transaction.atomic
def forget_victims(*, now: datetime, keep: timedelta) -> int:
    """Let go of the accounts of cases that were closed long enough ago; return how many.

    Args:
        now: the moment to count from.
        keep: after the case was closed. What was planted has no end: there the last attempt counts, 180 days.
    """
    old = Victim.objects.filter(
        Q(case__state__in=_CLOSED, case__state_changed_at__lt=now - keep)
        | Q(case=None, found_at__lt=now - _WITHOUT_CASE)
    ).exclude(state__in=_SETTLED)
    counted = Counter(find_subject(row) for row in old)
    old.delete()
    for subject, accounts in sorted(counted.items()):
        write_audit(
            "victims forgotten", subject=subject, actor=WORKER, now=now, params={"accounts": accounts}
        )
    return counted.total()
