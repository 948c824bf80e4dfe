"""Say what a page is that copies none of ours: by its fields, by what it takes, and by its words."""

from __future__ import annotations

import re

from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.drawn import find_drawn_entry
from chaffinch.pages.judge.grants import find_grant
from chaffinch.pages.judge.texts import FOR_SALE, PARKED, SIGN_IN
from chaffinch.pages.verdict import Reason, VerdictClass
from chaffinch.pages.words import CHALLENGE

_SHORT_PAGE, _SHORTER_PAGE = 4_000, 800
_NAME_KINDS = ("email", "tel", "text")
_WORDED_KINDS: tuple[tuple[re.Pattern[str], int, VerdictClass, str], ...] = (
    (CHALLENGE, _SHORTER_PAGE, "undecided", "challenge"),
    (FOR_SALE, _SHORT_PAGE, "for-sale", "for-sale-words"),
    (PARKED, _SHORT_PAGE, "parked", "parked-words"),
)
"""Words that say what a page is, if it is not longer than that."""


def judge_kind(capture: Capture, *, scripts: str) -> tuple[VerdictClass, tuple[Reason, ...]]:
    """Return what a page is that copies none of ours, and why.

    Args:
        capture: the page.
        scripts: its scripts and its DOM, as text.
    """
    taken = _judge_taking(capture, scripts=scripts)
    if taken is not None:
        return taken
    text = f"{capture.title}\n{capture.visible_text}"
    for pattern, longest, verdict, code in _WORDED_KINDS:
        if len(text) < longest and pattern.search(text):
            return verdict, (Reason(code, {}, 0.0),)
    if _asks_name_first(capture):
        return "sign-in", (Reason("two-step", {}, 0.0),)
    if capture.outcome == "partial" and capture.reason != "too-tall":
        return "undecided", (Reason("failed", {"reason": capture.reason}, 0.0),)
    return _judge_rest(capture)


def _judge_taking(capture: Capture, *, scripts: str) -> tuple[VerdictClass, tuple[Reason, ...]] | None:
    """Return what a page is that takes a password, at once or later, or an account without one."""
    if capture.scene.asks_password:
        return "sign-in", (Reason("asks-password", {}, 0.0),)
    turned = next((change for change in capture.changes if change.scene.asks_password), None)
    if turned is not None:
        return "sign-in", (Reason("turns-into-sign-in", {"trigger": turned.trigger}, 0.0),)
    drawn = find_drawn_entry(capture, scripts=scripts)
    if drawn is not None:
        return "sign-in", (drawn,)
    moments = [(capture.scene, capture.window_png, capture.final_url)]
    moments += [(change.scene, change.window_png, change.url) for change in capture.changes]
    grants = (find_grant(scene, window_png=png, url=url, scripts=scripts) for scene, png, url in moments)
    grant = next((found for found in grants if found), None)
    return ("grant", (grant,)) if grant is not None else None


def _judge_rest(capture: Capture) -> tuple[VerdictClass, tuple[Reason, ...]]:
    """A page without words may say everything in a picture: nobody can call it harmless by its words."""
    if not capture.visible_text:
        return "undecided", (Reason("no-form", {}, 0.0),)
    return "harmless", () if capture.scene.entry_kinds else (Reason("no-form", {}, 0.0),)


def _asks_name_first(capture: Capture) -> bool:
    """Return whether a small form asks for a name only, with words of signing in near it."""
    for form in capture.forms:
        fields = form.entries
        if not fields or len(fields) > 2 or fields[0].kind not in _NAME_KINDS:
            continue
        near = " ".join([capture.title, *(entry.label for entry in fields)])
        if SIGN_IN.search(near) or (
            len(capture.visible_text) < _SHORTER_PAGE and SIGN_IN.search(capture.visible_text)
        ):
            return True
    return False
