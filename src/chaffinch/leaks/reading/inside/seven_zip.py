"""7-Zip, the program that opens encrypted 7z archives: what it lists, and the bytes of all members, one after the other.

It runs beside the worker, in the same sandbox and under the same bounds. The password reaches it by its standard input: a
command line is for everybody to see. Nothing is unpacked to a folder, so no member's name is ever used.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from chaffinch.leaks.reading.inside.pieces import BLOCK
from chaffinch.leaks.reading.inside.state import FaultyError

PLACES = "/usr/bin:/usr/local/bin:/bin"
SECONDS = 15
"""Of the processor, for one member, and anew for each `SPAN` of it."""
SPAN = 16 * BLOCK
_OLD_PORT = Path("/usr/lib/p7zip/7z")
"""Of p7zip 16: its 7z takes a password from a terminal only, and lists names as they stand, with their line ends."""
_TICKS = os.sysconf("SC_CLK_TCK")
_COMPLAINT = 65_536
_NO_MEMORY, _NO_METHOD = b"allocate required memory", b"Unsupported Method"
_NO_UTF8 = {0xDC80 + number: 0xEF80 + number for number in range(128)}
"""Bytes of a name that are no UTF-8: 7-Zip keeps them as these signs, which other readers see, and shows them as bytes."""
_UNIX_KIND = re.compile(r"(?:^| )([a-z-])[-rwxsStT]{9}$")
"""The Unix mode behind the attributes of Windows, where an archive has one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive's list."""

    untrusted_name: str
    """As it stands, but for line ends in it: each is shown as `_`."""
    size: int
    crc: int | None
    """CRC-32 of its bytes; None where the archive has none."""
    is_encrypted: bool
    is_folder: bool
    is_regular: bool
    """False for links, pipes and devices."""


def find_program() -> str | None:
    """Return the path of 7-Zip: 7zz in Debian 12's package 7zip, 7z in Debian 13's; None where it is not installed."""
    names = ("7zz",) if _OLD_PORT.exists() else ("7zz", "7z")
    return next((found for name in names if (found := shutil.which(name, path=PLACES))), None)


class Run:
    """7-Zip at one archive; a context that ends it."""

    def __init__(self, program: str, archive: int, password: str, *, lists: bool) -> None:
        """Start it.

        Args:
            program: as `find_program` says.
            archive: a descriptor of it that may be opened again by its number.
            password: without a line end.
            lists: give the list of the members, rather than their bytes.
        """
        order = ["l", "-slt", "-ba"] if lists else ["x", "-so", "-bso0"]
        self._complaint = os.memfd_create("complaint", os.MFD_CLOEXEC)
        self._process = subprocess.Popen(
            [program, *order, "-bsp0", "-bd", "-mmt1", "-t7z", "--", f"/proc/self/fd/{archive}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaint, pass_fds=(archive,),
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )  # fmt: skip
        self.allow_more()
        with contextlib.suppress(BrokenPipeError), cast(IO[bytes], self._process.stdin) as prompt:
            prompt.write(password.encode() + b"\n")

    @property
    def output(self) -> IO[bytes]:
        """Return what it writes."""
        return cast(IO[bytes], self._process.stdout)

    def allow_more(self) -> None:
        """Let the kernel end it once it has worked `SECONDS` from now."""
        with contextlib.suppress(OSError, ValueError):  # it may have ended already
            told = Path(f"/proc/{self._process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2]
            used = sum(int(ticks) for ticks in told.split()[11:13]) // _TICKS
            _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_CPU)
            resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (used + SECONDS + 1, hard))

    def name_fault(self) -> str:
        """Wait for its end and say why it gave too little; empty where all went well.

        `timeout`, `memory`, `unsupported` (a method of packing that it does not know) or `malformed` (or a wrong password).
        """
        status = self._process.wait()
        if status in (-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU):
            return "timeout"
        said = os.pread(self._complaint, _COMPLAINT, 0)
        if not status:
            return ""
        return "memory" if _NO_MEMORY in said else "unsupported" if _NO_METHOD in said else "malformed"

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self.output.close()
        self._process.wait()
        os.close(self._complaint)


class Slice:
    """The bytes of one member, out of those of all."""

    def __init__(self, run: Run, size: int) -> None:
        self._run, self._given = run, 0
        self.left = size
        """So many bytes of it are still to be read."""
        self.is_at_span = False
        """Whether another `SPAN` of it was reached by the last read."""

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes.

        Raises:
            FaultyError: there are fewer than its size.
        """
        wanted = min(self.left, BLOCK if size < 0 else min(size, BLOCK))
        block = self._run.output.read(wanted) if wanted else b""
        if len(block) < wanted:
            raise FaultyError(self._run.name_fault() or "malformed")
        self.is_at_span = self._given // SPAN != (self._given + len(block)) // SPAN
        if self.is_at_span:
            self._run.allow_more()
        self._given += len(block)
        self.left -= len(block)
        return block


def list_members(program: str, archive: int, password: str) -> Iterator[Member]:
    """Yield what an archive holds, in its order.

    Raises:
        FaultyError: the list cannot be read (`malformed`: or the password is not the list's), `timeout`, `memory`.
    """
    values: dict[str, str] = {}
    with Run(program, archive, password, lists=True) as run:
        for number, line in enumerate(run.output):
            name, _, value = line.decode("utf-8", "surrogateescape").rstrip("\n").partition(" = ")
            if name == "Path" and values:
                yield _read_member(values)
            if name == "Path":
                values = {}
            elif not values:
                continue  # it asks for the password
            values[name] = value
            if not number % 10_000:
                run.allow_more()
        if fault := run.name_fault():
            raise FaultyError(fault)
    if values:
        yield _read_member(values)


def _read_member(values: dict[str, str]) -> Member:
    attributes = values.get("Attributes", "")
    unix = _UNIX_KIND.search(attributes)
    crc = values.get("CRC", "")
    try:
        return Member(
            untrusted_name=values["Path"].translate(_NO_UTF8),
            size=int(values.get("Size") or 0),
            crc=int(crc, 16) if crc else None,
            is_encrypted=values.get("Encrypted") == "+",
            is_folder="D" in attributes.partition(" ")[0],
            is_regular=unix is None or unix[1] in "-d",
        )
    except ValueError as fault:
        raise FaultyError("malformed") from fault
