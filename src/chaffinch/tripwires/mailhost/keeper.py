"""The process that keeps the inside running and writes down what it tells (`… mailhost.keeper DIR`).

The inside has no file of these: it speaks through pipes, so that whoever breaks into it can add lines and take none back.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from chaffinch.ground.bubblewrap import find_python
from chaffinch.ground.clock import read_clock
from chaffinch.tripwires.mailhost.appending import GrowingFile
from chaffinch.tripwires.mailhost.folder import HostFolder, HostSettings
from chaffinch.tripwires.mailhost.records import (
    load_told,
    shape_reading,
    shape_report,
    shape_sending,
    write_line,
)
from chaffinch.tripwires.mailhost.sandbox import build_host_command, find_dovecot

_LONGEST = 65_536
_END_SECONDS = 8.0
_MOST_PROCESSES = 400
_READABLE = 0o640


class Keeper:
    """Writes down what one inside tells."""

    def __init__(self, host: HostFolder) -> None:
        self._host = host
        self._watch = host.read_keys().watch
        self._reports = GrowingFile(host.reports, mode=_READABLE)
        self._reads = GrowingFile(host.reads, mode=_READABLE)
        self._log = GrowingFile(host.log, mode=_READABLE)

    def take_told(self, line: bytes) -> None:
        """Keep one line of the inside's standard output."""
        told = load_told(line)
        if told is None:
            return
        kind, said = told
        now = read_clock()
        if kind == "report":
            report = shape_report(said, at=now)
            if report is not None and report["login"] == self._watch:
                self._note_probe(report)
            elif report is not None:
                self._reports.append(write_line(report), now=now)
        elif kind in ("read", "sending"):
            shape = shape_reading if kind == "read" else shape_sending
            if (kept := shape(said, at=now)) is not None:
                self._reads.append(write_line(kept), now=now)

    def take_log(self, line: bytes) -> None:
        """Keep one line of Dovecot's log, without what the probe caused."""
        if self._watch.encode() not in line:
            shown = bytes(byte if byte >= 0x20 and byte != 0x7F else 0x3F for byte in line)
            self._log.append(shown + b"\n", now=read_clock())

    def flush(self) -> None:
        """Try again what could not be written."""
        for file in (self._reports, self._reads, self._log):
            file.flush(now=read_clock())

    def _note_probe(self, report: dict[str, Any]) -> None:
        """Tell the probe that its log-in was told, and as what: by a file, since it is another process."""
        protocol = "submission" if report.get("protocol") == "submission" else "imap"
        with contextlib.suppress(OSError):
            (self._host.run / f"told-{protocol}").write_text(str(report.get("pwhash", "")), encoding="ascii")


def main() -> int:
    """Keep one inside until it ends or this is told to end; return the exit status."""
    host = HostFolder.at(sys.argv[1])
    settings = host.read_settings()
    keeper = Keeper(host)
    process = _start_inside(host, settings)
    assert process.stdin and process.stdout and process.stderr  # noqa: S101 - they are pipes, asked for below
    signal.signal(signal.SIGTERM, lambda *_: _ask_to_end(process))
    signal.signal(signal.SIGINT, lambda *_: _ask_to_end(process))
    threads = [
        threading.Thread(target=_drain, args=(process.stdout, keeper.take_told), daemon=True),
        threading.Thread(target=_drain, args=(process.stderr, keeper.take_log), daemon=True),
    ]
    for thread in threads:
        thread.start()
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        keeper.flush()
    for thread in threads:
        thread.join(timeout=5)
    return 0 if process.returncode == 0 else 1


def _start_inside(host: HostFolder, settings: HostSettings) -> subprocess.Popen[bytes]:
    # An ordinary user's other programs count among his processes: there Dovecot's own limits must do.
    processes = _MOST_PROCESSES if os.geteuid() == 0 else 0
    program = [
        find_python(), "-m", "chaffinch.tripwires.mailhost.inside.run", settings.name, find_dovecot(),
        str(settings.limits.connections), str(processes),
    ]  # fmt: skip
    return subprocess.Popen(
        build_host_command(host, settings, program),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=Path("/"),
    )


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    timer = threading.Timer(_END_SECONDS, process.kill)
    timer.daemon = True
    timer.start()


def _drain(stream: IO[bytes], take: Any) -> None:
    for line in _read_lines(stream):
        take(line)


def _read_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines without their ends; of one that is too long, nothing."""
    skipping = False
    while line := stream.readline(_LONGEST):
        whole = line.endswith(b"\n")
        if whole and not skipping:
            yield line.rstrip(b"\r\n")
        skipping = not whole


if __name__ == "__main__":
    sys.exit(main())
