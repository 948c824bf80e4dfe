"""The signature of a fact pack: Ed25519 by the standard library alone, and the note that is signed."""

from __future__ import annotations

import base64
import hashlib
import re

# 2. The signature: Ed25519 (RFC 8032) over a note (c2sp.org/signed-note) that holds the hash of the manifest.

MARK = "chaffinch fact pack v1"
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]


def add(one: Point, other: Point) -> Point:
    """Add two points (RFC 8032, 5.1.4)."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number: int, point: Point) -> Point:
    """Add a point to itself so many times."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def decode_point(packed: bytes) -> Point | None:
    """Return the point of 32 bytes (RFC 8032, 5.1.3), if there is one."""
    y = int.from_bytes(packed, "little") & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and packed[31] >> 7):
        return None
    if x & 1 != packed[31] >> 7:
        x = P - x
    return x, y, 1, x * y % P


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether an Ed25519 signature holds (RFC 8032, 5.1.7, without the cofactor, as OpenSSL does)."""
    key = decode_point(public) if len(public) == 32 else None
    number = int.from_bytes(signature[32:], "little")
    if key is None or BASE is None or len(signature) != 64 or number >= ORDER:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = add(multiply(number, BASE), multiply(ORDER - hashed, key))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def unpack(text: str) -> bytes:
    """Return what base64 holds, spelled in the one way there is."""
    if base64.b64encode(found := base64.b64decode(text, validate=True)).decode() != text:
        raise ValueError("base64")
    return found


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and public key of a key as it is published: name+id+base64."""
    name, number, packed = text.split("+", 2)
    public = unpack(packed)
    identity = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if public[:1] != b"\1" or len(public) != 33 or identity.hex() != number:
        raise ValueError("key")
    return name, identity, public[1:]


def write_note(manifest: bytes) -> str:
    """Return what is signed: a mark, and the manifest's hash."""
    return f"{MARK}\n{base64.b64encode(hashlib.sha256(manifest).digest()).decode()}\n"


def fingerprint(key: str) -> str:
    """Return SHA-256 of the raw public key, hex: what two people compare by telephone."""
    return hashlib.sha256(read_key(key)[2]).hexdigest()


def has_signed(key: str, manifest: bytes, note: str) -> bool:
    """Return whether this key has signed this manifest."""
    text, _, lines = note.partition("\n\n")
    try:
        name, identity, public = read_key(key)
        found = re.fullmatch(rf"— {re.escape(name)} ([A-Za-z0-9+/]+=*)\n", lines)
        packed = unpack(found[1]) if found else b""
    except ValueError:
        return False
    signed = text + "\n"
    return (
        signed == write_note(manifest)
        and packed[:4] == identity
        and is_signed(public, signed.encode(), packed[4:])
    )


def is_same_key(key: str, published: str) -> bool:
    """Return whether a key is the one that was published: written out, or as its fingerprint."""
    given = re.sub(r"[\s:]", "", published)
    return given == key or given.lower() == fingerprint(key)
