"""Read the words in a picture or a scan: the bytes go into a sandbox, words come out."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chaffinch.ground.crew import CrewError, CrewLimits, Worker
from chaffinch.leaks.reading.tesseract import OcrEngine

MOST_PAGES = 20
"""Of one item; the rest is not read, and that is told."""
PAGE_SECONDS = 15
"""Of the processor, for one page: the same on a busy machine."""
WALL_SECONDS = 90.0
"""By the clock, for one page: for what waits and does not work."""
MEMORY_BYTES = 256_000_000
"""Of the worker, and of Tesseract in it, each."""
_PAGE_CHARACTERS = 100_000
_CODE = 40
_JOB = "chaffinch.leaks.reading.inside.recognising"


@dataclass(frozen=True, slots=True)
class WordsRead:
    """What was read of one item."""

    text: str
    """Of all pages, one after the other."""
    pages: int = 0
    """As many as it has."""
    pages_read: int = 0
    fault: str = ""
    """Why not a page could be read: `timeout`, `memory`, `crashed`, `too-large`, `malformed`, `no-picture`, …"""


class Recogniser:
    """Reads items, one after the other, by one sandboxed worker; the thread that first asks it must be the only one."""

    def __init__(
        self, engine: OcrEngine, *, passwords: Sequence[str] = (), limits: CrewLimits | None = None,
        page_seconds: int = PAGE_SECONDS,
        most_pages: int = MOST_PAGES,
    ) -> None:  # fmt: skip
        """Set out; the worker starts with the first item.

        Args:
            engine: what reads.
            passwords: tried on PDFs that are encrypted.
            limits: of the worker.
            page_seconds: of the processor, for one page.
            most_pages: of one item.
        """
        told = {
            "program": engine.program,
            "languages": engine.languages,
            "turns": engine.turns,
            "passwords": list(passwords),
            "pages": most_pages,
            "page_seconds": page_seconds,
            "wall_seconds": WALL_SECONDS,
            "page_characters": _PAGE_CHARACTERS,
        }
        self._worker = Worker(
            f"{_JOB}:read_pages",
            setup=f"{_JOB}:set_up",
            setup_input=json.dumps(told).encode(),
            limits=limits
            or CrewLimits(
                seconds=page_seconds, wall_seconds=2 * WALL_SECONDS, memory_bytes=MEMORY_BYTES, answers=400,
                answer_bytes=4_000_000,
            ),
        )  # fmt: skip

    def read_words(self, untrusted: bytes) -> WordsRead:
        """Return the words of a picture or a PDF; what cannot be read is a fault of it.

        Raises:
            CrewError: no sandbox can be built here at all (`not-available`).
            SandboxMissingError: bubblewrap or setpriv is not installed.
        """
        texts, faults, pages = list[str](), list[str](), 0
        descriptor = os.memfd_create("item", os.MFD_CLOEXEC)
        try:
            with os.fdopen(descriptor, "wb", closefd=False) as file:
                file.write(untrusted)
            os.lseek(descriptor, 0, os.SEEK_SET)
            for value in self._worker.ask({}, files=[descriptor], singly=True):
                pages, text, fault = _read_page(value)
                (faults if fault else texts).append(fault or text)
        except CrewError as error:
            if error.code == "not-available":
                raise
            faults.append(error.code)
        finally:
            os.close(descriptor)
        return WordsRead("\n".join(texts), pages, len(texts), "" if texts else (faults or ["empty"])[0])

    def close(self) -> None:
        """End the worker, whatever it is at; another thread may do so."""
        self._worker.close()


def _read_page(untrusted: Any) -> tuple[int, str, str]:
    """Return how many pages there are, the text of this one, and its fault.

    Raises:
        CrewError: it has not the shape of an answer.
    """
    values = untrusted if isinstance(untrusted, dict) else {}
    pages, text, fault = values.get("of"), values.get("text", ""), values.get("fault", "")
    if isinstance(pages, int) and isinstance(text, str) and isinstance(fault, str):
        if 0 <= pages < 1 << 31 and len(text) <= _PAGE_CHARACTERS and len(fault) <= _CODE:
            return pages, text.encode("utf-8", "replace").decode(), fault
    raise CrewError("crashed", why="what came out is no page")
