"""Names of files as they are shown and compared: what could deceive a reader's eye or a terminal is written out."""

from __future__ import annotations

import re

_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\\\\\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MARK = re.compile(r"!(?=/|$)")
MOST = 1_000
"""Characters of one shown name; what is longer is cut."""


def show_name(untrusted: str) -> str:
    r"""Return a name as it is shown: `\x00` for NUL, `\u202e` for what turns the writing round, `\\` for a backslash.

    A `!` at the end of a component becomes `\!`: `!/` stands before members of containers only. The rest stays as it is,
    `..` too: nothing is ever written under such a name.
    """
    shown = _MARK.sub(lambda _: "\\!", _ODD.sub(_write_out, untrusted))
    return shown if len(shown) <= MOST else f"{shown[:MOST]}\\…"


def _write_out(match: re.Match[str]) -> str:
    sign = match[0]
    if sign == "\\":
        return "\\\\"
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
