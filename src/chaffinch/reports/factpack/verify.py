#!/usr/bin/env python3
# ruff: noqa: T201 -- it speaks to a person
"""Check a fact pack of Chaffinch with Python's standard library alone: read this file, then run it.

    python3 -I verify.py PACK                    a zip, or the folder that it was unpacked to
    python3 -I verify.py PACK --key KEY          the key, or its fingerprint, as it was published beforehand
    python3 -I verify.py PACK --dump FILE        your own copy of what leaked: is it the same one?

Exit code: 0 what was checked holds; 1 it does not; 2 wrong use. Proofs of planted items are read by ledger_verify.py, which
lies beside this file. verify.html checks the same in a browser. The format: docs/reference/fact-pack.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import struct
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from chaffinch.reports.factpack.verify_key import fingerprint, has_signed, is_same_key
from chaffinch.reports.factpack.verify_mail import check_mail

FORMAT = "chaffinch-factpack-1"
MANIFEST, NOTE = "manifest.json", "manifest.note"
LARGEST, MOST_FILES = 400_000_000, 2_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}){0,3}")
PASSED_OVER = re.compile(r"(.*/)?(\..*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini)(/.*)?")
"""What computers put into folders by themselves."""
FAULTS = {
    "unreadable": "It cannot be read as a pack: no zip and no folder with a manifest.",
    "too-large": "It is larger than a pack may be.",
    "zip-name": "The zip holds a file whose name no pack may hold.",
    "zip-twice": "The zip holds two files of one name: programs would show you different ones.",
    "zip-form": "The zip is not packed in the one way that a pack is: something was put in, or it was packed anew. If a"
    " mail program did that, unpack it and check the folder.",
    "malformed": "Its list of files is not written in the one way that there is.",
    "signature": "The signature does not hold: the list of files is not what was signed.",
    "key": "It was signed with another key than the one that you have.",
    "missing": "A file is missing.",
    "changed": "A file was changed after the pack was signed.",
    "added": "A file was added after the pack was signed.",
    "facts": "The figures do not belong to this pack.",
    "proof": "A proof of a planted item does not hold.",
    "proof-other": "A proof is of another item than the one that it stands beside.",
    "dkim": "A mail’s signature is not what the pack says of it.",
    "stamp": "The time-stamp of the list of the dump’s files is none over that list, or of another moment.",
    "dump": "Your copy of the dump is not the one that these figures are about.",
}
"""What can be wrong."""


class Broken(Exception):
    """The pack does not hold.

    Attributes:
        code: a key of `FAULTS`.
        where: which file.
    """

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


# 1. The zip: stored, one order, no dates, no extras. Packed anew it must come out as the same bytes, so no trick fits.


def pack_zip(files: Mapping[str, bytes]) -> bytes:
    """Return files as the one zip that they can be (APPNOTE 6.3: local headers, central directory, end)."""
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        content, path = files[name], name.encode()
        # version 2.0, names in UTF-8, stored, 1 January 1980
        head = struct.pack(
            "<HHHHHLLLHH", 20, 0x800, 0, 0, 33, zlib.crc32(content), len(content), len(content), len(path), 0
        )
        directory += (
            b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + path
        )
        body += b"PK\3\4" + head + path + content
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def read_zip(untrusted: bytes) -> dict[str, bytes]:
    """Return the files of such a zip; raise Broken for every other."""
    files: dict[str, bytes] = {}
    at = 0
    while untrusted[at : at + 4] == b"PK\3\4" and len(untrusted) >= at + 30 and len(files) < MOST_FILES:
        size, length, extra = (
            struct.unpack_from("<L", untrusted, at + 18)[0],
            *struct.unpack_from("<HH", untrusted, at + 26),
        )
        start = at + 30 + length
        name = untrusted[at + 30 : start].decode("latin-1")
        if not NAME.fullmatch(name):
            raise Broken("zip-name", name[:200])
        if name in files:
            raise Broken("zip-twice", name)
        files[name] = untrusted[start + extra : start + extra + size]
        at = start + extra + size
    if not files:
        raise Broken("unreadable")
    if pack_zip(files) != untrusted:
        raise Broken("zip-form")
    return files


def read_place(place: Path) -> dict[str, bytes]:
    """Return the files of a zip or a folder."""
    if not place.is_dir():
        with place.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Broken("too-large")
        return read_zip(content)
    files: dict[str, bytes] = {}
    left = LARGEST
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if PASSED_OVER.fullmatch(name) or (path.is_dir() and not path.is_symlink()):
            continue
        if not NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise Broken("zip-name", name[:200])
        left -= path.stat().st_size
        if left < 0 or len(files) >= MOST_FILES:
            raise Broken("too-large")
        files[name] = path.read_bytes()
    return files


# 4. The manifest: the hash of every file, of the dump, and what kind of pack this is.


def read_manifest(content: bytes) -> dict[str, Any]:
    """Return the manifest; raise Broken unless it is written in the one way that there is."""
    try:
        values: dict[str, Any] = json.loads(content)
        wanted = {"dump", "files", "format", "key", "kind", "made_at", "organisation", "state"}
        if set(values) != wanted or values["format"] != FORMAT or not isinstance(values["files"], dict):
            raise ValueError("keys")
        if (values["kind"] not in ("facts", "originals")) or values["state"] not in ("released", "draft"):
            raise ValueError("kind")
        texts = [values[name] for name in sorted(wanted - {"files"})] + list(values["files"].values())
        if not all(isinstance(one, str) for one in texts) or write_manifest(values) != content:
            raise ValueError("another spelling")
        if not all(NAME.fullmatch(name) for name in values["files"]):
            raise ValueError("name")
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise Broken("malformed", MANIFEST) from fault
    return values


def write_manifest(values: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is spelled (RFC 8785; names of files are ASCII)."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_files(files: Mapping[str, bytes], hashes: Mapping[str, str]) -> None:
    """Raise Broken unless the files are exactly those of the manifest."""
    for name, digest in sorted(hashes.items()):
        if name not in files:
            raise Broken("missing", name)
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Broken("changed", name)
    for name in sorted(set(files) - set(hashes) - {MANIFEST, NOTE}):
        raise Broken("added", name)


# 5. All of it.


def hash_dump(place: Path) -> str:
    """Return the hash of a dump: of a file its SHA-256; of a folder as GNU's tools make it, too:

    find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum
    """
    if not place.is_dir():
        return hash_file(place)
    paths = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    found = sorted((os.fsencode(path.relative_to(place)), hash_file(path)) for path in paths)
    return hashlib.sha256(b"".join(f"{one}  ./".encode() + name + b"\0" for name, one in found)).hexdigest()


def hash_file(path: Path) -> str:
    """Return SHA-256 of a file, hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_pack(
    files: Mapping[str, bytes],
    *,
    published: str = "",
    dump: Path | None = None,
    check_proof: Callable[[bytes], Mapping[str, Any]] | None = None,
    read_stamp: Callable[[bytes, bytes], str] | None = None,
) -> dict[str, Any]:
    """Return what holds; raise Broken where it does not.

    Args:
        files: of the pack, by name.
        published: the key or its fingerprint, as somebody published it beforehand.
        dump: a copy of the dump.
        check_proof: the ledger's own verifier; without it proofs are not checked.
        read_stamp: the ledger's own reader of time-stamps: from an answer and a hash to the moment.
    """
    if MANIFEST not in files:
        raise Broken("unreadable")
    manifest = read_manifest(files[MANIFEST])
    draft = manifest["state"] == "draft"
    if not draft:
        if not has_signed(manifest["key"], files[MANIFEST], files.get(NOTE, b"").decode("utf-8", "replace")):
            raise Broken("signature", NOTE)
        if published and not is_same_key(manifest["key"], published):
            raise Broken("key")
    elif NOTE in files or manifest["key"]:
        raise Broken("signature", NOTE)
    check_files(files, manifest["files"])
    facts = _read_facts(files, manifest)
    proofs = [_check_proof(files, one, check_proof) for one in facts["proofs"]] if check_proof else []
    mails = [_check_claims(files, one) for one in facts["originals"]]
    if read_stamp and "stamp" in facts["dump"]:
        _check_stamp(files, facts["dump"], read_stamp)
    if dump and hash_dump(dump) != manifest["dump"]:
        raise Broken("dump")
    return {**manifest, "facts": facts, "proofs": proofs, "mails": mails, "draft": draft}


def _read_facts(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(files["facts.json"])
        said = (
            facts["format"],
            facts["kind"],
            facts["state"],
            facts["organisation"],
            facts["dump"]["sha256"],
        )
        if said != tuple(manifest[name] for name in ("format", "kind", "state", "organisation", "dump")):
            raise ValueError("another pack's")
        for one in facts["proofs"]:
            "".join([one["file"], one["entry"], one["sha256"], one["ledger"], one.get("original", "")])
        "".join(one["file"] for one in facts["originals"])
        if {one["file"] for one in facts["proofs"]} != {name for name in files if name.startswith("proofs/")}:
            raise ValueError("proofs")
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise Broken("facts", "facts.json") from fault
    return facts


def _check_proof(
    files: Mapping[str, bytes], told: Mapping[str, str], check_proof: Callable[[bytes], Mapping[str, Any]]
) -> Mapping[str, Any]:
    try:
        proved = check_proof(files[told["file"]])
    except Exception as fault:
        raise Broken("proof", told["file"]) from fault
    item = proved["item"]
    if (
        told["entry"] != item.get("id", told["entry"])
        or told["sha256"] != item["sha256"]
        or told["ledger"] != proved["origin"]
    ):
        raise Broken("proof-other", told["file"])
    if "original" in told:
        kept = proved.get("original", {"item": {}})["item"].get("sha256")
        if kept != hashlib.sha256(files.get(told["original"], b"")).hexdigest():
            raise Broken("proof-other", told["file"])
    return {**proved, "told": told}


def _check_stamp(
    files: Mapping[str, bytes], told: Mapping[str, str], read_stamp: Callable[[bytes, bytes], str]
) -> None:
    try:
        moment = read_stamp(files[told["stamp"]], bytes.fromhex(told["manifest_sha256"]))
        if re.sub(r"\D", "", moment)[:14] != re.sub(r"\D", "", told["stamped_at"]):
            raise ValueError("another moment")
    except Exception as fault:
        raise Broken("stamp", str(told["stamp"])[:200]) from fault


def _check_claims(files: Mapping[str, bytes], told: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        records = [json.loads(line) for line in files["keys.jsonl"].splitlines()]
        found = check_mail(files[told["file"]], records)
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        raise Broken("dkim", str(told["file"])[:200]) from fault
    if found != told["dkim"]:
        raise Broken("dkim", told["file"])
    return {"file": told["file"], "dkim": found}


def say(found: Mapping[str, Any], *, published: str, dump: str, proofs: bool) -> None:
    """Say what was checked, and what was not."""
    print(
        f"{'UNSIGNED' if found['draft'] else 'HOLDS'}: {found['organisation']!a}, {found['kind']}, {found['made_at']}"
    )
    print(f"Every one of the {len(found['files'])} files is as it was listed.")
    if found["draft"]:
        print("A DRAFT: nobody has signed it, and it proves nothing.")
    else:
        print(f"The signature holds. The key: {found['key']}\nIts fingerprint: {fingerprint(found['key'])}")
        whose = "It is the key that you gave." if published else "NOT CHECKED: whose key that is. Give --key."
        print(whose)
    print(
        "Your copy is the dump that is meant."
        if dump
        else f"NOT CHECKED: the dump, {found['dump']}. Give --dump."
    )
    if "stamp" in (told := found["facts"]["dump"]):
        how = "only its signature was NOT" if proofs else "it was NOT"
        print(
            f"The list of the dump's files: {told['stamped_by']!a} saw it {told['stamped_at']}; {how} CHECKED."
        )
    for one in found["proofs"]:
        item, seen = (
            one["told"].get("original") or one["told"]["entry"],
            ", ".join(one["times"]) or "by nobody else",
        )
        print(f"{item!a}: stood in the ledger {one['origin']!a}; seen {seen}.")
    if found["facts"]["proofs"]:
        why = (
            "the ledger's and the authorities' signatures; ledger_verify.py says how"
            if proofs
            else "any proof"
        )
        print(f"NOT CHECKED: {why}.")
    for one in found["mails"]:
        for mark in one["dkim"] or [{"signature": "none"}]:
            print(f"{one['file']}: " + ", ".join(f"{name} {mark[name]!a}" for name in sorted(mark)))
    print(
        "NOT PROVED by any of this: that a verdict is right. It shows who says so, and that nothing was changed."
    )


def load_ledger() -> Any:
    """Return the ledger's own verifier, where it lies beside this file."""
    path = Path(__file__).with_name("ledger_verify.py")
    spec = importlib.util.spec_from_file_location("ledger_verify", path) if path.exists() else None
    if spec is None or spec.loader is None:
        return None
    sys.dont_write_bytecode = True
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str]) -> int:
    """Check one pack and say what holds."""
    place, *rest = arguments
    given = dict(zip(rest[::2], rest[1::2], strict=True))
    if set(given) - {"--key", "--dump"}:
        raise ValueError("there are two options, --key and --dump")
    dump, published = given.get("--dump", ""), given.get("--key", "")
    ledger = load_ledger()
    found = check_pack(
        read_place(Path(place)),
        published=published,
        dump=Path(dump) if dump else None,
        check_proof=ledger and ledger.check,
        read_stamp=ledger and ledger.read_token,
    )
    say(found, published=published, dump=dump, proofs=ledger is not None)
    return 1 if found["draft"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Broken as fault:
        sys.exit(f"DOES NOT HOLD: {fault.code} {fault.where!a}\n{FAULTS[fault.code]}")
    except (OSError, ValueError) as fault:
        print(f"{fault}\n{__doc__}", file=sys.stderr)
        sys.exit(2)
