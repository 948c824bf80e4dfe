"""verify.py: whatever is changed in a pack is named, and what is whole holds; by the standard library alone."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.factpack.house import DUMP, NOW, OTHER_KEY, PRESS_KEY, make_facts, make_proof

from chaffinch.leaks.reading.manifest import write_manifest as list_files
from chaffinch.ledger.note import sign_note
from chaffinch.ledger.verify import check
from chaffinch.reports.factpack.check_words import FAULTS as SAID
from chaffinch.reports.factpack.check_words import say_check
from chaffinch.reports.factpack.keys import name_fingerprint, write_fingerprint
from chaffinch.reports.factpack.pack import build_pack, sign_pack
from chaffinch.reports.factpack.verifiers import list_verifiers
from chaffinch.reports.factpack.verify import (
    FAULTS,
    MANIFEST,
    NOTE,
    Broken,
    check_pack,
    hash_dump,
    pack_zip,
    read_place,
    read_zip,
    write_manifest,
)
from chaffinch.reports.factpack.verify_key import is_signed, write_note

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def pack() -> Files:
    facts = make_facts()
    return sign_pack(build_pack(facts), facts, key=PRESS_KEY)


def tell(files: Files, **options: Any) -> str:
    try:
        check_pack(read_zip(pack_zip(files)), check_proof=check, **options)
    except Broken as fault:
        return fault.code
    return "holds"


def sign_anew(pack: Files, **changes: object) -> Files:
    """Return the pack as its signer could have made it otherwise: a changed manifest with a signature that holds."""
    manifest = write_manifest(json.loads(pack[MANIFEST]) | changes)
    return {
        **pack,
        MANIFEST: manifest,
        NOTE: sign_note(write_note(manifest), keys=[PRESS_KEY]).encode(),
    }


def with_hashes(pack: Files) -> Files:
    hashes = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in pack.items()
        if name not in {MANIFEST, NOTE}
    }
    return sign_anew(pack, files=hashes)


def test_a_whole_pack_holds(pack: Files) -> None:
    assert tell(pack) == "holds"
    assert tell(pack, published=PRESS_KEY.note_key.text) == "holds"
    assert tell(pack, published=name_fingerprint(PRESS_KEY.note_key)) == "holds"
    assert tell(pack, published=write_fingerprint(PRESS_KEY.note_key).upper()) == "holds"


def test_another_dump_or_key_is_told(pack: Files, tmp_path: Path) -> None:
    (tmp_path / "as-it-is-called-here.zip").write_bytes(DUMP)
    (tmp_path / "other.zip").write_bytes(DUMP + b"x")
    assert tell(pack, dump=tmp_path / "as-it-is-called-here.zip") == "holds"
    assert tell(pack, dump=tmp_path / "other.zip") == "dump"
    assert tell(pack, dump=tmp_path) == "dump"
    assert tell(pack, published=OTHER_KEY.note_key.text) == "key"


def test_each_changed_missing_and_added_file_is_told(pack: Files) -> None:
    for name in set(pack) - {MANIFEST, NOTE}:
        assert tell({**pack, name: pack[name] + b" "}) == "changed", name
        assert tell({one: content for one, content in pack.items() if one != name}) == "missing", name
    assert tell({**pack, "facts.de.pdf": b""}) == "added"
    assert tell({one: content for one, content in pack.items() if one != MANIFEST}) == "unreadable"
    assert tell({one: content for one, content in pack.items() if one != NOTE}) == "signature"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation", "Somebody else"),
        ("dump", "0" * 64),
        ("made_at", "2020-01-01T00:00:00Z"),
        ("kind", "originals"),
        ("key", OTHER_KEY.note_key.text),
        ("state", "draft"),
    ],
)
def test_each_changed_field_of_the_manifest_is_told(pack: Files, name: str, value: str) -> None:
    changed = {**pack, MANIFEST: write_manifest(json.loads(pack[MANIFEST]) | {name: value})}
    assert tell(changed) == "signature"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + b"\n",
        lambda text: text.replace(b'"dump":', b'"dump": '),
        lambda text: text.replace(b"chaffinch-factpack-1", b"chaffinch-factpack-2"),
        lambda text: text.replace(b'"state":"released"', b'"state":"other"'),
        lambda text: text.replace(b'{"dump"', b'{"dump":"x","dump"'),
        lambda text: text.replace(b"facts.html", b"../facts.html"),
        lambda text: b"[]",
        lambda text: b"\xff",
        lambda text: b"[" * 100_000,
        lambda text: text.replace(b'"made_at":"', b'"more":"","made_at":"'),
    ],
)
def test_a_manifest_has_one_spelling(pack: Files, change: Callable[[bytes], bytes]) -> None:
    assert tell({**pack, MANIFEST: change(pack[MANIFEST])}) == "malformed"


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace(b"v1", b"v2"),
        lambda note: note + note.rpartition(b"\n\n")[2],
        lambda note: note[:-1],
        lambda note: b"",
        lambda note: b"\xff\xfe",
        lambda note: note[:-8] + b"AAAAAA=\n",
    ],
)
def test_a_changed_note_does_not_hold(pack: Files, change: Callable[[bytes], bytes]) -> None:
    assert tell({**pack, NOTE: change(pack[NOTE])}) == "signature"


def test_a_signature_of_another_key_over_the_same_manifest_does_not_hold(pack: Files) -> None:
    note = sign_note(write_note(pack[MANIFEST]), keys=[OTHER_KEY]).encode()
    assert tell({**pack, NOTE: note}) == "signature"


def test_figures_of_another_pack_are_told(pack: Files) -> None:
    assert tell(sign_anew(pack, organisation="Somebody else")) == "facts"
    facts = json.loads(pack["facts.json"])
    changes: list[Any] = [{**facts, "proofs": []}, {**facts, "dump": {}}, {**facts, "originals": 3}, []]
    for changed in changes:
        assert tell(with_hashes({**pack, "facts.json": json.dumps(changed).encode()})) == "facts"


def test_a_proof_that_does_not_hold_or_is_of_another_item_is_told(pack: Files) -> None:
    proof = pack["proofs/001.json"]
    broken = with_hashes({**pack, "proofs/001.json": proof.replace(b"2027-03-01", b"2026-03-01")})
    assert tell(broken) == "proof"
    other = with_hashes({**pack, "proofs/001.json": make_proof("document-2").disclosure})
    assert tell(other) == "proof-other"


def test_a_draft_is_not_signed_and_says_so() -> None:
    facts = make_facts(state="draft")
    files = sign_pack(build_pack(facts), facts, key=None)
    assert check_pack(files, check_proof=check)["draft"] is True
    signed = {**files, NOTE: sign_note(write_note(files[MANIFEST]), keys=[PRESS_KEY]).encode()}
    assert tell(signed) == "signature"


def test_a_zip_is_packed_in_one_way_that_every_program_reads(pack: Files) -> None:
    packed = pack_zip(pack)
    assert read_zip(packed) == pack
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == pack


def pack_otherwise(entries: list[tuple[str, bytes]], *, method: int = zipfile.ZIP_STORED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return sink.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_tricks_with_zips_are_named(pack: Files) -> None:
    def tell_zip(content: bytes) -> str:
        with pytest.raises(Broken) as told:
            read_zip(content)
        return told.value.code

    whole = pack_zip(pack)
    twice = pack_otherwise([("facts.html", b"one"), ("facts.html", b"two")])
    assert tell_zip(twice) == "zip-twice"
    for name in (
        "../facts.html",
        "/facts.html",
        "a\\b",
        "a//b",
        "café.html",
        "a b",
        ".hidden",
        "x" * 101,
        "C:x",
    ):
        assert tell_zip(pack_otherwise([(name, b"")])) == "zip-name", name
    assert tell_zip(pack_otherwise(list(pack.items()), method=zipfile.ZIP_DEFLATED)) == "zip-form"
    assert tell_zip(pack_otherwise(list(pack.items()))) == "zip-form"
    assert tell_zip(whole + b"x") == "zip-form"
    assert tell_zip(b"x" + whole) == "unreadable"
    assert tell_zip(whole[:-1]) == "zip-form"
    assert tell_zip(b"") == "unreadable"
    # A second directory that names another file: what one program shows is not what another one does.
    end = whole.rindex(b"PK\5\6")
    start = struct.unpack_from("<L", whole, end + 16)[0]
    renamed = whole[:start] + whole[start:].replace(b"README.txt", b"README.exe")
    assert tell_zip(renamed) == "zip-form"


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_no_bit_of_a_zip_can_be_turned(place: int, bit: int) -> None:
    files = {"a.txt": b"one", "b/c.txt": b"two"}
    content = bytearray(pack_zip(files))
    content[place % len(content)] ^= 1 << bit
    try:
        found = read_zip(bytes(content))
    except Broken:
        return
    assert found != files


def test_an_unpacked_folder_is_checked_too(pack: Files, tmp_path: Path) -> None:
    for name, content in pack.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    for litter in (".DS_Store", "proofs/.DS_Store", "Thumbs.db"):
        (tmp_path / litter).write_bytes(b"")
    assert read_place(tmp_path) == pack
    (tmp_path / "more.html").symlink_to(tmp_path / "facts.html")
    with pytest.raises(Broken) as told:
        read_place(tmp_path)
    assert told.value.code == "zip-name"


def test_a_folder_is_hashed_as_sha256sum_and_sort_do(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.eml", "b/a.eml", "B.eml", "é.txt"):
        (tmp_path / name).write_bytes(name.encode())
    command = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum"
    summed = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert hash_dump(tmp_path) == summed.stdout.split()[0]
    summary = list_files(str(tmp_path), tmp_path.with_suffix(".jsonl"), now=NOW)
    assert hash_dump(tmp_path) == summary.dump_sha256


VECTORS = [  # RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc): public keys, messages and signatures
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_hold(public: str, message: str, signature: str) -> None:
    key, text, signed = (bytes.fromhex(one) for one in (public, message, signature))
    assert is_signed(key, text, signed)
    assert not is_signed(key, text + b"x", signed)
    assert not is_signed(key, text, signed[:32] + bytes(32))
    assert not is_signed(key, text, signed[:-1])
    # S + L is the same number below the order, and would make one signature two (RFC 8032, 8.4).
    order = 2**252 + 27742317777372353535851937790883648493
    more = (int.from_bytes(signed[32:], "little") + order).to_bytes(32, "little")
    assert not is_signed(key, text, signed[:32] + more)


@settings(deadline=None, max_examples=40)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), turn=st.integers(0, 511))
def test_it_agrees_with_openssl(seed: bytes, message: bytes, turn: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    signature = bytearray(private.sign(message))
    assert is_signed(public, message, bytes(signature))
    signature[turn // 8] ^= 1 << turn % 8
    assert is_signed(public, message, bytes(signature)) is ask_openssl(public, message, bytes(signature))


def ask_openssl(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@settings(deadline=None, max_examples=40)
@given(public=st.binary(min_size=32, max_size=32), signature=st.binary(min_size=64, max_size=64))
def test_whatever_is_given_is_answered(public: bytes, signature: bytes) -> None:
    assert is_signed(public, b"", signature) in {True, False}


def test_the_script_of_a_pack_needs_nothing_but_python(pack: Files, tmp_path: Path) -> None:
    for name, content in list_verifiers().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "pack.zip").write_bytes(pack_zip(pack))
    (tmp_path / "bad.zip").write_bytes(pack_zip({**pack, "facts.html": b""}))
    (tmp_path / "dump.zip").write_bytes(DUMP)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", "verify.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = run("pack.zip", "--key", PRESS_KEY.note_key.text, "--dump", "dump.zip")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("HOLDS: 'Mouvement Aurore'")
    assert "It is the key that you gave." in done.stdout
    assert "document-1" in done.stdout
    assert not (tmp_path / "__pycache__").exists()
    broken = run("bad.zip")
    assert broken.returncode == 1
    assert "changed 'facts.html'" in broken.stderr
    assert run("none.zip").returncode == 2
    assert run().returncode == 2
    assert run("pack.zip", "--what", "x").returncode == 2
    (tmp_path / "ledger_verify.py").unlink()
    assert "NOT CHECKED: any proof" in run("pack.zip").stdout


def test_each_fault_is_said_in_both_languages() -> None:
    assert SAID == FAULTS
    for code in FAULTS:
        assert say_check(code, language="fr") != say_check(code, language="en")
