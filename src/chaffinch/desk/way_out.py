"""How this installation reaches the world: the choice in its settings, and the practice range where one runs."""

from __future__ import annotations

import logging

from chaffinch.desk.configuration_tables import CaptureTable, SourcesTable
from chaffinch.desk.home import find_home
from chaffinch.errors import ChaffinchError
from chaffinch.ground.egress import Egress
from chaffinch.ground.range_directory import RangeDirectory

_log = logging.getLogger(__name__)


def choose_egress(table: CaptureTable | SourcesTable) -> Egress:
    """Return the way out that a table names; unset is a way that refuses."""
    match table.egress:
        case "direct":
            return Egress.parse("direct")
        case "proxy":
            return Egress.parse(*table.proxies)
        case _:
            return Egress()


def find_range() -> RangeDirectory | None:
    """Return the practice range that runs for this home folder, if any; it still has to prove itself."""
    path = find_home().range_file
    if not path.exists():
        return None
    try:
        return RangeDirectory.read(path)
    except ChaffinchError as error:
        _log.warning("the practice range's file is passed over: %s", error.diagnostics())
        return None
