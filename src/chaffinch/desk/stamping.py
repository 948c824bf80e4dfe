"""Have a manifest dated by the authority that the settings name; where none answers it has no date."""

from __future__ import annotations

import logging

from django.conf import settings

from chaffinch.desk.way_out import choose_egress, find_range
from chaffinch.errors import ChaffinchError
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.pages.bundle.tsa import ask_stamp

_log = logging.getLogger(__name__)
_PATIENCE = Patience(attempts=1, seconds=10.0)


def ask_desk_stamp(manifest: bytes) -> bytes:
    """Return a time-stamp over a manifest (RFC 3161); empty without one."""
    url = settings.CONFIGURATION.capture.timestamp
    if not url:
        return b""
    try:
        with Fetcher(
            choose_egress(settings.CONFIGURATION.capture), directory=find_range(), patience=_PATIENCE
        ) as fetcher:
            return ask_stamp(fetcher, url=url, manifest=manifest)
    except ChaffinchError as fault:
        _log.warning("no time-stamp for evidence: %s", fault.diagnostics())
        return b""
