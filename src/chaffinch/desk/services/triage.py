"""Many cases decided at once: each decision its own transaction, each failure named, nothing unseen taken along."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.db import transaction

from chaffinch.desk.models import AuditEntry, Case, WatchEntry
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.cases import MissingReasonError, change_state
from chaffinch.desk.services.watch import add_watch_entry, remove_watch_entry
from chaffinch.desk.states import BLOCKED, WAITING, WrongStateError
from chaffinch.errors import ChaffinchError, RefusedError, UsageError
from chaffinch.names.tables import load_hosting_domains
from chaffinch.reports.blocklists import BlockedHost, admit_hosts
from chaffinch.reports.catalogue import gettext_noop as N_

Grounds = Literal["partner", "coincidence", "inactive", "drill", "other"]

#: Why a case is set aside; `partner` also teaches the watchlist.
GROUNDS: tuple[Grounds, ...] = ("partner", "coincidence", "inactive", "drill", "other")
#: Grounds that say too little without a person's own words.
WORDY: frozenset[str] = frozenset({"partner", "other"})
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
#: Cases decided at once, at most: what a person can have looked at.
MOST = 100


class SecondYesError(UsageError):
    """An urgent or confirmed case is set aside only after asking twice."""


class PartnerError(RefusedError):
    """A domain cannot be a partner's."""


class UndoError(UsageError):
    """A decision cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as the person saw it when deciding."""

    number: int
    state: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of the chosen cases."""

    wanted: Literal["confirmed", "dismissed"]
    grounds: str = ""
    """One of GROUNDS for a dismissal."""
    reason: str = ""
    sure: bool = False
    """Whether the second question, for urgent and confirmed cases, was answered with yes."""
    along: frozenset[int] = frozenset()
    """Other open cases below a partner's domain that were shown as going with it."""
    batch: str = ""
    """Mark by which the whole can be taken back."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it."""

    done: tuple[int, ...]
    along: tuple[int, ...]
    """Cases set aside with a partner's domain."""
    partners: tuple[str, ...]
    """Domains added to the watchlist as partners'."""
    failed: tuple[tuple[int, ChaffinchError], ...]


def asks_twice(case: Case, wanted: str) -> bool:
    """Tell whether setting a case aside needs a second yes: it came as an alarm, or counts as phishing."""
    return wanted == "dismissed" and (case.tier == Case.Tier.ALERT or case.state in BLOCKED)


def decide_cases(shown: Iterable[Shown], choice: Choice, *, actor: Actor, now: datetime) -> Decided:
    """Decide each case by itself; one that cannot be decided is named and leaves the others as they are.

    Raises:
        MissingReasonError: the grounds say too little without words.
        UsageError: there is no such reason, or there are too many cases.
    """
    shown = list(shown)
    _check_choice(choice, shown)
    done: list[int] = []
    along: list[int] = []
    partners: list[str] = []
    failed: list[tuple[int, ChaffinchError]] = []
    for seen in shown:
        if seen.number in along:
            along.remove(seen.number)  # chosen itself, and went with the domain of one before it
            done.append(seen.number)
            continue
        try:
            went, partner = _decide_case(seen, choice, actor=actor, now=now)
        except ChaffinchError as error:
            failed.append((seen.number, error))
            continue
        done.append(seen.number)
        along += went
        partners += [partner] if partner else []
    return Decided(done=tuple(done), along=tuple(along), partners=tuple(partners), failed=tuple(failed))


def _check_choice(choice: Choice, shown: list[Shown]) -> None:
    if len(shown) > MOST:
        raise UsageError(N_("These are too many cases at once: %(most)s at most."), most=MOST)
    if choice.wanted == "confirmed":
        return
    if choice.grounds not in GROUNDS:
        raise MissingReasonError(
            N_("A dismissal needs a reason."), why=N_("Somebody will ask later why this address was let go.")
        )
    if choice.grounds in WORDY and not choice.reason.strip():
        raise MissingReasonError(
            N_("Say it in a few words, too."),
            why=N_("Whoever reads it later knows nothing of today."),
            todo=N_("For example whose the domain is, and how you know."),
        )


@transaction.atomic
def _decide_case(seen: Shown, choice: Choice, *, actor: Actor, now: datetime) -> tuple[tuple[int, ...], str]:
    case = Case.objects.select_for_update().filter(pk=seen.number).first()
    if case is None:
        raise UsageError(N_("There is no such case."))
    if case.state != seen.state:
        raise WrongStateError(
            N_("Somebody decided it meanwhile."), todo=N_("Look at the case, then decide again.")
        )
    if asks_twice(case, choice.wanted) and not choice.sure:
        raise SecondYesError(
            N_("It came as an alarm or counts as phishing: it is set aside only after a second yes."),
            todo=N_("Choose it again and tick the second question."),
        )
    if choice.grounds == "partner" and choice.wanted == "dismissed":
        return _allow_partner(case, choice, actor=actor, now=now)
    params = {"batch": choice.batch} | ({"grounds": choice.grounds} if choice.wanted == "dismissed" else {})
    change_state(case.pk, choice.wanted, actor=actor, reason=choice.reason, now=now, params=params)
    return (), ""


def _allow_partner(case: Case, choice: Choice, *, actor: Actor, now: datetime) -> tuple[tuple[int, ...], str]:
    """Put the case's registered domain on the watchlist as a partner's, and set aside what was shown below it."""
    domain = case.registered_domain
    check_partner(domain, chosen={case.pk} if choice.sure else set())
    below = [other for other in list_below(domain, but={case.pk}) if other.pk in choice.along]
    others = [other.pk for other in below if choice.sure or not asks_twice(other, "dismissed")]
    mark = {"grounds": "partner", "batch": choice.batch, "domain": domain}
    added = ""
    if not WatchEntry.objects.filter(kind=WatchEntry.Kind.ALLOWED, value=domain).exists():
        line = {"batch": choice.batch, "case": case.pk}
        add_watch_entry("allowed", domain, actor=actor, now=now, reason=choice.reason.strip(), params=line)
        added = domain
    for number in (case.pk, *others):
        change_state(number, "dismissed", actor=actor, reason=choice.reason, now=now, params=mark)
    return tuple(others), added


def check_partner(domain: str, *, chosen: Collection[int] = ()) -> None:
    """Do nothing when a domain may go on the watchlist as a partner's.

    Args:
        domain: registered domain.
        chosen: confirmed cases that are being set aside themselves.

    Raises:
        PartnerError: anybody may have a name below it, or phishing was confirmed there.
    """
    if domain in load_hosting_domains() or _is_shared(domain):
        raise PartnerError(
            N_("%(domain)s cannot be a partner: anybody may have a page there."),
            why=N_("Every look-alike below it would never raise an alarm again."),
            todo=N_("Set the single case aside for another reason."),
            domain=domain,
        )
    confirmed = Case.objects.filter(registered_domain=domain, state__in=BLOCKED).exclude(pk__in=list(chosen))
    if confirmed.exists():
        raise PartnerError(
            N_("%(domain)s cannot be a partner: another case below it is confirmed as phishing."),
            todo=N_("Set that one aside first, if it was a mistake."),
            domain=domain,
        )


def _is_shared(domain: str) -> bool:
    """Tell whether strangers keep pages there, or it is no domain: what no block list takes, no partner is either."""
    listed = BlockedHost(host=domain, first_seen=_ANY, confirmed_at=_ANY, kinds=(), case_number=0)
    admitted, _refused = admit_hosts([listed])
    return not admitted


def list_below(domain: str, *, but: Collection[int] = ()) -> list[Case]:
    """Return the other cases of a registered domain on which nobody has decided yet."""
    waiting = Case.objects.filter(registered_domain=domain, state__in=WAITING).exclude(pk__in=list(but))
    return list(waiting.order_by("host"))


@transaction.atomic
def undo_batch(
    numbers: Iterable[int], batch: str, *, actor: Actor, now: datetime
) -> tuple[tuple[int, ...], tuple[tuple[int, ChaffinchError], ...]]:
    """Take dismissals of one batch back, with the partner lines that it added; return what came back, what did not.

    A confirmation is not taken back: it may be on block lists already, so it is set aside with a reason.
    """
    done: list[int] = []
    failed: list[tuple[int, ChaffinchError]] = []
    for number in numbers:
        try:
            params = _check_undo(number, batch)
        except UndoError as error:
            failed.append((number, error))
            continue
        _remove_partner(params.get("domain", ""), batch, actor=actor, now=now)
        change_state(number, "captured", actor=actor, reason="", now=now, params={"undo": batch})
        done.append(number)
    return tuple(done), tuple(failed)


def _check_undo(number: int, batch: str) -> dict[str, str]:
    rows = AuditEntry.objects.filter(
        subject_type="case", subject_id=str(number), action__startswith="case "
    ).exclude(action="case seen again")
    last = rows.order_by("-sequence").first()
    if last is None or not batch or last.params.get("batch") != batch:
        raise UndoError(N_("Somebody decided it meanwhile."))
    if last.action != "case dismissed":
        raise UndoError(
            N_("A confirmation is not taken back."),
            why=N_("It may be on block lists already."),
            todo=N_("Set the case aside and say why."),
        )
    params: dict[str, str] = last.params
    return params


def _remove_partner(domain: str, batch: str, *, actor: Actor, now: datetime) -> None:
    """Remove a partner's line that this very batch added."""
    entry = WatchEntry.objects.filter(
        kind=WatchEntry.Kind.ALLOWED, value=domain, origin=WatchEntry.Origin.DESK
    ).first()
    if entry is None:
        return
    row = AuditEntry.objects.filter(
        subject_type="watchlist", subject_id=str(entry.pk), action="watchlist line added"
    ).last()
    if row is not None and row.params.get("batch") == batch:
        remove_watch_entry(entry.pk, actor=actor, now=now)
