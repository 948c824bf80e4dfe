"""The archive in a bundle is one that other programs read."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from chaffinch.pages.bundle.values import capture_from_picture
from chaffinch.pages.bundle.wacz import INDEX, PAGES, WARC, make_search_key, make_wacz, read_bodies
from chaffinch.pages.capture import Capture, Exchange, Hop


def make_capture(*bodies: bytes) -> Capture:
    """Return a capture with an answer for each body."""
    exchanges = tuple(
        Exchange(
            f"https://a.test/{number}?q=ü", "GET", "image", 200, "text/plain; charset=utf-8", (("Accept", "*/*"),),
            (("Content-Encoding", "gzip"), ("X-A", "b")), len(body), hashlib.sha256(body).hexdigest() if body else "",
        )
        for number, body in enumerate(bodies)
    )  # fmt: skip
    kept = {one.sha256: body for one, body in zip(exchanges, bodies, strict=True) if body}
    hops = (Hop("https://a.test/0", 200, "request", "192.0.2.7"),)
    return replace(
        capture_from_picture(b""), exchanges=exchanges, bodies=kept, chain=hops, final_url="https://a.test/0"
    )


def open_wacz(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_warc_reader_finds_each_answer_beside_its_request() -> None:
    records = list_records(make_wacz(make_capture(b"one", b"two")))
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request", "response", "request"]
    assert records[1][2] == b"one"
    assert records[1][1].get_header("WARC-IP-Address") == "192.0.2.7"


def list_records(content: bytes) -> list[tuple[str, Any, bytes]]:
    warc = io.BytesIO(open_wacz(content).read(WARC))
    return [(one.rec_type, one.rec_headers, one.content_stream().read()) for one in ArchiveIterator(warc)]


def test_the_library_s_own_check_finds_nothing_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.warc.gz"
    path.write_bytes(open_wacz(make_wacz(make_capture(b"one", b""))).read(WARC))

    class Asked:
        inputs = [str(path)]
        verbose = True

    assert Checker(Asked()).process_one(str(path)) in (None, 0)
    assert "digest failed" not in capsys.readouterr().out


def test_the_index_leads_to_each_answer() -> None:
    archive = open_wacz(make_wacz(make_capture(b"one", b"two")))
    warc = archive.read(WARC)
    for line in archive.read(INDEX).decode().splitlines():
        key, stamp, values = line.split(" ", 2)
        entry = json.loads(values)
        assert key.startswith("test,a)/")
        assert len(stamp) == 14
        piece = warc[int(entry["offset"]) : int(entry["offset"]) + int(entry["length"])]
        assert entry["url"].encode() in gzip.decompress(piece)


def test_the_package_names_every_file_with_its_hash() -> None:
    archive = open_wacz(make_wacz(make_capture(b"one")))
    package = json.loads(archive.read("datapackage.json"))
    assert package["profile"] == "data-package"
    for entry in package["resources"]:
        assert entry["hash"] == f"sha256:{hashlib.sha256(archive.read(entry['path'])).hexdigest()}"
    digest = json.loads(archive.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"
    assert json.loads(archive.read(PAGES).splitlines()[1])["url"] == "https://a.test/0"


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=5))
def test_bodies_come_back_the_same(bodies: list[bytes]) -> None:
    capture = make_capture(*bodies)
    assert read_bodies(make_wacz(capture)) == capture.bodies


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="WACZ"):
        read_bodies(content)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=C", "org,example,www)/a?b=c"),
        ("https://a.test", "test,a)/"),
        ("https://a.test:8443/x", "test,a:8443)/x"),
    ],
)
def test_the_search_key_is_the_surt_form(url: str, key: str) -> None:
    assert make_search_key(url) == key
