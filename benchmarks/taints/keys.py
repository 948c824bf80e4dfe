"""Six throw-away DKIM keys: rotated, 512 and 1,024 bits, a published private half, expired `x=`, `l=`; and their use."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.mail.signing import make_key, write_pem, write_record

from chaffinch.mail.canonical import canonicalise_header, hash_body, to_wire
from chaffinch.mail.headers import split_head
from chaffinch.mail.keys import KeyArchive, KeyRecord

_SIGNED = ("from", "to", "subject", "date", "message-id")


@dataclass(frozen=True)
class Signer:
    """One key and how it is used."""

    selector: str
    bits: int
    published: bool = False
    expires: bool = False
    cuts: bool = False


SIGNERS = (
    Signer("s2024", 2048), Signer("s2025", 1024), Signer("old", 512), Signer("open", 1025, published=True),
    Signer("brief", 1026, expires=True), Signer("part", 1027, cuts=True),
)  # fmt: skip


def make_keys(domains: tuple[str, ...]) -> KeyArchive:
    """Return the archive of the keys, for every domain that signs."""
    return KeyArchive(
        KeyRecord(
            domain, one.selector, write_record(make_key(one.bits)), "2000-01-01", "2030-01-01", "taint",
            write_pem(make_key(one.bits)).decode() if one.published else "",
        )
        for domain in domains
        for one in SIGNERS
    )  # fmt: skip


def draw_signer(chance: random.Random) -> Signer:
    """Return one of the keys: those that prove nothing are rare."""
    return chance.choices(SIGNERS, weights=(40, 30, 6, 6, 10, 8))[0]


def sign(raw: bytes, domain: str, signer: Signer, at: datetime | None) -> bytes:
    """Return a message with a signature before it."""
    raw = to_wire(raw)
    head = split_head(raw)
    body = hash_body(raw, form="relaxed", start=head.body_at)
    moment = int(at.timestamp()) if at else 0
    names = [name for name in _SIGNED if head.list(name)]
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={signer.selector}; "
        + (f"t={moment}; " if at else "")
        + (f"x={moment + 600_000}; " if at and signer.expires else "")
        + (f"l={body.length}; " if signer.cuts else "")
        + f"h={':'.join(names)}; bh={body.value}; b="
    )
    signed = b"".join(canonicalise_header(head.list(name)[-1].raw, "relaxed") for name in names)
    own = canonicalise_header(b"DKIM-Signature: " + value.encode(), "relaxed").rstrip(b"\r\n")
    made = make_key(signer.bits).sign(signed + own, PKCS1v15(), SHA256())
    return b"DKIM-Signature: " + value.encode() + base64.b64encode(made) + b"\r\n" + raw
