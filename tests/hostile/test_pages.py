"""Hostile pages end with a capture that says why, and the browser lives for the next one."""

from __future__ import annotations

import contextlib
import gzip
import os
import signal
import threading
import time

import pytest
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser
from chaffinch.pages.capture import Capture, Limits
from chaffinch.pages.sandbox.proc import list_processes_below

SHORT = Limits(seconds=8)
FORM = "<h1>Connexion à votre espace personnel de travail</h1><form method=post><input type=password></form>"


def assert_lives(browser: Browser, site: LoopbackSite) -> None:
    """The browser serves the next page."""
    site.page("/next", FORM)
    assert browser.capture("http://portail.test/next").outcome == "captured"


def capture(browser: Browser, path: str, *, limits: Limits = SHORT) -> Capture:
    """Look at a path of the site; the promise of 30 seconds holds for every page."""
    begun = time.monotonic()
    taken = browser.capture(f"http://portail.test{path}", limits=limits)
    assert time.monotonic() - begun < limits.seconds + 5
    return taken


def drip(visitor: Visitor, *, first: str, pause: float, stop: threading.Event) -> None:
    """Answer without end."""
    visitor.send_response(200)
    visitor.send_header("Content-Type", "text/html")
    visitor.end_headers()
    visitor.wfile.write(first.encode())
    while not stop.wait(pause):
        visitor.wfile.write(b"<p>x</p>")
        visitor.wfile.flush()


def test_a_response_that_never_ends_is_partial_for_its_time(browser: Browser, site: LoopbackSite) -> None:
    stop = threading.Event()
    site.routes["/endless"] = lambda visitor: drip(visitor, first=FORM, pause=0.05, stop=stop)
    taken = capture(browser, "/endless")
    stop.set()
    assert (taken.outcome, taken.reason) == ("partial", "timeout")
    assert taken.window_png
    assert "Connexion" in taken.visible_text
    assert_lives(browser, site)


def test_a_server_that_never_answers_fails_for_its_time(browser: Browser, site: LoopbackSite) -> None:
    stop = threading.Event()

    def say_nothing(_: Visitor) -> None:
        stop.wait(20)

    site.routes["/silent"] = say_nothing
    taken = capture(browser, "/silent", limits=Limits(seconds=4))
    stop.set()
    assert (taken.outcome, taken.reason) == ("failed", "timeout")


def test_a_huge_body_is_cut_at_its_size(browser: Browser, site: LoopbackSite) -> None:
    site.page("/huge", FORM + "<p>" + "x" * 9_000_000)
    taken = capture(browser, "/huge", limits=Limits(seconds=10, response_bytes=3_000_000))
    assert (taken.reason, taken.reason_params) == ("too-large", {"bytes": 3_000_000})


def test_a_compressed_bomb_is_cut_at_its_unpacked_size(browser: Browser, site: LoopbackSite) -> None:
    bomb = gzip.compress(FORM.encode() + b"<p>" + b"x" * 60_000_000)
    site.routes["/bomb"] = lambda visitor: visitor.say(bomb, headers={"Content-Encoding": "gzip"})
    taken = capture(browser, "/bomb", limits=Limits(seconds=10, response_bytes=3_000_000))
    assert taken.reason == "too-large"
    assert_lives(browser, site)


def test_a_download_is_refused_and_named(browser: Browser, site: LoopbackSite) -> None:
    site.routes["/file"] = lambda visitor: visitor.say(
        b"MZ" * 99, kind="application/octet-stream", headers={"Content-Disposition": "attachment"}
    )
    taken = capture(browser, "/file")
    assert (taken.outcome, taken.reason) == ("failed", "download")
    assert "download" in taken.notes


def test_a_download_that_the_page_starts_is_noted_beside_its_picture(
    browser: Browser, site: LoopbackSite
) -> None:
    site.routes["/file"] = lambda visitor: visitor.say(b"MZ" * 99, kind="application/octet-stream")
    site.page("/starts", FORM + "<script>setTimeout(() => location = '/file', 100)</script>")
    taken = capture(browser, "/starts")
    assert "download" in taken.notes
    assert taken.window_png


def test_an_alert_loop_is_looked_at_without_scripts(browser: Browser, site: LoopbackSite) -> None:
    site.page("/alerts", FORM + "<script>for (;;) alert('Your computer is blocked')</script>")
    taken = capture(browser, "/alerts", limits=Limits())  # the second look needs its time on a busy machine
    assert (taken.outcome, taken.reason) == ("partial", "timeout")
    assert "dialog" in taken.notes
    assert taken.forms[0].asks_password
    assert_lives(browser, site)


def test_a_redirect_loop_is_counted(browser: Browser, site: LoopbackSite) -> None:
    site.redirect("/loop", to="/loop")
    taken = capture(browser, "/loop")
    assert (taken.outcome, taken.reason) == ("failed", "too-many-redirects")


def test_a_loop_of_scripts_is_counted(browser: Browser, site: LoopbackSite) -> None:
    site.page("/here", FORM + "<script>location = '/there?' + Math.random()</script>")
    site.page("/there", FORM + "<script>location = '/here?' + Math.random()</script>")
    taken = capture(browser, "/here", limits=Limits(seconds=12, hops=8))
    assert taken.reason == "too-many-redirects"
    assert {hop.reason for hop in taken.chain[1:]} == {"script"}


def test_a_page_of_fifty_thousand_pixels_is_cut(browser: Browser, site: LoopbackSite) -> None:
    site.page("/tall", FORM + "<div style='height:50000px;background:linear-gradient(red,blue)'></div>")
    taken = capture(browser, "/tall", limits=Limits(seconds=15))
    assert (taken.outcome, taken.reason) == ("partial", "too-tall")
    assert int.from_bytes(taken.page_png[20:24], "big") == Limits().page_height


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>hello</text></svg>"),
        ("text/plain", b"only words"),
        ("application/json", b'{"a": 1}'),
    ],
)
def test_what_is_not_html_says_so(kind: str, body: bytes, browser: Browser, site: LoopbackSite) -> None:
    site.page("/other", body, kind=kind)
    taken = capture(browser, "/other")
    assert (taken.reason, taken.reason_params) == ("not-html", {"type": kind})


def test_an_invalid_certificate_is_captured_with_its_problem(browser: Browser, site: LoopbackSite) -> None:
    site.page("/tls", FORM)
    taken = browser.capture("https://faux.test/tls", limits=SHORT)
    assert taken.outcome == "captured"
    assert taken.certificate is not None
    assert taken.certificate.problem == "ERR_CERT_AUTHORITY_INVALID"
    assert "certificate" in taken.notes


def test_a_storm_of_windows_is_closed(browser: Browser, site: LoopbackSite) -> None:
    site.page("/storm", FORM + "<script>for (let i = 0; i < 200; i++) open('/storm?' + i)</script>")
    assert capture(browser, "/storm").window_png
    assert_lives(browser, site)


def test_a_busy_loop_is_broken_and_looked_at(browser: Browser, site: LoopbackSite) -> None:
    site.page("/busy", FORM + "<script>setTimeout(() => { for (;;); }, 50)</script>")
    taken = capture(browser, "/busy", limits=Limits(seconds=12))
    assert taken.window_png
    assert taken.forms[0].asks_password
    assert_lives(browser, site)


def test_a_page_that_does_not_want_to_be_left_is_left(browser: Browser, site: LoopbackSite) -> None:
    site.page("/stay", FORM + "<script>onbeforeunload = e => { e.preventDefault(); return 'x' }</script>")
    assert capture(browser, "/stay").outcome == "captured"


def test_ten_thousand_frames_end_in_time(browser: Browser, site: LoopbackSite) -> None:
    site.page("/blank", "x")
    site.page(
        "/frames",
        FORM
        + "<script>for (let i = 0; i < 10000; i++) { const f = document.createElement('iframe');"
        + "f.src = '/blank?' + i; document.body.append(f) }</script>",
    )
    taken = capture(browser, "/frames", limits=Limits(seconds=12, requests=200))
    assert taken.reason in ("too-many-requests", "timeout")
    assert_lives(browser, site)


def test_a_page_that_eats_memory_loses_its_tab(site: LoopbackSite) -> None:
    site.page(
        "/memory",
        FORM + "<script>const a = []; setInterval(() => a.push(new Uint8Array(3e7).fill(7)), 20)</script>",
    )
    with Browser(egress=Egress(), range_directory=site.directory, memory_bytes=700_000_000) as small:
        taken = small.capture("http://portail.test/memory", limits=Limits(seconds=60))
        assert taken.reason == "crashed"
        assert_lives(small, site)


def test_a_browser_that_is_killed_is_started_again(site: LoopbackSite) -> None:
    site.page("/slow", FORM + "<img src=/hang>")
    site.routes["/hang"] = lambda _: time.sleep(3)
    with Browser(egress=Egress(), range_directory=site.directory) as own:
        results: list[Capture] = []
        thread = threading.Thread(target=lambda: results.append(own.capture("http://portail.test/slow")))
        thread.start()
        time.sleep(1)
        worker = own._supervisor._worker
        assert worker is not None
        for process in list_processes_below(worker.pid)[1:]:
            with contextlib.suppress(ProcessLookupError):  # the first one's end is the end of the others
                os.kill(process.number, signal.SIGKILL)
        thread.join(timeout=30)
        assert (results[0].outcome, results[0].reason) == ("failed", "crashed")
        assert own.capture("http://portail.test/slow", limits=SHORT).window_png
