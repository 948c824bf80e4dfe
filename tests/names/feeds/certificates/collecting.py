"""Build a served log and read it to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.names.feeds.certificates.issuing import issue, make_entries
from tests.names.feeds.certificates.served_log import (
    KINDS,
    Kind,
    ServedLog,
    go_on,
    open_feed,
)

from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.feed import Chunk

both_kinds = pytest.mark.parametrize("kind", KINDS)


def build(kind: Kind, count: int = 700, **fields: Any) -> ServedLog:
    return ServedLog(kind, list(make_entries(count)), **fields)


def collect(
    served: ServedLog, fetcher: Fetcher, checkpoint: Mapping[str, Any] | None = None, **arguments: Any
) -> list[Chunk]:
    return list(open_feed(served, fetcher, **arguments).read(checkpoint, stop=go_on))


def pair(chunks: list[Chunk]) -> list[tuple[int, bytes]]:
    return [found for chunk in chunks for found in zip(chunk.places, chunk.names, strict=True)]


def codes(chunks: list[Chunk]) -> list[str]:
    return [fault.code for chunk in chunks for fault in chunk.faults]


def certify(name: str) -> bytes:
    return issue([name]).public_bytes(Encoding.DER)
