"""What the guard of feeding looks at, as the tables have it now. Reads only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import Max

from chaffinch.desk.configuration_tables import FeedingTable
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Approver as ApproverRow
from chaffinch.desk.models import AuditEntry, Case, FedDecoy, FeedingRun, FeedingScope, Verdict, WatchEntry
from chaffinch.desk.services.proofs import list_proved
from chaffinch.desk.services.staff import is_staff_listed
from chaffinch.desk.watched import read_watched
from chaffinch.desk.way_out import find_range
from chaffinch.feeding.facts import (
    Approval,
    Approver,
    Facts,
    History,
    Moment,
    Outcome,
    Scope,
    Target,
    Territory,
)
from chaffinch.feeding.limits import PRODUCT, Limits, tighten
from chaffinch.ground.range_directory import check_proof, is_range_name
from chaffinch.names.tables import load_services
from chaffinch.pages.hosts import read_host
from chaffinch.reports.blocklists import load_shared_hosts

_FED_STATES = (FedDecoy.State.SPENT, FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)


def is_killed() -> bool:
    """Return whether the kill switch is thrown: a file, so that it survives everything and anybody can throw it."""
    return find_home().kill_switch.exists()


def is_practice(host: str) -> bool:
    """Return whether the practice range runs now, serves this host, and has proved it over loopback."""
    directory = find_range() if is_range_name(host) else None
    return directory is not None and host in directory.hosts and check_proof(directory)


def is_practice_domain(domain: str) -> bool:
    """Return whether the practice range runs now, has addresses at this domain, and has proved it over loopback."""
    directory = find_range() if domain.endswith(".test") and is_range_name(domain) else None
    if directory is None or not check_proof(directory):
        return False
    return any(host == domain or host.endswith(f".{domain}") for host in directory.hosts)


def does_relay(verdict: Verdict) -> bool:
    """Return whether the page was seen to try log-ins at the genuine site at once."""
    return any(reason["code"] == "relays" for reason in verdict.reasons)


def reads_failed_logins(host: str, *, now: datetime, kind: str = "phantom") -> bool:
    """Return whether a failed log-in with a decoy of this kind, typed on this page, would be noticed.

    At every domain that it may have an address at: on the practice range any of ours, else those that are proved.
    """
    practice = is_practice(host)
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    domains = frozenset(own) if practice else list_proved(now=now)
    watched = read_watched(practice=practice)
    return bool(domains) and all(watched.rings(kind, domain) for domain in domains)


def digest_order(order: Mapping[str, Any]) -> str:
    """Return SHA-256 of everything that is approved, as canonical JSON, hex."""
    canonical = json.dumps(order, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def collect_facts(run: FeedingRun, *, now: datetime) -> Facts:
    """Return the facts of a run as they stand now."""
    case, verdict = run.case, run.capture.verdict
    table: FeedingTable = settings.CONFIGURATION.feeding
    resumed = Moment(run.resumed_at, run.resumed_ticks, run.resumed_boot) if run.resumed_at else None
    return Facts(
        target=Target(
            case=case.pk,
            host=case.host,
            confirmed=case.state in (Case.State.CONFIRMED, Case.State.REPORTED),
            capture=bool(run.capture.window),
            verdict=verdict.verdict,
            evidence=run.capture.bundle,
            hacked_host=run.hacked_host,
            reported_at=_find_report(case),
            relays=does_relay(verdict),
            practice=is_practice(case.host),
            hosts=tuple(run.terms.get("hosts", ())),
            reference_host=read_host(verdict.reference.url) if verdict.reference else "",
        ),
        order=run.order,
        begun=run.begun_at or run.proposed_at,
        hours=run.hours,
        decoys=run.decoys,
        approvals=tuple(
            Approval(one.person.get_username(), one.at, one.order, one.reason, hacked_host=one.hacked_host)
            for one in run.approvals.select_related("person")
        ),
        roster=tuple(
            Approver(one.person.get_username(), one.since, one.until, one.only_case_id)
            for one in ApproverRow.objects.select_related("person")
        ),
        needed=table.approvals,
        scope=find_scope(),
        territory=read_territory(now=now),
        staff_listed=is_staff_listed(),
        history=read_history(run),
        limits=read_limits(table),
        killed=is_killed(),
        resumed=resumed,
    )


def read_limits(table: FeedingTable) -> Limits:
    """Return the product's limits as the settings tighten them."""
    return tighten(
        PRODUCT,
        seconds_apart=table.seconds_apart,
        an_hour=table.an_hour,
        a_day=table.a_day,
        in_all=table.in_all,
        targets=table.targets,
    )


def read_territory(*, now: datetime) -> Territory:
    """Return the hosts that are never fed: ours, services', partners' and those that strangers share; and what is proved."""
    kinds = WatchEntry.Kind
    entries = list(WatchEntry.objects.values_list("kind", "value"))
    own = {value for kind, value in entries if kind == kinds.DOMAIN}
    own |= {read_host(value) for kind, value in entries if kind == kinds.SIGN_IN}
    partners = {value for kind, value in entries if kind == kinds.ALLOWED}
    services = {domain for service in load_services().values() for domain in service.domains}
    return Territory(
        own=frozenset(own),
        services=frozenset(services | partners),
        shared=frozenset(load_shared_hosts()),
        proved=list_proved(now=now),
    )


def find_scope() -> Scope | None:
    """Return counsel's latest scope."""
    row = FeedingScope.objects.first()
    return Scope(row.document, row.signed_by, row.since, row.until) if row else None


def read_history(run: FeedingRun) -> History:
    """Return what happened to the case's page in this and in earlier runs, and elsewhere."""
    fed = FedDecoy.objects.filter(run__case=run.case_id, state__in=_FED_STATES).order_by("spent_at", "pk")
    sent = [Moment(one.spent_at, one.spent_ticks, one.spent_boot) for one in fed if one.spent_at]
    since = run.resumed_at or run.begun_at or run.proposed_at
    answered = fed.filter(state=FedDecoy.State.DONE, spent_at__gte=since).values_list("outcome", flat=True)
    running = FeedingRun.objects.filter(state=FeedingRun.State.RUNNING).values_list("case_id", flat=True)
    latest = _find_latest(run)
    return History(
        sent=tuple(sent),
        earlier=fed.exclude(run=run).count(),
        answers=tuple(cast(Outcome, outcome) for outcome in answered),
        in_flight=fed.filter(state=FedDecoy.State.SPENT).count(),
        # Those of earlier runs were before the eyes of whoever approved this one.
        unknown=fed.filter(run=run, state=FedDecoy.State.UNKNOWN, decided_by=None).count(),
        fed=frozenset(running),
        # Rows of processes that write side by side may be a moment apart.
        latest=latest - timedelta(seconds=5) if latest else None,
    )


def _find_latest(run: FeedingRun) -> datetime | None:
    """Return the latest moment on record since the run was proposed; a row written after a clock was set back hides none."""
    about = AuditEntry.objects.filter(
        subject_type="case", subject_id=str(run.case_id), action="feeding proposed"
    )
    proposed = about.order_by("-sequence").values_list("sequence", flat=True).first()
    if proposed is None:
        return None
    latest: datetime | None = AuditEntry.objects.filter(sequence__gte=proposed).aggregate(Max("at"))[
        "at__max"
    ]
    return latest


def _find_report(case: Case) -> datetime | None:
    entries = AuditEntry.objects.filter(
        action="case reported", subject_type="case", subject_id=str(case.pk)
    ).order_by("-sequence")
    return entries.values_list("at", flat=True).first()
