"""What others take for the same mails: two well-kept indexers that judge nothing, and a disk that is read and hashed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 1 << 20
_PERIOD = 0.2
"""Seconds between two looks: what a process uses after the last one of its life is not counted."""


@dataclass(slots=True)
class Measured:
    """One run."""

    seconds: float = 0.0
    """By the clock: on a machine that does other things, too, more than it takes."""
    processor: float = 0.0
    """Seconds of all its processes: the same whatever else the machine does."""
    memory: int = 0
    """Bytes, of all its processes together at the worst moment (proportional set size)."""
    notes: dict[str, float] = field(default_factory=dict)
    complaint: str = ""
    """The end of what it wrote to standard error."""


def run_measured(
    command: Sequence[str], *, environment: dict[str, str] | None = None, good: Sequence[int] = (0,)
) -> Measured:
    """Run a command and watch the memory of it and everything that it starts.

    Args:
        command: what to run.
        environment: added to ours.
        good: exit codes that are no failure.
    """
    measured, spent = Measured(), dict[tuple[int, int], float]()
    begun = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | (environment or {})
    ) as process:
        complaint = bytearray()
        assert process.stderr
        drain = threading.Thread(target=lambda: complaint.extend(process.stderr.read()))  # type: ignore[union-attr]
        drain.start()
        while True:
            try:
                process.wait(timeout=_PERIOD)
                break
            except subprocess.TimeoutExpired:
                family = _list_family(process.pid)
                measured.memory = max(measured.memory, sum(map(_weigh, family)))
                spent |= dict(filter(None, map(_time, family)))
        drain.join()
    measured.seconds, measured.processor = time.monotonic() - begun, sum(spent.values())
    measured.complaint = complaint.decode(errors="replace")[-2000:]
    if process.returncode not in good:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{measured.complaint}")
    return measured


def _list_family(root: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    family, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        family.append(one)
        waiting += parents.get(one, [])
    return family


def _weigh(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _time(process: int) -> tuple[tuple[int, int], float] | None:
    """Return who a process is, by its number and its start, and the seconds of the processor that it has used."""
    try:
        values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (process, int(values[19])), (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


def hash_everything(folder: Path) -> Measured:
    """Read and hash every file on all cores."""
    begun, spent = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_hash_file, [path for path in sorted(folder.rglob("*")) if path.is_file()]))
    return Measured(time.monotonic() - begun, time.process_time() - spent)


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def lay_out_mails(folder: Path, mails: Iterator[bytes]) -> Iterator[Path]:
    """Write each message as a file of one Maildir, which is what both peers read; remove it afterwards."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (folder / "cur" / f"1800000000.M{number:06}P1.host:2,S").write_bytes(mail)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def index_notmuch(folder: Path, work: Path) -> Measured:
    """Let notmuch index a Maildir."""
    configuration = work / "notmuch-config"
    configuration.write_text(
        f"[database]\npath={folder}\n[user]\nname=x\nprimary_email=x@example.test\n[new]\ntags=new\n"
    )
    return run_measured(["notmuch", "new"], environment={"NOTMUCH_CONFIG": str(configuration)})


def index_mu(folder: Path, work: Path) -> Measured:
    """Let mu index a Maildir."""
    home = work / "mu"
    subprocess.run(["mu", "init", f"--muhome={home}", f"--maildir={folder}"], check=True, capture_output=True)
    return run_measured(["mu", "index", f"--muhome={home}"])


PEERS: dict[str, Callable[[Path, Path], Measured]] = {"notmuch new": index_notmuch, "mu index": index_mu}


def list_peers() -> list[str]:
    """Return the peers that are installed."""
    return [name for name in PEERS if shutil.which(name.split()[0])]
