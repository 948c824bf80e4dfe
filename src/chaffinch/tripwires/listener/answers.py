"""What goes back: bytes as the distribution's nginx writes them, with its error pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

_REASONS = {
    100: "Continue",
    200: "OK",
    204: "No Content",
    400: "Bad Request",
    404: "Not Found",
    405: "Not Allowed",
    409: "Conflict",
    413: "Request Entity Too Large",
    503: "Service Temporarily Unavailable",
    507: "Insufficient Storage",
}
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    body: bytes = b""
    kind: str = "text/html"
    fields: tuple[tuple[str, str], ...] = ()
    """Further ones."""


def say_error(status: int, *, server: str) -> Answer:
    """Return an error page as nginx makes it (ngx_http_special_response.c)."""
    title = f"{status} {_REASONS[status]}"
    signed = f"<hr><center>{escape(server)}</center>\r\n" if server else ""
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"{signed}</body>\r\n</html>\r\n"
    )
    return Answer(status, body.encode())


def write_answer(answer: Answer, *, method: str, server: str, now: datetime, keep_alive: bool) -> bytes:
    """Return an answer's bytes, fields in nginx's order; the body is left out for HEAD.

    Args:
        answer: to be written.
        method: of the request.
        server: the Server field; empty for none.
        now: aware.
        keep_alive: whether another request may follow.
    """
    lines = [f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}"]
    lines += [f"Server: {server}"] if server else []
    lines.append(f"Date: {format_datetime(now.astimezone(UTC), usegmt=True)}")
    if answer.status != 204:
        lines += [f"Content-Type: {answer.kind}", f"Content-Length: {len(answer.body)}"]
    lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
    lines += [f"{name}: {value}" for name, value in answer.fields]
    head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
    return head if method == "HEAD" or answer.status == 204 else head + answer.body
