"""The links that a message holds. Run isolated: whoever wrote the message may be an attacker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TypedDict
from urllib.parse import parse_qs, unquote, urlsplit

from chaffinch.mail.charsets import decode_text
from chaffinch.mail.headers import split_head
from chaffinch.mail.structure import Part, read_structure

#: More links than any lure has; a newsletter is cut there and says so.
MOST_LINKS = 200
_MOST_PARTS = 200
_PART_BYTES = 5_000_000
_LINK_CHARACTERS = 2_000
#: Messages inside messages are read so deep.
_MOST_DEPTH = 5
_PLAIN_LINK = re.compile(r"\bhttps?://[^\s<>\"'\x00-\x1f]+", re.IGNORECASE)
_ADDRESS_ATTRIBUTES = {"href", "action", "formaction", "data-href", "xlink:href"}
#: Services that put their own address before the real one, and the parameter that holds it.
_WRAPPERS = {"safelinks.protection.outlook.com": "url", "www.google.com": "q", "l.facebook.com": "u"}


class MessageLinks(TypedDict):
    """What was found, as plain JSON, since it comes out of an isolated process."""

    is_message: bool
    """Whether the file has header lines at all."""
    links: list[str]
    """Web addresses, each once, in order."""
    cut: bool
    """Whether there were more than MOST_LINKS."""


class _LinkParser(HTMLParser):
    """Collect where a reader could be led to; no page is built and nothing is loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses that a click or a submission follows; pictures and styles are no lures."""
        if tag == "link":
            return
        attributes = dict(attrs)
        self.links += [attributes[name] or "" for name in _ADDRESS_ATTRIBUTES if attributes.get(name)]
        if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            self.links += _PLAIN_LINK.findall(attributes.get("content") or "")

    def handle_data(self, data: str) -> None:
        """Keep addresses written out in the text."""
        self.links += _PLAIN_LINK.findall(data)


def extract_links(untrusted_message: bytes) -> MessageLinks:
    """Return the web addresses of a message, at most MOST_LINKS.

    Text and HTML parts are read, attached messages (a forwarded lure) too. Wrapped links are unwrapped.
    """
    links: dict[str, None] = {}
    for part in _list_parts(untrusted_message):
        for untrusted_link in _links_of_part(part):
            link = unwrap_link(untrusted_link.strip().rstrip(".,;:!?)]}'\""))[:_LINK_CHARACTERS]
            if urlsplit_safely(link):
                links.setdefault(link)
    found = list(links)
    return {
        "is_message": bool(split_head(untrusted_message).headers),
        "links": found[:MOST_LINKS],
        "cut": len(found) > MOST_LINKS,
    }


def urlsplit_safely(link: str) -> bool:
    """Return whether it is a web address with a host."""
    try:
        parts = urlsplit(link)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def unwrap_link(link: str) -> str:
    """Return the address inside a mail filter's or search engine's wrapper, else the link itself."""
    if not urlsplit_safely(link):
        return link
    parts = urlsplit(link)
    host = (parts.hostname or "").lower()
    for wrapper, parameter in _WRAPPERS.items():
        if host == wrapper or host.endswith("." + wrapper):
            inner = parse_qs(parts.query).get(parameter, [""])[0]
            if urlsplit_safely(unquote(inner)):
                return unquote(inner)
    return link


def _list_parts(untrusted_message: bytes) -> list[Part]:
    """Return the texts of a message and of those inside it, so many at most."""
    return [part for part, _ in zip(_walk_texts(untrusted_message, 0), range(_MOST_PARTS), strict=False)]


def _walk_texts(untrusted_message: bytes, depth: int) -> Iterator[Part]:
    structure, _ = read_structure(untrusted_message, split_head(untrusted_message))
    for part in structure.walk():
        if part.content_type.startswith("text/"):
            yield part
        elif part.content_type == "message/rfc822" and depth < _MOST_DEPTH:
            yield from _walk_texts(part.content, depth + 1)


def _links_of_part(part: Part) -> list[str]:
    text, _ = decode_text(part.content[:_PART_BYTES], part.parameters.get("charset", ""))
    if part.content_type != "text/html":
        return _PLAIN_LINK.findall(text)
    parser = _LinkParser()
    parser.feed(text)
    parser.close()
    return parser.links
