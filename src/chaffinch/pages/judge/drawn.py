"""Notice a password entry without any field: drawn on a canvas, a pad of digits, a keyboard of buttons, a script's box."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.pages.capture import Capture
from chaffinch.pages.verdict import Reason
from chaffinch.pages.words import PASSWORD_WORDS

_LISTENS = re.compile(
    r"\bonkey(down|press|up)\b|['\"](key(down|press|up)|beforeinput)['\"]|onclick|addEventListener\(\s*['\"](click|pointer)"
)
_FIELD = re.compile(
    r"\btype\s*=\s*\\?['\"]?password\b|setAttribute\(\s*['\"]type['\"]\s*,\s*['\"]password", re.IGNORECASE
)
_PROMPT_WORDS = re.compile(r"\bprompt\s*\(\s*[`'\"]([^`'\"]{1,80})")
_CANVAS_WORDS = re.compile(r"fillText\s*\(\s*[`'\"]([^`'\"]{1,80})")
_TYPED = re.compile(r"keydown|keypress|keyup|beforeinput")
_DIGITS_OF_A_PAD, _LETTERS_OF_A_KEYBOARD = 10, 20
_LONGEST = 4_000
"""Letters: a page that draws its entry says little else."""


def find_drawn_entry(capture: Capture, *, scripts: str) -> Reason | None:
    """Return how a password is taken without a field; None where nothing speaks for it.

    Args:
        capture: the page.
        scripts: its scripts and its DOM, as text.
    """
    how = _find_how(capture, scripts=scripts)
    return Reason("draws-password", {"how": how}, 0.0) if how else None


def _find_how(capture: Capture, *, scripts: str) -> str:
    if len(capture.visible_text) <= _LONGEST and any(map(_FIELD.search, _list_inline(scripts))):
        return "waiting"
    boxes = [box for box in capture.dialogs if box.startswith("prompt: ")]
    if any(PASSWORD_WORDS.search(words) for words in (*boxes, *_PROMPT_WORDS.findall(scripts))):
        return "dialog"
    if len(capture.visible_text) > _LONGEST or not _LISTENS.search(scripts):
        return ""
    if any(PASSWORD_WORDS.search(words) for words in _CANVAS_WORDS.findall(scripts)):
        return "canvas"
    named = PASSWORD_WORDS.search(f"{capture.title}\n{capture.visible_text}")
    return _find_keys(capture, scripts=scripts) if named else ""


def _list_inline(untrusted_page: str) -> Iterator[str]:
    """Yield what stands in the page's script elements; each letter is read once, however the page is written."""
    lowered, end = untrusted_page.lower(), 0
    while (start := lowered.find("<script", end)) >= 0:
        end = lowered.find("</script", start)
        if end < 0:
            return
        yield untrusted_page[start:end]


def _find_keys(capture: Capture, *, scripts: str) -> str:
    """Return by which keys something is entered: drawn ones, or those of the visitor's own keyboard."""
    keys = {word.lower() for word in capture.visible_text.split() if len(word) == 1}
    if sum(key.isdigit() for key in keys) >= _DIGITS_OF_A_PAD:
        return "pad"
    if sum(key.isalpha() for key in keys) >= _LETTERS_OF_A_KEYBOARD:
        return "keyboard"
    return "keys" if _TYPED.search(scripts) and not capture.scene.entry_kinds else ""
