"""How long it takes to block an account: from the call until the provider has said yes, and until an open session is dead.

Dovecot is real, on this machine; the others are their documented interfaces on loopback (tests/tripwires/providers), so that
the figure is what Chaffinch adds, without the way to the provider and the time that it takes there.

    python benchmarks/blocking.py
"""

from __future__ import annotations

import imaplib
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.tripwires.providers.contracts import INES, serve
from tests.tripwires.providers.test_programs import find_programs, open_server
from tests.tripwires.providers.test_services import KINDS, open_provider

_TIMES = 5


def measure(work: Callable[[], None]) -> float:
    """Return how many seconds something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure_dovecot() -> tuple[float, float]:
    """Return the seconds until the call returned, and until the open session was dead, the medians."""
    done, dead = [], []
    with open_server() as server:
        for _ in range(_TIMES):
            with server.sign_in(INES) as client:
                begun = time.perf_counter()
                server.provider.block(INES)
                done.append(time.perf_counter() - begun)
                while True:
                    try:
                        client.noop()
                    except (imaplib.IMAP4.abort, OSError):
                        break
                dead.append(time.perf_counter() - begun)
            server.provider.unblock(INES)
    return statistics.median(done), statistics.median(dead)


def main() -> None:
    """Measure, print the table."""
    print("| provider | blocked after | open session dead after |\n|---|---|---|")
    if find_programs():
        done, dead = measure_dovecot()
        print(f"| dovecot, real | {done:.2f} s | {dead:.2f} s |")
    for kind in KINDS:
        with serve(kind.answers) as service:
            provider = open_provider(kind, service)
            account = provider.scope.name_account(INES)
            seconds = statistics.median(measure(partial(provider.block, account)) for _ in range(_TIMES))
        print(f"| {kind.name}, on loopback | {seconds:.2f} s | the provider's own |")


if __name__ == "__main__":
    main()
