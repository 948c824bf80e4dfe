"""Where a URL leads on to, or seems to: hosts written before its @, inside its path, query or fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chaffinch.names.hosts import Host, has_known_ending, read_host

#: Names of parameters that send a browser on, as link shorteners and sign-in pages write them.
_REDIRECTS = (
    "url", "u", "uri", "link", "href", "q", "r", "to", "go", "goto", "out", "exit", "next", "continue", "return",
    "return_to", "returnto", "return_url", "returnurl", "return_uri", "ret", "redirect", "redirect_to", "redirect_url",
    "redirecturl", "redirect_uri", "redirecturi", "redir", "rurl", "target", "targeturl", "dest", "destination", "location",
    "forward", "callback", "continueurl", "service", "checkout_url", "image_url", "view", "adurl", "site", "domain", "page",
    "path", "referer", "referrer", "wreply", "ru", "rd", "su", "l",
)  # fmt: skip
_PARAMETER = re.compile(rf"(?:^|[?&;#/])({'|'.join(_REDIRECTS)})=([^&;#\s]+)")
_SEGMENT = re.compile(r"[^\s/\\?&=;#@,|]+")
_ADDRESS = re.compile(r"https?:/{1,3}([^\s&;?#]+)")
#: A URL that nests more of them says nothing new.
_MOST = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A host that a URL names beside its own."""

    host: Host
    redirect: bool
    """It is the value of a parameter that sends the browser there."""
    place: Literal["path", "userinfo"] = "path"
    """Where it stands; before the @ it only pretends to be the host."""


def list_links(host: Host) -> tuple[Link, ...]:
    """Return the hosts that a URL names beside its own, each once: where it leads first, then what merely stands there."""
    found: dict[str, Link] = {}
    for text, redirect in _list_texts(host.path):
        _add_link(found, text, redirect=redirect)
    for segment in _SEGMENT.finditer(host.path):
        if _ends_known(segment[0]):
            _add_link(found, segment[0], redirect=False)
    for segment in _SEGMENT.finditer(host.userinfo):
        for text in segment[0].split(":")[:_MOST]:
            _add_link(found, text, redirect=False, place="userinfo")
    return tuple(found.values())


def list_slugs(path: str) -> tuple[str, ...]:
    """Return the words that a link shortener's path holds: what its maker wants it to be taken for."""
    return tuple(segment[0] for segment in _SEGMENT.finditer(path))[:_MOST]


def _add_link(
    found: dict[str, Link], text: str, *, redirect: bool, place: Literal["path", "userinfo"] = "path"
) -> None:
    host = read_host(text.encode()) if len(found) < _MOST or place == "userinfo" else None
    if isinstance(host, Host) and (host.is_ip or "." in host.ascii):
        found.setdefault(host.ascii, Link(host, redirect, place))


def _ends_known(text: str) -> bool:
    """Tell whether a segment ends in a public suffix that is known: login.php is a file."""
    return "." in text.strip(".") and has_known_ending(text.rpartition(".")[2].partition(":")[0])


def _list_texts(path: str) -> Iterator[tuple[str, bool]]:
    for parameter in _PARAMETER.finditer(path):
        yield parameter[2], True
    for address in _ADDRESS.finditer(path):
        yield address[0], False
