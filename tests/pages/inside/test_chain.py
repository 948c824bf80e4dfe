"""The way of the main frame, from Chromium's events."""

from __future__ import annotations

from typing import Any

import pytest

from chaffinch.pages.inside.chain import Trail


def request(url: str, number: str, **more: Any) -> dict[str, Any]:
    return {"type": "Document", "frameId": "main", "requestId": number, "request": {"url": url}, **more}


def test_http_redirects_share_a_request_and_keep_their_status() -> None:
    trail = Trail(main_frame="main")
    trail.note_request(request("http://a.test/", "1"))
    trail.note_request(request("http://b.test/", "1", redirectResponse={"status": 301}))
    trail.note_response({"type": "Document", "requestId": "1", "response": {"status": 200}})
    assert [(step.url, step.reason, step.status) for step in trail.steps] == [
        ("http://a.test/", "request", 301),
        ("http://b.test/", "http", 200),
    ]


@pytest.mark.parametrize(
    ("announced", "reason"),
    [
        ("metaTagRefresh", "meta"),
        ("httpHeaderRefresh", "http"),
        ("scriptInitiated", "script"),
        ("anchorClick", "script"),
    ],
)
def test_the_announced_reason_is_the_steps(announced: str, reason: str) -> None:
    trail = Trail(main_frame="main")
    trail.note_request(request("http://a.test/", "1"))
    trail.note_announced({"frameId": "main", "reason": announced, "delay": 2})
    assert trail.pending_seconds > 2
    trail.note_request(request("http://b.test/", "2"))
    assert trail.steps[-1].reason == reason
    assert trail.pending_seconds == 0


def test_what_frames_do_is_not_the_pages_way() -> None:
    trail = Trail(main_frame="main")
    assert not trail.note_request(request("http://a.test/", "1") | {"frameId": "other"})
    trail.note_announced({"frameId": "other", "reason": "metaTagRefresh", "delay": 9})
    assert (trail.steps, trail.pending_seconds) == ([], 0)


def test_a_download_leaves_the_page_where_it_was() -> None:
    trail = Trail(main_frame="main")
    trail.note_request(request("http://a.test/", "1"))
    assert not trail.step_back()
    trail.note_request(request("http://a.test/f", "2"))
    trail.note_request(request("http://a.test/g", "2", redirectResponse={"status": 302}))
    assert trail.step_back()
    assert [step.url for step in trail.steps] == ["http://a.test/"]
