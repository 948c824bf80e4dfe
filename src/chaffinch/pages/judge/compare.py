"""Say what a captured page is, beside our own sign-in pages. Pure: the same capture, the same verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, RESEMBLANCES, Weighing, read_host, weigh_capture
from chaffinch.pages.judge.pictures import is_blank
from chaffinch.pages.judge.texts import CHALLENGE, FOR_SALE, PARKED, SIGN_IN
from chaffinch.pages.verdict import Reason, Reference, Verdict, VerdictClass

_SHORT_PAGE, _SHORTER_PAGE = 4_000, 800
_NAME_KINDS = ("email", "tel", "text")
_WORDED_KINDS: tuple[tuple[re.Pattern[str], int, VerdictClass, str], ...] = (
    (CHALLENGE, _SHORTER_PAGE, "undecided", "challenge"),
    (FOR_SALE, _SHORT_PAGE, "for-sale", "for-sale-words"),
    (PARKED, _SHORT_PAGE, "parked", "parked-words"),
)
"""Words that say what a page is, if it is not longer than that."""


def compare(capture: Capture, references: Sequence[Reference]) -> Verdict:
    """Return the verdict, with the closest reference and every reason, the weightiest first.

    What could not be seen is *undecided* or *gone*, never harmless; what leads to our own page is undecided too,
    since kits send whom they do not want to the genuine site.
    """
    settled = _judge_outcome(capture) or _judge_way(capture, references)
    if settled is not None:
        return settled
    weighings = [weigh_capture(capture, reference=reference) for reference in references]
    best = max(weighings, key=lambda weighing: weighing.score, default=None)
    if best is not None and best.score >= COPY_THRESHOLD:
        return _say_copy(best)
    verdict, reasons = _judge_kind(capture)
    score = best.score if best is not None else 0.0
    against = [reason for reason in (best.reasons if best else ()) if reason.code not in RESEMBLANCES]
    merged = {reason.code: reason for reason in (*reasons, *against)}
    named = best.reference.name if best is not None and best.score > 0 else ""
    return Verdict(verdict, score, _sort(merged.values()), named)


def _say_copy(best: Weighing) -> Verdict:
    seen = any(reason.code == "looks-like" for reason in best.reasons)
    return Verdict(
        "copy",
        best.score,
        _sort(best.reasons),
        best.reference.name,
        matched_here=best.picture.here if seen else None,
        matched_there=best.picture.there if seen else None,
    )


def _judge_outcome(capture: Capture) -> Verdict | None:
    """Settle what showed nothing at all."""
    refused = (
        capture.reason == "connection" and "refused" in str(capture.reason_params.get("cause", "")).lower()
    )
    asks_password = any(form.asks_password for form in capture.forms)
    missing = (
        capture.status in (404, 410) and not asks_password
    )  # kits answer 404 and show their page all the same
    if capture.reason == "not-found" or refused or missing:
        return _settle("gone", Reason("failed", {"reason": capture.reason, "status": capture.status}, 0.0))
    if capture.outcome == "failed":
        code = "blank" if capture.reason == "blank" else "failed"
        return _settle("undecided", Reason(code, {"reason": capture.reason}, 0.0))
    if not capture.visible_text and is_blank(capture.window_png):
        return _settle("undecided", Reason("blank", {}, 0.0))
    return None


def _judge_way(capture: Capture, references: Sequence[Reference]) -> Verdict | None:
    """Settle what ended on one of our own hosts."""
    asked, reached = read_host(capture.requested_url), read_host(capture.final_url)
    ours = {read_host(reference.url) for reference in references} - {""}
    if reached not in ours:
        return None
    return _settle(
        "harmless" if asked in ours else "undecided", Reason("redirects-to-us", {"host": reached}, 0.0)
    )


def _judge_kind(capture: Capture) -> tuple[VerdictClass, tuple[Reason, ...]]:
    """Say what a page is that copies none of ours."""
    if any(form.asks_password for form in capture.forms):
        return "sign-in", (Reason("asks-password", {}, 0.0),)
    text = f"{capture.title}\n{capture.visible_text}"
    for pattern, longest, verdict, code in _WORDED_KINDS:
        if len(text) < longest and pattern.search(text):
            return verdict, (Reason(code, {}, 0.0),)
    if _asks_name_first(capture):
        return "sign-in", (Reason("two-step", {}, 0.0),)
    if capture.outcome == "partial" and capture.reason != "too-tall":
        return "undecided", (Reason("failed", {"reason": capture.reason}, 0.0),)
    return _judge_rest(capture)


def _judge_rest(capture: Capture) -> tuple[VerdictClass, tuple[Reason, ...]]:
    """A page without words may say everything in a picture: nobody can call it harmless by its words."""
    if not capture.visible_text:
        return "undecided", (Reason("no-form", {}, 0.0),)
    fields = [
        entry for form in capture.forms for entry in form.fields if entry.kind not in ("hidden", "other")
    ]
    return "harmless", () if fields else (Reason("no-form", {}, 0.0),)


def _asks_name_first(capture: Capture) -> bool:
    """Return whether a small form asks for a name only, with words of signing in near it."""
    for form in capture.forms:
        fields = [entry for entry in form.fields if entry.kind not in ("hidden", "other")]
        if not fields or len(fields) > 2 or fields[0].kind not in _NAME_KINDS:
            continue
        near = " ".join([capture.title, *(entry.label for entry in fields)])
        if SIGN_IN.search(near) or (
            len(capture.visible_text) < _SHORTER_PAGE and SIGN_IN.search(capture.visible_text)
        ):
            return True
    return False


def _settle(verdict: VerdictClass, reason: Reason) -> Verdict:
    return Verdict(verdict, 0.0, (reason,), "")


def _sort(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))
