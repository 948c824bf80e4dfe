"""The evidence bundle: a folder with what one capture brought back, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaffinch.errors import UsageError
from chaffinch.pages.capture import Capture, Certificate, Field, Form, Hop
from chaffinch.pages.verdict import Reference

MANIFEST = "manifest.json"
_PICTURES = {"window_png": "window.png", "page_png": "page.png"}
_TEXTS = {"dom": "dom.html"}
_VALUES = "capture.json"
_LARGEST_FILE = 100_000_000


class BundleError(UsageError):
    """The folder is not an evidence bundle, or was changed since it was written."""


def write_bundle(capture: Capture, folder: Path) -> tuple[str, ...]:
    """Write the capture into a new or empty folder; return the names of the files.

    Raises:
        BundleError: the folder holds something already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BundleError(
            f"{folder} is not empty",
            why="evidence is never written over",
            todo="name a new folder",
        )
    files = {name: getattr(capture, key) for key, name in _PICTURES.items() if getattr(capture, key)}
    files |= {name: getattr(capture, key).encode() for key, name in _TEXTS.items()}
    files[_VALUES] = _encode_values(capture)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    files[MANIFEST] = json.dumps({"version": 1, "sha256": hashes}, indent=1).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return tuple(files)


def read_bundle(folder: Path) -> Capture:
    """Read a capture back, once every file has the hash that the manifest says.

    Raises:
        BundleError: a file is missing, changed, or malformed.
    """
    try:
        untrusted_hashes = json.loads(_read_file(folder / MANIFEST))["sha256"]
        files = {name: _read_file(folder / Path(name).name) for name in untrusted_hashes}
        changed = [
            name
            for name, content in files.items()
            if hashlib.sha256(content).hexdigest() != untrusted_hashes[name]
        ]
        if changed:
            raise BundleError(f"{changed[0]} in {folder} was changed since it was written")
        pieces: dict[str, Any] = {key: files.get(name, b"") for key, name in _PICTURES.items()}
        pieces |= {key: files.get(name, b"").decode() for key, name in _TEXTS.items()}
        return _decode_values(json.loads(files[_VALUES]), pieces=pieces)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BundleError(f"{folder} is not an evidence bundle", why=str(fault)[:200]) from fault


def capture_from_picture(png: bytes) -> Capture:
    """Return a capture of which only the window's picture is known."""
    return Capture(
        requested_url="", final_url="", outcome="partial", reason="", reason_params={},
        started_at=datetime(1970, 1, 1, tzinfo=UTC), seconds=0.0, profile="", status=0, title="", window_png=png,
        page_png=b"", dom="", visible_text="", headers=(), chain=(), certificate=None, forms=(), resources=(),
    )  # fmt: skip


def make_reference(capture: Capture, *, name: str) -> Reference:
    """Return the reference that a capture of our own page is: its form is the one that asks for a password."""
    forms = sorted(capture.forms, key=lambda form: not form.asks_password)
    kinds = tuple(entry.kind for entry in forms[0].fields if entry.kind != "hidden") if forms else ()
    return Reference(name, capture.final_url, capture.window_png, capture.visible_text, capture.title, kinds)


def _read_file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST_FILE)


def _encode_values(capture: Capture) -> bytes:
    values = asdict(capture)
    for key in (*_PICTURES, *_TEXTS):
        del values[key]
    return json.dumps(values, ensure_ascii=False, indent=1, default=datetime.isoformat).encode()


def _decode_values(values: dict[str, Any], *, pieces: dict[str, Any]) -> Capture:
    certificate = values["certificate"]
    if certificate is not None:
        dates = {key: datetime.fromisoformat(certificate[key]) for key in ("not_before", "not_after")}
        certificate = Certificate(**{**certificate, **dates, "names": tuple(certificate["names"])})
    forms = tuple(
        Form(form["action"], form["method"], tuple(Field(**entry) for entry in form["fields"]))
        for form in values["forms"]
    )
    read = {
        "started_at": datetime.fromisoformat(values["started_at"]),
        "headers": tuple((name, value) for name, value in values["headers"]),
        "chain": tuple(Hop(**hop) for hop in values["chain"]),
        "certificate": certificate,
        "forms": forms,
        "resources": tuple(values["resources"]),
        "notes": tuple(values["notes"]),
    }
    return Capture(**{**values, **read, **pieces})
