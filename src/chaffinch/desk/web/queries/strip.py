"""The looks of one visitor as a film strip: each with what is new in it since the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chaffinch.desk.models import Capture, Case
from chaffinch.pages.hosts import read_host

_MOST = 20


@dataclass(frozen=True, slots=True)
class StripFrame:
    """One look of the strip."""

    look: Capture
    changed: tuple[str, ...]
    """verdict, asks, sends, host, address, certificate, picture: what differs from the look before."""
    first: bool
    """Whether no earlier look by this visitor is on file."""


def list_strip(case: Case, *, profile: str) -> list[StripFrame]:
    """Return the looks of one visitor, the newest first."""
    looks = list(case.captures.filter(profile=profile).select_related("verdict")[: _MOST + 1])
    frames = [
        StripFrame(look, list_news(look, before=before), first=False) for look, before in pairwise(looks)
    ]
    if looks and len(looks) <= _MOST:
        frames.append(StripFrame(looks[-1], (), first=True))
    return frames


def list_news(look: Capture, *, before: Capture) -> tuple[str, ...]:
    """Return what differs between two looks; of a look that showed nothing, its verdict says it all."""
    news = tuple(code for code, read in _READ.items() if read(look) != read(before))
    if not look.window or not before.window:
        return tuple(code for code in news if code == "verdict")
    since = look.record.get("since") or {}
    differs = bool(since.get("boxes")) if since.get("look") == before.pk else look.window != before.window
    return (*news, "picture") if differs else news


def _read_verdict(look: Capture) -> str:
    return look.verdict.verdict if hasattr(look, "verdict") else ""


def _list_asked(look: Capture) -> list[list[str]]:
    return [[field["kind"] for field in form["fields"]] for form in look.record.get("forms", ())]


def _list_targets(look: Capture) -> list[str]:
    return [read_host(form["action"]) for form in look.record.get("forms", ())]


def _read_address(look: Capture) -> str:
    chain = look.record.get("chain") or [{}]
    return str(chain[-1].get("address", ""))


def _read_certificate(look: Capture) -> str:
    return str((look.record.get("certificate") or {}).get("sha256", ""))


_READ: dict[str, Callable[[Capture], Any]] = {
    "verdict": _read_verdict,
    "asks": _list_asked,
    "sends": _list_targets,
    "host": lambda look: read_host(look.final_url),
    "address": _read_address,
    "certificate": _read_certificate,
}
