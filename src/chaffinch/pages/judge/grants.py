"""Know the pages that take an account without asking for a password.

Device codes (RFC 8628), consent to an application (RFC 6749), a QR code that links a device to a messenger, an address
with a code in it to be pasted back: seen against newsrooms and NGOs since 2024 (Microsoft and Volexity, February 2025,
Storm-2372; Google, February 2025, Signal's linked devices; "ConsentFix", December 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import cv2

from chaffinch.pages.capture import Scene
from chaffinch.pages.judge.pictures import decode_picture
from chaffinch.pages.verdict import Reason

GrantKind = Literal["device-code", "consent", "linked-device", "paste-back", "app-password"]

_LONGEST_LURE = 2_500
"""Letters: help pages about these things are longer, lures are not."""
_DEVICE_PLACE = re.compile(
    r"microsoft\.com/(device(login)?|link)|aka\.ms/devicelogin|login\.microsoft\S*/deviceauth|google\.com/device"
    r"|github\.com/login/device|/device(login|auth|/code)?\b|\bdevice ?(login|code)\b|code d.appareil|connexion d.appareil",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b[A-Z0-9]{3,5}[-–][A-Z0-9]{3,5}\b|\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,9}\b"
    r"|\b(?=[A-Z0-9 ]{0,8}\d)(?=[\d ]{0,8}[A-Z])([A-Z0-9]{3} [A-Z0-9]{3}|[A-Z0-9]{4} [A-Z0-9]{4})\b"
)
_SPACED_CODE = re.compile(r"(?:\b[A-Z0-9]\s+){6,9}[A-Z0-9]\b")
_ENTER = re.compile(r"\b(enter|type|paste|saisi\w+|entre[rz]|tape[rz]|colle[rz]|code)\b", re.IGNORECASE)
_AUTHORISE = (
    (
        "login.microsoftonline.com",
        re.compile(r"/oauth2/(v2\.0/)?(authorize|deviceauth|adminconsent)|/adminconsent"),
    ),
    ("login.live.com", re.compile(r"/oauth20_authorize")),
    ("accounts.google.com", re.compile(r"/o/oauth2|/signin/oauth")),
    ("github.com", re.compile(r"/login/oauth/authorize")),
    ("slack.com", re.compile(r"/oauth")),
    ("www.dropbox.com", re.compile(r"/oauth2/authorize")),
)
_MODEST = frozenset(
    {"openid", "profile", "email", "user.read", "offline_access", "userinfo.email", "userinfo.profile"}
)
"""Scopes that only say who somebody is; a button with no more than these is an ordinary sign-in with a service."""
_LINKING = re.compile(
    r"^(sgnl://linkdevice|tsdevice:|2@|tg://login|whatsapp://link|https://(signal\.link|wa\.me/link))",
    re.IGNORECASE,
)
_LINKED_WORDS = re.compile(
    r"linked devices?|link (a|this|your) (new )?device|appareils? (connectés?|reliés?|associés?|liés?|jumelés?)"
    r"|(relier|associer|connecter|jumeler) (un|cet|votre) appareil|gekoppelte geräte|dispositivos vinculados",
    re.IGNORECASE,
)  # fmt: skip
_LOG_IN_CODE = re.compile(
    r"\b(telegram|whatsapp|signal)\b[\s\S]{0,120}\b(?<!QR )(?<!QR-)code\b"
    r"|\bcode\b[\s\S]{0,80}\b(telegram|whatsapp|signal)\b",
    re.IGNORECASE,
)
_PASTE_BACK = re.compile(
    r"(copy|copie[rz]?|paste|colle[rz]?|drag|glisse[rz]?)[\s\S]{0,160}\b(address|adresse|url|link|lien)\b[\s\S]{0,200}(localhost|code=|127\.0\.0\.1)"
    r"|(localhost|code=)[\s\S]{0,200}\b(paste|colle[rz]?|copy|copie[rz]?|drag|glisse[rz]?)\b",
    re.IGNORECASE,
)  # fmt: skip
_APP_PASSWORD = re.compile(
    r"/apppasswords|\bapp(lication)?[ -]passwords?\b|mots? de passe d.application", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s'\"`<>\\)]+")
_MOST_ADDRESSES = 300
_MESSENGERS = re.compile(r"whatsapp|signal|telegram|threema", re.IGNORECASE)


def find_grant(scene: Scene, *, window_png: bytes, url: str, scripts: str = "") -> Reason | None:
    """Return what the page takes instead of a password, and how it was told; None where it takes nothing.

    Args:
        scene: what the page shows.
        window_png: its picture, in which QR codes are read.
        url: where it stands.
        scripts: its scripts, in which addresses may wait for a click.
    """
    text = f"{scene.title}\n{scene.visible_text}"
    link = find_consent((url, *scene.links, *_ADDRESS.findall(scripts)[:_MOST_ADDRESSES]))
    codes = read_qr_codes(window_png)
    if len(text) < _LONGEST_LURE:
        if _PASTE_BACK.search(text):
            return _say("paste-back", link)
        if _APP_PASSWORD.search(text) and any(form.fields for form in scene.forms):
            return _say("app-password", "")
        pictured = next((found for found in map(_DEVICE_PLACE.search, codes) if found), None)
        if pictured:
            return _say("device-code", pictured.group()[:80])
        place = _DEVICE_PLACE.search(f"{text}\n" + "\n".join(scene.links))
        if place and _ENTER.search(text) and _shows_code(scene, text=text):
            return _say("device-code", place.group()[:80])
    if link:
        return _say("consent", urlsplit(link).hostname or "")
    linked = _find_linking(scene, text=text, codes=codes)
    return _say("linked-device", linked) if linked else None


def find_consent(untrusted_urls: Iterable[str]) -> str:
    """Return the first address that asks a service for more than who somebody is; empty without one."""
    for url in untrusted_urls:
        try:
            parts = urlsplit(url)
            asked = parse_qs(parts.query)
        except ValueError:
            continue
        known = any(parts.hostname == host and path.search(parts.path) for host, path in _AUTHORISE)
        scopes = {scope.lower() for value in asked.get("scope", []) for scope in value.split()}
        wide = {
            scope
            for scope in scopes
            if scope.rpartition("/")[2] not in _MODEST and not scope.endswith("userinfo.email")
        }
        if known and (wide or "adminconsent" in parts.path):
            return url
    return ""


def _shows_code(scene: Scene, *, text: str) -> bool:
    shown = [text, *(entry.label for form in scene.forms for entry in form.fields)]
    return any(_CODE.search(one) or _SPACED_CODE.search(one) for one in shown)


def _find_linking(scene: Scene, *, text: str, codes: Sequence[str]) -> str:
    linking = next((code for code in (*codes, *scene.links) if _LINKING.search(code)), "")
    if linking:
        return linking.partition("?")[0][:40]
    worded = len(text) < _LONGEST_LURE and _LINKED_WORDS.search(text) and _MESSENGERS.search(text)
    told = (
        len(text) < _LONGEST_LURE and _LOG_IN_CODE.search(text) and any(form.fields for form in scene.forms)
    )
    return "words" if worded or told else ""


def read_qr_codes(png: bytes) -> tuple[str, ...]:
    """Return what the QR codes in a picture say; an unreadable one says nothing."""
    picture = decode_picture(png)
    if picture is None:
        return ()
    try:
        _, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(picture)
    except cv2.error:
        return ()
    return tuple(str(text) for text in texts if text)


def _say(kind: GrantKind, by: str) -> Reason:
    return Reason("takes-grant", {"kind": kind, "by": by}, 0.0)
