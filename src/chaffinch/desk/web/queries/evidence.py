"""What the case page shows of one look: two pictures, the verdict, and what the page does."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime

from chaffinch.desk.blobs import MissingBlobError, blob_path
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Capture, Case, Reference, Verdict
from chaffinch.desk.visitors import do_differ, list_visitors
from chaffinch.pages.judge.weights import WEIGHTS

_PNG_START = b"\x89PNG\r\n\x1a\n"
#: The window that the browser captures; for a picture whose size cannot be read.
_WINDOW = (1280, 800)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a window with the part that matches."""

    row: Capture | Reference
    width: int
    height: int
    box: dict[str, int] | None
    points: tuple[tuple[int, int], ...] = ()
    """Where something matches, for a drawing that is asked for."""
    missing: tuple[dict[str, int], ...] = ()
    """What of the genuine page is not there."""
    logo: dict[str, int] | None = None
    """Where our logo stands."""
    changed: tuple[dict[str, int], ...] = ()
    """Where it differs from the same visitor's look before."""


@dataclass(frozen=True, slots=True)
class WeighedReason:
    """A reason with the length of its bar, in hundredths of the heaviest possible."""

    reason: dict[str, Any]
    width: int
    against: bool
    """Whether it speaks against an imitation."""


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """The reasons that answer one question."""

    question: str
    """likeness or identity; empty for what answers neither."""
    answer: float
    reasons: tuple[WeighedReason, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One look, ready to be shown."""

    capture: Capture
    verdict: Verdict | None
    here: Frame | None
    there: Frame | None
    groups: tuple[ReasonGroup, ...]
    """The reasons by the question that they answer."""
    visitors: tuple[Capture, ...]
    """The looks of other visitors that belong to this one, itself among them; empty where there is but one."""
    differing: bool
    """Whether these visitors are shown pages of different classes."""
    changes: tuple[dict[str, Any], ...]
    """What the page turned into, with the name that its picture is served by."""
    certificate: dict[str, Any] | None


def choose_capture(case: Case, *, wanted: str) -> Capture | None:
    """Return the look that was asked for by its number, else the latest."""
    captures = case.captures.select_related("verdict__reference")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        found = captures.filter(pk=int(wanted)).first()
        if found:
            return found
    return captures.filter(pk=case.latest_capture_id).first() if case.latest_capture_id else None


def show_evidence(capture: Capture) -> Evidence:
    """Return what is shown of a look."""
    verdict = getattr(capture, "verdict", None)
    reference = verdict.reference if verdict else None
    visitors = list_visitors(capture)
    return Evidence(
        capture=capture,
        verdict=verdict,
        here=_frame_here(capture, verdict) if capture.window else None,
        there=_frame_there(reference, verdict) if reference and verdict else None,
        visitors=visitors if len(visitors) > 1 else (),
        differing=do_differ(visitors),
        changes=tuple(capture.record.get("changes", ())),
        groups=_group(verdict) if verdict else (),
        certificate=_read_certificate(capture.record.get("certificate")),
    )


def _frame_here(capture: Capture, verdict: Verdict | None) -> Frame:
    width, height = measure_picture(capture.window)
    changed = tuple((capture.record.get("since") or {}).get("boxes", ()))
    if verdict is None:
        return Frame(capture, width, height, None, changed=changed)
    points = tuple((pair[0], pair[1]) for pair in verdict.pairs)
    logo = _find_logo(verdict, "here")
    return Frame(capture, width, height, verdict.matched_here, points, logo=logo, changed=changed)


def _frame_there(reference: Reference, verdict: Verdict) -> Frame:
    width, height = measure_picture(reference.window)
    points = tuple((pair[2], pair[3]) for pair in verdict.pairs)
    missing, logo = tuple(verdict.missing), _find_logo(verdict, "there")
    return Frame(reference, width, height, verdict.matched_there, points, missing, logo)


def _find_logo(verdict: Verdict, side: str) -> dict[str, int] | None:
    found = [reason["params"].get(side) for reason in verdict.reasons if reason["code"] == "same-logo"]
    return found[0] if found else None


def _weigh(reason: dict[str, Any]) -> WeighedReason:
    weight = max(-1.0, min(1.0, float(reason.get("weight", 0))))
    return WeighedReason(reason=reason, width=round(abs(weight) * 100), against=weight < 0)


def _group(verdict: Verdict) -> tuple[ReasonGroup, ...]:
    """Return the reasons under the question that each answers; what answers neither comes last."""
    asked = verdict.likeness > 0 or verdict.identity > 0
    questions: dict[str, list[WeighedReason]] = {"likeness": [], "identity": [], "": []}
    for reason in verdict.reasons:
        question = WEIGHTS[reason["code"]][0] if asked and reason["code"] in WEIGHTS else ""
        questions[question].append(_weigh(reason))
    answers = {"likeness": verdict.likeness, "identity": verdict.identity, "": 0.0}
    return tuple(
        ReasonGroup(question, answers[question], tuple(reasons))
        for question, reasons in questions.items()
        if reasons or (question and asked)
    )


def _read_certificate(record: dict[str, Any] | None) -> dict[str, Any] | None:
    if not record:
        return None
    moments = {key: parse_datetime(str(record.get(key, ""))) for key in ("not_before", "not_after")}
    return {**record, **moments, "age_days": _count_days(moments["not_before"], moments["not_after"])}


def _count_days(start: datetime | None, end: datetime | None) -> int | None:
    return (end - start).days if start and end else None


@lru_cache(maxsize=512)
def measure_picture(digest: str) -> tuple[int, int]:
    """Return width and height of a stored PNG from its header (PNG specification, IHDR)."""
    try:
        with blob_path(find_home().blobs, digest).open("rb") as stream:
            head = stream.read(24)
    except (OSError, MissingBlobError):
        return _WINDOW
    if len(head) < 24 or not head.startswith(_PNG_START):
        return _WINDOW
    width, height = struct.unpack(">II", head[16:24])
    return (width, height) if width and height else _WINDOW


def split_address(url: str, *, host: str) -> tuple[str, str]:
    """Return what stands before and after the host in the address that is opened; the scheme alone is dropped."""
    parts = urlsplit(url)
    rest = f"{parts.path if parts.path != '/' else ''}{'?' + parts.query if parts.query else ''}"
    return (f"{parts.scheme}://" if parts.hostname == host else ""), rest
