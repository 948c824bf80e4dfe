"""What a DKIM-Signature says of itself (RFC 6376, 3.5)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chaffinch.mail.canonical import Form, canonicalise_header

ALGORITHMS = {
    "rsa-sha1": ("rsa", "sha1"),
    "rsa-sha256": ("rsa", "sha256"),
    "ed25519-sha256": ("ed25519", "sha256"),
}
REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
_BLANK = re.compile(r"\s+")
_TAG = re.compile(rb"(?s)(\A|;)(\s*b\s*=)[^;]*")
_LATEST = 253_402_300_799
_DOMAIN = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?\.?", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,76}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature's tags."""

    domain: str = ""
    selector: str = ""
    algorithm: str = ""
    """As written, lower case; one of `ALGORITHMS` where it can be checked."""
    header_form: Form = "simple"
    body_form: Form = "simple"
    headers: tuple[str, ...] = ()
    """Names of what is signed, lower case, in order."""
    body_hash: str = ""
    """`bh=`, base64 without blanks."""
    value: bytes = b""
    """`b=`, decoded."""
    length: int | None = None
    """`l=`."""
    identity: str = ""
    """`i=`."""
    signed_at: datetime | None = None
    expires_at: datetime | None = None
    faults: tuple[str, ...] = ()
    """Why it cannot be a signature: `tag-…` is missing or wrong, `form` is none of the two, `no-from` From is not signed."""
    raw: bytes = field(default=b"", repr=False)

    def write_unsigned(self) -> bytes:
        """Return the field as it was signed: canonical, its `b=` empty, no line end."""
        name, colon, value = self.raw.partition(b":")
        emptied = _TAG.sub(rb"\1\2", value, count=1)
        return canonicalise_header(name + colon + emptied, self.header_form).removesuffix(b"\r\n")


def read_tags(untrusted: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the tags of a list (RFC 6376, 3.2) and the names of those that stand twice."""
    tags: dict[str, str] = {}
    twice: list[str] = []
    for item in untrusted.split(";")[:100]:
        name, equals, value = item.partition("=")
        name = name.strip()
        if not equals or not name:
            continue
        if name in tags:
            twice.append(name)
        tags.setdefault(name, value.strip())
    return tags, tuple(twice)


def read_signature(raw: bytes) -> Signature:
    """Read a DKIM-Signature field; what is wrong with it stands in `faults`."""
    tags, twice = read_tags(raw.partition(b":")[2].decode("latin-1"))
    faults = [f"tag-{name}" for name in twice[:5]] + [
        f"tag-{name}" for name in REQUIRED if not tags.get(name)
    ]
    if tags.get("v", "1") != "1":
        faults.append("tag-v")
    domain, selector = tags.get("d", "").lower().rstrip("."), tags.get("s", "").lower()
    faults += [
        f"tag-{name}"
        for name, value in (("d", domain), ("s", selector))
        if value and not _DOMAIN.fullmatch(value)
    ]
    header_form, body_form = _read_forms(tags.get("c", ""), faults)
    headers = tuple(name.strip().lower() for name in tags.get("h", "").split(":")[:500])
    if "h" in tags and "from" not in headers:
        faults.append("no-from")
    body_hash = _BLANK.sub("", tags.get("bh", ""))
    identity = _BLANK.sub("", tags.get("i", "")).lower()
    if identity and not f".{identity.rpartition('@')[2]}".endswith(f".{domain}"):
        faults.append("tag-i")
    length = tags.get("l")
    if length is not None and not _LENGTH.fullmatch(length):
        faults.append("tag-l")
    return Signature(
        domain=domain[:253],
        selector=selector[:253],
        algorithm=tags.get("a", "").lower()[:60],
        header_form=header_form,
        body_form=body_form,
        headers=headers,
        body_hash=body_hash[:200],
        value=_decode(tags.get("b", ""), "tag-b", faults),
        length=int(length) if length is not None and _LENGTH.fullmatch(length) else None,
        identity=identity[:320],
        signed_at=_read_time(tags.get("t", "")),
        expires_at=_read_time(tags.get("x", "")),
        faults=tuple(dict.fromkeys(faults)),
        raw=raw,
    )


def _read_forms(untrusted: str, faults: list[str]) -> tuple[Form, Form]:
    head, _, body = untrusted.lower().partition("/")
    forms: list[Form] = []
    for name in (head, body):
        form = name.strip() or "simple"
        if form not in {"simple", "relaxed"}:
            faults.append("form")
        forms.append("relaxed" if form == "relaxed" else "simple")
    return forms[0], forms[1]


def _decode(untrusted: str, fault: str, faults: list[str]) -> bytes:
    try:
        return base64.b64decode(_BLANK.sub("", untrusted), validate=True)
    except (binascii.Error, ValueError):
        faults.append(fault)
        return b""


def _read_time(untrusted: str) -> datetime | None:
    if not untrusted.isascii() or not untrusted.isdigit() or len(untrusted) > 12:
        return None
    seconds = int(untrusted)
    return datetime.fromtimestamp(seconds, UTC) if seconds <= _LATEST else None
