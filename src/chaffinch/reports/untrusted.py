"""Text from outside, made safe to stand inside our own sentences."""

from __future__ import annotations

import re
import unicodedata

#: First strong isolate and pop directional isolate (UAX #9): what is between them cannot reorder what is around.
_OPEN, _CLOSE = "\u2068", "\u2069"
#: Control, format (bidi overrides, joiners), surrogate, private and unassigned characters, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_INNER_DOT = re.compile(r"(?<=[\w-])\.(?=[\w-])")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolate_text(untrusted_text: object, *, limit: int = 253) -> str:
    """Return the text on one line, unseen characters shown as �, cut at `limit` characters.

    Text that runs from right to left is wrapped in directional isolates, so that it cannot turn the
    sentence around it; other text stays as it is, so that it can be copied.
    """
    text = str(untrusted_text)
    cut = text[:limit] + ("…" if len(text) > limit else "")
    shown = show_unseen(cut)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in shown):
        return f"{_OPEN}{shown}{_CLOSE}"
    return shown


def show_unseen(untrusted_text: str) -> str:
    """Put � in place of each unseen character; the text keeps its length, so that positions stay right."""
    return "".join("\ufffd" if is_unseen(char) else char for char in untrusted_text)


def defang(text: str) -> str:
    """Write the dots inside hosts as [.]: readable, and no mail programme makes a link of it.

    A dot between two letters or digits belongs to a host; one at the end of a sentence stays.
    """
    return _INNER_DOT.sub("[.]", text)


def is_unseen(char: str) -> bool:
    """Tell whether a character shows nothing of itself on a screen."""
    return unicodedata.category(char) in _UNSEEN
