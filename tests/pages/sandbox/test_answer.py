"""What comes out of the sandbox is hostile: whatever it is, a well-formed capture comes of it."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.ground.gate import Passage
from chaffinch.pages.bundle.values import list_files
from chaffinch.pages.capture import Capture, Limits
from chaffinch.pages.sandbox.answer import Visit, build_capture

NOW = datetime(2027, 3, 1, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1280, 800, 8, 2, 0, 0, 0) + b"\0" * 9
PAGE = {
    "status": 200,
    "mime": "text/html",
    "url": "https://a.test/",
    "steps": [["https://a.test/", "request", 200]],
}


def build(
    values: dict[str, Any],
    *,
    pieces: dict[str, bytes] | None = None,
    passages: tuple[Passage, ...] = (),
    cut: bool = False,
) -> Capture:
    visit = Visit("https://a.test/", NOW, 1.0, "desktop", Limits(), passages=passages, cut_for_size=cut)
    return build_capture(values, pieces=pieces or {"window_png": PNG, "text": b"words"}, visit=visit)


def test_an_ordinary_answer_is_kept() -> None:
    capture = build(
        PAGE | {"scene": {"title": "T"}}, passages=(Passage("a.test", 443, "93.184.216.34", "ok"),)
    )
    assert (capture.outcome, capture.title, capture.window_png) == ("captured", "T", PNG)
    assert capture.chain[0].address == "93.184.216.34"


@pytest.mark.parametrize(
    ("outcome", "params"),
    [
        ("refused-address", {"kind": "loopback"}),
        ("not-found", {}),
        ("egress", {}),
        ("connection", {"cause": "refused"}),
    ],
)
def test_why_nothing_came_is_taken_from_the_gates_log(outcome: str, params: dict[str, str]) -> None:
    failed = PAGE | {"error": "net::ERR_TUNNEL_CONNECTION_FAILED"}
    capture = build(failed, pieces={"text": b""}, passages=(Passage("a.test", 443, "", outcome, params),))
    assert (capture.outcome, capture.reason) == ("failed", outcome)
    assert capture.reason_params == {"host": "a.test", **params}


def test_the_log_says_too_large_whatever_the_worker_says() -> None:
    assert build(PAGE, cut=True).reason == "too-large"


def test_hosts_that_the_gate_never_reached_are_not_believed() -> None:
    claimed = PAGE | {"resources": ["https://a.test/x", "https://portail.org.example/logo.png"]}
    assert build(claimed, passages=(Passage("a.test", 443, "1.2.3.4", "ok"),)).resources == ("a.test",)


@pytest.mark.parametrize("size", [(100_000, 10), (10, 100_000), (0, 10)])
def test_a_picture_of_an_absurd_size_is_left_out(size: tuple[int, int]) -> None:
    png = PNG[:16] + struct.pack(">II", *size) + PNG[24:]
    assert build(PAGE, pieces={"window_png": png, "text": b"words"}).window_png == b""


def test_nul_and_lone_surrogates_do_not_reach_the_database() -> None:
    title = build(PAGE | {"scene": {"title": "a\x00b\ud800"}}).title
    assert "\x00" not in title
    title.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["status", "mime", "steps", "headers", "scene", "notes", "resources", "certificates", "error", "stopped",
     "certificate_problem", "page_height", "cause", "url", "changes", "exchanges", "console", "cookies", "storage"]
)  # fmt: skip


@given(
    values=st.dictionaries(NAMES, JSON, max_size=15),
    window=st.binary(max_size=60),
    text=st.binary(max_size=40),
)
def test_no_answer_makes_it_fall(values: dict[str, Any], window: bytes, text: bytes) -> None:
    capture = build(values, pieces={"window_png": PNG[:8] + window, "dom": text, "text": text})
    assert capture.outcome in ("captured", "partial", "failed")
    assert (capture.outcome == "captured") == (capture.reason == "")
    list_files(capture)


SCENE = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("title", "visible_text", "forms", "outline", "logo", "links", "drawn_window"), JSON
    ),
)


@given(
    scene=SCENE,
    change=SCENE,
    exchange=st.dictionaries(st.sampled_from(["url", "start", "size", "headers"]), JSON),
)
def test_no_scene_makes_it_fall(scene: Any, change: Any, exchange: Any) -> None:
    changed = {"trigger": "blur", "changed": ["form"], "scene": change}
    capture = build(PAGE | {"scene": scene, "changes": [changed], "exchanges": [exchange]})
    assert [one.trigger for one in capture.changes] == ["blur"]
    assert list_files(capture)


def test_a_body_s_hash_is_computed_outside() -> None:
    claimed = {"url": "https://a.test/x", "start": 1, "size": 3, "sha256": "0" * 64, "status": 200}
    capture = build(
        PAGE | {"exchanges": [claimed]}, pieces={"window_png": PNG, "text": b"w", "bodies": b"abcdef"}
    )
    assert capture.exchanges[0].sha256 == hashlib.sha256(b"bcd").hexdigest()
    assert capture.bodies == {hashlib.sha256(b"bcd").hexdigest(): b"bcd"}
