"""Nothing that a page does reaches an address that is not public: a canary listener counts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence

import pytest
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser
from chaffinch.pages.capture import Capture, Limits

LIMITS = Limits(seconds=10)


class Canary:
    """A listener on loopback that only counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A fresh canary; it must have seen nobody at the end."""
    listener = Canary()
    yield listener
    seen = listener.visits
    listener.close()
    assert seen == 0


PLACES = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0", "172.16.0.1", "169.254.169.254", "printer.local",
    "rebinding.example.net", "one.local.test",
)  # fmt: skip


async def resolve_everything_to_loopback(host: str, port: int) -> Sequence[str]:
    """Answer like the name server of somebody who wants us to call ourselves."""
    return ("93.184.216.34", "127.0.0.1") if host.startswith("mixed") else ("127.0.0.1",)


@pytest.fixture(scope="module")
def open_browser(site: LoopbackSite) -> Iterator[Browser]:
    """A browser that may leave the house, with a resolver that lies."""
    with Browser(
        egress=Egress.parse("direct"),
        range_directory=site.directory,
        resolve=resolve_everything_to_loopback,
    ) as running:
        yield running


def look(browser: Browser, url: str) -> Capture:
    return browser.capture(url, limits=LIMITS)


@pytest.mark.parametrize("place", PLACES)
def test_a_top_level_address_inside_the_house_is_refused(
    place: str, open_browser: Browser, canary: Canary
) -> None:
    taken = look(open_browser, f"http://{place}:{canary.port}/")
    assert taken.outcome == "failed"
    assert taken.reason in ("refused-address", "not-found")


def test_a_name_with_one_private_address_among_public_ones_is_refused(open_browser: Browser) -> None:
    taken = look(open_browser, "http://mixed.example.net/")
    assert (taken.reason, taken.reason_params["kind"]) == ("refused-address", "loopback")


def test_subresources_websockets_frames_and_beacons_stay_inside(
    open_browser: Browser, site: LoopbackSite, canary: Canary
) -> None:
    addresses = [f"{place}:{canary.port}" for place in PLACES]
    site.page(
        "/reach",
        f"""<h1>A page that looks around in the house of its visitor</h1><input><script>
        for (const place of {addresses!r}) {{
          new Image().src = `http://${{place}}/i`;
          fetch(`http://${{place}}/f`, {{mode: 'no-cors'}}).catch(() => 0);
          try {{ new WebSocket(`ws://${{place}}/w`) }} catch (e) {{}}
          try {{ new EventSource(`http://${{place}}/e`) }} catch (e) {{}}
          navigator.sendBeacon(`http://${{place}}/b`);
          const frame = document.createElement('iframe'); frame.src = `http://${{place}}/`; document.body.append(frame);
          const link = document.createElement('link'); link.rel = 'icon'; link.href = `http://${{place}}/favicon.ico`;
          document.head.append(link);
        }}
        const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{canary.port}'}}]}});
        peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
        </script>""",
    )
    assert look(open_browser, "http://portail.test/reach").window_png


@pytest.mark.parametrize("place", ["127.0.0.1", "[::1]", "rebinding.example.net"])
def test_a_redirect_into_the_house_is_refused(
    place: str, open_browser: Browser, site: LoopbackSite, canary: Canary
) -> None:
    site.redirect("/inward", to=f"http://{place}:{canary.port}/")
    taken = look(open_browser, "http://portail.test/inward")
    assert (taken.outcome, taken.reason) == ("failed", "refused-address")
    assert [hop.reason for hop in taken.chain] == ["request", "http"]


def test_the_relay_inside_the_sandbox_is_no_way_out(
    open_browser: Browser, site: LoopbackSite, canary: Canary
) -> None:
    site.page(
        "/relay", "<h1>Connexion</h1><input><img src=http://127.0.0.1:3128/x><img src=http://127.0.0.1:3129/>"
    )
    assert look(open_browser, "http://portail.test/relay").resources == ("portail.test",)


def test_service_workers_do_not_start(browser: Browser, site: LoopbackSite) -> None:
    site.page("/worker.js", "fetch('/from-worker')", kind="text/javascript")
    site.page(
        "/registers",
        "<h1>Connexion</h1><input><script>navigator.serviceWorker.register('/worker.js')</script>",
    )
    browser.capture("https://portail.test/registers", limits=LIMITS)
    assert "portail.test/from-worker" not in site.requests


def test_no_live_page_is_opened_before_the_house_has_said_how(browser: Browser, site: LoopbackSite) -> None:
    site.page("/leaves", "<h1>Connexion</h1><input><img src=https://www.example.net/logo.png>")
    taken = browser.capture("http://portail.test/leaves", limits=LIMITS)
    assert taken.resources == ("portail.test",)


@pytest.mark.parametrize("place", PLACES[:10])
def test_neither_the_icon_nor_what_comes_when_nobody_looks_reaches_the_house(
    place: str, open_browser: Browser, site: LoopbackSite, canary: Canary
) -> None:
    inward = f"http://{place}:{canary.port}"
    site.page(
        "/later",
        f"""<link rel=icon href="{inward}/icon.png"><h1>Actualités du jour, chaque matin</h1><script>
        onblur = () => fetch('{inward}/blur', {{mode: 'no-cors'}});
        addEventListener('visibilitychange', () => navigator.sendBeacon('{inward}/hidden'));
        onmousemove = () => {{ new Image().src = '{inward}/mouse.png' }};
        setTimeout(() => location.replace('{inward}/timer'), 60000);
        </script>""",
    )
    taken = look(open_browser, "http://portail.test/later")
    assert taken.window_png
    assert taken.favicon == b""


def test_the_canary_sees_who_comes() -> None:
    listener = Canary()
    with socket.create_connection(("127.0.0.1", listener.port)) as visitor:
        assert visitor.recv(1) == b""
    seen = listener.visits
    listener.close()
    assert seen == 1
