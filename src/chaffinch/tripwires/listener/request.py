"""One request, its head checked more strictly than HTTP asks, so that no proxy before us can read it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

import h11

from chaffinch.tripwires.fields import clean, read_source
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.settings import Network

#: A line end that is not CRLF, an empty byte, and a field continued on the next line (obsolete, RFC 9112, 5.2).
_AMBIGUOUS = re.compile(rb"(?<!\r)\n|\r(?!\n)|\0|\n[ \t]")
_END = b"\r\n\r\n"


class BadRequestError(Exception):
    """The head is not one that is answered."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked."""

    method: str
    path: str
    """Percent-decoded, printable; it never names a file."""
    fields: tuple[tuple[str, bytes], ...]
    """Names in small letters."""
    source: str
    """Address of who asks, normalised."""
    tls: str = ""
    """Version; empty for plain HTTP."""
    keep_alive: bool = False

    def read(self, name: str) -> bytes:
        """Return the first field of a name; empty where there is none."""
        return next((value for known, value in self.fields if known == name), b"")

    def names(self, known: Iterable[str]) -> tuple[str, ...]:
        """Return which of some fields there are, in their order."""
        present = {name for name, _ in self.fields}
        return tuple(name for name in known if name in present)


def find_head_end(received: bytes) -> int:
    """Return where a head ends, 0 while it has not.

    Raises:
        BadRequestError: lines end in a way that others may read otherwise.
    """
    end = received.find(_END)
    head = received[: end + len(_END)] if end != -1 else received.removesuffix(b"\r")
    if _AMBIGUOUS.search(head):
        raise BadRequestError
    return end + len(_END) if end != -1 else 0


def open_request(parser: h11.Connection, head: bytes, limits: Limits) -> h11.Request:
    """Have a head parsed.

    Raises:
        BadRequestError: it is no request, too large, or says two things about its length.
    """
    if len(head) > limits.head_bytes:
        raise BadRequestError
    try:
        parser.receive_data(head)
        event = parser.next_event()
    except h11.RemoteProtocolError as error:
        raise BadRequestError from error
    if not isinstance(event, h11.Request) or len(event.headers) > limits.head_fields:
        raise BadRequestError
    # Counted as they came: the parser makes one of several that agree.
    lengths, encodings = (
        head.lower().count(b"\r\n" + name) for name in (b"content-length", b"transfer-encoding")
    )
    if lengths + encodings > 1 or (encodings and event.http_version != b"1.1"):
        raise BadRequestError
    if event.http_version not in (b"1.0", b"1.1"):
        raise BadRequestError
    return event


def read_request(event: h11.Request, *, peer: str, tls: str, proxies: Iterable[Network]) -> Request:
    """Return a parsed request.

    Args:
        event: as `open_request` returns it.
        peer: address of the other end.
        tls: version.
        proxies: whose word about the address is taken.

    Raises:
        BadRequestError: its target is no path.
    """
    fields = tuple((name.decode("ascii"), value) for name, value in event.headers)
    target = event.target
    if target.startswith((b"http://", b"https://")):
        target = b"/" + target.split(b"/", 3)[3] if target.count(b"/") >= 3 else b"/"
    if not target.startswith(b"/"):
        raise BadRequestError
    connection = b",".join(value.lower() for name, value in fields if name == "connection")
    return Request(
        method=event.method.decode("ascii", "replace"),
        path=clean(unquote_to_bytes(target.partition(b"?")[0])),
        fields=fields,
        source=find_source(
            peer, [value for name, value in fields if name == "x-forwarded-for"], proxies=proxies
        ),
        tls=tls,
        keep_alive=event.http_version == b"1.1" and b"close" not in connection,
    )


def find_source(peer: str, forwarded: Iterable[bytes], *, proxies: Iterable[Network]) -> str:
    """Return who asks: the nearest address that is no trusted proxy's, since everything before it may be invented."""
    networks = tuple(proxies)
    source = read_source(peer)
    steps = b",".join(forwarded).split(b",")
    for step in reversed(steps):
        if not is_trusted(source, networks):
            break
        named = read_source(step.strip().decode("latin-1").strip('"').removeprefix("[").removesuffix("]"))
        if not named:
            break
        source = named
    return source


def is_trusted(source: str, proxies: Iterable[Network]) -> bool:
    """Return whether an address is a trusted proxy's."""
    try:
        address = ip_address(source)
    except ValueError:
        return False
    return any(address in network for network in proxies)
