"""Words of scanned pages, by Tesseract, in the sandbox: what fails at one page is told, and the next one is read."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import Image

from chaffinch.leaks.reading.inside.scans import open_scan
from chaffinch.leaks.reading.inside.state import FaultyError

_COMPLAINT = 2_000
_TURNED, _UPRIGHT = "1", "3"
"""Tesseract's ways to cut a page into lines (`tesseract --help-psm`): with and without looking which side is up."""


@dataclass(frozen=True, slots=True)
class Recognising:
    """What a worker was told once."""

    program: str
    languages: str
    turns: bool
    """Whether it is asked which side of a page is up."""
    passwords: tuple[str, ...]
    pages: int
    """Of one item, at most."""
    page_seconds: int
    """Of the processor, for one page."""
    wall_seconds: float
    page_characters: int


def set_up(content: bytes) -> Recognising:
    """Return what `leaks.reading.recogniser` wrote."""
    values = json.loads(content)
    return Recognising(**{**values, "passwords": tuple(values["passwords"])})


def read_pages(told: Recognising, request: Any, files: list[BinaryIO]) -> Iterator[dict[str, Any]]:
    """Yield for each page `of` (how many there are) and its `text`, or the `fault` for which it has none.

    Args:
        told: what never changes.
        request: nothing.
        files: the item's bytes.
    """
    del request
    try:
        with open_scan(files[0], told.passwords) as scan:
            for number in range(min(scan.count, told.pages)):
                try:
                    text = recognise(scan.draw(number), told)
                    yield {"of": scan.count, "text": text[: told.page_characters]}
                except FaultyError as fault:
                    yield {"of": scan.count, "fault": fault.code}
    except FaultyError as fault:
        yield {"of": 0, "fault": fault.code}


def recognise(picture: Image.Image, told: Recognising) -> str:
    """Return the words of one page.

    What Tesseract gets is a plain grey raster that was made here, never the item's own bytes.

    Raises:
        FaultyError: it took too long (`timeout`) or too much (`memory`), or crashed.
    """
    mode = _TURNED if told.turns else _UPRIGHT
    command = [told.program, "stdin", "stdout", "-l", told.languages, "--psm", mode]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    with process:
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (told.page_seconds, told.page_seconds + 1))
        try:
            out, complaint = process.communicate(_write_raster(picture), timeout=told.wall_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise FaultyError("timeout") from None
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise FaultyError("timeout")
    if process.returncode:
        short = b"bad_alloc" in complaint or b"alloc" in complaint[-_COMPLAINT:]
        raise FaultyError("memory" if short else "crashed")
    return out.decode("utf-8", "replace").replace("\0", "")


def _write_raster(grey: Image.Image) -> bytes:
    """Return a picture as a portable grey map (netpbm's PGM, raw)."""
    return b"P5 %d %d 255\n" % grey.size + grey.tobytes()
