"""Write tests/ledger/vectors: disclosures, honest and tampered with in every way, and what each verifier must say.

python -m tests.ledger.make_vectors. Everything follows from fixed seeds: a second run writes the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from tests.ledger.authority import TestAuthority, der, make_authority
from tests.ledger.house import DAY, KEY, NEXT_KEY, grow_log, make_entry, make_log, stamp_log

from chaffinch.ground.merkle import hash_leaf, prove_inclusion
from chaffinch.ledger.commitment import commit_item, derive_salt, make_archive_root
from chaffinch.ledger.disclosure import Original, disclose
from chaffinch.ledger.log import Log
from chaffinch.ledger.note import Checkpoint, SigningKey, sign_note
from chaffinch.ledger.rotation import rotate_key
from chaffinch.ledger.verify import canonical

FOLDER = Path(__file__).parent / "vectors"
ALPHA, BETA = make_authority("alpha.test"), make_authority("beta.test", kind="ec")
STRANGE_KEY = SigningKey(KEY.name, bytes(range(2, 34)))
Values = dict[str, Any]


@dataclass(frozen=True)
class Vector:
    """One file, and what is to be said of it."""

    name: str
    content: bytes
    structure: str = "holds"
    """What verify.py says: holds, or the code of a fault."""
    whole: str = ""
    """What the others say; as verify.py where it is empty."""
    dating: str = "dated"
    states: tuple[str, ...] = ("signed", "signed")
    """Of the stamps, without roots."""
    trusted: tuple[str, ...] = ("trusted", "trusted")
    """Of the stamps, with the roots of alpha.test and beta.test."""
    trusted_dating: str = ""
    """With those roots, where it differs."""
    pinned: str = ""
    pad: int = 0
    """So many spaces are to be added to the file."""


class Maker:
    """The logs that the vectors are of."""

    def __init__(self, folder: Path) -> None:
        self.log = make_log(folder / "log", "a", "b", "é\u0301\u202e😀")
        self.first = self.log.checkpoints[0].note
        grow_log(self.log, "c", "d")
        stamp_log(self.log, ALPHA, BETA)
        self.fork = make_log(folder / "fork", "a", "x", seed=7)
        grow_log(self.fork, "y", seed=8)
        stamp_log(self.fork, ALPHA, BETA)
        self.rotated = make_log(folder / "rotated", "a")
        rotate_key(self.rotated, old=KEY, new=NEXT_KEY, approval="m", at=DAY, chance=random.Random(3))
        grow_log(self.rotated, "b", keys=(NEXT_KEY,))
        stamp_log(self.rotated, ALPHA, BETA)
        self.archive, self.original = make_archive(folder / "archive")
        self.folder = folder

    def read(self, name: str = "a", **options: Any) -> Values:
        return dict(json.loads(disclose(self.log, name, **options)))

    def stamped(self, name: str, *authorities: TestAuthority, at: datetime = DAY) -> bytes:
        log = make_log(self.folder / name, "a")
        stamp_log(log, *authorities, at=at)
        return disclose(log, "a")


def make_archive(folder: Path) -> tuple[Log, Original]:
    """Return a log over an archive of forty originals, and one of them."""
    log = make_log(folder)
    items = [{"kind": "original", "sha256": hashlib.sha256(b"%d" % one).hexdigest()} for one in range(40)]
    salts = [derive_salt(bytes(32), str(one)) for one in range(40)]
    commitments = [commit_item(item, salt=salt) for item, salt in zip(items, salts, strict=True)]
    root, leaves, places = make_archive_root(commitments, seed=bytes(32), chance=random.Random(1))
    log.add([make_entry("archive", kind="archive-root", size=len(leaves), sha256=root.hex())])
    log.make_checkpoint((KEY,), chance=random.Random(2))
    stamp_log(log, ALPHA, BETA)
    path = prove_inclusion([hash_leaf(leaf) for leaf in leaves], places[7])
    return log, Original(items[7], salts[7], places[7], path)


def make_honest(maker: Maker) -> list[Vector]:
    """Return what holds."""
    one, none = ("signed",), ()
    late = make_authority("late.test", kind="ec", begins=DAY.replace(year=2028))
    code = make_authority("code.test", kind="ec", use="code")
    brief = make_authority("brief.test", kind="ec", ends=DAY.replace(month=4))
    return [
        Vector("document", disclose(maker.log, "a")),
        Vector("document-pinned", disclose(maker.log, "a"), pinned=KEY.note_key.text),
        Vector("unicode", disclose(maker.log, "é\u0301\u202e😀")),
        Vector("opened", disclose(maker.log, "b", opened=["planted_in", "approval"])),
        Vector("grown", disclose(maker.log, "c", since=maker.first)),
        Vector("grown-by-nothing", disclose(maker.log, "a", since=maker.first)),
        Vector("archive-root", disclose(maker.archive, "archive")),
        Vector("archive-original", disclose(maker.archive, "archive", original=maker.original)),
        Vector("rotated-signed-by-old-known-by-new", disclose(maker.rotated, "a"), pinned=NEXT_KEY.note_key.text),
        Vector("rotated-signed-by-new-known-by-old", disclose(maker.rotated, "b"), pinned=KEY.note_key.text),
        Vector("rotation-itself", disclose(maker.rotated, f"key-rotation-{NEXT_KEY.note_key.id.hex()}")),
        Vector("one-timestamp", maker.stamped("1", ALPHA), dating="one-timestamp-only", states=one, trusted=("trusted",)),
        Vector("undated", maker.stamped("2"), dating="undated", states=none, trusted=none),
        Vector("of-a-stranger", maker.stamped("3", make_authority("stranger.test", kind="ec")), states=one,
               dating="one-timestamp-only", trusted=("untrusted",), trusted_dating="undated"),
        Vector("certificate-not-yet-valid", maker.stamped("4", late), dating="undated", states=("expired-then",), trusted=("expired-then",)),
        Vector("certificate-over-since", maker.stamped("5", brief), dating="one-timestamp-only", states=one, trusted=("untrusted",),
               trusted_dating="undated"),
        Vector("certificate-expired-then", maker.stamped("6", brief, at=DAY.replace(month=5)), dating="undated",
               states=("expired-then",), trusted=("expired-then",)),
        Vector("certificate-not-for-stamping", maker.stamped("7", code), dating="undated", states=("certificate",), trusted=("certificate",)),
    ]  # fmt: skip


def make_tampered_tree(maker: Maker) -> list[Vector]:
    """Return what was changed between the item and the root."""
    base = maker.read()
    path = base64.b64decode(base["path"])
    swapped = path[32:64] + path[:32] + path[64:]
    flipped = bytes([path[0] ^ 1]) + path[1:]
    note = Checkpoint(KEY.name, 4_096, bytes(32), 20_000).text

    def item(**change: Any) -> Values:
        return {**base, "item": {**base["item"], **change}}

    files = {
        "item-changed": (item(sha256="0" * 64), "commitment"), "item-kind": (item(kind="mail"), "commitment"),
        "item-date": (item(planted_at="2027-02-28T08:30:00Z"), "commitment"), "item-more": (item(title="x"), "commitment"),
        "item-of-another": ({**base, "item": maker.read("b")["item"]}, "commitment"),
        "item-composed": (item(id="\u00e9"), "commitment"), "item-homoglyph": (item(id="\u0430"), "commitment"),
        "salt-changed": ({**base, "salt": pack(bytes(32))}, "commitment"), "salt-short": ({**base, "salt": pack(bytes(31))}, "malformed"),
        "salt-long": ({**base, "salt": pack(base64.b64decode(base["salt"]) + b"\0")}, "malformed"),
        "commitment-changed": ({**base, "commitment": pack(bytes(32))}, "commitment"),
        "item-salt-and-commitment-of-another": ({**base, **{key: maker.read("b")[key] for key in ("item", "salt", "commitment")}}, "path"),
        "index-changed": ({**base, "index": base["index"] ^ 1}, "path"), "index-negative": ({**base, "index": -1}, "path"),
        "index-beyond": ({**base, "index": 4_096}, "path"), "index-huge": ({**base, "index": 2**53 - 1}, "path"),
        "index-text": ({**base, "index": str(base["index"])}, "malformed"), "path-node": ({**base, "path": pack(flipped)}, "path"),
        "path-short": ({**base, "path": pack(path[:-32])}, "path"), "path-long": ({**base, "path": pack(path + bytes(32))}, "path"),
        "path-ragged": ({**base, "path": pack(path[:-1])}, "path"), "path-swapped": ({**base, "path": pack(swapped)}, "path"),
        "path-empty": ({**base, "path": ""}, "path"), "path-not-base64": ({**base, "path": base["path"][:-1] + "!"}, "malformed"),
        "root-changed-and-signed": ({**base, "note": sign_note(note, keys=(KEY,))}, "path"),
        "checkpoint-of-the-fork": ({**base, "note": maker.fork.checkpoints[0].note}, "path"),
        "checkpoint-later": ({**base, "note": maker.log.checkpoints[1].note}, "path"),
        "opened-changed": (change_opened(maker, value="imap://autre.test/"), "opened"),
        "opened-salt": (change_opened(maker, salt=pack(bytes(32))), "opened"),
        "opened-unknown": ({**base, "opened": {"title": {"salt": base["salt"], "value": "x"}}}, "malformed"),
        "opened-number": (change_opened(maker, value=7), "malformed"), "opened-list": ({**base, "opened": []}, "malformed"),
        "opened-null-name": ({**base, "opened": {"": {"salt": base["salt"], "value": ""}}}, "malformed"),
    }  # fmt: skip
    return [Vector(name, canonical(values), code) for name, (values, code) in files.items()]


def change_opened(maker: Maker, **change: Any) -> Values:
    """Return a file whose opened field was changed."""
    values = maker.read("b", opened=["planted_in"])
    values["opened"]["planted_in"].update(change)
    return values


def make_tampered_archive(maker: Maker) -> list[Vector]:
    """Return originals that do not stand in the archive."""
    values = json.loads(disclose(maker.archive, "archive", original=maker.original))
    inner = values["original"]
    changes: dict[str, tuple[Any, str]] = {
        "original-item": ({**inner, "item": {**inner["item"], "sha256": "0" * 64}}, "original"),
        "original-kind": ({**inner, "item": {**inner["item"], "kind": "document"}}, "original"),
        "original-index": ({**inner, "index": inner["index"] ^ 1}, "original"), "original-path": ({**inner, "path": ""}, "original"),
        "original-salt": ({**inner, "salt": pack(bytes(32))}, "original"), "original-list": ([], "malformed"),
        "original-empty": ({}, "malformed"), "original-without-kind": ({**inner, "item": {}}, "malformed"),
    }  # fmt: skip
    vectors = [
        Vector(name, canonical({**values, "original": one}), code) for name, (one, code) in changes.items()
    ]
    return [
        *vectors,
        Vector("original-below-a-document", canonical({**maker.read(), "original": inner}), "malformed"),
    ]


def make_tampered_notes(maker: Maker) -> list[Vector]:
    """Return what was changed in notes, keys, rotations and growth."""
    base, grown = maker.read(), maker.read("c", since=maker.first)
    rotated = json.loads(disclose(maker.rotated, "b"))
    text, _, lines = base["note"].partition("\n\n")
    changed = lines[:60] + ("A" if lines[60] != "A" else "B") + lines[61:]
    more = Checkpoint(KEY.name, 4_096, maker.log.checkpoints[0].checkpoint.root, 30_000)
    elsewhere = Checkpoint("elsewhere.test/ledger", 4_096, more.root, 20_000)
    foreign = SigningKey(elsewhere.origin, KEY.private)
    earlier = grown["earlier"]
    forked = maker.fork.checkpoints[0].note
    whole = {
        "signature-changed": {**base, "note": f"{text}\n\n{changed}"}, "most-changed": {**base, "note": base["note"].replace("20000", "20001")},
        "signed-by-another-key": {**base, "note": sign_note(f"{text}\n", keys=(STRANGE_KEY,))},
        "signed-twice-by-one-key": {**base, "note": base["note"] + lines},
        "signature-cut": {**base, "note": f"{text}\n\n{lines[:30]}\n"},
    }  # fmt: skip
    keys = {
        "key-not-one": {**base, "key": "x"}, "key-of-another-id": {**base, "key": base["key"].replace("+", "+0", 1)[:-1]},
        "key-of-another-name": {**base, "key": foreign.note_key.text}, "key-empty": {**base, "key": ""},
        "checkpoint-of-another-log": {**base, "note": sign_note(elsewhere.text, keys=(foreign,))},
    }  # fmt: skip
    rotations = {
        "rotation-signed-by-one": [sign_note(rotated["rotations"][0].partition("\n\n")[0] + "\n", keys=(KEY,))],
        "rotation-changed": [rotated["rotations"][0].replace("\n4096\n", "\n8192\n")], "rotation-not-text": [7],
        "rotation-twice": rotated["rotations"] * 2, "rotation-of-others": [rotation_of_others()], "rotation-object": {},
    }  # fmt: skip
    growth = {
        "growth-of-a-fork": {**earlier, "note": forked}, "growth-path": {**earlier, "path": pack(bytes(32))},
        "growth-path-short": {**earlier, "path": ""}, "growth-path-long": {**earlier, "path": pack(base64.b64decode(earlier["path"]) + bytes(32))},
        "growth-of-another-log": {**earlier, "note": sign_note(elsewhere.text, keys=(foreign,))},
        "growth-unsigned": {**earlier, "note": sign_note(text + "\n", keys=(STRANGE_KEY,))},
        "growth-of-another-number": {**earlier, "note": sign_note(more.text, keys=(KEY,))},
        "growth-from-later": {"note": maker.log.checkpoints[1].note, "path": earlier["path"]}, "growth-not-one": {"note": 7, "path": ""},
    }  # fmt: skip
    malformed = {
        "note-empty": "", "note-more-lines": base["note"].replace("items\n", "items\nmore\n"), "note-no-signature": f"{text}\n",
        "note-size-zero": base["note"].replace("4096", "0"), "note-size-padded": base["note"].replace("4096", "04096"),
        "note-size-other-digits": base["note"].replace("4096", "٤٠٩٦"), "note-windows": base["note"].replace("\n", "\r\n"),
        "note-no-number": base["note"].replace("at most 20000 items\n", ""),
    }  # fmt: skip
    return [
        *(Vector(name, canonical(values), whole="signature") for name, values in whole.items()),
        *(Vector(name, canonical(values), whole="key") for name, values in keys.items()),
        *(
            Vector(name, canonical({**rotated, "rotations": one}), whole="rotation")
            for name, one in rotations.items()
        ),
        Vector(
            "rotation-missing", canonical({**rotated, "rotations": []}), whole="key", pinned=KEY.note_key.text
        ),
        Vector("pinned-another-key", disclose(maker.log, "a"), whole="key", pinned=STRANGE_KEY.note_key.text),
        *(Vector(name, canonical({**grown, "earlier": one}), whole="growth") for name, one in growth.items()),
        *(Vector(name, canonical({**base, "note": one}), "note") for name, one in malformed.items()),
        Vector("note-number", canonical({**base, "note": 7}), "malformed"),
        Vector("size-changed", canonical({**base, "note": base["note"].replace("4096", "8192")}), "path"),
    ]


def rotation_of_others() -> str:
    """Return a rotation between two keys that have nothing to do with the log."""
    from chaffinch.ledger.note import Rotation

    other = SigningKey(KEY.name, bytes(range(3, 35)))
    return sign_note(Rotation(STRANGE_KEY.note_key, other.note_key, 0).text, keys=(STRANGE_KEY, other))


def make_tampered_tokens(maker: Maker) -> list[Vector]:
    """Return what was changed in time-stamps."""
    base = maker.read()
    root = maker.log.checkpoints[0].checkpoint.root
    good = [base64.b64decode(one["token"]) for one in base["stamps"]]

    def put(token: bytes) -> bytes:
        return canonical(
            {**base, "stamps": [{"authority": "alpha.test", "token": pack(token)}, base["stamps"][1]]}
        )

    wrong_root = ALPHA.stamp(hashlib.sha256(b"another").digest(), at=DAY)
    mixed = BETA.certificate.public_bytes(serialization.Encoding.DER)
    imprint = {
        "token-of-another-root": wrong_root, "token-other-hash": good[0].replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040202"), 2),
        "token-of-the-later-root": maker.log.checkpoints[1].read_stamps()["alpha.test"],
    }  # fmt: skip
    token = {
        "token-truncated": good[0][:-1], "token-half": good[0][:400], "token-trailing": good[0] + b"\0", "token-empty": b"",
        "token-not-der": b"<html>", "token-refused": good[0].replace(b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x02", 1),
        "token-length-lies": good[0][:1] + b"\x84\xff\xff\xff\xff" + good[0][4:], "token-without-answer": der(0x30, der(0x30, der(0x02, b"\2"))),
        "token-bare": good[0][good[0].index(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") - 4:],
    }  # fmt: skip
    stamp = {
        "token-signature": good[0][:-5] + bytes([good[0][-5] ^ 1]) + good[0][-4:], "token-time": good[0].replace(b"20270301083000Z", b"20260301083000Z"),
        "token-digest": change_after(good[0], bytes.fromhex("2a864886f70d010904"), 8),
        "token-kind": good[0].replace(bytes.fromhex("2a864886f70d010903"), bytes.fromhex("2a864886f70d010905")),
    }  # fmt: skip
    stamp["token-ec-signature"] = good[1][:-5] + bytes([good[1][-5] ^ 1]) + good[1][-4:]
    stamp["token-of-another-certificate"] = ALPHA.stamp(root, at=DAY, meant=hashlib.sha256(mixed).digest())
    twice = ALPHA.stamp(root, at=DAY.replace(hour=9), serial=99)
    return [
        *(Vector(name, put(one), "imprint") for name, one in imprint.items()),
        *(Vector(name, put(one), "token") for name, one in token.items()),
        *(Vector(name, put(one), whole="stamp") for name, one in stamp.items()),
        Vector("token-not-base64", canonical({**base, "stamps": [{"authority": "a", "token": "?"}]}), "malformed"),
        Vector("stamps-object", canonical({**base, "stamps": {}}), "malformed"),
        Vector("stamps-unnamed", canonical({**base, "stamps": [{"token": base["stamps"][0]["token"]}]}), "malformed"),
        Vector("one-authority-twice", canonical({**base, "stamps": [base["stamps"][0], {"authority": "another", "token": pack(twice)}]}),
               dating="one-timestamp-only"),
        Vector("token-names-its-certificate-by-sha-1", put(ALPHA.stamp(root, at=DAY, kind="0c"))),
    ]  # fmt: skip


def change_after(token: bytes, mark: bytes, distance: int) -> bytes:
    """Return a token with one bit changed so many bytes behind a mark."""
    place = token.index(mark) + len(mark) + distance
    return token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]


def make_tampered_json(maker: Maker) -> list[Vector]:
    """Return what is not spelled in the one way, or says something else to another reader."""
    good = disclose(maker.log, "a")
    base = json.loads(good)
    text = good.decode()
    index = f'"index":{base["index"]}'
    files = {
        "empty": b"", "not-json": b"<html></html>", "null": b"null", "number": b"7", "list": b"[]", "object": b"{}", "text": b'"x"',
        "cut": good[:-1], "trailing-newline": good + b"\n", "spaces": json.dumps(base, sort_keys=True).encode(),
        "unsorted": json.dumps(dict(reversed(base.items())), separators=(",", ":"), ensure_ascii=False).encode(),
        "key-twice": text.replace(index, f'"index":0,{index}').encode(), "key-twice-other-spelling": text.replace(index, f'"inde\\u0078":0,{index}').encode(),
        "float": text.replace(index, f"{index}.0").encode(), "exponent": text.replace(index, '"index":1e3').encode(),
        "fraction": text.replace(index, f"{index}.5").encode(), "minus-zero": text.replace(index, '"index":-0').encode(),
        "too-large-number": text.replace(index, '"index":9007199254740993').encode(), "endless-number": text.replace(index, f'"index":{"9" * 5_000}').encode(),
        "true": text.replace(index, '"index":true').encode(), "null-value": text.replace(index, '"index":null').encode(),
        "nan": text.replace(index, '"index":NaN').encode(), "byte-order-mark": b"\xef\xbb\xbf" + good, "utf-16": text.encode("utf-16"),
        "not-utf-8": good.replace(b"document", b"docum\xffnt"), "overlong": good.replace(b"document", b"d\xc1\xafcument"),
        "surrogate": text.replace('"a"', '"\\ud800"').encode(), "escaped": text.replace('"document"', '"doc\\u0075ment"').encode(),
        "escaped-slash": text.replace("/", "\\/").encode(), "nested": b"[" * 50_000, "nested-closed": b"[" * 20_000 + b"]" * 20_000,
        "another-format": canonical({**base, "format": "chaffinch-ledger-2"}), "format-number": canonical({**base, "format": 1}),
        "nul": good.replace(b"document", b"docu\0ent"), "two": good + good,
        **{f"without-{key}": canonical({one: base[one] for one in base if one != key}) for key in base},
    }  # fmt: skip
    return [
        *(Vector(name, content, "malformed") for name, content in files.items()),
        Vector("unknown-key", canonical({**base, "more": {"x": [1, "y"]}})),
        Vector("prototype-key", canonical({**base, "__proto__": {"opened": {"a": 1}}})),
        Vector("large", good, "malformed", pad=200_000),
        Vector("too-large", good, "too-large", pad=262_144),
    ]


def pack(content: bytes) -> str:
    """Return base64."""
    return base64.b64encode(content).decode()


def make_vectors(folder: Path) -> list[Vector]:
    """Return every vector; the logs that they are of are made in the folder."""
    maker = Maker(folder)
    return [
        *make_honest(maker), *make_tampered_tree(maker), *make_tampered_archive(maker), *make_tampered_notes(maker),
        *make_tampered_tokens(maker), *make_tampered_json(maker),
    ]  # fmt: skip


def describe(vector: Vector) -> Values:
    """Return a vector's line of the index."""
    whole = vector.whole or vector.structure
    values: Values = {"name": vector.name, "verify.py": vector.structure, "all": whole}
    if whole == "holds":
        values |= {
            "dating": vector.dating, "states": vector.states,
            "dating_with_roots": vector.trusted_dating or vector.dating, "states_with_roots": vector.trusted,
        }  # fmt: skip
    return (
        values
        | ({"key": vector.pinned} if vector.pinned else {})
        | ({"pad": vector.pad} if vector.pad else {})
    )


def main() -> None:
    """Write the files, the index and the two roots."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    with tempfile.TemporaryDirectory() as folder:
        vectors = make_vectors(Path(folder))
    assert len({vector.name for vector in vectors}) == len(vectors)
    for vector in vectors:
        (FOLDER / f"{vector.name}.json").write_bytes(vector.content)
    lines = ",\n".join(json.dumps(describe(vector)) for vector in vectors)
    (FOLDER / "index.json").write_text(f"[\n{lines}\n]\n")
    (FOLDER / "roots.pem").write_bytes(ALPHA.root_pem + BETA.root_pem)


if __name__ == "__main__":
    main()
