"""Send the decoys of a run, each at most once: cleared, spent durably before the browser begins, recorded, or unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from chaffinch.decoys.names import Name
from chaffinch.desk.blobs import get_blob, put_blob
from chaffinch.desk.feeding_facts import collect_facts
from chaffinch.desk.home import find_home
from chaffinch.desk.looks import clean
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.feeding import end_run, stop_run
from chaffinch.desk.services.staff import find_consent, refuse_people
from chaffinch.errors import ChaffinchError
from chaffinch.feeding.clearance import Clearance, seal_clearance
from chaffinch.feeding.facts import DecoyKind, Draft, Facts, Moment
from chaffinch.feeding.guard import Refusal, find_refusal
from chaffinch.feeding.machine import read_moment
from chaffinch.feeding.submit import NotFedError, Secrets, Submission
from chaffinch.ground.secrets import UnreadableSecretError, decrypt, encrypt

_SEALED, _PICTURE, _KEY = "decoy", "decoy picture", "feeding"
_UNFIT = frozenset({"on-staff", "no-consent", "lock-out"})
"""What stands against one decoy alone: somebody of that name has come, or a colleague’s consent or account has changed."""


class SpentError(ChaffinchError):
    """The decoy has been spent already; it is never sent again."""


@dataclass(frozen=True, slots=True)
class PlannedDecoy:
    """One decoy as it is planned: who says it, what is typed, nothing at all for a visit, and when."""

    number: str
    kind: DecoyKind
    secrets: Secrets
    persona: dict[str, Any]
    """Plain JSON values: name, habits; encrypted with the rest."""
    at: datetime
    isolated: bool = False


@transaction.atomic
def plan_decoys(run_number: int, decoys: Sequence[PlannedDecoy], *, now: datetime) -> int:
    """Keep the decoys of a run, secrets encrypted; return how many. The log names counts, never a password."""
    run = FeedingRun.objects.select_for_update().get(pk=run_number)
    key = find_home().read_key("store")
    FedDecoy.objects.bulk_create(
        FedDecoy(
            run=run, number=one.number, kind=one.kind, domain=one.secrets.address.rpartition("@")[2].lower(),
            isolated=one.isolated, sealed=_seal(one, key=key), planned_at=one.at,
            found_by=hash_address(one.secrets.address) if one.secrets.address else "",
        )
        for one in decoys
    )  # fmt: skip
    params = {"run": run.pk, "decoys": len(decoys)}
    write_audit("decoys planned", subject=("case", run.case_id), actor=WORKER, now=now, params=params)
    return len(decoys)


def open_decoy(decoy: FedDecoy) -> tuple[Secrets, dict[str, Any]]:
    """Return what is typed, and the persona.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    plain = decrypt(bytes(decoy.sealed), key=find_home().read_key("store"), purpose=_SEALED)
    values = json.loads(plain)
    return Secrets(values["address"], values["password"], values["code"]), values["persona"]


def name_persona(decoy: FedDecoy) -> str:
    """Return the name that a decoy bears, for the desk's own pages; empty for a visit, or where it cannot be read."""
    try:
        _secrets, persona = open_decoy(decoy)
    except UnreadableSecretError:
        return ""
    name = persona.get("name") or {}
    return f"{name.get('first', '')} {name.get('last', '')}".strip()


def open_picture(digest: str) -> bytes:
    """Return a decoy's picture, as `before` or `after` of its row name it.

    Raises:
        MissingBlobError: it is not in the store.
        UnreadableSecretError: it was changed, or the key is another.
    """
    home = find_home()
    return decrypt(get_blob(home.blobs, digest), key=home.read_key("store"), purpose=_PICTURE)


def _keep_picture(png: bytes) -> str:
    """Keep a picture encrypted: a page may show what was typed into it."""
    home = find_home()
    return put_blob(home.blobs, encrypt(png, key=home.read_key("store"), purpose=_PICTURE)) if png else ""


def find_decoys(address: str) -> list[FedDecoy]:
    """Return the decoys of that address: what a sign-in log is searched by."""
    return list(FedDecoy.objects.filter(found_by=hash_address(address)).select_related("run__case"))


@contextmanager
def hold_run(run_number: int) -> Iterator[None]:
    """Keep every other writer of the run out until the block ends, and write what it wrote when it ends.

    Read the clock within: whoever reads it first and waits for the lock afterwards finds rows that are younger than his
    time, as though the clock had been set back.
    """
    with transaction.atomic():
        _lock(run_number)
        yield


@transaction.atomic
def clear_next(run_number: int, *, now: datetime) -> tuple[FedDecoy, Clearance] | Refusal | None:
    """Return the next decoy that is due with leave to send it; a refusal; or None where none is due.

    A refusal that waiting does not mend stops the run; one that concerns the decoy alone drops that decoy.
    """
    run = _lock(run_number)
    if run.state != FeedingRun.State.RUNNING:
        return Refusal("not-running", 4)
    facts, moment = collect_facts(run, now=now), read_moment(now)
    planned = run.fed.filter(state=FedDecoy.State.PLANNED, planned_at__lte=now).order_by("planned_at", "pk")
    for due in planned:
        refusal = find_refusal(facts, make_draft(due, now=now), now=moment)
        if refusal is not None and refusal.code in _UNFIT:
            _drop(due, refusal, now=now)
            continue
        return _halt_for(run, refusal, now=now) if refusal is not None else (due, _issue(run, due, now=now))
    refusal = find_refusal(facts, None, now=moment)
    return _halt_for(run, refusal, now=now) if refusal is not None else None


def _halt_for(run: FeedingRun, refusal: Refusal, *, now: datetime) -> Refusal:
    if refusal.wait is None:
        _halt(run, refusal, now=now)
    return refusal


def _drop(decoy: FedDecoy, refusal: Refusal, *, now: datetime) -> None:
    """Give up one decoy that has become unfit since it was made; the run goes on without it."""
    decoy.state = FedDecoy.State.DROPPED
    decoy.save(update_fields=["state"])
    params = {"run": decoy.run_id, "decoy": decoy.number, "code": refusal.code}
    write_audit("decoy dropped", subject=("case", decoy.run.case_id), actor=WORKER, now=now, params=params)


def look_up(decoy_number: str, *, now: datetime) -> tuple[Facts, Draft, Moment]:
    """Return the facts as the submitter's own question to the guard wants them, read anew."""
    decoy = FedDecoy.objects.select_related("run__case", "run__capture__verdict").get(number=decoy_number)
    return collect_facts(decoy.run, now=now), make_draft(decoy, now=now), read_moment(now)


@transaction.atomic
def spend_decoy(decoy_number: str, *, now: datetime, via: str = "") -> None:
    """Mark a decoy as spent; it is durable when the transaction ends that this is called in, or its own.

    The guard is asked within the transaction that spends: of two workers that were both cleared, one goes.

    Args:
        decoy_number: its number.
        now: when.
        via: the proxy by which it leaves.

    Raises:
        SpentError: it is spent already, whoever did it.
        NotFedError: the run does not go on, or a rule stands against it by now.
    """
    moment, found = read_moment(now), FedDecoy.objects.get(number=decoy_number)
    run = _lock(found.run_id)
    decoy = FedDecoy.objects.select_for_update().get(pk=found.pk)
    if decoy.state != FedDecoy.State.PLANNED:
        raise SpentError("This decoy has been spent already.", why="A decoy is sent at most once.")
    refusal: Refusal | None = Refusal("not-running", 4)
    if run.state == FeedingRun.State.RUNNING:
        facts = collect_facts(run, now=now)
        # Whose name it bears takes a while to find out, and nobody else can write meanwhile.
        refusal = find_refusal(facts, None, now=moment)
        if refusal is None:
            refusal = find_refusal(facts, make_draft(decoy, now=now), now=moment)
    if refusal is not None:
        raise NotFedError(refusal)
    decoy.state, decoy.spent_at = FedDecoy.State.SPENT, now
    decoy.spent_ticks, decoy.spent_boot, decoy.via = moment.ticks, moment.boot, via
    decoy.save(update_fields=["state", "spent_at", "spent_ticks", "spent_boot", "via"])
    params = {"run": decoy.run_id, "decoy": decoy_number, "kind": decoy.kind, **({"via": via} if via else {})}
    write_audit("decoy sent", subject=("case", run.case_id), actor=WORKER, now=now, params=params)


@transaction.atomic
def record_submission(decoy_number: str, done: Submission, *, now: datetime) -> None:
    """Keep what the page answered; a run that must not go on is stopped with it."""
    answer = done.answer
    found = FedDecoy.objects.get(number=decoy_number)
    run = _lock(found.run_id)
    decoy = FedDecoy.objects.select_for_update().get(pk=found.pk)
    decoy.state = FedDecoy.State.UNKNOWN if answer.outcome == "unknown" else FedDecoy.State.DONE
    decoy.outcome, decoy.seconds = answer.outcome, done.seconds
    decoy.answer = {
        "typed": list(answer.typed), "sent": list(answer.sent), "led_to": clean(answer.led_to),
        "statuses": list(answer.statuses), "asked_code": answer.asked_code, "title": clean(answer.said.title)[:300],
        "cause": clean(answer.cause),
    }  # fmt: skip
    decoy.before, decoy.after = _keep_picture(done.before_png), _keep_picture(done.after_png)
    decoy.save()
    params = {"run": run.pk, "decoy": decoy_number, "outcome": answer.outcome}
    write_audit("decoy answered", subject=("case", run.case_id), actor=WORKER, now=now, params=params)
    refusal = find_refusal(collect_facts(run, now=now), None, now=read_moment(now))
    if refusal is not None and refusal.wait is None:
        _halt(run, refusal, now=now)


@transaction.atomic
def settle_crashed(run_number: int, *, now: datetime) -> int:
    """Call what was on its way when the house went down unknown, and stop the run; return how many these are.

    To be called by whoever alone may send for the run, before anything is sent.
    """
    _lock(run_number)
    lost = list(FedDecoy.objects.select_for_update().filter(run=run_number, state=FedDecoy.State.SPENT))
    for decoy in lost:
        decoy.state, decoy.outcome = FedDecoy.State.UNKNOWN, "unknown"
        decoy.save(update_fields=["state", "outcome"])
        stop_run(decoy.run_id, code="unknown", actor=WORKER, now=now, params={"decoy": decoy.number})
    return len(lost)


@transaction.atomic
def break_off(run_number: int, *, code: str, now: datetime) -> None:
    """Stop a run in which something broke on our side, until a person resumes it; what was on its way is unknown."""
    stop_run(run_number, code=code, actor=WORKER, now=now)
    settle_crashed(run_number, now=now)


@transaction.atomic
def halt_refused(run_number: int, refusal: Refusal, *, now: datetime) -> None:
    """Stop, or end, a run that the guard refused when the browser was ready."""
    _halt(_lock(run_number), refusal, now=now)


def make_draft(decoy: FedDecoy, *, now: datetime) -> Draft:
    """Return the decoy as the guard looks at it: who it bears the name of, and what that colleague's account stands."""
    secrets, persona = open_decoy(decoy)
    consent = find_consent(secrets.address, now=now) if decoy.kind == "echo" else None
    lately = FedDecoy.objects.filter(
        found_by=decoy.found_by, kind="echo", spent_at__gt=now - timedelta(days=1)
    )
    return Draft(
        number=decoy.number,
        kind=decoy.kind,  # type: ignore[arg-type]  # the column holds only kinds
        domain=decoy.domain,
        spent=decoy.state != FedDecoy.State.PLANNED,
        case=decoy.run.case_id,
        isolated=decoy.isolated,
        on_staff=decoy.kind not in ("echo", "visit") and _is_somebody(secrets.address, persona),
        consented=consent is not None,
        echoes_today=lately.count(),
        lock_out_after=consent.lock_out_after if consent else 0,
    )


def _is_somebody(address: str, persona: Mapping[str, Any]) -> bool:
    """Asked again at the moment of sending: somebody of that name may have come since the decoy was made."""
    refused, addresses = refuse_people()
    name = persona.get("name", {})
    return address in addresses or bool(
        refused.refuse(Name(name.get("first", ""), name.get("last", "")), local=address.partition("@")[0])
    )


def _halt(run: FeedingRun, refusal: Refusal, *, now: datetime) -> None:
    """End what is done as approved; stop everything else for a person."""
    if refusal.code in ("all-sent", "time-over") and run.state == FeedingRun.State.RUNNING:
        end_run(run.pk, actor=WORKER, now=now)
    else:
        stop_run(run.pk, code=refusal.code, actor=WORKER, now=now, params=dict(refusal.params))


def _issue(run: FeedingRun, decoy: FedDecoy, *, now: datetime) -> Clearance:
    terms = run.terms
    clearance = Clearance(
        case=run.case_id, decoy=decoy.number, order=run.order, url=terms["url"], hosts=tuple(terms["hosts"]),
        networks=tuple(terms["networks"]), certificates=tuple(terms["certificates"]), kinds=tuple(terms["kinds"]),
        issued_at=now,
    )  # fmt: skip
    key = find_home().read_key(_KEY)
    return Clearance(**{**_fields(clearance), "seal": seal_clearance(clearance, key=key)})


def _fields(clearance: Clearance) -> dict[str, Any]:
    return {name: getattr(clearance, name) for name in Clearance.__slots__}


def _lock(run_number: int) -> FeedingRun:
    runs = FeedingRun.objects.select_for_update(of=("self",)).select_related("case", "capture__verdict")
    return runs.get(pk=run_number)


def _seal(decoy: PlannedDecoy, *, key: bytes) -> bytes:
    values = {
        "address": decoy.secrets.address, "password": decoy.secrets.password, "code": decoy.secrets.code,
        "persona": decoy.persona,
    }  # fmt: skip
    return encrypt(json.dumps(values).encode(), key=key, purpose=_SEALED)
