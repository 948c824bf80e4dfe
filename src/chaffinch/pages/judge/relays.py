"""Tell a page that passes the genuine one through, live: what is typed there is tried at once.

A kit that copies files can take pictures, styles and scripts along; what only the genuine server's own program sets
comes with every answer of a relay and with no copied file ("Catching Transparent Phish", ACM CCS 2021, names reverse
proxies as the rising kind). A match is a strong sign, no proof: a copy of the server's program would set the same.
"""

from __future__ import annotations

import re

from chaffinch.pages.capture import Capture
from chaffinch.pages.hosts import find_site, read_host
from chaffinch.pages.verdict import Reason, Reference

_EVILGINX_SCRIPT = re.compile(r"/s/[0-9a-f]{64}(/[0-9a-f]+)?\.js$")
"""The script that evilginx (kgretzky, version 3) puts into the pages that it passes on, by its session's number."""
_EVERYWHERE = frozenset(
    {
        "phpsessid",
        "jsessionid",
        "asp.net_sessionid",
        "sessionid",
        "csrftoken",
        "session",
        "sid",
        "connect.sid",
    }
)
"""Names that frameworks give by themselves say nothing about one server."""


def list_server_cookies(capture: Capture) -> tuple[str, ...]:
    """Return the names of the cookies that only the server can set and that are its own, sorted."""
    names = {str(cookie.get("name", "")) for cookie in capture.cookies if cookie.get("httpOnly")}
    return tuple(sorted(name for name in names if name and name.lower() not in _EVERYWHERE))


def find_relay(capture: Capture, *, reference: Reference) -> Reason | None:
    """Return the reason by which the page passes the reference through; None where nothing says so."""
    page = read_host(capture.final_url)
    if find_site(page) == find_site(read_host(reference.url)):
        return None
    for exchange in capture.exchanges:
        if exchange.kind == "script" and read_host(exchange.url) == page:
            if _EVILGINX_SCRIPT.search(exchange.url.partition("?")[0]):
                return Reason("relays", {"kind": "kit", "kit": "evilginx"}, 0.0)
    shared = set(reference.cookies) & set(list_server_cookies(capture))
    if shared:
        return Reason("relays", {"kind": "cookies", "cookies": ", ".join(sorted(shared)[:3])}, 0.0)
    return None
