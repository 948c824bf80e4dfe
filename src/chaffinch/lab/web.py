"""The range's web server: one asyncio connection a request, chosen by the Host header."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from chaffinch.lab.marks import HEADERS, mark_page
from chaffinch.lab.sites.site import Site
from chaffinch.lab.wire import BadRequestError, Request, Response, read_request, write_response

log = logging.getLogger(__name__)

_READ_SECONDS = 10.0
_LINGER_SECONDS = 1.0
_LINGER_READS = 32
_METHODS = ("GET", "HEAD", "POST")

Answer = Callable[[Request], Response]


def choose_answer(sites: Mapping[str, Site]) -> Answer:
    """Return what answers a request by its host; 421 for a host that the range does not serve (RFC 9110)."""

    def answer(request: Request) -> Response:
        if request.method not in _METHODS:
            return show_status(HTTPStatus.METHOD_NOT_ALLOWED)
        site = sites.get(request.host)
        if site is None:
            return show_status(HTTPStatus.MISDIRECTED_REQUEST)
        return site.answer(request) or show_status(HTTPStatus.NOT_FOUND)

    return answer


def show_status(status: HTTPStatus) -> Response:
    """Return a bare page that says the status, marked as every other."""
    page = (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        f"<title>{status.value}</title></head>"
        f"<body><h1>{status.value}</h1><p>{status.phrase}</p></body></html>"
    )
    return Response(status, mark_page(page).encode())


async def serve_visitor(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answer: Answer, secure: bool
) -> None:
    """Read one request, answer it and close; whatever the visitor sends, the range lives on."""
    request: Request | None = None
    try:
        async with asyncio.timeout(_READ_SECONDS):
            request = await read_request(reader, secure=secure, source=_read_source(writer))
        response = answer(request)
    except BadRequestError as fault:
        response = show_status(fault.status)
    except asyncio.LimitOverrunError:
        response = show_status(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    except TimeoutError:
        response = show_status(HTTPStatus.REQUEST_TIMEOUT)
    except (asyncio.IncompleteReadError, OSError):
        writer.close()
        return
    except Exception:
        # The edge of the process: a fault of one site must not end the others.
        log.exception("the range could not answer")
        response = show_status(HTTPStatus.INTERNAL_SERVER_ERROR)
    with contextlib.suppress(OSError, TimeoutError):
        with_body = request is None or request.method != "HEAD"
        writer.write(write_response(response, with_body=with_body, marks=HEADERS))
        await writer.drain()
        if request is None:
            await _read_remains(reader, writer)
    writer.close()


def _read_source(writer: asyncio.StreamWriter) -> str:
    # A connection that is lost already has no other end any more.
    other_end = writer.get_extra_info("peername")
    return str(other_end[0]) if other_end else ""


async def _read_remains(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take in a little of what a refused visitor still sends: closing at once would reset his connection
    before he has read why."""
    if writer.can_write_eof():
        writer.write_eof()
    async with asyncio.timeout(_LINGER_SECONDS):
        for _ in range(_LINGER_READS):
            if not await reader.read(65_536):
                return
