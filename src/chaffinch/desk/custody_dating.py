"""Have a dump's manifest dated by an authority that the settings name. No Django here: the command line does so, too."""

from __future__ import annotations

import logging
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.way_out import choose_egress, find_range
from chaffinch.errors import ChaffinchError
from chaffinch.ground.stamps import ask_stamp
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.leaks.triage.dating import ManifestStamp, check_manifest_stamp, date_manifest
from chaffinch.ledger.stamping import read_authorities

if TYPE_CHECKING:
    from chaffinch.desk.models import Dump

_log = logging.getLogger(__name__)
_PATIENCE = Patience(attempts=1, seconds=10.0)


def list_authorities(configuration: Configuration) -> tuple[str, ...]:
    """Return the addresses of the authorities: the one that dates evidence first, then those that date the ledger."""
    first = configuration.capture.timestamp
    named = [one.url for one in read_authorities(configuration.ledger.authorities)]
    return tuple(dict.fromkeys(url for url in (first, *named) if url))


def date_custody(folder: Path, configuration: Configuration) -> ManifestStamp | None:
    """Return the stamp of the manifest of a folder, kept beside it; None where no authority is named or none answers."""
    authorities = list_authorities(configuration)
    if not authorities:
        return None
    with Fetcher(choose_egress(configuration.capture), directory=find_range(), patience=_PATIENCE) as fetcher:
        return date_manifest(
            folder,
            authorities=authorities,
            ask=lambda url, request: ask_stamp(fetcher, url=url, request=request),
            chance=SystemRandom(),
            on_fault=_warn,
        )


def read_stamp(dump: Dump) -> ManifestStamp | None:
    """Return who dated the list of a dump's files; None where nobody did, or what is kept does not hold."""
    if not dump.manifest_stamp:
        return None
    try:
        return check_manifest_stamp(bytes(dump.manifest_stamp), manifest_sha256=dump.manifest_sha256)
    except ChaffinchError as fault:
        _warn(fault)
        return None


def _warn(fault: ChaffinchError) -> None:
    _log.warning("no time-stamp for the manifest of a dump: %s", fault.diagnostics())
