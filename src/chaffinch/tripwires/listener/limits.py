"""How much one visitor, and all of them together, may ask of the listener."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection, an address and all of them may take."""

    connections: int = 400
    """At a time, in all."""
    connections_each: int = 24
    """At a time, from one address; a trusted proxy is not counted."""
    requests_a_minute: int = 240
    """From one address."""
    requests_a_connection: int = 500
    head_bytes: int = 16_384
    """Request line and fields."""
    head_fields: int = 64
    head_seconds: float = 10.0
    """From a request's first byte to the end of its head; the TLS handshake has as long."""
    idle_seconds: float = 20.0
    """Until the first byte."""
    form_bytes: int = 8_192
    push_bytes: int = 8_000_000
    """As it comes in, packed or not."""
    unpacked_bytes: int = 32_000_000
    body_seconds: float = 60.0
    answer_seconds: float = 20.0
    """Until an answer is taken."""
    pushes: int = 2
    """Bodies in memory at a time."""
    lines_each: int = 6
    """A minute, of one source at one beacon or portal; the rest is counted."""
    lines: int = 600
    """A minute, of all sources at all beacons and portals; the rest is counted."""
