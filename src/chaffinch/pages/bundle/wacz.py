"""Write what a capture received as one WACZ file (Web Archive Collection Zipped 1.1.1, Webrecorder 2022).

Any WARC reader reads archive/data.warc.gz in it (ISO 28500); ReplayWeb.page plays the whole. Bodies are those that the
browser had unpacked, so a record's Content-Encoding is left out, as other browser-based archivers do.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import string
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from chaffinch.pages.capture import Capture, Exchange
from chaffinch.pages.hosts import read_host

WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
SOFTWARE = "Chaffinch"
_DATA, _DIGEST = "datapackage.json", "datapackage-digest.json"
_LEFT_OUT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A field name of HTTP (RFC 9110, 5.1)."""
_PRINTED = string.printable.strip() + " "
_ZIP_EPOCH = 1980
_LARGEST_WARC, _LARGEST_BODIES = 60_000_000, 40_000_000


def make_wacz(capture: Capture) -> bytes:
    """Return the archive's bytes; the same capture gives the same bytes but for the record ids that WARC asks for."""
    warc, index = _write_warc(capture)
    files = {WARC: warc, INDEX: index, PAGES: _write_pages(capture)}
    files[_DATA] = _write_package(capture, files=files)
    files[_DIGEST] = _encode({"path": _DATA, "hash": _hash(files[_DATA])})
    sink = io.BytesIO()
    moment = capture.started_at if capture.started_at.year >= _ZIP_EPOCH else datetime(_ZIP_EPOCH, 1, 1)  # noqa: DTZ001
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content)
    return sink.getvalue()


def read_bodies(untrusted_wacz: bytes) -> dict[str, bytes]:
    """Return the bodies of the answers in the archive, by SHA-256, up to 40 MB.

    Raises:
        ValueError: it is no WACZ file, or larger than a capture may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_wacz)) as archive:
            if archive.getinfo(WARC).file_size > _LARGEST_WARC:
                raise ValueError("the archive is larger than a capture may be")
            warc = archive.read(WARC)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise ValueError("it is no WACZ file") from fault
    bodies: dict[str, bytes] = {}
    left = _LARGEST_BODIES
    for record in ArchiveIterator(io.BytesIO(warc)):
        if record.rec_type == "response" and left > 0:
            body = record.content_stream().read(left)
            left -= len(body)
            bodies[hashlib.sha256(body).hexdigest()] = body
    return bodies


def _write_warc(capture: Capture) -> tuple[bytes, bytes]:
    """Return the WARC and the CDXJ lines that say where each answer stands in it."""
    addresses = {read_host(hop.url): hop.address for hop in capture.chain if hop.address}
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    date = capture.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(
        writer.create_warcinfo_record(WARC, {"software": SOFTWARE, "format": "WARC File Format 1.1"})
    )
    lines = []
    for exchange in capture.exchanges:
        url = _as_ascii(exchange.url)
        body = capture.bodies.get(exchange.sha256, b"")
        start = sink.tell()
        extra = {"WARC-Date": date}
        if addresses.get(read_host(exchange.url)):
            extra["WARC-IP-Address"] = addresses[read_host(exchange.url)]
        response = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body),
            http_headers=_make_head(exchange, size=len(body)), warc_headers_dict=extra,
        )  # fmt: skip
        writer.write_record(response)
        end = sink.tell()
        line = f"{_as_ascii(exchange.method) or 'GET'} {_read_path(url)} HTTP/1.1"
        asked = StatusAndHeaders(line, _clean_headers(exchange.request_headers), is_http_request=True)
        request = writer.create_warc_record(
            url, "request", warc_headers_dict={"WARC-Date": date}, http_headers=asked
        )
        writer.write_record(request)
        entry = {
            "url": url, "mime": exchange.mime.partition(";")[0], "status": str(exchange.status),
            "digest": f"sha256:{exchange.sha256}", "length": str(end - start), "offset": str(start),
            "filename": WARC.rpartition("/")[2],
        }  # fmt: skip
        stamp = capture.started_at.strftime("%Y%m%d%H%M%S")
        lines.append(f"{make_search_key(url)} {stamp} {json.dumps(entry)}\n")
    return sink.getvalue(), "".join(sorted(lines)).encode()


def _make_head(exchange: Exchange, *, size: int) -> StatusAndHeaders:
    kept = [
        (name, value.replace("\n", " ")) for name, value in exchange.headers if name.lower() not in _LEFT_OUT
    ]
    return StatusAndHeaders(str(exchange.status), [*kept, ("content-length", str(size))], protocol="HTTP/1.1")


def _clean_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers that a WARC can hold; letters that are not ASCII are percent-encoded."""
    return [(name, _as_ascii(value)) for name, value in headers if _HEADER_NAME.fullmatch(name)]


def _as_ascii(untrusted_text: str) -> str:
    return quote(untrusted_text, safe=_PRINTED)


def make_search_key(url: str) -> str:
    """Return the SURT form of an address, by which an index is sorted: `com,example)/path?query`."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a number that is none raises here
    except ValueError:
        return quote(url, safe="").lower()
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}".lower().replace(" ", "%20")


def _write_pages(capture: Capture) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Pages"}
    page = {
        "id": "1", "url": capture.final_url, "ts": capture.started_at.isoformat(), "title": capture.title,
        "text": capture.visible_text[:100_000],
    }  # fmt: skip
    return _encode(head) + b"\n" + _encode(page) + b"\n"


def _write_package(capture: Capture, *, files: dict[str, bytes]) -> bytes:
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": _hash(content), "bytes": len(content)}
        for name, content in files.items()
    ]
    moment = capture.started_at.isoformat()
    title = capture.title or capture.final_url
    package = {
        "profile": "data-package", "wacz_version": "1.1.1", "software": SOFTWARE, "title": title, "created": moment,
        "mainPageUrl": capture.final_url, "mainPageDate": moment, "resources": resources,
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _encode(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _read_path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
