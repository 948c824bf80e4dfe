"""DKIM of full originals (RFC 6376, RFC 8463) with the key records that came along, by the standard library alone.

verify.py, beside which this file lies, calls it. Reported apart: whether the signature over the head holds, and whether the
body is the one that was signed. A head that is validly signed names the hash of the original body, whatever became of it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence

from chaffinch.reports.factpack.verify_key import is_signed

# 3. DKIM: the two forms of RFC 6376, 3.4; keys as DNS has them; PKCS #1 v1.5.

PREFIXES = {"sha256": "3031300d060960864801650304020105000420", "sha1": "3021300906052b0e03021a05000414"}


def canonical_header(raw: bytes, form: str) -> bytes:
    """Return a header as it is signed (RFC 6376, 3.4.1 and 3.4.2)."""
    if form == "simple":
        return raw.rstrip(b"\r\n") + b"\r\n"
    name, _, value = raw.partition(b":")
    return (
        name.strip().lower()
        + b":"
        + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" \r\n")
        + b"\r\n"
    )


def canonical_body(body: bytes, form: str) -> bytes:
    """Return a body as it is hashed (RFC 6376, 3.4.3 and 3.4.4)."""
    if form == "relaxed":
        body = b"\r\n".join(line.rstrip(b" ") for line in re.sub(rb"[ \t]+", b" ", body).split(b"\r\n"))
    stop = len(body)
    while body[max(0, stop - 2) : stop] == b"\r\n":
        stop -= 2
    return body[:stop] + b"\r\n" if stop or form == "simple" else b""


def read_der(der: bytes) -> list[tuple[int, bytes]]:
    """Return tags and contents of the DER elements that follow one another."""
    parts, at = [], 0
    while at < len(der):
        head = 2 if der[at + 1] < 0x80 else 2 + der[at + 1] - 0x80
        size = der[at + 1] if head == 2 else int.from_bytes(der[at + 2 : at + head], "big")
        parts.append((der[at], der[at + head : at + head + size]))
        at += head + size
    return parts


def is_signed_rsa(der: bytes, digest: bytes, name: str, signature: bytes) -> bool:
    """Return whether an RSA signature holds (RFC 8017, 8.2.2), by a key as DNS has it."""
    inner = read_der(der)[0][1]
    while (parts := read_der(inner))[0][0] == 0x30:
        inner = read_der(parts[1][1][1:])[0][1]
    modulus, exponent = (int.from_bytes(part[1], "big") for part in parts[:2])
    size = (modulus.bit_length() + 7) // 8
    tail = bytes.fromhex(PREFIXES[name]) + digest
    wanted = b"\0\1" + b"\xff" * (size - len(tail) - 3) + b"\0" + tail
    if len(signature) != size or modulus.bit_length() > 8_192 or exponent > 2**32:
        return False
    return pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big") == wanted


def read_tags(text: str) -> dict[str, str]:
    """Return the tags of a list, without white space (RFC 6376, 3.2)."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): re.sub(r"\s", "", value) for name, _, value in pairs if name.strip()}


def check_mail(mail: bytes, records: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return each DKIM signature of a mail: domain, selector, and what head and body say."""
    head, _, body = re.sub(rb"\r?\n", b"\r\n", mail).partition(b"\r\n\r\n")
    headers = re.findall(rb"(?:[^\r\n]|\r\n[ \t])+", head)
    return [
        check_dkim(raw, headers, body, records)
        for raw in headers
        if raw.partition(b":")[0].strip().lower() == b"dkim-signature"
    ]


def check_dkim(
    raw: bytes, headers: Sequence[bytes], body: bytes, records: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Return what one signature says of a mail."""
    tags = read_tags(raw.partition(b":")[2].decode("latin-1"))
    domain, selector, method = tags.get("d", "").lower(), tags.get("s", "").lower(), tags.get("a", "").lower()
    found = {"domain": domain, "selector": selector, "header": "unsupported", "body": "unsupported"}
    kind, _, name = method.partition("-")
    if kind not in ("rsa", "ed25519") or name not in PREFIXES:
        return found
    forms = [*(tags.get("c", "simple").lower().split("/")), "simple"]
    text = canonical_body(body, forms[1])
    length = int(tags["l"]) if tags.get("l", "").isdigit() else len(text)
    same = base64.b64encode(hashlib.new(name, text[:length]).digest()).decode() == tags.get("bh")
    found["body"] = "mismatch" if not same or length > len(text) else "cut" if length < len(text) else "match"
    left, pieces = list(headers), []
    for wanted in tags.get("h", "").lower().split(":"):
        for place in range(len(left) - 1, -1, -1):
            if left[place].partition(b":")[0].strip().lower().decode("latin-1") == wanted:
                pieces.append(canonical_header(left.pop(place), forms[0]))
                break
    start, colon, value = raw.partition(b":")
    emptied = re.sub(rb"(?s)(\A|;)(\s*b\s*=)[^;]*", rb"\1\2", value, count=1)
    signed = b"".join([*pieces, canonical_header(start + colon + emptied, forms[0])[:-2]])
    keys = [
        read_tags(one["record"]) for one in records if (one["domain"], one["selector"]) == (domain, selector)
    ]
    keys = [one for one in keys if one.get("p") and one.get("k", "rsa") == kind]
    found["header"] = "invalid" if keys else "no-key"
    digest = hashlib.new(name, signed).digest()
    for key in keys:
        try:
            public, signature = base64.b64decode(key["p"]), base64.b64decode(tags.get("b", ""))
            whole = kind == "rsa" and is_signed_rsa(public, digest, name, signature)
            if whole or (kind == "ed25519" and is_signed(public[-32:], digest, signature)):
                found["header"] = "valid"
        except (ValueError, IndexError):
            continue
    return found
