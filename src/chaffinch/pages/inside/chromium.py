"""Inside the sandbox: the one Chromium, started when needed and started again after it died."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Error, Playwright

from chaffinch.pages.inside.flags import UNWANTED_DEFAULTS, list_flags

_EXECUTABLES = (
    Path("/usr/lib/chromium/chromium"),  # Debian's binary without its launcher, which adds flags of its own
    Path("/usr/bin/chromium"),
    Path("/usr/bin/chromium-browser"),
    Path("/usr/bin/google-chrome"),
)


class LaunchFault(RuntimeError):
    """Chromium did not start with its own sandbox on."""


class Chromium:
    """Keep one browser; two tabs may ask for it at once."""

    def __init__(self, playwright: Playwright, *, spki_sha256: Sequence[str] = ()) -> None:
        self._playwright = playwright
        self._flags = list_flags(spki_sha256=spki_sha256)
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()
        self.version = ""
        """Major version, as a User-Agent names it."""
        self.kills = 0
        """How often a page made it necessary to end the browser."""

    async def get_browser(self) -> Browser:
        """Return the running browser, started if there is none.

        Raises:
            LaunchFault: there is no Chromium, or it cannot start with its sandbox on; it is never started without.
        """
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                self._browser = await self._start()
            return self._browser

    async def kill(self) -> None:
        """End the browser with all its tabs; the next call starts another."""
        async with self._starting:
            browser, self._browser = self._browser, None
            self.kills += 1
            if browser is not None:
                with contextlib.suppress(Error, TimeoutError):
                    await asyncio.wait_for(browser.close(), timeout=2.0)
                _kill_processes()

    async def _start(self) -> Browser:
        executable = next((path for path in _EXECUTABLES if path.exists()), None)
        if executable is None:
            raise LaunchFault("Chromium is not installed")
        try:
            browser = await self._playwright.chromium.launch(
                executable_path=executable,
                chromium_sandbox=True,
                headless=True,
                args=self._flags,
                ignore_default_args=[flag for flag, _ in UNWANTED_DEFAULTS],
                timeout=20_000,
            )
        except Error as fault:
            raise LaunchFault(str(fault)) from fault
        session = await browser.new_browser_cdp_session()
        version = await session.send("Browser.getVersion")
        await session.detach()
        self.version = str(version["product"]).partition("/")[2].partition(".")[0]
        return browser


def _kill_processes() -> None:
    """End every Chromium process that is left; the sandbox's process namespace holds no other browser."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and (folder / "comm").read_text().startswith("chrom"):
                os.kill(int(folder.name), signal.SIGKILL)
