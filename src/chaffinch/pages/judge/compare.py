"""Say what a captured page is, beside our own sign-in pages. Pure: the same capture, the same verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chaffinch.pages.capture import Capture, Change
from chaffinch.pages.hosts import read_host
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, RESEMBLANCES, Shown, Weighing, weigh
from chaffinch.pages.judge.kinds import judge_kind
from chaffinch.pages.judge.pictures import is_blank
from chaffinch.pages.judge.relays import find_relay
from chaffinch.pages.judge.tricks import list_tricks, read_scripts
from chaffinch.pages.verdict import Reason, Reference, Verdict, VerdictClass


def compare(capture: Capture, references: Sequence[Reference]) -> Verdict:
    """Return the verdict, with the closest reference and every reason, the weightiest first.

    What could not be seen is *undecided* or *gone*, never harmless; what leads to our own page is undecided too,
    since kits send whom they do not want to the genuine site. A page that turned into something else when the visitor
    looked away is judged by the worse of the two.
    """
    settled = _judge_outcome(capture) or _judge_way(capture, references)
    if settled is not None:
        return settled
    moments, scripts = list_moments(capture), read_scripts(capture)
    tricks = list_tricks(capture, scripts=scripts)
    weighings = [
        (weigh(shown, reference=reference), change) for shown, change in moments for reference in references
    ]
    best, change = max(weighings, key=lambda one: _rank(one[0]), default=(None, None))
    if best is not None and best.score >= COPY_THRESHOLD:
        relay = find_relay(capture, reference=best.reference)
        return _say_copy(best, change, tricks=[*tricks, relay] if relay else tricks)
    verdict, reasons = judge_kind(capture, scripts=scripts)
    score = best.score if best is not None else 0.0
    against = [reason for reason in (best.reasons if best else ()) if reason.code not in RESEMBLANCES]
    merged = {reason.code: reason for reason in (*reasons, *against)}
    named = best.reference.name if best is not None and best.score > 0 else ""
    ordered = _sort([*merged.values(), *tricks])
    if best is None:
        return Verdict(verdict, score, ordered, named)
    return Verdict(verdict, score, ordered, named, likeness=best.likeness, identity=best.identity)


def _rank(weighing: Weighing) -> tuple[float, float]:
    """Order by score; where none has any, by the answers to both questions."""
    return weighing.score, weighing.likeness + weighing.identity


def list_moments(capture: Capture) -> list[tuple[Shown, Change | None]]:
    """Return what the page showed first, and what it turned into, each as it is weighed."""
    files = frozenset(one.sha256 for one in capture.exchanges if one.sha256)
    first = Shown(
        capture.scene, capture.window_png, capture.final_url, capture.favicon, files, capture.resources
    )
    later = [
        (Shown(one.scene, one.window_png, one.url, capture.favicon, files, capture.resources), one)
        for one in capture.changes
        if one.window_png
    ]
    return [(first, None), *later]


def _say_copy(best: Weighing, change: Change | None, *, tricks: Sequence[Reason]) -> Verdict:
    # What is drawn is drawn on the first picture: nothing of a later one belongs there.
    seen = change is None and any(reason.code == "looks-like" for reason in best.reasons)
    reasons = best.reasons if change is None else [_forget_place(reason) for reason in best.reasons]
    after = [Reason("changes-after", {"trigger": change.trigger}, 0.0)] if change else []
    return Verdict(
        "service-copy" if best.reference.service else "copy",
        best.score,
        _sort([*reasons, *after, *tricks]),
        best.reference.name,
        matched_here=best.picture.here if seen else None,
        matched_there=best.picture.there if seen else None,
        likeness=best.likeness,
        identity=best.identity,
        pairs=best.picture.pairs if seen else (),
        missing=best.picture.missing if seen else (),
    )


def _forget_place(reason: Reason) -> Reason:
    return replace(
        reason, params={name: value for name, value in reason.params.items() if name not in ("here", "there")}
    )


def _judge_outcome(capture: Capture) -> Verdict | None:
    """Settle what showed nothing at all."""
    refused = (
        capture.reason == "connection" and "refused" in str(capture.reason_params.get("cause", "")).lower()
    )
    # kits answer 404 and show their page all the same
    missing = capture.status in (404, 410) and not capture.scene.asks_password
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


def _settle(verdict: VerdictClass, reason: Reason) -> Verdict:
    return Verdict(verdict, 0.0, (reason,), "")


def _sort(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))
