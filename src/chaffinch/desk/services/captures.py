"""Keep what the browser saw, and what it means."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from chaffinch.desk.blobs import put_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Capture, Case, Reference, Verdict
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.states import follow_capture
from chaffinch.desk.thumbnails import make_thumbnail
from chaffinch.errors import ChaffinchError
from chaffinch.pages.capture import Box, Certificate
from chaffinch.pages.capture import Capture as Look
from chaffinch.pages.verdict import Reference as PageReference
from chaffinch.pages.verdict import Verdict as Judgement


def record_capture(case_number: int, look: Look, judgement: Judgement, *, now: datetime) -> Capture:
    """Store one look and its verdict, and move the case on: to `captured`, or to `gone` where nothing answers."""
    blobs = _store_pictures(look)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_number)
        capture = Capture.objects.create(
            case=case,
            requested_url=look.requested_url[:2000],
            final_url=look.final_url[:2000],
            outcome=look.outcome,
            reason=look.reason,
            reason_params=look.reason_params,
            started_at=look.started_at,
            seconds=look.seconds,
            profile=look.profile,
            status=look.status,
            title=_clean(look.title)[:500],
            record=_as_record(look),
            **blobs,
        )
        Verdict.objects.create(
            capture=capture,
            verdict=judgement.verdict,
            score=judgement.score,
            reasons=_name_references(judgement),
            reference_id=int(judgement.reference) if judgement.reference else None,
            matched_here=_as_box(judgement.matched_here),
            matched_there=_as_box(judgement.matched_there),
        )
        _move_on(case, capture, judgement, now=now)
    return capture


def _move_on(case: Case, capture: Capture, judgement: Judgement, *, now: datetime) -> None:
    before = case.verdict
    case.latest_capture, case.verdict = capture, judgement.verdict
    params: dict[str, Any] = {"capture": capture.pk, "verdict": judgement.verdict, "outcome": capture.outcome}
    if before and before != judgement.verdict:
        params["before"] = before
    following = follow_capture(case.state, judgement.verdict)  # type: ignore[arg-type]  # the column's choices
    if following != case.state:
        if case.state != Case.State.NEW or following == "gone":
            params["state"] = following  # what the timeline tells: it went, or it woke
        case.state, case.state_changed_at = following, now
    case.save(update_fields=["latest_capture", "verdict", "state", "state_changed_at"])
    write_audit("captured", subject=("case", case.pk), actor=WORKER, now=now, params=params)


class NoReferenceError(ChaffinchError):
    """One of our own sign-in pages could not be captured, so nothing can be compared with it yet."""


@transaction.atomic
def keep_reference(look: Look, *, actor: Actor, now: datetime) -> Reference:
    """Keep a version of one of our own sign-in pages; an unchanged page keeps its version.

    Raises:
        NoReferenceError: the capture shows nothing.
    """
    if not look.window_png:
        raise NoReferenceError(
            f"{look.requested_url} could not be captured ({look.reason or 'nothing to see'}).",
            why="Without it, copies of this page cannot be told.",
            todo="Open the page yourself; mend its address in the watchlist if it has moved.",
        )
    fields = [entry.kind for form in look.forms for entry in form.fields if entry.kind != "hidden"]
    blobs = _store_pictures(look)
    latest = Reference.objects.filter(url=look.requested_url).order_by("-version").first()
    if latest and latest.window == blobs["window"] and latest.visible_text == _clean(look.visible_text):
        return latest
    reference = Reference.objects.create(
        url=look.requested_url,
        version=latest.version + 1 if latest else 1,
        captured_at=now,
        title=_clean(look.title)[:500],
        window=blobs["window"],
        thumbnail=blobs["thumbnail"],
        visible_text=_clean(look.visible_text),
        fields=fields,
    )
    write_audit(
        "reference kept",
        subject=("reference", reference.pk),
        actor=actor,
        now=now,
        params={"url": reference.url, "version": reference.version},
    )
    return reference


def load_references(read_blob: Any) -> list[PageReference]:
    """Return the latest three versions of each of our sign-in pages, as the pages room wants them.

    Args:
        read_blob: function from a SHA-256 to the blob's bytes.
    """
    kept: dict[str, int] = {}
    references = []
    for row in Reference.objects.order_by("url", "-version"):
        kept[row.url] = kept.get(row.url, 0) + 1
        if kept[row.url] <= 3:
            references.append(
                PageReference(
                    name=str(row.pk),
                    url=row.url,
                    window_png=read_blob(row.window),
                    visible_text=row.visible_text,
                    title=row.title,
                    fields=tuple(row.fields),
                )
            )
    return references


def _store_pictures(look: Look) -> dict[str, str]:
    blobs = find_home().blobs
    return {
        "window": put_blob(blobs, look.window_png) if look.window_png else "",
        "page": put_blob(blobs, look.page_png) if look.page_png else "",
        "thumbnail": put_blob(blobs, make_thumbnail(look.window_png)) if look.window_png else "",
        "dom": put_blob(blobs, look.dom.encode("utf-8", "replace")) if look.dom else "",
    }


def _name_references(judgement: Judgement) -> list[dict[str, Any]]:
    """Return the reasons with our page's address in place of its row's number, for whoever reads them."""
    reasons = [asdict(reason) for reason in judgement.reasons]
    numbers = {reason["params"]["reference"] for reason in reasons if "reference" in reason["params"]}
    urls = {str(row.pk): row.url for row in Reference.objects.filter(pk__in=numbers)}
    for reason in reasons:
        if "reference" in reason["params"]:
            number = reason["params"]["reference"]
            reason["params"] = {
                **reason["params"],
                "reference": urlsplit(urls.get(number, "")).hostname or number,
            }
    return reasons


def _as_record(look: Look) -> dict[str, Any]:
    return {
        "headers": [[_clean(name), _clean(value)] for name, value in look.headers],
        "chain": [asdict(hop) for hop in look.chain],
        "certificate": _as_certificate(look.certificate),
        "forms": [asdict(form) for form in look.forms],
        "resources": list(look.resources),
        "notes": list(look.notes),
    }


def _as_certificate(certificate: Certificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    record = asdict(certificate)
    record["not_before"] = certificate.not_before.isoformat()
    record["not_after"] = certificate.not_after.isoformat()
    return record


def _as_box(box: Box | None) -> dict[str, int] | None:
    return asdict(box) if box else None


def _clean(untrusted_text: str) -> str:
    """Drop what PostgreSQL cannot store (NUL, lone surrogates)."""
    return untrusted_text.replace("\x00", "").encode("utf-8", "replace").decode()
