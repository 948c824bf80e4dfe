"""What a reader is told: plain values, so that another process or another machine makes the same reader."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of what is read of a dump; what is beyond ends with a named fault."""

    item_bytes: int = 64_000_000
    """Of one message, document or archive inside an archive: it is held in memory."""
    depth: int = 6
    """Of containers in containers; attachments count."""
    unpacked_bytes: int = 200_000_000_000
    """Of everything that comes out of one file of the dump."""
    ratio: int = 200
    """How many times larger than the file what comes out of it may be, beyond `free_bytes`."""
    free_bytes: int = 512_000_000
    members: int = 2_000_000
    """Of one file of the dump."""
    text_characters: int = 4_000_000
    """Of one item."""
    scratch_bytes: int = 20_000_000_000
    """Of a store or 7z archive inside an archive, or of an encrypted 7z archive that only its owner may read: read at many
    places, it is written to a file without a name."""


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """What to read, and how."""

    source: str
    """A folder, a file, or a URL that fsspec knows."""
    keys: bytes = b""
    """Archive of DKIM keys, as `mail.keys.KeyArchive.write_lines` writes it."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on encrypted archives and documents, in order."""
    limits: ReadingLimits = field(default_factory=ReadingLimits)
    scratch: str = "/var/tmp"  # noqa: S108 - a folder on a disk; the files in it have no name
    """Folder of two such files; an empty text for none: then those are `too-large`."""

    def write_setup(self) -> bytes:
        """Return what a sandboxed worker is told once."""
        return json.dumps(
            {
                "keys": base64.b64encode(self.keys).decode(),
                "passwords": list(self.passwords),
                "limits": asdict(self.limits),
            }
        ).encode()


def read_setup(content: bytes) -> tuple[bytes, tuple[str, ...], ReadingLimits]:
    """Return keys, passwords and limits of what `write_setup` wrote."""
    values: dict[str, Any] = json.loads(content)
    return (
        base64.b64decode(values["keys"]),
        tuple(values["passwords"]),
        ReadingLimits(**values["limits"]),
    )
