"""Fetch from the web, by the user's way out, within limits of bytes, time and redirects.

Everything is a GET but `post`, by which a time-stamp is asked for.

Every connection, one after a redirect included, is checked before it is made (see `web_wire`). The client says nothing
about itself but "Chaffinch"; it keeps no cookies and reads no proxy settings of the environment.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeVar

import httpcore
import httpx

from chaffinch.errors import ChaffinchError
from chaffinch.ground.egress import Egress, Resolve, resolve_name
from chaffinch.ground.range_directory import RangeDirectory
from chaffinch.ground.web_body import BodyError, Unpacked, fill_file
from chaffinch.ground.web_wire import CheckedWire, WayRefusedError

_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_WORTH_ANOTHER = (408, 425, 429, 500, 502, 503, 504)
_SECONDS_IDLE = 30.0
_Value = TypeVar("_Value")
_TODO = {
    "egress": "Say in the settings how this machine may fetch: direct, or by a proxy.",
    "refused-address": "Name a public address; files on this machine are read by their path.",
    "not-found": "Check the address's spelling and this machine's name server.",
    "certificate": "Check the address and this machine's clock; a certificate that is not valid is never accepted.",
    "too-large": "Check that the address is the right one.",
    "stopped": "",
}


class FetchError(ChaffinchError):
    """Nothing usable came back.

    Attributes:
        code: bad-address, egress, refused-address, not-found, connection, certificate, timeout, too-large, bad-body,
            redirect, status, stopped.
        status: of the last answer; 0 without one.
        url: what was asked for, without its query.
    """

    def __init__(self, url: str, code: str, *, why: str, status: int = 0) -> None:
        # A query may hold a key: it is not shown.
        self.url = url.partition("?")[0][:300]
        super().__init__(
            f"{self.url} could not be fetched", why=why, todo=_TODO.get(code, "Try again later.")
        )
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; 2xx, or 304 where the caller asked whether something changed."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)
    """Unpacked; empty after `fetch_to`."""
    url: str
    """Where it came from, after redirects."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one fetch may take and how often it is tried."""

    attempts: int = 5
    seconds: float = 120.0
    """For one attempt, body included."""
    seconds_for_files: float = 7_200.0
    """The same for what is written to a file."""
    first_pause: float = 1.0
    """Seconds before the second attempt; doubled each time, with chance up to half as much again."""
    longest_pause: float = 60.0
    """Also the most that a server's Retry-After is obeyed for."""


class Fetcher:
    """Fetch over HTTP and HTTPS; safe to call from several threads.

    Args:
        egress: the user's way out.
        directory: a running practice range, the only way to loopback: it serves reserved names and proves itself.
        trust: certificates that are believed; the usual authorities by default. Only the range and tests have others.
        resolve: how names become addresses.
        patience: how long and how often.
    """

    def __init__(
        self,
        egress: Egress,
        *,
        directory: RangeDirectory | None = None,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = resolve_name,
        patience: Patience | None = None,
    ) -> None:
        self._patience = patience or Patience()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetcher", daemon=True)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(trust_env=False),
            max_connections=64,
            max_keepalive_connections=32,
            keepalive_expiry=20,
            network_backend=CheckedWire(egress=egress, directory=directory, resolve=resolve),
        )

    def __enter__(self) -> Fetcher:
        """Start the thread that connections live in."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def get(
        self,
        url: str,
        *,
        limit_bytes: int = 64_000_000,
        headers: Mapping[str, str] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return what stands at the address.

        Args:
            url: http or https.
            limit_bytes: of the body, unpacked.
            headers: beside the client's own.
            stop: asked some times a second; once true, the fetch ends with the code "stopped".

        Raises:
            FetchError: nothing usable came back; the code says why.
        """
        sink = Unpacked(limit_bytes=limit_bytes)
        work = self._try(url, sink=sink, headers=headers or {}, seconds=self._patience.seconds)
        return self._run(work, url=url, stop=stop)

    def post(
        self,
        url: str,
        body: bytes,
        *,
        kind: str,
        limit_bytes: int = 1_000_000,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Send a body and return the answer; a redirect is not followed.

        Args:
            url: http or https.
            body: what is sent.
            kind: its media type.
            limit_bytes: of the answer's body, unpacked.
            stop: as for `get`.

        Raises:
            FetchError: nothing usable came back.
        """
        sink = Unpacked(limit_bytes=limit_bytes)
        headers = {"Content-Type": kind, "Content-Length": str(len(body))}
        work = self._try(url, sink=sink, headers=headers, seconds=self._patience.seconds, body=body)
        return self._run(work, url=url, stop=stop)

    def fetch_to(
        self,
        url: str,
        path: Path,
        *,
        etag: str = "",
        modified: str = "",
        limit_bytes: int = 8_000_000_000,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Write what stands at the address to a file, in one step: the path holds all of it, or what it held before.

        Args:
            url: http or https.
            path: is replaced when the answer is whole.
            etag: `headers["etag"]` of an earlier answer: unchanged content gives status 304 and leaves the path alone.
            modified: `headers["last-modified"]` of an earlier answer, for the same purpose.
            limit_bytes: of the body, unpacked.
            stop: as for `get`.

        Raises:
            FetchError: nothing usable came back.
            OSError: the file cannot be written.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}

        def write(file: BinaryIO) -> Answer:
            sink = Unpacked(limit_bytes=limit_bytes, file=file)
            seconds = self._patience.seconds_for_files
            return self._run(self._try(url, sink=sink, headers=headers, seconds=seconds), url=url, stop=stop)

        return fill_file(path, write, keep=lambda answer: answer.status != 304)

    def _run(self, work: Coroutine[Any, Any, _Value], *, url: str, stop: Callable[[], bool]) -> _Value:
        """Wait for the work in the calling thread, and ask meanwhile whether to stop."""
        if not self._thread.is_alive():
            work.close()
            raise RuntimeError("a fetcher works within its `with` only")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            while True:
                try:
                    return future.result(timeout=0.1)
                except NotYet:
                    if future.done():
                        raise
                    if stop():
                        raise FetchError(url, "stopped", why="it was asked to stop") from None
        finally:
            future.cancel()

    async def _try(
        self,
        url: str,
        *,
        sink: Unpacked,
        headers: Mapping[str, str],
        seconds: float,
        body: bytes | None = None,
    ) -> Answer:
        """Try until it succeeds, cannot succeed, or patience ends."""
        pause = self._patience.first_pause
        for attempt in range(1, self._patience.attempts + 1):
            sink.reset()
            asked_pause = 0.0
            try:
                async with asyncio.timeout(seconds):
                    answer = await self._follow(url, sink=sink, headers=headers, body=body)
                if 200 <= answer.status < 300 or (answer.status == 304 and headers):
                    return answer
                fault = FetchError(
                    url, "status", why=f"the server answered {answer.status}", status=answer.status
                )
                asked_pause = _read_retry_after(answer.headers.get("retry-after", ""))
                again = answer.status in _WORTH_ANOTHER
            except (TimeoutError, httpcore.TimeoutException):
                fault, again = FetchError(url, "timeout", why="no whole answer came in time"), True
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                fault, again = FetchError(url, "connection", why=str(error) or type(error).__name__), True
            except BodyError as error:
                fault, again = FetchError(url, error.code, why=str(error)), error.code == "bad-body"
            if not again or attempt == self._patience.attempts:
                raise fault
            chance = 1 + random.random() / 2  # noqa: S311 - so that many clients do not come back together
            await asyncio.sleep(min(max(pause * chance, asked_pause), self._patience.longest_pause))
            pause *= 2
        raise AssertionError  # the last attempt returned or raised

    async def _follow(
        self, url: str, *, sink: Unpacked, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        here = _read_url(url)
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._ask(here, sink=sink, headers=headers, body=body)
            if answer.status not in _REDIRECTS or body is not None:
                return answer
            there = _read_url(answer.headers.get("location", ""), base=here)
            if here.scheme == "https" and there.scheme != "https":
                raise FetchError(
                    url, "redirect", why="the server leads from https to http", status=answer.status
                )
            here = there
        raise FetchError(url, "redirect", why=f"the server redirects more than {_MOST_REDIRECTS} times")

    async def _ask(
        self, url: httpx.URL, *, sink: Unpacked, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        port = f":{url.port}" if url.port else ""
        sent = {
            "Host": url.raw_host.decode() + port if ":" not in url.host else f"[{url.host}]{port}",
            "User-Agent": "Chaffinch",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            **headers,
        }
        bounds = {"connect": _SECONDS_IDLE, "read": _SECONDS_IDLE, "write": _SECONDS_IDLE, "pool": None}
        try:
            async with self._pool.stream(
                "GET" if body is None else "POST",
                _join_url(url),
                headers=list(sent.items()),
                content=body,
                extensions={"timeout": bounds},
            ) as answer:
                fields = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
                }
                if 200 <= answer.status < 300:
                    sink.begin(fields.get("content-encoding", ""), length=fields.get("content-length", ""))
                    async for chunk in answer.aiter_stream():
                        sink.add(chunk)
                return Answer(answer.status, fields, sink.end() if answer.status < 300 else b"", str(url))
        except WayRefusedError as refused:
            code = refused.refusal.code
            raise FetchError(
                str(url), code, why=f"{url.host}: {refused.refusal.params.get('kind', code)}"
            ) from None
        except ssl.SSLCertVerificationError as fault:
            raise FetchError(str(url), "certificate", why=fault.verify_message) from fault

    async def _close(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._pool.aclose()
        await asyncio.get_running_loop().shutdown_default_executor()


def _read_url(untrusted_text: str, *, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = base.join(untrusted_text) if base and untrusted_text else httpx.URL(untrusted_text)
    except (httpx.InvalidURL, ValueError, TypeError) as fault:
        raise FetchError(untrusted_text, "bad-address", why=str(fault)) from fault
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or (url.port or 0) > 65_535:
        raise FetchError(
            untrusted_text, "bad-address", why="it is no http or https address without a log-in in it"
        )
    return url


def _join_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _read_retry_after(untrusted_value: str) -> float:
    """Return the seconds of a Retry-After field, a number or a date (RFC 9110, 10.2.3); 0 for anything else."""
    if untrusted_value.isascii() and untrusted_value.isdigit():
        return float(untrusted_value[:9])
    try:
        moment = parsedate_to_datetime(untrusted_value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
