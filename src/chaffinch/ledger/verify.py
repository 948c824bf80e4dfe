#!/usr/bin/env python3
# ruff: noqa: T201 -- it speaks to a person
# fmt: off
"""Check what a Chaffinch ledger discloses, with Python's standard library alone: read this file, then run it.

    python3 verify.py FILE              checks the file and says what is proved
    python3 verify.py FILE --token 1    writes its first time-stamp to standard output, for openssl

Exit code: 0 what can be checked here holds; 1 it does not, or no time-stamp dates it; 2 wrong use. The standard library
knows neither Ed25519 nor CMS: signatures are NOT checked here. The lines printed check the time-stamps with openssl;
`chaffinch ledger verify` and verify.html check all. The format: docs/reference/ledger.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

ITEM, FIELD, LARGEST = b"chaffinch ledger item v1\n", b"chaffinch ledger field v1\n", 262_144
NOTE = re.compile(
    r"(?P<origin>[a-z0-9./-]+)\n(?P<size>[1-9]\d{0,14})\n(?P<root>[\w+/]{43}=)\nat most (?P<most>[1-9]\d{0,8}) items\n"
    r"\n(— [a-z0-9./-]+ [\w+/]+=*\n)+", re.ASCII)


class Broken(Exception):
    """It does not hold; the argument says where."""

def canonical(value: Any) -> bytes:
    """Spell a value in the one way there is (JSON Canonicalization Scheme, RFC 8785); no floats, null, true, false."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    if not isinstance(value, str) and (type(value) is not int or abs(value) >= 2**53):
        raise ValueError(f"{type(value).__name__} has no place here")
    return json.dumps(value, ensure_ascii=False).encode()

def unpack(text: str) -> bytes:
    """Return what base64 holds, spelled in the one way there is."""
    if base64.b64encode(found := base64.b64decode(text, validate=True)).decode() != text:
        raise ValueError("base64")
    return found

def commit(salt: str, content: bytes) -> str:
    """Return a commitment: it hides the content from whoever lacks the salt of 32 bytes, and fits no other content."""
    if len(key := unpack(salt)) != 32:
        raise ValueError("salt")
    return base64.b64encode(hmac.digest(key, content, "sha256")).decode()

def climb(proof: dict[str, Any], size: int) -> bytes:
    """Return the root of the tree of so many leaves that a proof leads to (RFC 6962, 2.1 and 2.1.1)."""
    leaf, path, index = commit(proof["salt"], ITEM + canonical(proof["item"])), unpack(proof["path"]), proof["index"]
    hashed, turns = hashlib.sha256(b"\0" + unpack(leaf)).digest(), []
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        turns.append(index < left)
        index, size = (index, left) if index < left else (index - left, size - left)
    if index != 0 or len(path) != 32 * len(turns):
        return b""
    for place, is_left in enumerate(reversed(turns)):
        sibling = path[32 * place:32 * place + 32]
        hashed = hashlib.sha256(b"\1" + (hashed + sibling if is_left else sibling + hashed)).digest()
    return hashed

def walk(der: bytes, *tags: int) -> bytes:
    """Return the content of the last of the DER elements that follow one another."""
    content = b""
    for tag in tags:
        head = 2 + max(0, der[1] - 0x80) if len(der) > 1 else 9
        end = head + int.from_bytes(der[2:head] if head > 2 else der[1:2], "big")
        if der[:1] != bytes([tag]) or head > 6 or end > len(der):
            raise Broken("token")
        content, der = der[head:end], der[end:]
    return content

def read_token(token: bytes, root: bytes) -> str:
    """Return when an authority saw the root, by its answer (RFC 3161, 2.4.2: status, CMS, TSTInfo, MessageImprint)."""
    answer = walk(token, 0x30)
    signed = walk(walk(walk(answer, 0x30, 0x30), 0x06, 0xA0), 0x30)
    stamped = walk(walk(walk(walk(signed, 0x02, 0x31, 0x30), 0x06, 0xA0), 0x04), 0x30)
    imprint, time = walk(stamped, 0x02, 0x06, 0x30), walk(stamped, 0x02, 0x06, 0x30, 0x02, 0x18)
    if walk(walk(answer, 0x30), 0x02) != b"\0" or not token.endswith(answer) or not re.fullmatch(rb"\d{14}(\.\d+)?Z", time):
        raise Broken("token")
    if (walk(walk(imprint, 0x30), 0x06).hex(), walk(imprint, 0x30, 0x04)) != ("608648016503040201", root):
        raise Broken("imprint")
    return time.decode()

def check(content: bytes) -> dict[str, Any]:
    """Return what a file discloses, once item → commitment → leaf → path → root → time-stamps holds; else raise Broken."""
    try:
        if len(content) > LARGEST:
            raise Broken("too-large")
        file: dict[str, Any] = json.loads(content.decode())
        if canonical(file) != content or file["format"] != "chaffinch-ledger-1" or type(file["stamps"]) is not list:
            raise ValueError("another spelling, or another format")
        "".join([file["key"], file["item"]["kind"], file["item"]["sha256"], *(one["authority"] for one in file["stamps"])])
        if commit(file["salt"], ITEM + canonical(file["item"])) != file["commitment"]:
            raise Broken("commitment")
        for name, one in file.get("opened", {}).items():
            if commit(one["salt"], FIELD + (name + "\n" + one["value"]).encode()) != file["item"]["hidden"][name]:
                raise Broken("opened")
        if (note := NOTE.fullmatch(file["note"])) is None:
            raise Broken("note")
        if base64.b64encode(root := climb(file, int(note["size"]))).decode() != note["root"]:
            raise Broken("path")
        if "original" in file:
            inner = file["original"]
            kinds, top = (file["item"]["kind"], inner["item"]["kind"]), climb(inner, file["item"]["size"])
            if kinds != ("archive-root", "original") or top.hex() != file["item"]["sha256"]:
                raise Broken("original")
        times = [read_token(unpack(stamp["token"]), root) for stamp in file["stamps"]]
        return {**file, **note.groupdict(), "root": root, "times": times}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Broken("malformed") from fault

def main(name: str, *option: str) -> int:
    """Check one file and say what holds, or write one of its time-stamps."""
    with Path(name).open("rb") as stream:
        found = check(stream.read(LARGEST + 1))
    if option:
        return sys.stdout.buffer.write(unpack(found["stamps"][int(option[-1]) - 1]["token"])) * 0
    root, item = found["root"].hex(), canonical(found.get("original", found)["item"]).decode()
    print(f"HOLDS: {item!a}\nbelow the root {root}\nof {found['size']} leaves, at most {found['most']} of them items.")
    for number, (stamp, time) in enumerate(zip(found["stamps"], found["times"], strict=True), 1):
        print(f"{stamp['authority']!a}: that root existed on {time}. Its signature is NOT checked here; to check it:")
        print(f"  python3 {shlex.quote(sys.argv[0])} {shlex.quote(name)} --token {number} |"
              f" openssl ts -verify -digest {root} -in /dev/stdin -CAfile ROOT-OF-THE-AUTHORITY.pem")
    print("Proved: it was committed to before those times. NOT proved: that it is false, or who they are."
          if found["times"] else "NO TIME-STAMP: nothing here says since when.")
    return 0 if found["times"] else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Broken as fault:
        sys.exit(f"DOES NOT HOLD: {fault}")
    except (OSError, TypeError, ValueError, IndexError) as fault:
        print(f"{fault}\n{__doc__}", file=sys.stderr)
        sys.exit(2)
