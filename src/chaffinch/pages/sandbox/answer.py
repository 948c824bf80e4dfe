"""Turn what the worker wrote into a capture: checked, bounded, and joined with the egress log.

The worker's process opened a hostile page, so nothing that it says is believed for its form; and which address
answered, or why none did, is taken from the log of the gate, which the page cannot reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chaffinch.ground.gate import Passage
from chaffinch.pages.capture import Capture, Certificate, Hop, Limits, Outcome, Scene
from chaffinch.pages.hosts import read_host
from chaffinch.pages.inside.tricks import TRIED
from chaffinch.pages.judge.pictures import is_blank
from chaffinch.pages.profile import HTML_TYPES
from chaffinch.pages.sandbox.certificate import read_certificate
from chaffinch.pages.sandbox.seen import (
    read_certificates,
    read_changes,
    read_cookies,
    read_exchanges,
    read_headers,
    read_scene,
    read_storage,
)
from chaffinch.pages.sandbox.untrusted import check_png, read_list, read_number, read_text, read_texts
from chaffinch.pages.wire import MOST_CONSOLE, STEPS_NOT_TAKEN

_NOTES = (
    "beforeunload", "certificate", "dialog", "download", "popup", *TRIED, *STEPS_NOT_TAKEN
)  # fmt: skip
_STOPS = ("timeout", "too-large", "too-many-requests", "too-many-redirects", "crashed")
_STEPS = ("request", "http", "meta", "script")
_LONGEST_URL = 8_192


@dataclass(frozen=True, slots=True)
class Visit:
    """What the house itself knows of the visit."""

    url: str
    started_at: datetime
    seconds: float
    profile: str
    limits: Limits
    passages: Sequence[Passage] = ()
    cut_for_size: bool = False
    typed: str = ""


def build_capture(untrusted: Mapping[str, Any], *, pieces: Mapping[str, bytes], visit: Visit) -> Capture:
    """Return the capture; whatever is malformed is left out."""
    chain = _read_chain(untrusted.get("steps"), visit=visit)
    window = check_png(pieces.get("window_png", b""), limits=visit.limits)
    outcome, reason, params = _judge(untrusted, visit=visit, seen=bool(window))
    scene = read_scene(untrusted.get("scene"), text=pieces.get("text", b""))
    if outcome == "captured" and _is_empty(scene, window=window):
        outcome, reason = "partial", "blank"
    exchanges, bodies = read_exchanges(untrusted.get("exchanges"), bodies=pieces.get("bodies", b""))
    certificates = read_certificates(untrusted.get("certificates"))
    certificate = _read_certificate(untrusted, chain=certificates)
    notes = {note for note in read_list(untrusted.get("notes")) if note in _NOTES}
    if certificate is not None and certificate.problem:
        notes.add("certificate")
    failed = outcome == "failed"
    return Capture(
        requested_url=visit.url,
        final_url=chain[-1].url if chain else visit.url,
        outcome=outcome,
        reason=reason,
        reason_params=params,
        started_at=visit.started_at,
        seconds=round(visit.seconds, 3),
        profile=visit.profile,
        status=read_number(untrusted.get("status"), most=999),
        title=scene.title,
        window_png=b"" if failed else window,
        page_png=b"" if failed else check_png(pieces.get("page_png", b""), limits=visit.limits),
        dom=pieces.get("dom", b"").decode(errors="replace"),
        visible_text=scene.visible_text,
        headers=read_headers(untrusted.get("headers")),
        chain=chain,
        certificate=certificate,
        forms=scene.forms,
        resources=_read_resources(untrusted.get("resources"), passages=visit.passages),
        notes=tuple(sorted(notes)),
        outline=scene.outline,
        logo=scene.logo,
        links=scene.links,
        drawn_window=scene.drawn_window,
        dialogs=read_texts(untrusted.get("dialogs"), most=10, longest=320),
        changes=read_changes(untrusted.get("changes"), pieces=pieces, limits=visit.limits),
        exchanges=exchanges,
        bodies=bodies,
        certificates=certificates,
        console=read_texts(untrusted.get("console"), most=MOST_CONSOLE, longest=600),
        cookies=read_cookies(untrusted.get("cookies")),
        storage=read_storage(untrusted.get("storage")),
        favicon=pieces.get("favicon", b""),
        mhtml=pieces.get("mhtml", b""),
        typed=visit.typed,
    )


def _judge(untrusted: Mapping[str, Any], *, visit: Visit, seen: bool) -> tuple[Outcome, str, dict[str, Any]]:
    """Return outcome, reason and its parameters; the gate's log speaks before the worker does."""
    partial: Outcome = "partial" if seen else "failed"
    stopped = "too-large" if visit.cut_for_size else read_text(untrusted.get("stopped"), 40)
    stopped = "crashed" if stopped == "neighbour" else stopped
    if stopped in _STOPS:
        return partial, stopped, _explain_stop(stopped, untrusted=untrusted, limits=visit.limits)
    if not seen:
        return "failed", *_explain_nothing(untrusted, visit=visit)
    mime = read_text(untrusted.get("mime"), 100)
    if mime not in HTML_TYPES:
        return "partial", "not-html", {"type": mime}
    height = read_number(untrusted.get("page_height"), most=1_000_000_000)
    if height > visit.limits.page_height:
        return "partial", "too-tall", {"pixels": height, "limit": visit.limits.page_height}
    return "captured", "", {}


def _is_empty(scene: Scene, *, window: bytes) -> bool:
    """Return whether the page loaded and shows nothing."""
    return not scene.visible_text.strip() and not scene.forms and is_blank(window)


def _explain_stop(stopped: str, *, untrusted: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    explained: dict[str, dict[str, Any]] = {
        "timeout": {"seconds": round(limits.seconds)},
        "too-large": {"bytes": limits.response_bytes},
        "too-many-requests": {"requests": limits.requests},
        "too-many-redirects": {"hops": limits.hops},
        "crashed": {"cause": read_text(untrusted.get("cause"), 300)},
    }
    return explained[stopped]


def _explain_nothing(untrusted: Mapping[str, Any], *, visit: Visit) -> tuple[str, dict[str, Any]]:
    """Say why there was nothing to see."""
    mime, error = read_text(untrusted.get("mime"), 100), read_text(untrusted.get("error"), 100)
    if "download" in read_list(untrusted.get("notes")):
        return "not-html" if mime == "application/pdf" else "download", {"type": mime}
    if error:
        return _explain_error(error, untrusted=untrusted, visit=visit)
    return "crashed", {"cause": read_text(untrusted.get("cause"), 300)}


def _explain_error(error: str, *, untrusted: Mapping[str, Any], visit: Visit) -> tuple[str, dict[str, Any]]:
    """Say why no document came: from the log where a connection was refused, else from Chromium's net error."""
    steps = read_list(untrusted.get("steps"))
    last_url = str(steps[-1][0]) if steps and isinstance(steps[-1], list) and steps[-1] else visit.url
    host = read_host(last_url)
    refused = [passage for passage in visit.passages if passage.host == host and passage.outcome != "ok"]
    if refused:
        outcome = refused[-1].outcome
        code = "too-many-requests" if outcome == "too-many-connections" else outcome
        return code, {"host": host, **refused[-1].params}
    name = error.removeprefix("net::")
    if name == "ERR_TOO_MANY_REDIRECTS":
        return "too-many-redirects", {"hops": visit.limits.hops}
    if name == "ERR_ABORTED":
        return "blank", {"status": read_number(untrusted.get("status"), most=999)}
    return "certificate" if name.startswith("ERR_CERT") else "connection", {"host": host, "cause": name}


def _read_chain(untrusted_steps: object, *, visit: Visit) -> tuple[Hop, ...]:
    addresses = {passage.host: passage.address for passage in visit.passages if passage.outcome == "ok"}
    hops: list[Hop] = []
    for step in read_list(untrusted_steps)[: visit.limits.hops + 1]:
        if isinstance(step, list) and len(step) == 3 and step[1] in _STEPS:
            url = read_text(step[0], _LONGEST_URL)
            hops.append(Hop(url, read_number(step[2], most=999), step[1], addresses.get(read_host(url), "")))
    return tuple(hops)


def _read_certificate(untrusted: Mapping[str, Any], *, chain: Sequence[bytes]) -> Certificate | None:
    problem = read_text(untrusted.get("certificate_problem"), 100).removeprefix("net::")
    return read_certificate(chain[0], problem=problem) if chain else None


def _read_resources(untrusted_urls: object, *, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Keep only hosts to which the gate really connected."""
    connected = {passage.host for passage in passages if passage.outcome == "ok"}
    hosts = {read_host(url) for url in read_list(untrusted_urls)[:1_000] if isinstance(url, str)}
    return tuple(sorted(hosts & connected))
