"""A look at a page as rows keep it: pictures in the blob store, the rest as plain JSON values. No tables here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chaffinch.desk.blobs import put_blob
from chaffinch.desk.thumbnails import make_thumbnail
from chaffinch.pages.bundle.folder import pack_bundle
from chaffinch.pages.capture import Box, Capture, Certificate, Change

_MOST_EXCHANGES, _MOST_LINKS, _MOST_LINES = 200, 100, 40


def store_pictures(look: Capture, *, blobs: Path) -> dict[str, str]:
    """Keep pictures and DOM; return their SHA-256 by the name of the column."""
    return {
        "window": put_blob(blobs, look.window_png) if look.window_png else "",
        "page": put_blob(blobs, look.page_png) if look.page_png else "",
        "thumbnail": put_blob(blobs, make_thumbnail(look.window_png)) if look.window_png else "",
        "dom": put_blob(blobs, look.dom.encode("utf-8", "replace")) if look.dom else "",
    }


def store_bundle(files: Mapping[str, bytes], *, blobs: Path) -> str:
    """Keep the whole evidence as one zip; return its SHA-256."""
    return put_blob(blobs, pack_bundle(files))


def as_record(look: Capture, *, blobs: Path) -> dict[str, Any]:
    """Return what a row keeps beside its columns."""
    exchanges = [
        {
            "url": clean(one.url[:1_000]),
            "kind": one.kind,
            "status": one.status,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in look.exchanges[:_MOST_EXCHANGES]
    ]
    return {
        "headers": [[clean(name), clean(value)] for name, value in look.headers],
        "chain": [asdict(hop) for hop in look.chain],
        "certificate": _as_certificate(look.certificate),
        "forms": [asdict(form) for form in look.forms],
        "resources": list(look.resources),
        "notes": list(look.notes),
        "changes": [_as_change(change, blobs=blobs) for change in look.changes],
        "links": [clean(link) for link in look.links[:_MOST_LINKS]],
        "drawn_window": clean(look.drawn_window),
        "dialogs": [clean(dialog) for dialog in look.dialogs],
        "console": [clean(line) for line in look.console[:_MOST_LINES]],
        "cookies": [clean(str(cookie.get("name", ""))) for cookie in look.cookies],
        "exchanges": exchanges,
        "typed": clean(look.typed),
    }


def _as_change(change: Change, *, blobs: Path) -> dict[str, Any]:
    return {
        "trigger": change.trigger,
        "changed": list(change.changed),
        "url": clean(change.url[:2_000]),
        "title": clean(change.scene.title)[:500],
        "asks_password": change.scene.asks_password,
        "window": put_blob(blobs, change.window_png) if change.window_png else "",
    }


def _as_certificate(certificate: Certificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    record = asdict(certificate)
    record["not_before"] = certificate.not_before.isoformat()
    record["not_after"] = certificate.not_after.isoformat()
    return record


def as_box(box: Box | None) -> dict[str, int] | None:
    """Return a box as a JSON value."""
    return asdict(box) if box else None


def clean(untrusted_text: str) -> str:
    """Drop what PostgreSQL cannot store (NUL, lone surrogates)."""
    return untrusted_text.replace("\x00", "").encode("utf-8", "replace").decode()
