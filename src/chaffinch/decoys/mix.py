"""How many phantoms, traps and echoes a run sends, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chaffinch.decoys.errors import OrderError

#: Of the decoys, so many at most are echoes: colleagues' accounts are not worn out for one page.
_MOST_ECHOES = 0.2
#: An alarm before the first true log-in in nine attacks of ten needs so many watched decoys beside three true ones.
ENOUGH_WATCHED = 27

Reason = Literal[
    "all-traps-used", "traps-left-over", "no-traps", "traps-unwatched", "echoes-within-lockout", "echoes-capped",
    "no-lockout-known",
    "no-colleagues", "lockout-too-low", "failed-logins-read", "failed-logins-unread", "echoes-unrecognised",
    "enough-watched", "too-few-watched",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MixReason:
    """Why: a code and its figures; reports say it in words."""

    code: Reason
    figures: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each kind."""

    phantoms: int
    traps: int
    echoes: int
    watched: int
    """Decoys whose use rings: traps; with failed log-ins read, phantoms; with the passwords' hashes read, echoes."""
    reasons: tuple[MixReason, ...]


def choose_mix(
    total: int,
    *,
    traps: int,
    traps_watched: int,
    colleagues: int,
    lockout_limit: int | None,
    failed_logins_read: bool,
    echoes_recognised: bool,
    days: int = 1,
    echoes_sent_today: int = 0,
) -> Mix:
    """Choose how many of each kind a run sends.

    Traps first: only they survive a test log-in. Then echoes, which the sorting of addresses cannot tell from colleagues:
    never more for each colleague and day than stays below half of the lock-out limit. The rest are phantoms.

    Args:
        total: decoys in the run.
        traps: trap accounts that are ready and unused.
        traps_watched: how many of them sign in where a log is read.
        colleagues: those who consented to be an echo.
        lockout_limit: failed sign-ins that lock a real account; None if it is not known: then no echoes.
        failed_logins_read: whether a failed sign-in at one of our addresses rings.
        echoes_recognised: whether what is read tells a decoy's password from the colleague's own slip.
        days: over how many days the run goes.
        echoes_sent_today: those that other runs sent to the most used of these colleagues.

    Raises:
        OrderError: a number is negative, or no decoy is wanted.
    """
    if (
        total < 1
        or days < 1
        or min(traps, traps_watched, colleagues, echoes_sent_today, lockout_limit or 0) < 0
    ):
        raise OrderError("A run has at least one decoy and one day, and no number is negative.")
    used = min(traps, total)
    reasons = [_say_traps(traps, used)]
    echoes, why = _count_echoes(
        min(total - used, int(total * _MOST_ECHOES)),
        colleagues,
        lockout_limit,
        days=days,
        sent=echoes_sent_today,
    )
    reasons.append(why)
    phantoms = total - used - echoes
    unrecognised = echoes if not echoes_recognised else 0
    ringing = max(0, used - (traps - min(traps, traps_watched)))
    if ringing < used:
        reasons.append(MixReason("traps-unwatched", (("unwatched", used - ringing), ("used", used))))
    watched = ringing + (phantoms + echoes - unrecognised if failed_logins_read else 0)
    reasons.append(_say_failures(read=failed_logins_read, all_ring=not unrecognised))
    enough: Reason = "enough-watched" if watched >= ENOUGH_WATCHED else "too-few-watched"
    reasons.append(MixReason(enough, (("watched", watched), ("wanted", ENOUGH_WATCHED))))
    return Mix(phantoms, used, echoes, watched, tuple(reasons))


def count_daily_echoes(lockout_limit: int) -> int:
    """Return how many echoes a day one account stands: strictly below half of its lock-out limit."""
    return max(0, -(-lockout_limit // 2) - 1)


def _say_traps(ready: int, used: int) -> MixReason:
    if not ready:
        return MixReason("no-traps")
    return MixReason(
        "all-traps-used" if used == ready else "traps-left-over", (("used", used), ("ready", ready))
    )


def _say_failures(*, read: bool, all_ring: bool) -> MixReason:
    if not read:
        return MixReason("failed-logins-unread")
    return MixReason("failed-logins-read" if all_ring else "echoes-unrecognised")


def _count_echoes(
    wanted: int, colleagues: int, lockout_limit: int | None, *, days: int, sent: int
) -> tuple[int, MixReason]:
    if not colleagues:
        return 0, MixReason("no-colleagues")
    if lockout_limit is None:
        return 0, MixReason("no-lockout-known", (("colleagues", colleagues),))
    daily = count_daily_echoes(lockout_limit)
    allowed = (max(0, daily - sent) + daily * (days - 1)) * colleagues
    if not allowed:
        return 0, MixReason("lockout-too-low", (("limit", lockout_limit), ("sent", sent)))
    echoes = min(wanted, allowed)
    code: Reason = "echoes-within-lockout" if echoes == allowed else "echoes-capped"
    return echoes, MixReason(code, (("echoes", echoes), ("daily", daily), ("colleagues", colleagues)))
