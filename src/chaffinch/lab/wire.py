"""HTTP/1.1 as the range speaks it: one request and one answer a connection, everything bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl, unquote_to_bytes

HEAD_BYTES = 16_384
BODY_BYTES = 65_536
_FIELDS = 40
_REQUEST_LINE = re.compile(r"([A-Z]{1,20}) (/[!-~]{0,4000}) HTTP/1\.[01]")
_HEADER_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}):[ \t]*([ -~\x80-\xff\t]*)")
_HOST = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]{1,5})?")


class ByteStream(Protocol):
    """What a request is read from: the reading half of a connection."""

    async def readuntil(self, separator: bytes = ..., /) -> bytes:
        """Return what comes up to the separator, with it."""

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly so many bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a visitor asked for."""

    method: str
    host: str
    """Lower case, without a port."""
    path: str
    """Percent-decoded, without the query."""
    secure: bool
    """Whether it came by HTTPS."""
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """By their names in lower case; of one that came twice, the last."""
    source: str = ""
    """Address of the connection's other end; empty where there is no connection."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a site answers."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class BadRequestError(Exception):
    """The visitor's bytes are no request that the range answers; carries the status to say so."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def redirect(location: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return a 302 to an address that the range itself chose."""
    return Response(HTTPStatus.FOUND, headers=(("Location", location), *headers))


async def read_request(stream: ByteStream, *, secure: bool, source: str = "") -> Request:
    """Read one request.

    Raises:
        BadRequestError: it is malformed, too large, or tries to leave the site's root.
    """
    untrusted_head = await stream.readuntil(b"\r\n\r\n")
    line, *fields = untrusted_head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    if not (match := _REQUEST_LINE.fullmatch(line)):
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    headers = _parse_headers(fields)
    target, _, query = match[2].partition("?")
    return Request(
        method=match[1],
        host=_parse_host(headers.get("host", "")),
        path=_parse_path(target),
        secure=secure,
        query=_parse_pairs(query),
        form=_parse_pairs(await _read_body(stream, headers)),
        cookies=_parse_cookies(headers.get("cookie", "")),
        headers=headers,
        source=source,
    )


def _parse_headers(lines: list[str]) -> dict[str, str]:
    if len(lines) > _FIELDS:
        raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    headers: dict[str, str] = {}
    for line in lines:
        match = _HEADER_LINE.fullmatch(line)
        if not match or (match[1].lower() in headers and match[1].lower() in ("host", "content-length")):
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        headers[match[1].lower()] = match[2].strip()
    return headers


def _parse_host(untrusted_host: str) -> str:
    match = _HOST.fullmatch(untrusted_host.lower())
    if not match or len(match[1]) > 253:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    return match[1]


def _parse_path(untrusted_path: str) -> str:
    path = unquote_to_bytes(untrusted_path).decode("utf-8", errors="replace")
    if ".." in path or "\\" in path or any(character < " " or character == "\x7f" for character in path):
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    return path


async def _read_body(stream: ByteStream, headers: dict[str, str]) -> str:
    if "transfer-encoding" in headers:
        raise BadRequestError(HTTPStatus.LENGTH_REQUIRED)
    length = headers.get("content-length", "0")
    if not re.fullmatch(r"[0-9]{1,12}", length):
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    if int(length) > BODY_BYTES:
        raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return (await stream.readexactly(int(length))).decode("latin-1")


def _parse_pairs(untrusted_text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(untrusted_text, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise BadRequestError(HTTPStatus.BAD_REQUEST) from None


def _parse_cookies(untrusted_cookies: str) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in untrusted_cookies.split(";")[:20])
    return {name: value for name, _, value in parts if name}


def write_response(response: Response, *, with_body: bool, marks: tuple[tuple[str, str], ...]) -> bytes:
    """Return the bytes of an answer; `marks` are the headers that every answer of the range carries."""
    headers = (
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(response.body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
        *marks,
        *response.headers,
    )
    lines = [f"HTTP/1.1 {response.status.value} {response.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return head + response.body if with_body else head
