"""Where a URL leads on to: hosts written inside its path, query or fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.names.hosts import Host, read_host

#: Names of parameters that send a browser on, as link shorteners and sign-in pages write them.
_REDIRECTS = (
    "url", "u", "uri", "link", "href", "q", "r", "to", "go", "goto", "out", "exit", "next", "continue", "return",
    "return_to", "returnto", "return_url", "returnurl", "return_uri", "ret", "redirect", "redirect_to", "redirect_url",
    "redirecturl", "redirect_uri", "redirecturi", "redir", "rurl", "target", "targeturl", "dest", "destination", "location",
    "forward", "callback", "continueurl", "service", "checkout_url", "image_url", "view", "adurl", "site", "domain", "page",
    "path", "referer", "referrer", "wreply", "ru", "rd", "su", "l",
)  # fmt: skip
_PARAMETER = re.compile(rf"(?:^|[?&;#/])({'|'.join(_REDIRECTS)})=([^&;#\s]+)")
_ADDRESS = re.compile(r"https?:/{1,3}([^\s&;?#]+)")
#: A URL that nests more of them says nothing new.
_MOST = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A host that a URL names beside its own."""

    host: Host
    redirect: bool
    """It is the value of a parameter that sends the browser there."""


def list_links(path: str) -> tuple[Link, ...]:
    """Return the hosts of a decoded path, query and fragment, each once, in no particular order."""
    found: dict[str, Link] = {}
    for text, redirect in _list_texts(path):
        host = read_host(text.encode())
        if isinstance(host, Host) and (host.is_ip or "." in host.ascii):
            found.setdefault(host.ascii, Link(host, redirect))
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _list_texts(path: str) -> Iterator[tuple[str, bool]]:
    for parameter in _PARAMETER.finditer(path):
        yield parameter[2], True
    for address in _ADDRESS.finditer(path):
        yield address[0], False
