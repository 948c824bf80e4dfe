"""Real programs, run on one message in a folder of their own: what the exports from the eighth set on have in common."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaffinch.mail.message import Message, parse_message

_PLACES = (*os.get_exec_path(), "/usr/bin/mh", "/usr/sbin")
"""Debian keeps nmh's programs out of the way."""
_NOBODY = 65_534
_MOST_SECONDS = 120
PRINTED_AT = 1_772_442_733
"""A Monday in March 2026: when files that carry their time onto paper were written."""
ASCTIME = "%a %b %e %H:%M:%S %Y"


def find_program(name: str) -> str | None:
    """Return where a program is; None where it is not installed."""
    return shutil.which(name, path=os.pathsep.join(_PLACES))


def list_missing(files: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is not there of files, each a pattern in a folder: paths as good as those of programs that are missing."""
    return [f"{place}/{pattern}" for place, pattern in files if not any(Path(place).glob(pattern))]


class Libraries(dict[str, tuple[str, str]]):
    """A file of each Debian package that has no program: a pattern in a folder."""

    def need(self, package: str) -> None:
        """Make sure that a package is there.

        Raises:
            SystemExit: it is not installed.
        """
        for path in list_missing([self[package]]):
            raise SystemExit(f"{path} is not installed: it is in Debian's package {package}.")


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder in which programs run, and which is gone afterwards."""

    place: Path

    def run(self, package: str, *command: str, fed: bytes = b"", **environment: str) -> bytes:
        """Return what a program writes, at home in the folder, in UTF-8 and UTC; `package` is Debian's that has it."""
        program = find_program(command[0])
        if program is None:
            raise SystemExit(f"{command[0]} is not installed: it is in Debian's package {package}.")
        known = {
            "PATH": os.pathsep.join(_PLACES), "HOME": str(self.place), "TMPDIR": str(self.place), "USER": "root",
            "LOGNAME": "root", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
        }  # fmt: skip
        done = subprocess.run(
            [program, *command[1:]], input=fed, cwd=self.place, env=known | environment, capture_output=True,
            check=False, timeout=_MOST_SECONDS,
        )  # fmt: skip
        return done.stdout

    def write(self, name: str, content: bytes | str) -> Path:
        """Write a file, its folders too."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name: str) -> bytes:
        """Return a file that a program wrote."""
        path = self.place / name
        if not path.is_file():
            raise FileNotFoundError(f"no {name}: the program did not do what it was asked for")
        return path.read_bytes()

    def give_away(self) -> int:
        """Give the folder to nobody where root is at work, for programs that refuse him; return whose it is."""
        if os.geteuid() != 0:
            return os.geteuid()
        for path in (self.place, *self.place.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
        return _NOBODY


@contextmanager
def open_bench() -> Iterator[Bench]:
    """Yield a folder for programs to run in."""
    with tempfile.TemporaryDirectory(prefix="taint-") as place:
        yield Bench(Path(place))


def read_stored(raw: bytes) -> bytes:
    """Return the message as a Unix mailbox has it, without the line that a mailbox file puts above it."""
    return re.sub(rb"\AFrom [^\n]*\n", b"", raw.replace(b"\r\n", b"\n"))


def write_box(raw: bytes) -> bytes:
    """Return a mailbox file of the one message, as the delivery agent of its server wrote it."""
    message = parse_message(raw)
    kept = re.sub(rb"(?m)^From ", b">From ", read_stored(raw)).rstrip(b"\n")
    return begin_box(message) + kept + b"\n\n"


def begin_box(message: Message) -> bytes:
    """Return the line above a message in a mailbox file."""
    sender = message.sender.address
    known = sender if sender.isascii() and sender and not re.search(r"\s", sender) else "MAILER-DAEMON"
    when = f"{message.date:{ASCTIME}}" if message.date else "Mon Mar  2 10:12:13 2026"
    return f"From {known}  {when}\n".encode()


def wash(pattern: bytes, steady: bytes | Callable[[re.Match[bytes]], bytes], written: bytes) -> bytes:
    """Return what a program wrote without its clock, its number or its machine, so that a seed gives the same bytes."""
    return re.sub(pattern, steady, written)


def read_text(written: bytes) -> str:
    """Return what a program wrote as a text."""
    return written.decode("utf-8", "replace")


def make_maildir(bench: Bench, folder: str, raw: bytes = b"") -> Path:
    """Return a Maildir, with the one message where there is one."""
    for part in ("cur", "new", "tmp"):
        (bench.place / folder / part).mkdir(parents=True)
    if raw:
        bench.write(f"{folder}/new/1772442733.M1P1.mail", read_stored(raw))
    return bench.place / folder


def read_one(bench: Bench, folder: str) -> bytes:
    """Return the one message of a Maildir."""
    found = [path for part in ("new", "cur") for path in (bench.place / folder / part).glob("*")]
    if len(found) != 1:
        raise FileNotFoundError(f"{len(found)} messages in {folder}")
    return found[0].read_bytes()
