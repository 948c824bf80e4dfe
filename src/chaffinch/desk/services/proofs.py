"""Prove by DNS that a domain is ours: a record that only who runs the domain can put there, and only this desk can name.

Neither its name nor its text says what it is for, since who attacks us reads our DNS, too.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.models import DomainProof, WatchEntry
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import keyed_hash
from chaffinch.names.dns import Resolver
from chaffinch.reports.catalogue import gettext_noop as N_

LASTS = timedelta(days=7)
"""So long a proof holds without being seen again; it is asked for each day."""
_PURPOSE, _LABEL, _VALUE = "domain proof", 10, 40
_ATTEMPTS = 3


class ProofError(UsageError):
    """The domain is none whose proof could be asked for."""


@dataclass(frozen=True, slots=True)
class Record:
    """The TXT record that proves one domain."""

    name: str
    value: str


def make_record(domain: str) -> Record:
    """Return the record that must stand in a domain's zone; the same each time for this installation."""
    digest = keyed_hash(domain, key=find_home().read_key("store"), purpose=_PURPOSE)
    return Record(f"_{digest[:_LABEL]}.{domain}", digest[_LABEL : _LABEL + _VALUE])


async def ask_record(record: Record, *, resolver: Resolver) -> str:
    """Ask DNS for a record; return what is wrong with it: empty, `absent`, `other`, or the resolver's own word."""
    why = ""
    for attempt in range(_ATTEMPTS):
        answer = await resolver.ask(record.name, "TXT", attempt=attempt)
        if answer.code != "failed":
            if answer.alias:
                return "alias"
            return "" if record.value in answer.values else "other" if answer.values else "absent"
        why = answer.why
    return why


@transaction.atomic
def note_proof(domain: str, *, fault: str, actor: Actor, now: datetime) -> DomainProof:
    """Keep what DNS said of a domain. A resolver that fails takes no proof away; a record that is gone does.

    Raises:
        ProofError: the domain is not on the watchlist.
    """
    _require_own(domain)
    proof, _ = DomainProof.objects.select_for_update().get_or_create(
        domain=domain, defaults={"checked_at": now}
    )
    before = proof.proved_at is not None
    if not fault:
        proof.proved_at = now
    elif fault in ("absent", "other", "alias"):
        proof.proved_at = None
    proof.fault, proof.checked_at = fault[:40], now
    proof.save()
    after = proof.proved_at is not None
    if before != after:
        action = "domain proved" if after else "domain proof lost"
        write_audit(
            action,
            subject=("domain", domain),
            actor=actor,
            now=now,
            params={"domain": domain, "fault": fault},
        )
    return proof


def list_proved(*, now: datetime) -> frozenset[str]:
    """Return the domains whose proof holds now, of those that still stand on the watchlist."""
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    proofs = DomainProof.objects.filter(domain__in=list(own), proved_at__gt=now - LASTS)
    return frozenset(proofs.values_list("domain", flat=True))


def ask_domain(domain: str) -> str:
    """Ask for the record of a domain, by the name server of the settings; return what is wrong, empty for nothing.

    Raises:
        ProofError: the domain is not on the watchlist.
        ResolverError: no name server is known.
    """
    _require_own(domain)
    server = settings.CONFIGURATION.sources.resolver
    return asyncio.run(ask_record(make_record(domain), resolver=Resolver(*[server] if server else [])))


def _require_own(domain: str) -> None:
    if not WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN, value=domain).exists():
        raise ProofError(
            N_("That domain is not one of your own on the watchlist."), todo=N_("Add it there first.")
        )
