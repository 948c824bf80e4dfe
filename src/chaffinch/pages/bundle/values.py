"""A capture as files, and back: what a bundle holds beside its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chaffinch.pages.bundle.manifest import BundleError
from chaffinch.pages.bundle.wacz import make_wacz, read_bodies
from chaffinch.pages.capture import Box, Capture, Certificate, Change, Exchange, Field, Form, Hop, Scene
from chaffinch.pages.judge.relays import list_server_cookies
from chaffinch.pages.verdict import Reference

VALUES, ARCHIVE, CHAIN = "capture.json", "archive.wacz", "certificates.pem"
_BYTES = {"window_png": "window.png", "page_png": "page.png", "favicon": "favicon", "mhtml": "page.mhtml"}
_TEXTS = {"dom": "dom.html"}
_ELSEWHERE = (*_BYTES, *_TEXTS, "bodies", "certificates")


def list_files(capture: Capture) -> dict[str, bytes]:
    """Return the files of a capture's bundle, by name, without the manifest."""
    files = {name: getattr(capture, key) for key, name in _BYTES.items() if getattr(capture, key)}
    files |= {name: getattr(capture, key).encode() for key, name in _TEXTS.items()}
    if capture.exchanges:
        files[ARCHIVE] = make_wacz(capture)
    if capture.certificates:
        files[CHAIN] = b"".join(_as_pem(one) for one in capture.certificates)
    for change in capture.changes:
        if change.window_png:
            files[_name_picture(change.trigger)] = change.window_png
    files[VALUES] = _encode_values(capture)
    return files


def read_capture(files: Mapping[str, bytes]) -> Capture:
    """Return the capture that these files are.

    Raises:
        BundleError: they are of no capture.
    """
    try:
        values = json.loads(files[VALUES])
        pieces: dict[str, Any] = {key: files.get(name, b"") for key, name in _BYTES.items()}
        pieces |= {key: files.get(name, b"").decode() for key, name in _TEXTS.items()}
        pieces["bodies"] = read_bodies(files[ARCHIVE]) if ARCHIVE in files else {}
        pieces["certificates"] = _read_chain(files.get(CHAIN, b""))
        return _decode_values(values, pieces=pieces, files=files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BundleError("This is not an evidence bundle", why=str(fault)[:200]) from fault


def capture_from_picture(png: bytes) -> Capture:
    """Return a capture of which only the window's picture is known."""
    return Capture(
        requested_url="", final_url="", outcome="partial", reason="", reason_params={},
        started_at=datetime(1970, 1, 1, tzinfo=UTC), seconds=0.0, profile="", status=0, title="", window_png=png,
        page_png=b"", dom="", visible_text="", headers=(), chain=(), certificate=None, forms=(), resources=(),
    )  # fmt: skip


def make_reference(capture: Capture, *, name: str, service: str = "") -> Reference:
    """Return the reference that a capture of our own page is: its form is the one that asks for a password."""
    forms = sorted(capture.forms, key=lambda form: not form.asks_password)
    kinds = tuple(entry.kind for entry in forms[0].fields if entry.kind != "hidden") if forms else ()
    return Reference(
        name=name, url=capture.final_url, window_png=capture.window_png, visible_text=capture.visible_text,
        title=capture.title, fields=kinds, outline=capture.outline, logo=capture.logo, favicon=capture.favicon,
        files=list_own_files(capture), service=service, cookies=list_server_cookies(capture),
    )  # fmt: skip


def list_own_files(capture: Capture) -> tuple[str, ...]:
    """Return the SHA-256 of the pictures, styles, scripts and fonts that the page loaded."""
    kinds = ("image", "stylesheet", "script", "font")
    return tuple(sorted({one.sha256 for one in capture.exchanges if one.kind in kinds and one.sha256}))


def _encode_values(capture: Capture) -> bytes:
    values = asdict(capture)
    for key in _ELSEWHERE:
        del values[key]
    for change in values["changes"]:
        del change["window_png"]
    return json.dumps(values, ensure_ascii=False, indent=1, default=datetime.isoformat).encode()


def _decode_values(values: dict[str, Any], *, pieces: dict[str, Any], files: Mapping[str, bytes]) -> Capture:
    read = {
        "started_at": datetime.fromisoformat(values["started_at"]),
        "headers": _as_pairs(values["headers"]),
        "chain": tuple(Hop(**hop) for hop in values["chain"]),
        "certificate": _read_certificate(values["certificate"]),
        "forms": _read_forms(values["forms"]),
        "resources": tuple(values["resources"]),
        "notes": tuple(values["notes"]),
        "outline": tuple(values["outline"]),
        "logo": _read_box(values["logo"]),
        "links": tuple(values["links"]),
        "changes": tuple(_read_change(change, files=files) for change in values["changes"]),
        "exchanges": tuple(_read_exchange(exchange) for exchange in values["exchanges"]),
        "console": tuple(values["console"]),
        "dialogs": tuple(values["dialogs"]),
        "cookies": tuple(values["cookies"]),
        "storage": tuple((kind, key, value) for kind, key, value in values["storage"]),
    }
    return Capture(**{**values, **read, **pieces})


def _read_certificate(values: dict[str, Any] | None) -> Certificate | None:
    if values is None:
        return None
    dates = {key: datetime.fromisoformat(values[key]) for key in ("not_before", "not_after")}
    return Certificate(**{**values, **dates, "names": tuple(values["names"])})


def _read_forms(values: list[dict[str, Any]]) -> tuple[Form, ...]:
    return tuple(
        Form(form["action"], form["method"], tuple(Field(**entry) for entry in form["fields"]))
        for form in values
    )


def _read_change(values: dict[str, Any], *, files: Mapping[str, bytes]) -> Change:
    scene = values["scene"]
    read = {
        "forms": _read_forms(scene["forms"]),
        "outline": tuple(scene["outline"]),
        "logo": _read_box(scene["logo"]),
        "links": tuple(scene["links"]),
    }
    picture = files.get(_name_picture(values["trigger"]), b"")
    return Change(
        values["trigger"], tuple(values["changed"]), values["url"], Scene(**{**scene, **read}), picture
    )


def _read_exchange(values: dict[str, Any]) -> Exchange:
    heads = {key: _as_pairs(values[key]) for key in ("request_headers", "headers")}
    return Exchange(**{**values, **heads})


def _read_box(values: dict[str, int] | None) -> Box | None:
    return Box(**values) if values else None


def _as_pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)


def _name_picture(trigger: str) -> str:
    return f"after-{trigger}.png"


def _as_pem(untrusted_der: bytes) -> bytes:
    try:
        return x509.load_der_x509_certificate(untrusted_der).public_bytes(Encoding.PEM)
    except ValueError:
        return b""


def _read_chain(pem: bytes) -> tuple[bytes, ...]:
    return (
        tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(pem)) if pem else ()
    )
