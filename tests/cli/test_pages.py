"""`chaffinch pages`, as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.pages.designs import COPIES, STRANGERS
from tests.pages.loopback_site import LoopbackSite

from chaffinch.pages.bundle.folder import make_bundle, write_bundle
from chaffinch.pages.bundle.values import capture_from_picture


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", "pages", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.e2e
def test_two_pages_are_captured_and_compared(tmp_path: Path) -> None:
    with LoopbackSite(tmp_path, hosts=("portail.test", "copie.test")) as site:
        site.directory.write(tmp_path / "range.json")
        site.page("/", COPIES["exact"])
        site.page("/copy", COPIES["moved"])
        site.page("/other", STRANGERS["same template"])
        taken = [
            run("capture", url, "--out", str(tmp_path / name), "--range", str(tmp_path / "range.json"))
            for url, name in (
                ("https://portail.test/", "ours"),
                ("https://copie.test/copy", "theirs"),
                ("https://copie.test/other", "other"),
            )
        ]
    assert [one.returncode for one in taken] == [0, 0, 0], taken
    record = json.loads(taken[1].stdout)
    assert (record["outcome"], record["asks_password"]) == ("captured", True)
    assert {path.name for path in (tmp_path / "theirs").iterdir()} == set(record["files"])
    said = [
        json.loads(run("compare", str(tmp_path / name), "--with", str(tmp_path / "ours")).stdout)
        for name in ("theirs", "other")
    ]
    assert [one["verdict"] for one in said] == ["copy", "sign-in"]
    assert said[0]["score"] > 0.9
    assert "looks-like" in {reason["code"] for reason in said[0]["reasons"]}
    pictures = run(
        "compare",
        str(tmp_path / "theirs/window.png"),
        "--with",
        str(tmp_path / "other"),
        str(tmp_path / "ours/window.png"),
    )
    assert json.loads(pictures.stdout)["reference"].endswith("ours/window.png")


def test_a_live_page_needs_a_way_out(tmp_path: Path) -> None:
    ended = run("capture", "https://www.example.net/", "--out", str(tmp_path / "e"))
    assert ended.returncode == 3
    assert "who is looking" in ended.stderr
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    "arguments",
    [("capture", "nonsense", "--out", "x"), ("capture", "https://a.example.net/", "--egress", "ftp://x", "--out", "x"),
     ("compare", "nowhere", "--with", "nowhere"), ("capture", "https://a.test/")],
)  # fmt: skip
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 2


def test_it_starts_without_django() -> None:
    rooms = "chaffinch.cli.pages, chaffinch.pages.browser, chaffinch.pages.judge.compare"
    code = f"import sys, {rooms}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def write_evidence(folder: Path) -> str:
    """Write a signed bundle without a browser; return the signer's fingerprint."""
    files = make_bundle(
        replace(capture_from_picture(b"png"), requested_url="https://a.test/"), key=bytes(range(32))
    )
    write_bundle(files, folder)
    fingerprint: str = json.loads(files["manifest.sig"])["fingerprint"]
    return fingerprint


def test_evidence_is_checked_by_whoever_has_it(tmp_path: Path) -> None:
    fingerprint = write_evidence(tmp_path / "e")
    ended = run("verify", str(tmp_path / "e"), "--fingerprint", fingerprint)
    record = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert (record["holds"], record["url"], record["signer_checked"]) == (True, "https://a.test/", True)
    assert (record["signed_by"], record["stamped_at"]) == (fingerprint, "")


def test_evidence_that_was_touched_or_signed_by_another_does_not_hold(tmp_path: Path) -> None:
    write_evidence(tmp_path / "e")
    other = run("verify", str(tmp_path / "e"), "--fingerprint", "00" * 32)
    assert other.returncode == 1
    assert "not signed with that key" in json.loads(other.stdout)["fault"]
    (tmp_path / "e/window.png").write_bytes(b"another")
    touched = run("verify", str(tmp_path / "e"))
    assert touched.returncode == 1
    assert "window.png was changed" in json.loads(touched.stdout)["fault"]
    assert run("verify", str(tmp_path / "nowhere")).returncode == 2
