"""Evidence is written once, read back the same, and refused when it was touched."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chaffinch.pages.bundle.folder import check_bundle, make_bundle, pack_bundle, read_bundle, write_bundle
from chaffinch.pages.bundle.manifest import BundleError
from chaffinch.pages.bundle.values import capture_from_picture, make_reference
from chaffinch.pages.capture import Box, Capture, Certificate, Change, Exchange, Field, Form, Hop, Scene

DAY = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
KEY = bytes(range(32))
BODY = b"<h1>Connexion</h1>"
FORMS = (
    Form("", "", (Field("q", "text", "Rechercher", "page"),)),
    Form(
        "https://b.test/p",
        "post",
        (Field("e", "email", "é", "page"), Field("p", "password", "", "closed-shadow")),
    ),
)
SCENE = Scene("after", "texte", FORMS, ("h",), Box(1, 2, 3, 4), ("https://c.test/",), "c.test")


def make_capture() -> Capture:
    """Return a capture that has something everywhere."""
    sent = Exchange(
        "https://b.test/x?y=1", "GET", "document", 200, "text/html", (("A", "b"),), (("Content-Type", "text/html"),),
        len(BODY), hashlib.sha256(BODY).hexdigest(),
    )  # fmt: skip
    return replace(
        capture_from_picture(b"png"),
        requested_url="https://a.test/", final_url="https://b.test/", title="é", dom="<html>é", visible_text="é",
        started_at=DAY, headers=(("A", "b"),), chain=(Hop("https://b.test/x", 200, "request", "1.2.3.4"),),
        certificate=Certificate("CN=a", "CN=b", ("a.test",), DAY, DAY, "ab", ""), forms=FORMS,
        resources=("a.test",), notes=("dialog",), reason_params={"seconds": 3}, exchanges=(sent,),
        bodies={sent.sha256: BODY}, changes=(Change("blur", ("form",), "https://b.test/#", SCENE, b"after"),),
        console=("log: x",), cookies=({"name": "a", "value": "b"},), storage=(("local", "k", "v"),), favicon=b"icon",
        mhtml=b"mhtml", outline=("main",), logo=Box(1, 1, 9, 9), links=("https://d.test/",), drawn_window="x.test",
    )  # fmt: skip


def write(tmp_path: Path, *, key: bytes | None = KEY) -> Path:
    write_bundle(make_bundle(make_capture(), key=key), tmp_path / "evidence")
    return tmp_path / "evidence"


def test_a_bundle_is_read_back_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "window.png", "dom.html", "capture.json", "manifest.json", "manifest.sig", "archive.wacz", "page.mhtml",
        "favicon", "after-blur.png",
    }  # fmt: skip
    assert read_bundle(folder) == make_capture()


def test_a_zip_holds_the_same(tmp_path: Path) -> None:
    (tmp_path / "evidence.zip").write_bytes(pack_bundle(make_bundle(make_capture(), key=KEY)))
    found = check_bundle(tmp_path / "evidence.zip")
    assert found.capture == make_capture()
    assert found.signature is not None


def test_who_signed_is_said_and_nobody_where_nobody_did(tmp_path: Path) -> None:
    signed = check_bundle(write(tmp_path)).signature
    assert signed is not None
    assert (
        signed.fingerprint
        == hashlib.sha256(
            Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
        ).hexdigest()
    )
    write_bundle(make_bundle(make_capture()), tmp_path / "plain")
    assert check_bundle(tmp_path / "plain").signature is None


@pytest.mark.parametrize(
    "name",
    ["window.png", "dom.html", "capture.json", "archive.wacz", "page.mhtml", "manifest.json", "manifest.sig"],
)
def test_a_changed_file_is_named(name: str, tmp_path: Path) -> None:
    path = write(tmp_path) / name
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1) + b" ")
    with pytest.raises(BundleError, match=name):
        read_bundle(tmp_path / "evidence")


def test_a_manifest_made_anew_does_not_fit_the_signature(tmp_path: Path) -> None:
    folder = write(tmp_path)
    other = make_bundle(replace(make_capture(), title="another"))
    (folder / "capture.json").write_bytes(other["capture.json"])
    (folder / "manifest.json").write_bytes(other["manifest.json"])
    with pytest.raises(BundleError, match=r"archive\.wacz|signed"):
        read_bundle(folder)


def test_a_missing_file_and_one_too_many_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "extra.txt").write_text("x")
    with pytest.raises(BundleError, match=r"extra\.txt"):
        read_bundle(folder)
    (folder / "extra.txt").unlink()
    (folder / "window.png").unlink()
    with pytest.raises(BundleError, match=r"window\.png"):
        read_bundle(folder)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"sha256": {"../../etc/passwd": "x"}}', '{"sha256": {"x": 1}}', '{"sha256": {}}'],
)
def test_a_malformed_manifest_is_no_bundle(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BundleError):
        read_bundle(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_no_bundle(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BundleError):
        read_bundle(tmp_path / "x.zip")


def test_evidence_is_never_written_over(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with pytest.raises(BundleError, match="not empty"):
        write_bundle({"a": b""}, folder)


def test_a_references_form_is_the_one_that_asks_for_a_password() -> None:
    assert make_reference(make_capture(), name="r").fields == ("email", "password")
