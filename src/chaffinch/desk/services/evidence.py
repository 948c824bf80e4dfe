"""Hand out what is known of an attacker: signed, on record; no decoy's password, and real accounts only on a wish."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from chaffinch.desk.attackers import Known
from chaffinch.desk.home import find_home
from chaffinch.desk.models import AuditEntry, AuditHead, Capture, Hit, HitLine
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.hit_lines import open_line
from chaffinch.desk.services.victims import open_login
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.pages.bundle.manifest import MANIFEST, SIGNATURE, STAMP, make_manifest, name_key, sign_manifest
from chaffinch.reports.catalogue import gettext_noop as N_

_ACTIONS = ("decoy used", "hits marked", "captured", "evidence handed out", "victims found", "case confirmed")
_SUMS = "SHA256SUMS"


class EvidenceError(UsageError):
    """What was asked for lacks something."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Evidence as it leaves."""

    name: str
    content: bytes
    sha256: str


def hand_out(
    known: Known,
    *,
    pages: Mapping[str, bytes],
    victims: bool,
    reason: str,
    stamp: Callable[[bytes], bytes],
    actor: Actor,
    now: datetime,
) -> Handed:
    """Return the evidence of an attacker as one archive; that it left is on record.

    Args:
        known: the attacker.
        pages: files that somebody rendered (timelines, instructions), by name; without real accounts' names unless wished.
        victims: whether real accounts are named.
        reason: needed: who gets it, and what for.
        stamp: manifest → time-stamp; empty for none.
        actor: a person.
        now: when.

    Raises:
        EvidenceError: the reason is missing.
    """
    reason = reason.strip()[:4_000]
    if not reason:
        raise EvidenceError(
            N_("Say who gets it, and what for."),
            why=N_("It leaves the house, and others will ask who has it."),
        )
    files = {**pages, **_write_lines(known), "timeline.json": _write_timeline(known)}
    files["custody.json"] = _write_custody(known, actor=actor, reason=reason, now=now, files=files)
    if victims:
        files["accounts.json"] = _write_accounts(known)
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    )
    files[_SUMS] = sums.encode()
    key = find_home().read_key("evidence")
    manifest = make_manifest(files, url=f"urn:chaffinch:attacker:{known.number}", taken_at=now)
    files[MANIFEST], files[SIGNATURE] = manifest, sign_manifest(manifest, key=key)
    if token := stamp(manifest):
        files[STAMP] = token
    content = _pack(files, now=now)
    digest = hashlib.sha256(content).hexdigest()
    note_handed(known, "police", digest=digest, victims=victims, reason=reason, actor=actor, now=now)
    return Handed(f"evidence-{known.number}-{now:%Y%m%d-%H%M}.zip", content, digest)


@transaction.atomic
def note_handed(
    known: Known, form: str, *, digest: str, victims: bool, reason: str, actor: Actor, now: datetime
) -> None:
    """Write down that something of an attacker left the desk: its form, its hash, whether accounts are named in it."""
    params = {"form": form, "sha256": digest, "accounts": victims, "uses": len(known.hits)}
    write_audit(
        "evidence handed out",
        subject=("attacker", known.number),
        actor=actor,
        now=now,
        reason=reason,
        params=params,
    )


def _write_lines(known: Known) -> dict[str, bytes]:
    """Return the log's own lines as they stood there, and where each stood."""
    rows = {row.hit_id: row for row in HitLine.objects.filter(hit__in=[hit.pk for hit in known.hits])}
    text, told = bytearray(), []
    for hit in known.hits:
        values: dict[str, Any] = {
            "use": hit.pk,
            "at": _write_moment(hit.at),
            "copied_at": _write_moment(hit.noted_at),
            "log": hit.file,
            "line": hit.line,
            "offset": hit.offset,
            "source": hit.source,
        }
        row = rows.get(hit.pk)
        try:
            kept = open_line(row) if row else None
        except UnreadableSecretError:
            kept = None
        if kept is None:
            told.append({**values, "kept": False})
            continue
        place = len(text)
        text += kept.text + b"\n"
        told.append(
            {
                **values,
                "kept": True,
                "sha256": kept.sha256,
                "password_cut_out": kept.cut,
                "begins": place,
                "bytes": len(kept.text),
            }
        )
    return {"lines.log": bytes(text), "lines.json": _write_json(told)}


def _write_timeline(known: Known) -> bytes:
    return _write_json(
        [
            {
                "at": _write_moment(event.at),
                "until": _write_moment(event.until) if event.until else None,
                "what": event.lane,
                "code": event.code,
                "times": event.times,
                "source": event.source,
                "params": dict(event.params),
            }
            for event in known.events
        ]
    )


def _write_custody(
    known: Known, *, actor: Actor, reason: str, now: datetime, files: Mapping[str, bytes]
) -> bytes:
    """Say where everything comes from, who had it, and how that can be checked."""
    head = AuditHead.objects.get(pk=1)
    captures = Capture.objects.filter(case__in=[case.pk for case in known.cases]).exclude(bundle="")
    return _write_json(
        {
            "origin": "Lines were copied from the sign-in logs by a process of Chaffinch when it read them, kept encrypted,"
            " and written here as they stood; a password in plain was cut out, and is said so of its line.",
            "handed_out": {"at": _write_moment(now), "by": actor.name, "reason": reason},
            "signing_key": name_key(find_home().read_key("evidence")),
            "record": list(_list_record(known)),
            "record_end": {"sequence": head.sequence, "hash": head.entry_hash},
            "evidence_of_pages": [
                {"host": one.case.host, "at": _write_moment(one.started_at), "sha256": one.bundle}
                for one in captures.select_related("case").order_by("started_at")
            ],
            "files": sorted(files),
        }
    )


def _list_record(known: Known) -> Iterator[dict[str, Any]]:
    """Yield the rows of the hash-chained log that concern it; without what people wrote, which may name people."""
    subjects = Q(subject_type="attacker", subject_id=str(known.number))
    subjects |= Q(subject_type="case", subject_id__in=[str(case.pk) for case in known.cases])
    subjects |= Q(subject_type="planting", subject_id__in=[str(one.pk) for one in known.plantings])
    for row in AuditEntry.objects.filter(subjects, action__in=_ACTIONS).order_by("sequence"):
        yield {
            "sequence": row.sequence,
            "at": _write_moment(row.at),
            "by": row.actor,
            "what": row.action,
            "subject": [row.subject_type, row.subject_id],
            "hash": row.entry_hash,
        }


def _write_accounts(known: Known) -> bytes:
    told = []
    for row in known.victims:
        try:
            login = open_login(row)
        except UnreadableSecretError:
            continue
        told.append(
            {
                "account": row.pk,
                "login": login,
                "reach": row.reach,
                "joined_by": row.join,
                "doubt": row.doubt,
                "source": row.source,
                "first": _write_moment(row.first) if row.first else None,
                "last": _write_moment(row.last) if row.last else None,
                "state": row.state,
            }
        )
    return _write_json(sorted(told, key=lambda one: str(one["login"])))


def list_kept(known: Known) -> int:
    """Return of how many uses the log's line was kept."""
    return HitLine.objects.filter(hit__in=Hit.objects.filter(pk__in=[hit.pk for hit in known.hits])).count()


def _pack(files: Mapping[str, bytes], *, now: datetime) -> bytes:
    packed = io.BytesIO()
    moment = now.astimezone(UTC)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def _write_json(values: Any) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _write_moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
