"""Lines by the thousand: most are plain hosts and stay bytes, only the odd ones are parsed before the scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import numpy.typing as npt

from chaffinch.names.fold import fold_text
from chaffinch.names.hosts import Host, read_host

#: With lines of up to 16 KB (ground/streams.py) a batch stays below 70 MB.
_BATCH_LINES = 4096
_MAX_PLAIN = 63
_NEWLINE, _DOT = 10, 46

#: A URL whose text needs no decoding before the scan.
_PLAIN_URL = re.compile(
    rb"(?:[a-z]{3,6}://)?(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){0,3}[a-z][a-z0-9-]{0,62}(?::[0-9]{1,4})?"
    rb"(?:/[a-z0-9/._~!$&()*+,;=:?#-]*)?",
    re.IGNORECASE,
)


def _mark_bytes(chosen: bytes) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(chosen)] = True
    return table


_PLAIN = _mark_bytes(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_\n")
_DIGITS = _mark_bytes(b"0123456789")


def cut_batches(lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield batches of lines, each with the 1-based number of its first line.

    A source that ends in an error first gives the lines that came before it.
    """
    remaining = iter(lines)
    first, full = 1, True
    while full:
        batch: list[bytes] = []
        try:
            batch.extend(islice(remaining, _BATCH_LINES))
        finally:
            if batch:
                yield first, batch
        first += len(batch)
        full = len(batch) == _BATCH_LINES


class Batch:
    """Some thousand lines, the odd ones parsed."""

    def __init__(self, untrusted_lines: list[bytes]) -> None:
        self.lines, self._buffer = _join_lines(untrusted_lines)
        self._parsed: dict[int, Host | str | None] = {}
        for index in _find_odd_lines(self._buffer):
            line = self.lines[index]
            if len(line) > _MAX_PLAIN * 4 or not _PLAIN_URL.fullmatch(line):
                self._parsed[index] = read_host(line)
        self.skipped = [index for index, host in self._parsed.items() if isinstance(host, str)]

    def write_buffer(self) -> bytes:
        """Return the lines for the scan, newline-joined; a parsed line by what it looks like."""
        if not self._parsed:
            return self._buffer
        texts = list(self.lines)
        for index, host in self._parsed.items():
            texts[index] = _write_host(host) if isinstance(host, Host) else b""
        return b"\n".join(texts)

    def read_line(self, index: int) -> Host | str | None:
        """Parse one line, if it was not parsed before."""
        if index not in self._parsed:
            self._parsed[index] = read_host(self.lines[index])
        return self._parsed[index]


def _join_lines(lines: list[bytes]) -> tuple[list[bytes], bytes]:
    """Join lines by newlines; a newline inside a line becomes a space, which no host holds."""
    buffer = b"\n".join(lines)
    if buffer.count(b"\n") != len(lines) - 1:
        lines = [line.rstrip(b"\r\n").replace(b"\n", b" ") for line in lines]
        buffer = b"\n".join(lines)
    return lines, buffer


def _write_host(host: Host) -> bytes:
    text = " ".join((fold_text(host.display), fold_text(host.userinfo), fold_text(host.path)))
    return text.replace("\n", " ").encode("ascii", "replace")


def _find_odd_lines(buffer: bytes) -> list[int]:
    """Return the indexes of lines that are not certainly plain ASCII hosts.

    Odd is a line with any other character, an empty label, an `xn--` label, more than 63 characters, or a last
    label that begins with a digit (it may be an address).
    """
    codes = np.frombuffer(buffer, dtype=np.uint8)
    newlines = np.flatnonzero(codes == _NEWLINE)
    ends = np.append(newlines, len(codes))
    starts = np.insert(newlines + 1, 0, 0)
    odd = ends - starts > _MAX_PLAIN
    odd[np.searchsorted(newlines, np.flatnonzero(~_PLAIN[codes]), side="left")] = True
    cuts = np.concatenate(([-1], np.flatnonzero((codes == _NEWLINE) | (codes == _DOT)), [len(codes)]))
    # An empty label: two cuts side by side. (An empty line is odd too, and parsed to nothing.)
    empty = cuts[1:][np.diff(cuts) == 1]
    odd[np.searchsorted(newlines, np.minimum(empty, len(codes)), side="left").clip(max=len(odd) - 1)] = True
    if len(codes):
        last_label = cuts[np.searchsorted(cuts, ends, side="left") - 1] + 1
        inside = last_label < len(codes)
        odd[inside] |= _DIGITS[codes[last_label[inside]]]
    for found in re.finditer(rb"xn--", buffer, re.IGNORECASE):
        odd[np.searchsorted(newlines, found.start(), side="left")] = True
    return [int(index) for index in np.flatnonzero(odd)]
