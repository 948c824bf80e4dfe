"""Serve the guised pages on loopback, capture them with the real browser, and say whether each was seen through."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.pages.guises import behaviours, grants, passwords
from tests.pages.guises.page import ChangingPage, GrantPage, GuisedPage
from tests.pages.loopback_site import LoopbackSite

from chaffinch.pages.browser import Browser
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare
from chaffinch.pages.verdict import Verdict

HOSTS = ("pages-une.test", "pages-deux.test")
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
_TRICKS = ("tries", "click-fix", "drawn-window", "sends-keys")
_GRAVE_TRICKS = ("click-fix", "drawn-window", "sends-keys")


@dataclass(frozen=True, slots=True)
class Trial:
    """A set of pages and how one of them is seen through."""

    pages: tuple[GuisedPage, ...]
    is_right: Callable[[GuisedPage, Capture, Verdict], bool]


def list_trials() -> Mapping[str, Trial]:
    """Return every set by name."""
    return {
        "asks for a password": Trial(passwords.list_asking(), _is_sign_in),
        "asks for none": Trial(passwords.list_not_asking(), _asks_nothing),
        "takes an account without one": Trial(grants.list_grants(), _is_grant),
        "takes none": Trial(
            grants.list_near_grants(), lambda _page, _capture, verdict: verdict.verdict != "grant"
        ),
        "changes when left alone": Trial(behaviours.list_changing(), _is_changed),
        "stays what it is": Trial(behaviours.list_steady(), _asks_nothing),
        "plays a trick": Trial(
            behaviours.list_tricks(), lambda _page, _capture, verdict: _names(verdict, _TRICKS)
        ),
        "plays none": Trial(
            behaviours.list_untricky(), lambda _page, _capture, verdict: not _names(verdict, _GRAVE_TRICKS)
        ),
    }


def take_pages(
    pages: Iterable[GuisedPage], *, site: LoopbackSite, browser: Browser
) -> Iterator[tuple[GuisedPage, Capture, Verdict]]:
    """Yield each page with its capture and what is said of it, compared with nothing."""
    hosts: queue.SimpleQueue[str] = queue.SimpleQueue()
    for host in HOSTS:
        hosts.put(host)

    def take(page: GuisedPage) -> tuple[GuisedPage, Capture, Verdict]:
        host = hosts.get()
        try:
            _serve(site, host=host, page=page)
            capture = browser.capture(f"https://{host}/")
        finally:
            hosts.put(host)
        return page, capture, compare(capture, [])

    with ThreadPoolExecutor(len(HOSTS)) as pool:
        yield from pool.map(take, pages)


def _serve(site: LoopbackSite, *, host: str, page: GuisedPage) -> None:
    for route in [route for route in site.routes if route.startswith(f"{host}/")]:
        del site.routes[route]
    site.page(f"{host}/", page.html)
    for path, content in page.others.items():
        ending = path[path.rfind(".") :]
        site.page(f"{host}{path}", content, kind=f"{_KINDS.get(ending, 'text/html')}; charset=utf-8")


def _is_sign_in(_page: GuisedPage, _capture: Capture, verdict: Verdict) -> bool:
    return verdict.verdict == "sign-in"


def _asks_nothing(_page: GuisedPage, _capture: Capture, verdict: Verdict) -> bool:
    return verdict.verdict not in ("sign-in", "grant")


def _is_grant(page: GuisedPage, _capture: Capture, verdict: Verdict) -> bool:
    assert isinstance(page, GrantPage)
    return verdict.verdict == "grant"


def _is_changed(page: GuisedPage, capture: Capture, verdict: Verdict) -> bool:
    """A page that changes no more than its title shows no password; every other one asks for one afterwards."""
    assert isinstance(page, ChangingPage)
    return bool(capture.changes) if page.change == "title" else verdict.verdict == "sign-in"


def _names(verdict: Verdict, codes: Iterable[str]) -> bool:
    return any(reason.code in codes for reason in verdict.reasons)
