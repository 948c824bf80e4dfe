"""Evidence is written once, read back the same, and refused when it was touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chaffinch.pages.bundle.folder import (
    BundleError,
    capture_from_picture,
    make_reference,
    read_bundle,
    write_bundle,
)
from chaffinch.pages.capture import Certificate, Field, Form, Hop

DAY = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
FORMS = (
    Form("", "", (Field("q", "text", "Rechercher", "page"),)),
    Form(
        "https://b.test/p",
        "post",
        (Field("e", "email", "é", "page"), Field("p", "password", "", "closed-shadow")),
    ),
)
CAPTURE = replace(
    capture_from_picture(b"png"),
    requested_url="https://a.test/", final_url="https://b.test/", title="é", dom="<html>é", visible_text="é",
    started_at=DAY, headers=(("A", "b"),), chain=(Hop("https://a.test/", 302, "request", "1.2.3.4"),),
    certificate=Certificate("CN=a", "CN=b", ("a.test",), DAY, DAY, "ab", ""), forms=FORMS,
    resources=("a.test",), notes=("dialog",), reason_params={"seconds": 3},
)  # fmt: skip


def test_a_bundle_is_read_back_the_same(tmp_path: Path) -> None:
    files = write_bundle(CAPTURE, tmp_path / "evidence")
    assert set(files) == {"window.png", "dom.html", "capture.json", "manifest.json"}
    assert read_bundle(tmp_path / "evidence") == CAPTURE


@pytest.mark.parametrize("name", ["window.png", "dom.html", "capture.json"])
def test_a_changed_file_is_named(name: str, tmp_path: Path) -> None:
    write_bundle(CAPTURE, tmp_path / "evidence")
    path = tmp_path / "evidence" / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(BundleError, match=name):
        read_bundle(tmp_path / "evidence")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"sha256": {"../../etc/passwd": "x"}}', '{"sha256": {"x": 1}}']
)
def test_a_malformed_manifest_is_no_bundle(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BundleError):
        read_bundle(tmp_path)


def test_evidence_is_never_written_over(tmp_path: Path) -> None:
    write_bundle(CAPTURE, tmp_path / "evidence")
    with pytest.raises(BundleError):
        write_bundle(CAPTURE, tmp_path / "evidence")


def test_a_references_form_is_the_one_that_asks_for_a_password() -> None:
    assert make_reference(CAPTURE, name="r").fields == ("email", "password")
