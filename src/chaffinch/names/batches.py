"""Lines by the ten thousand, as one block of bytes: only the odd ones are parsed before the scan."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from itertools import islice

import hyperscan
import numpy as np
import numpy.typing as npt

from chaffinch.names.fold import fold_text
from chaffinch.names.hosts import Host, read_host
from chaffinch.names.punycode import write_decoded

#: With lines of up to 16 KB (ground/streams.py) a batch stays below 70 MB.
_BATCH_LINES = 4096
_MAX_PLAIN = 63
_NEWLINE, _DOT, _ZERO, _NINE = 10, 46, 48, 57

_PLAIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_\n"
#: A URL whose text needs no decoding before the scan.
_PLAIN_URL = re.compile(
    rb"(?:[a-z]{3,6}://)?(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){0,3}[a-z][a-z0-9-]{0,62}(?::[0-9]{1,4})?"
    rb"(?:/[a-z0-9/._~!$&()*+,;=:?#-]*)?",
    re.IGNORECASE,
)
#: Empty labels; the last label a number in hexadecimal notation.
_UNUSUAL = re.compile(rb"\.\.|(?m:^\.$)|(?m:(?:^|\.)0[xX][^.\n]*\.?$)")
_ENCODED = re.compile(rb"xn--", re.IGNORECASE)
#: What stands in every block in which `_UNUSUAL` or `_ENCODED` finds something.
_SIGNS = ((r"\.\.", "unusual"), (r"\n\.\n", "unusual"), (r"0[xX]", "unusual"), (r"[nN]--", "encoded"))
#: Scratch space is a thread's own.
_thread = threading.local()

_Places = npt.NDArray[np.int64]


def _mark_bytes(chosen: bytes) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(chosen)] = True
    return table


_IS_PLAIN = _mark_bytes(_PLAIN)


def cut_batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks of some thousand lines, newline-joined; a newline inside a line becomes a space, which no host holds.

    A source that ends in an error first gives the lines that came before it.
    """
    remaining = iter(lines)
    full = True
    while full:
        batch: list[bytes] = []
        try:
            batch.extend(islice(remaining, _BATCH_LINES))
        finally:
            if batch:
                yield _join_lines(batch)
        full = len(batch) == _BATCH_LINES


def _join_lines(lines: list[bytes]) -> bytes:
    block = b"\n".join(lines)
    if block.count(b"\n") != len(lines) - 1:
        block = b"\n".join(line.rstrip(b"\r\n").replace(b"\n", b" ") for line in lines)
    return block


class Batch:
    """Some thousand lines, the odd ones parsed."""

    def __init__(self, untrusted_block: bytes) -> None:
        """Take newline-joined lines, the last one without its newline."""
        self._block = untrusted_block
        codes = np.frombuffer(untrusted_block, dtype=np.uint8)
        self._newlines = np.flatnonzero(codes == _NEWLINE)
        self._starts = np.insert(self._newlines + 1, 0, 0)
        self._ends = np.append(self._newlines, len(codes))
        self._parsed: dict[int, Host | str | None] = {}
        self._texts: dict[int, bytes] = {}
        signs = _look_for_signs(untrusted_block)
        odd = self._find_odd(codes, unusual="unusual" in signs)
        for index in odd:
            line = self._cut_line(index)
            if len(line) > _MAX_PLAIN * 4 or not _PLAIN_URL.fullmatch(line):
                host = self._parsed[index] = read_host(line)
                self._texts[index] = _write_host(host) if isinstance(host, Host) else b""
        for index in self._find_encoded() if "encoded" in signs else ():
            if index not in self._texts:
                self._texts[index] = write_decoded(self._cut_line(index))
        self.skipped = [index for index, host in self._parsed.items() if isinstance(host, str)]

    def write_buffer(self) -> tuple[bytes, _Places | None]:
        """Return the lines for the scan, newline-joined, and the places of their newlines where they are known.

        An odd line stands there by what it looks like.
        """
        if not self._texts:
            return self._block, self._newlines
        pieces: list[bytes] = []
        done = 0
        for index in sorted(self._texts):
            pieces += (self._block[done : self._starts[index]], self._texts[index])
            done = self._ends[index]
        pieces.append(self._block[done:])
        return b"".join(pieces), None

    def read_line(self, index: int) -> Host | str | None:
        """Parse one line, if it was not parsed before."""
        if index not in self._parsed:
            self._parsed[index] = read_host(self._cut_line(index))
        return self._parsed[index]

    def _cut_line(self, index: int) -> bytes:
        return self._block[self._starts[index] : self._ends[index]]

    def _find_lines(self, places: Iterable[int] | _Places) -> _Places:
        return np.searchsorted(self._newlines, np.fromiter(places, dtype=np.int64), side="left")

    def _find_odd(self, codes: npt.NDArray[np.uint8], *, unusual: bool) -> list[int]:
        """Return the lines that are not certainly plain ASCII hosts, whatever `xn--` in them stands for.

        Odd is a line with any other character, an empty label, more than 63 characters, or a last label that may be
        a number (then it may be an address).
        """
        odd = self._ends - self._starts > _MAX_PLAIN
        if self._block.translate(None, _PLAIN):
            odd[self._find_lines(np.flatnonzero(~_IS_PLAIN[codes]))] = True
        if unusual:
            odd[self._find_lines(match.start() for match in _UNUSUAL.finditer(self._block))] = True
        if self._block[:2] in {b".", b".\n"} or self._block.endswith(b"\n."):
            odd[[0, -1]] = True
        full = np.flatnonzero(self._ends > self._starts)
        last = codes[self._ends[full] - 1]
        # A final dot stands behind the last label.
        dotted = (last == _DOT) & (self._ends[full] - self._starts[full] > 1)
        last = np.where(dotted, codes[np.maximum(self._ends[full] - 2, 0)], last)
        odd[full[(last >= _ZERO) & (last <= _NINE)]] = True
        return [int(index) for index in np.flatnonzero(odd)]

    def _find_encoded(self) -> list[int]:
        found = self._find_lines(match.start() for match in _ENCODED.finditer(self._block))
        return [int(index) for index in np.unique(found)]


def _look_for_signs(block: bytes) -> set[str]:
    """Return which of `_SIGNS` a block holds, in one pass: each `in` of its own would take as long."""
    if not hasattr(_thread, "signs"):
        _thread.signs = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        _thread.signs.compile(
            expressions=[sign.encode() for sign, _ in _SIGNS],
            ids=list(range(len(_SIGNS))),
            flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(_SIGNS),
        )
    found: set[str] = set()

    def note_hit(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
        found.add(_SIGNS[number][1])

    _thread.signs.scan(block, match_event_handler=note_hit)
    return found


def _write_host(host: Host) -> bytes:
    text = " ".join((fold_text(host.display), fold_text(host.userinfo), fold_text(host.path)))
    return text.replace("\n", " ").encode("ascii", "replace")
