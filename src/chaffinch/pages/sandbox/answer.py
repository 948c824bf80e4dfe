"""Turn what the worker wrote into a capture: checked, bounded, and joined with the egress log.

The worker's process opened a hostile page, so nothing that it says is believed for its form; and which address
answered, or why none did, is taken from the log of the gate, which the page cannot reach.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from chaffinch.ground.gate import Passage
from chaffinch.pages.capture import Capture, Certificate, Field, Form, Hop, Limits, Outcome
from chaffinch.pages.inside.forms import LONGEST_LABEL, MOST_FIELDS, MOST_FORMS
from chaffinch.pages.judge.pictures import is_blank
from chaffinch.pages.profile import HTML_TYPES
from chaffinch.pages.sandbox.certificate import read_certificate

_NOTES = ("beforeunload", "certificate", "dialog", "download", "popup")
_STOPS = ("timeout", "too-large", "too-many-requests", "too-many-redirects", "crashed")
_KINDS = ("text", "email", "tel", "password", "one-time-code", "card", "hidden", "other")
_STEPS = ("request", "http", "meta", "script")
_LONGEST_URL = 8_192
_MOST_PIXELS = 2_560
_PNG_START = b"\x89PNG\r\n\x1a\n"


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


def build_capture(untrusted: Mapping[str, Any], *, pieces: Mapping[str, bytes], visit: Visit) -> Capture:
    """Return the capture; whatever is malformed is left out."""
    chain = _read_chain(untrusted.get("steps"), visit=visit)
    window = _check_png(pieces.get("window_png", b""), limits=visit.limits)
    outcome, reason, params = _judge(untrusted, visit=visit, seen=bool(window))
    forms = _read_forms(untrusted.get("forms"))
    if outcome == "captured" and _is_empty(pieces, window=window, forms=forms):
        outcome, reason = "partial", "blank"
    certificate = _read_certificate(untrusted)
    notes = {note for note in _list(untrusted.get("notes")) if note in _NOTES}
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
        status=_number(untrusted.get("status"), most=999),
        title=_text(untrusted.get("title"), 1_000),
        window_png=b"" if failed else window,
        page_png=b"" if failed else _check_png(pieces.get("page_png", b""), limits=visit.limits),
        dom=pieces.get("dom", b"").decode(errors="replace"),
        visible_text=pieces.get("text", b"").decode(errors="replace"),
        headers=_read_headers(untrusted.get("headers")),
        chain=chain,
        certificate=certificate,
        forms=forms,
        resources=_read_resources(untrusted.get("resources"), passages=visit.passages),
        notes=tuple(sorted(notes)),
    )


def _judge(untrusted: Mapping[str, Any], *, visit: Visit, seen: bool) -> tuple[Outcome, str, dict[str, Any]]:
    """Return outcome, reason and its parameters; the gate's log speaks before the worker does."""
    partial: Outcome = "partial" if seen else "failed"
    stopped = "too-large" if visit.cut_for_size else _text(untrusted.get("stopped"), 40)
    stopped = "crashed" if stopped == "neighbour" else stopped
    if stopped in _STOPS:
        return partial, stopped, _explain_stop(stopped, untrusted=untrusted, limits=visit.limits)
    if not seen:
        return "failed", *_explain_nothing(untrusted, visit=visit)
    mime = _text(untrusted.get("mime"), 100)
    if mime not in HTML_TYPES:
        return "partial", "not-html", {"type": mime}
    height = _number(untrusted.get("page_height"), most=1_000_000_000)
    if height > visit.limits.page_height:
        return "partial", "too-tall", {"pixels": height, "limit": visit.limits.page_height}
    return "captured", "", {}


def _is_empty(pieces: Mapping[str, bytes], *, window: bytes, forms: tuple[Form, ...]) -> bool:
    """Return whether the page loaded and shows nothing."""
    return not pieces.get("text", b"").strip() and not forms and is_blank(window)


def _explain_stop(stopped: str, *, untrusted: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    explained: dict[str, dict[str, Any]] = {
        "timeout": {"seconds": round(limits.seconds)},
        "too-large": {"bytes": limits.response_bytes},
        "too-many-requests": {"requests": limits.requests},
        "too-many-redirects": {"hops": limits.hops},
        "crashed": {"cause": _text(untrusted.get("cause"), 300)},
    }
    return explained[stopped]


def _explain_nothing(untrusted: Mapping[str, Any], *, visit: Visit) -> tuple[str, dict[str, Any]]:
    """Say why there was nothing to see."""
    mime, error = _text(untrusted.get("mime"), 100), _text(untrusted.get("error"), 100)
    if "download" in _list(untrusted.get("notes")):
        return "not-html" if mime == "application/pdf" else "download", {"type": mime}
    if error:
        return _explain_error(error, untrusted=untrusted, visit=visit)
    return "crashed", {"cause": _text(untrusted.get("cause"), 300)}


def _explain_error(error: str, *, untrusted: Mapping[str, Any], visit: Visit) -> tuple[str, dict[str, Any]]:
    """Say why no document came: from the log where a connection was refused, else from Chromium's net error."""
    steps = _list(untrusted.get("steps"))
    last_url = str(steps[-1][0]) if steps and isinstance(steps[-1], list) and steps[-1] else visit.url
    host = _host_of(last_url)
    refused = [passage for passage in visit.passages if passage.host == host and passage.outcome != "ok"]
    if refused:
        outcome = refused[-1].outcome
        code = "too-many-requests" if outcome == "too-many-connections" else outcome
        return code, {"host": host, **refused[-1].params}
    name = error.removeprefix("net::")
    if name == "ERR_TOO_MANY_REDIRECTS":
        return "too-many-redirects", {"hops": visit.limits.hops}
    if name == "ERR_ABORTED":
        return "blank", {"status": _number(untrusted.get("status"), most=999)}
    return "certificate" if name.startswith("ERR_CERT") else "connection", {"host": host, "cause": name}


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _read_chain(untrusted_steps: object, *, visit: Visit) -> tuple[Hop, ...]:
    addresses = {passage.host: passage.address for passage in visit.passages if passage.outcome == "ok"}
    hops: list[Hop] = []
    for step in _list(untrusted_steps)[: visit.limits.hops + 1]:
        if isinstance(step, list) and len(step) == 3 and step[1] in _STEPS:
            url = _text(step[0], _LONGEST_URL)
            hops.append(Hop(url, _number(step[2], most=999), step[1], addresses.get(_host_of(url), "")))
    return tuple(hops)


def _read_certificate(untrusted: Mapping[str, Any]) -> Certificate | None:
    problem = _text(untrusted.get("certificate_problem"), 100).removeprefix("net::")
    return read_certificate(_text(untrusted.get("certificate"), 20_000), problem=problem)


def _read_headers(untrusted_headers: object) -> tuple[tuple[str, str], ...]:
    pairs = [pair for pair in _list(untrusted_headers)[:200] if isinstance(pair, list) and len(pair) == 2]
    return tuple((_text(name, 200), _text(value, 4_000)) for name, value in pairs)


def _read_forms(untrusted_forms: object) -> tuple[Form, ...]:
    forms: list[Form] = []
    for entry in _list(untrusted_forms)[:MOST_FORMS]:
        if isinstance(entry, dict):
            fields = [
                _read_field(one) for one in _list(entry.get("fields"))[:MOST_FIELDS] if isinstance(one, dict)
            ]
            forms.append(
                Form(_text(entry.get("action"), 2_000), _text(entry.get("method"), 20), tuple(fields))
            )
    return tuple(forms)


def _read_field(untrusted_field: Mapping[str, Any]) -> Field:
    kind, found_by = untrusted_field.get("kind"), untrusted_field.get("found_by")
    return Field(
        name=_text(untrusted_field.get("name"), LONGEST_LABEL),
        kind=kind if kind in _KINDS else "other",
        label=_text(untrusted_field.get("label"), LONGEST_LABEL),
        found_by=found_by if found_by in ("closed-shadow", "masked-text", "frame") else "page",
    )


def _read_resources(untrusted_urls: object, *, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Keep only hosts to which the gate really connected."""
    connected = {passage.host for passage in passages if passage.outcome == "ok"}
    hosts = {_host_of(url) for url in _list(untrusted_urls)[:1_000] if isinstance(url, str)}
    return tuple(sorted(hosts & connected))


def _check_png(untrusted_png: bytes, *, limits: Limits) -> bytes:
    """Return the picture if its header says a size that a capture may have; else nothing."""
    if len(untrusted_png) < 33 or not untrusted_png.startswith(_PNG_START) or untrusted_png[12:16] != b"IHDR":
        return b""
    width, height = struct.unpack(">II", untrusted_png[16:24])
    fits = 0 < width <= _MOST_PIXELS and 0 < height <= max(limits.page_height, _MOST_PIXELS)
    return untrusted_png if fits else b""


def _list(untrusted: object) -> list[Any]:
    return untrusted if isinstance(untrusted, list) else []


def _text(untrusted: object, longest: int) -> str:
    """Return the text without NUL and lone surrogates, which databases and encodings refuse."""
    if not isinstance(untrusted, str):
        return ""
    return untrusted[:longest].replace("\x00", "").encode(errors="replace").decode()


def _number(untrusted: object, *, most: int) -> int:
    return untrusted if type(untrusted) is int and 0 <= untrusted <= most else 0
