"""Name the tricks of a page, from what it tried, what it draws, and what its scripts hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chaffinch.pages.capture import Capture
from chaffinch.pages.verdict import Reason

_KEYS = re.compile(r"\bon(key(down|press|up)|input)\b|['\"](key(down|press|up)|input)['\"]")
_SENDS = re.compile(r"sendBeacon|\bfetch\s*\(|XMLHttpRequest|new\s+WebSocket|new\s+Image\s*\(|\.send\s*\(")
_NEAR = 600
"""Letters between the listener and what sends: one function's length."""
_RUN_BOX = re.compile(
    r"(win(dows)?|⊞|touche windows)\s*(\+|et|and|puis)\s*[rx]\b|(cmd|⌘|command)\s*(\+|et|and)\s*(space|espace)\b"
    r"|(terminal|powershell|invite de commandes)[\s\S]{0,120}(⌘|cmd|ctrl)\s*\+?\s*v\b",
    re.IGNORECASE,
)
_COPIES = re.compile(r"clipboard\s*\.\s*write|execCommand\(\s*['\"](copy|cut)", re.IGNORECASE)
_EXCHANGES_COPY = re.compile(r"(['\"]|\bon)copy\b[\s\S]{0,200}?setData\s*\(")
_FILLS_SCREEN = re.compile(r"[rR]equest['\"]?\s*\+?\s*['\"]?Full[sS]creen")
_HOLDS_ENTRY = re.compile(r"type\s*=\s*\\?['\"]?password\b|type\s*=\s*['\"]password")
_PLAYS = re.compile(r"<(video|canvas|audio)\b", re.IGNORECASE)
_DEBUGGER = re.compile(
    r"\bdebugger\b|['\"]debu(g|gg|gge)?['\"]\s*\+\s*['\"]|outerWidth\s*-\s*(window\.)?innerWidth|outerHeight\s*-\s*(window\.)?innerHeight"
)
_BACK = re.compile(r"popstate[\s\S]{0,300}history\.(go|forward|pushState)")
_INTERVAL = re.compile(r"setInterval|setTimeout|requestAnimationFrame")
_NO_MENU = re.compile(
    r"oncontextmenu\s*=\s*['\"]?\s*return false|oncontextmenu\s*=[^;]{0,80}=>\s*false"
    r"|['\"]contextmenu['\"][\s\S]{0,120}preventDefault"
)
_LONGEST_SCRIPTS, _MOST_LISTENERS = 2_000_000, 2_000


def list_tricks(capture: Capture, *, scripts: str) -> list[Reason]:
    """Return a reason for each trick; none of them alone makes a page what it is.

    Args:
        capture: the page.
        scripts: its scripts and its DOM, as text.
    """
    found = {}
    if capture.drawn_window:
        found["drawn-window"] = Reason("drawn-window", {"address": capture.drawn_window}, 0.0)
    for note in ("camera", "notification", "location", "rtc", "history", "print", "fullscreen"):
        if note in capture.notes:
            found[note] = Reason("tries", {"what": note}, 0.0)
    waits = "fullscreen" not in found and _FILLS_SCREEN.search(scripts) and not _PLAYS.search(scripts)
    if waits and _HOLDS_ENTRY.search(scripts):
        found["fullscreen"] = Reason("tries", {"what": "fullscreen-on-click"}, 0.0)
    copies = "clipboard" in capture.notes or _COPIES.search(scripts)
    runs = _RUN_BOX.search(f"{capture.visible_text}\n{scripts}") if copies else None
    if runs:
        found["click-fix"] = Reason("click-fix", {"words": runs.group()[:40]}, 0.0)
    elif "clipboard" in capture.notes:
        found["clipboard"] = Reason("tries", {"what": "clipboard"}, 0.0)
    elif _EXCHANGES_COPY.search(scripts):
        found["clipboard"] = Reason("tries", {"what": "copied-text"}, 0.0)
    if asks_password(capture) and sends_keys(scripts):  # a search that suggests sends keys, too
        found["sends-keys"] = Reason("sends-keys", {}, 0.0)
    if _DEBUGGER.search(scripts) and _INTERVAL.search(scripts):
        found["debugger"] = Reason("tries", {"what": "debugger"}, 0.0)
    if _BACK.search(scripts):
        found["history"] = Reason("tries", {"what": "history"}, 0.0)
    if _NO_MENU.search(scripts):
        found["no-menu"] = Reason("tries", {"what": "no-menu"}, 0.0)
    return list(found.values())


def asks_password(capture: Capture) -> bool:
    """Return whether the page asks for a password, at once or later."""
    return capture.scene.asks_password or any(change.scene.asks_password for change in capture.changes)


def sends_keys(scripts: str) -> bool:
    """Return whether something that sends stands near something that listens to keys."""
    return any(
        _SENDS.search(scripts, match.start(), match.end() + _NEAR) for match in _KEYS.finditer(scripts)
    )


def read_scripts(capture: Capture) -> str:
    """Return the scripts that were loaded, and the page itself, which holds the others."""
    kept: Iterable[bytes] = (
        capture.bodies.get(one.sha256, b"") for one in capture.exchanges if one.kind in ("script", "document")
    )
    return "\n".join([capture.dom, *(body.decode(errors="replace") for body in kept)])[:_LONGEST_SCRIPTS]
