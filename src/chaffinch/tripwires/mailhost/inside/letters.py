"""Write letters from standard input into the one Maildir that this sandbox has (Maildir++, as Dovecot keeps it)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from chaffinch.tripwires.mailhost.inside.places import MAIL

_FLAGS = {"\\Draft": "D", "\\Flagged": "F", "\\Answered": "R", "\\Seen": "S"}
_UNSHOWN = re.compile(r"[^\x20-\x7e]+|&")
_LONGEST_NAME = 200


@dataclass(slots=True)
class MailboxWriter:
    """Writes letters below one account's folder."""

    home: Path
    _made: set[str] = field(default_factory=set)
    _known: dict[Path, set[str]] = field(default_factory=dict)
    """What stands in each folder, by its name without flags: a letter's name is its content's."""

    def write(self, head: dict[str, Any], content: bytes) -> None:
        """Write one letter; one that stands there, whatever its flags are by now, is left as it is.

        Raises:
            ValueError: the folder's name cannot be one.
            OSError: it cannot be written.
        """
        box = self._find_box(str(head["folder"]))
        at = float(head["at"])
        seconds, fraction = divmod(at, 1)
        digest = hashlib.sha256(content).hexdigest()[:24]
        # Dovecot reads both sizes from the name: in bytes as they lie here, and with the line ends of the wire.
        name = (
            f"{int(seconds)}.M{int(fraction * 1_000_000)}P1Q{digest}.mail"
            f",S={len(content)},W={len(content) + content.count(10)}"
        )
        if name in self._known[box]:
            return
        draft = box / "tmp" / name
        draft.write_bytes(content)
        os.utime(draft, (at, at))
        flags = "".join(sorted(_FLAGS[flag] for flag in head["flags"]))
        draft.rename(box / "cur" / f"{name}:2,{flags}")
        self._known[box].add(name)

    def _find_box(self, name: str) -> Path:
        root = self.home / "Maildir"
        if name.upper() == "INBOX":
            box = root
        else:
            parts = name.split("/")
            if len(name) > _LONGEST_NAME or any(not part or "." in part or "\0" in part for part in parts):
                raise ValueError(f"{name!r} cannot be a folder's name")
            box = root / ("." + ".".join(encode_name(part) for part in parts))
        if name not in self._made:
            for folder in ("cur", "new", "tmp"):
                (box / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            if box != root:
                (box / "maildirfolder").touch(mode=0o600)
                self._subscribe(root / "subscriptions", [encode_name(part) for part in name.split("/")])
            self._made.add(name)
            found = (path.name for part in ("cur", "new") for path in (box / part).iterdir())
            self._known[box] = {kept.partition(":")[0] for kept in found}
        return box

    def _subscribe(self, path: Path, parts: list[str]) -> None:
        """Name the folder among those that are shown; Dovecot has an old form of the file and a new one."""
        lines: list[str] = []
        with contextlib.suppress(OSError):
            lines = path.read_text(encoding="utf-8").splitlines()
        heading = lines[:2] if lines and lines[0] == "V\t2" else ["V\t2", ""]
        names = lines[2:] if lines and lines[0] == "V\t2" else [line.replace(".", "\t") for line in lines]
        wanted = "\t".join(parts)
        if wanted not in names:
            path.write_text("\n".join([*heading, *names, wanted]) + "\n", encoding="utf-8")


def encode_name(name: str) -> str:
    """Return a folder's name in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""

    def encode(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        packed = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{packed}-"

    return _UNSHOWN.sub(encode, name)


def read_letters(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each letter's head and content."""
    while line := stream.readline():
        head = json.loads(line)
        yield head, stream.read(head["bytes"])


def main() -> int:
    """Write all letters; return the exit status."""
    os.umask(0o077)
    writer, count = MailboxWriter(Path(MAIL)), 0
    for head, content in read_letters(sys.stdin.buffer):
        try:
            writer.write(head, content)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"letter {count + 1}: {error}\n")
            return 1
        count += 1
    sys.stdout.write(f"{count}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
