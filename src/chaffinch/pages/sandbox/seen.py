"""Read what the sandbox says a page showed: its scene, what it turned into, what went over the wire."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from chaffinch.pages.capture import Box, Change, Exchange, Field, Form, Limits, Scene
from chaffinch.pages.inside.forms import LONGEST_LABEL, MOST_FIELDS, MOST_FORMS
from chaffinch.pages.inside.scene import LONGEST_TOKEN, MOST_LINKS, MOST_OUTLINE
from chaffinch.pages.sandbox.untrusted import (
    check_png,
    read_list,
    read_number,
    read_object,
    read_pairs,
    read_text,
    read_texts,
)
from chaffinch.pages.wire import MOST_EXCHANGES

_FIELD_KINDS = ("text", "email", "tel", "password", "one-time-code", "card", "hidden", "other")
_FOUND = ("closed-shadow", "masked-text", "frame", "hidden-until", "labelled")
_TRIGGERS = ("blur", "visibility", "mouse", "timer", "away", "step")
_CHANGED = ("address", "form", "icon", "text", "title")
_LONGEST_URL, _LONGEST_TEXT = 8_192, 400_000
_COOKIE = ("name", "value", "domain", "path", "sameSite")


def read_scene(untrusted: object, *, text: bytes | None = None) -> Scene:
    """Return the scene; its text comes as a piece of its own where it is the page's first."""
    values = read_object(untrusted)
    said = read_text(values.get("visible_text"), _LONGEST_TEXT)
    return Scene(
        title=read_text(values.get("title"), 1_000),
        visible_text=said if text is None else read_text(text.decode(errors="replace"), _LONGEST_TEXT),
        forms=_read_forms(values.get("forms")),
        outline=read_texts(values.get("outline"), most=MOST_OUTLINE, longest=LONGEST_TOKEN),
        logo=_read_box(values.get("logo")),
        links=read_texts(values.get("links"), most=MOST_LINKS, longest=2_000),
        drawn_window=read_text(values.get("drawn_window"), 300),
    )


def read_changes(untrusted: object, *, pieces: Mapping[str, bytes], limits: Limits) -> tuple[Change, ...]:
    """Return the changes, each with the picture that came beside it."""
    changes = []
    for number, entry in enumerate(read_list(untrusted)[: len(_TRIGGERS)]):
        values = read_object(entry)
        trigger = values.get("trigger")
        changed = tuple(one for one in read_list(values.get("changed")) if one in _CHANGED)
        if trigger in _TRIGGERS and changed:
            picture = check_png(pieces.get(f"after_{number}", b""), limits=limits)
            url = read_text(values.get("url"), _LONGEST_URL)
            changes.append(Change(trigger, changed, url, read_scene(values.get("scene")), picture))
    return tuple(changes)


def read_exchanges(untrusted: object, *, bodies: bytes) -> tuple[tuple[Exchange, ...], dict[str, bytes]]:
    """Return the exchanges, and the bodies by their hash, which is computed here."""
    exchanges: list[Exchange] = []
    kept: dict[str, bytes] = {}
    for entry in read_list(untrusted)[:MOST_EXCHANGES]:
        values = read_object(entry)
        start = read_number(values.get("start"), most=len(bodies))
        body = bodies[start : start + read_number(values.get("size"), most=len(bodies))]
        digest = hashlib.sha256(body).hexdigest() if body else ""
        if body:
            kept[digest] = body
        exchanges.append(
            Exchange(
                url=read_text(values.get("url"), _LONGEST_URL),
                method=read_text(values.get("method"), 20),
                kind=read_text(values.get("kind"), 20),
                status=read_number(values.get("status"), most=999),
                mime=read_text(values.get("mime"), 200),
                request_headers=read_headers(values.get("request_headers")),
                headers=read_headers(values.get("headers")),
                size=len(body),
                sha256=digest,
            )
        )
    return tuple(exchanges), kept


def read_headers(untrusted: object) -> tuple[tuple[str, str], ...]:
    """Return names and values of an answer's headers."""
    return read_pairs(untrusted, most=200, name_longest=200, longest=4_000)


def read_certificates(untrusted: object) -> tuple[bytes, ...]:
    """Return the certificates as DER; what is not base64 is left out."""
    chain = []
    for one in read_list(untrusted)[:10]:
        try:
            chain.append(base64.b64decode(one, validate=True))
        except (ValueError, TypeError, binascii.Error):
            continue
    return tuple(chain)


def read_cookies(untrusted: object) -> tuple[dict[str, Any], ...]:
    """Return cookies as Chromium lists them, without what we did not ask for."""
    cookies = []
    for entry in read_list(untrusted)[:100]:
        values = read_object(entry)
        cookie: dict[str, Any] = {name: read_text(values.get(name), 4_096) for name in _COOKIE}
        cookie |= {name: values.get(name) is True for name in ("httpOnly", "secure")}
        expires = values.get("expires")
        cookies.append({**cookie, "expires": expires if isinstance(expires, int | float) else -1})
    return tuple(cookies)


def read_storage(untrusted: object) -> tuple[tuple[str, str, str], ...]:
    """Return what the page stored: local or session, key, value."""
    stored = []
    for entry in read_list(untrusted)[:200]:
        if isinstance(entry, list) and len(entry) == 3 and entry[0] in ("local", "session"):
            stored.append((str(entry[0]), read_text(entry[1], 200), read_text(entry[2], 2_000)))
    return tuple(stored)


def _read_forms(untrusted: object) -> tuple[Form, ...]:
    forms: list[Form] = []
    for entry in read_list(untrusted)[:MOST_FORMS]:
        if isinstance(entry, dict):
            fields = [
                _read_field(one)
                for one in read_list(entry.get("fields"))[:MOST_FIELDS]
                if isinstance(one, dict)
            ]
            action, method = read_text(entry.get("action"), 2_000), read_text(entry.get("method"), 20)
            forms.append(Form(action, method, tuple(fields)))
    return tuple(forms)


def _read_field(untrusted: Mapping[str, Any]) -> Field:
    kind, found_by = untrusted.get("kind"), untrusted.get("found_by")
    return Field(
        name=read_text(untrusted.get("name"), LONGEST_LABEL),
        kind=kind if kind in _FIELD_KINDS else "other",
        label=read_text(untrusted.get("label"), LONGEST_LABEL),
        found_by=found_by if found_by in _FOUND else "page",
    )


def _read_box(untrusted: object) -> Box | None:
    values = read_object(untrusted)
    sides = [read_number(values.get(name), most=100_000) for name in ("x", "y", "width", "height")]
    return Box(*sides) if sides[2] and sides[3] else None
