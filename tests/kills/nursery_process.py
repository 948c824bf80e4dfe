"""The process that groups of real processes are forked from, as the tests see it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


class Nursery:
    """Starts a group when it is told to, and says how its members ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._listen() == "ready"

    def start_group(self) -> int:
        """Return the number of a new group."""
        assert self._process.stdin
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        return int(self._listen())

    def kill_group(self, group: int) -> list[int]:
        """Kill the whole group at once; return its members' exit codes."""
        return self._end_group(group, signal.SIGKILL)

    def stop_group(self, group: int) -> list[int]:
        """Ask the group to end in good order; return its members' exit codes."""
        return self._end_group(group, signal.SIGTERM)

    def _end_group(self, group: int, number: signal.Signals) -> list[int]:
        os.killpg(group, number)
        return [int(code) for code in self._listen().split()[1:]]

    def _listen(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def open_nursery(
    module: str, arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]
) -> Iterator[Nursery]:
    """Run a nursery until the block ends; its log is shown where the block fails."""
    command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", module, *arguments]
    usual = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=REPOSITORY,
            env={**usual, "DJANGO_SETTINGS_MODULE": "tests.desk_settings", **environment},
            start_new_session=True,
        )
        try:
            yield Nursery(process)
        except BaseException:
            sys.stderr.write((folder / "log").read_text(errors="replace")[-5_000:])
            raise
        finally:
            process.kill()
            process.communicate()
