"""Look each day whether the domains that were proved to be ours still are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import DomainProof, WatchEntry
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.proofs import ask_domain, note_proof


@job_kind("recheck_proofs", run_seconds=300)
def recheck_proofs(payload: Mapping[str, Any], context: JobContext) -> None:
    """Ask DNS for the record of each domain that a person has had proved."""
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    for domain in DomainProof.objects.filter(domain__in=list(own)).values_list("domain", flat=True):
        fault = ask_domain(domain)
        note_proof(domain, fault=fault, actor=WORKER, now=context.now())
