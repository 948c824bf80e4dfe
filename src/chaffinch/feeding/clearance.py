"""Leave to send one decoy, issued by the desk's approval service and by nobody else: the submitter takes nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from chaffinch.errors import RefusedError

LASTS = timedelta(minutes=2)
"""From its issue to the moment at which the browser begins."""


class ClearanceError(RefusedError):
    """This is no leave to send anything."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """What may be sent where, once."""

    case: int
    decoy: str
    """The decoy's number."""
    order: str
    """Digest of the order that was approved."""
    url: str
    hosts: tuple[str, ...]
    """Where the page may stand and where its form may send to."""
    networks: tuple[str, ...]
    """CIDR networks in which the hosts may answer; empty where a proxy resolves the names."""
    certificates: tuple[str, ...]
    """SHA-256 of the approved certificates, hex."""
    kinds: tuple[str, ...]
    """Kinds of the fields that the page shows first, each once, sorted."""
    issued_at: datetime
    seal: str = ""


def seal_clearance(clearance: Clearance, *, key: bytes) -> str:
    """Return the seal: HMAC-SHA256 over everything else that it says, hex."""
    said = {**asdict(clearance), "seal": "", "issued_at": clearance.issued_at.astimezone(UTC).isoformat()}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def verify_clearance(clearance: Clearance, *, key: bytes, now: datetime) -> Clearance:
    """Return the clearance.

    Raises:
        ClearanceError: it was not issued with this key, was changed since, or is too old.
    """
    if not hmac.compare_digest(clearance.seal, seal_clearance(clearance, key=key)):
        raise ClearanceError(
            "Nothing is sent.",
            why="The clearance was not issued by this desk, or was changed since.",
            todo="Plan the run on the desk and have it approved.",
        )
    if not timedelta(0) <= now - clearance.issued_at <= LASTS:
        raise ClearanceError("Nothing is sent.", why="The clearance is too old, or the clock was set back.")
    return clearance
