"""Keep what the browser saw at a case's address, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from chaffinch.desk.blobs import MissingBlobError, get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.looks import as_box, as_record, clean, store_bundle, store_pictures
from chaffinch.desk.models import Capture, Case, CaseTrait, Reference, Verdict
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.followups import enqueue_profiles
from chaffinch.desk.states import follow_capture
from chaffinch.pages.capture import Capture as Look
from chaffinch.pages.kits import list_traits
from chaffinch.pages.profile import DESKTOP
from chaffinch.pages.verdict import Verdict as Judgement

_GRAVEST_FIRST = ("copy", "service-copy", "grant", "sign-in")
"""A visitor to whom one of these was shown says what the case is: pages hide from the others. A look that only failed, or
was asked for a proof, does not outweigh what the desktop saw."""


def record_capture(
    case_number: int,
    look: Look,
    judgement: Judgement,
    *,
    now: datetime,
    bundle: Mapping[str, bytes] | None = None,
) -> Capture:
    """Store one look and its verdict, and move the case on: to `captured`, or to `gone` where nothing answers.

    Args:
        case_number: the case's.
        look: what the browser brought back.
        judgement: what it means.
        now: when this is noted.
        bundle: the evidence's files with their manifest, to be kept as they are.
    """
    blobs = find_home().blobs
    columns = store_pictures(look, blobs=blobs)
    columns["bundle"] = store_bundle(bundle, blobs=blobs) if bundle else ""
    record = {**as_record(look, blobs=blobs), "since": _compare_with_earlier(case_number, look)}
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
            title=clean(look.title)[:500],
            record=record,
            **columns,
        )
        Verdict.objects.create(
            capture=capture,
            verdict=judgement.verdict,
            score=judgement.score,
            likeness=judgement.likeness,
            identity=judgement.identity,
            reasons=_name_references(judgement),
            reference_id=int(judgement.reference) if judgement.reference else None,
            matched_here=as_box(judgement.matched_here),
            matched_there=as_box(judgement.matched_there),
            pairs=[list(pair) for pair in judgement.pairs],
            missing=[asdict(box) for box in judgement.missing],
        )
        _keep_traits(case, capture, look, verdict=judgement.verdict)
        _move_on(case, capture, now=now)
    return capture


def _compare_with_earlier(case_number: int, look: Look) -> dict[str, Any] | None:
    """Return the same visitor's look before this one, and where the window differs from that one's."""
    from chaffinch.pages.judge.differences import (
        list_differences,
    )  # late: the web process need not load OpenCV

    looks = Capture.objects.filter(case=case_number, profile=look.profile, started_at__lt=look.started_at)
    before = looks.order_by("-started_at", "-pk").exclude(window="").first()
    if before is None or not look.window_png:
        return None
    try:
        picture = get_blob(find_home().blobs, before.window)
    except MissingBlobError:
        return None
    boxes = list_differences(look.window_png, before=picture)
    return {"look": before.pk, "boxes": [asdict(box) for box in boxes]}


def _move_on(case: Case, capture: Capture, *, now: datetime) -> None:
    before, was_new = case.verdict, case.state == Case.State.NEW
    latest = _choose_gravest(case, capture)
    case.latest_capture, case.verdict = latest, latest.verdict.verdict
    params: dict[str, Any] = {
        "capture": capture.pk,
        "verdict": capture.verdict.verdict,
        "outcome": capture.outcome,
    }
    if capture.profile != DESKTOP.name:
        params["profile"] = capture.profile
    if before and before != case.verdict:
        params["before"] = before
    following = follow_capture(case.state, case.verdict)  # type: ignore[arg-type]  # the column's choices
    if following != case.state:
        if case.state != Case.State.NEW or following == "gone":
            params["state"] = following  # what the timeline tells: it went, or it woke
        case.state, case.state_changed_at = following, now
    case.save(update_fields=["latest_capture", "verdict", "state", "state_changed_at"])
    write_audit("captured", subject=("case", case.pk), actor=WORKER, now=now, params=params)
    if was_new and capture.profile == DESKTOP.name and case.verdict != "gone":
        enqueue_profiles(case, now=now)


def _keep_traits(case: Case, capture: Capture, look: Look, *, verdict: str) -> None:
    """Keep what may join the case to others."""
    genuine = {
        digest
        for files, icon in Reference.objects.values_list("files", "favicon")
        for digest in (*files, icon)
    }
    traits = list_traits(look, genuine_files=genuine, copies=verdict in ("copy", "service-copy"))
    rows = [
        CaseTrait(case=case, capture=capture, kind=trait.kind, value=clean(trait.value)) for trait in traits
    ]
    CaseTrait.objects.bulk_create(rows, ignore_conflicts=True)


def _choose_gravest(case: Case, capture: Capture) -> Capture:
    """Return the gravest of the looks that belong together: the latest desktop one and the others since."""
    desktop = case.captures.filter(profile=DESKTOP.name).order_by("-started_at", "-pk").first()
    if desktop is None:
        return capture
    together = case.captures.filter(started_at__gte=desktop.started_at).select_related("verdict")
    grave = [look for look in together if look.verdict.verdict in _GRAVEST_FIRST]
    return min(
        grave,
        key=lambda look: (_GRAVEST_FIRST.index(look.verdict.verdict), look.profile != DESKTOP.name, look.pk),
        default=desktop,
    )


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
