"""Whether a proxy of the list is there: asked of the proxy itself, so that whoever stands behind it learns nothing."""

from __future__ import annotations

import socket

from chaffinch.ground.egress import Upstream


def does_answer(upstream: Upstream, *, seconds: float = 5.0) -> bool:
    """Return whether the proxy takes a connection; nothing is asked of it."""
    try:
        with socket.create_connection((upstream.host, upstream.port), timeout=seconds):
            return True
    except OSError:
        return False
