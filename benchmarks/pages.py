"""Captures a minute: one reused browser with two tabs beside a fresh browser for each capture, in one run.

    python benchmarks/pages.py [--captures 24]

Both sides make the same capture (window and page picture, DOM, text, forms, certificate) of the same small pages,
served on loopback; the peer's way, a new browser for each, is that of PlaywrightCapture. Memory is what the browser's
processes alone hold (anonymous and shared, without program text).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.pages.designs import draw_sign_in
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser
from chaffinch.pages.sandbox.proc import list_processes_below

_TABS = 2


class MemoryWatch:
    """Keep the most memory that the browser's processes held at once."""

    def __init__(self) -> None:
        self.most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        """Start measuring."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop measuring."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        import os

        while not self._done.wait(0.25):
            below = [one for one in list_processes_below(os.getpid()) if one.number != os.getpid()]
            self.most = max(self.most, sum(one.memory_bytes for one in below))


def measure(work: Callable[[str], None], urls: list[str], *, threads: int) -> tuple[float, float]:
    """Return captures a minute and the most memory in MB."""
    with MemoryWatch() as watch:
        begun = time.monotonic()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, urls))
        seconds = time.monotonic() - begun
    return 60 * len(urls) / seconds, watch.most / 1e6


def main() -> None:
    """Measure both ways and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=24)
    count = parser.parse_args().captures
    with tempfile.TemporaryDirectory() as name, LoopbackSite(Path(name), hosts=("a.test",)) as site:
        urls = [f"https://a.test/{number}" for number in range(count)]
        for number in range(count):
            site.page(f"/{number}", draw_sign_in())

        def capture_fresh(url: str) -> None:
            with Browser(egress=Egress(), range_directory=site.directory, tabs=1) as fresh:
                assert fresh.capture(url).outcome == "captured"

        with Browser(egress=Egress(), range_directory=site.directory, tabs=_TABS) as reused:

            def capture_reused(url: str) -> None:
                assert reused.capture(url).outcome == "captured"

            ours = measure(capture_reused, urls, threads=_TABS)
            one = measure(capture_reused, urls[: count // 2], threads=1)
        peer = measure(capture_fresh, urls[: count // 2], threads=1)
    print("| captures a minute | ours | peer: fresh browser each | ratio |")
    print("|---|---|---|---|")
    print(f"| one browser, {_TABS} tabs | {ours[0]:.0f} | {peer[0]:.0f} | {ours[0] / peer[0]:.1f} |")
    print(f"| one browser, 1 tab | {one[0]:.0f} | {peer[0]:.0f} | {one[0] / peer[0]:.1f} |")
    print(f"| most memory, MB ({_TABS} tabs) | {ours[1]:.0f} | {peer[1]:.0f} | {ours[1] / peer[1]:.1f} |")


if __name__ == "__main__":
    main()
