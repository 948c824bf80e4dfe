"""Decoy mail hosts that the settings name: what each tells is followed as a log, and whether it tells anything at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from chaffinch.desk.configuration_tables import Configuration, LogTable
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.mailhost.state import judge_state, read_state

#: Before a code of `judge_state` where it stands as the fault of a log.
FAULT = "host-"
Judge = Callable[[], str]
"""Returns the fault's code of one host, empty for none."""


def list_host_logs(hosts: Iterable[str]) -> tuple[LogTable, ...]:
    """Return the reports of each host as a log to follow, with the domains that its accounts have now."""
    folders = (HostFolder.at(host) for host in hosts)
    return tuple(LogTable(path=str(host.reports), domains=host.read_domains()) for host in folders)


def list_named_logs(configuration: Configuration) -> tuple[LogTable, ...]:
    """Return all logs of the settings, those of the decoy mail hosts last."""
    return (*configuration.tripwires.logs, *list_host_logs(configuration.traps.hosts))


def find_judges(hosts: Iterable[str], *, clock: Callable[[], datetime]) -> dict[str, Judge]:
    """Return, by the path of its reports, how each host is judged."""
    folders = (HostFolder.at(host) for host in hosts)
    return {str(host.reports): partial(judge_host, host, clock=clock) for host in folders}


def judge_host(host: HostFolder, *, clock: Callable[[], datetime]) -> str:
    """Return the code of the worst that is wrong with a host now, empty where every use would be told of."""
    codes = judge_state(read_state(host.state), clock())
    return f"{FAULT}{codes[0]}" if codes else ""
