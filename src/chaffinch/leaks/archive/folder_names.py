"""Names of folders as servers and programs write them on disk and on the wire, read back. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import PurePosixPath

_CODED = re.compile(r"&([A-Za-z0-9+,]*)-")
_MAILDIR = {"cur", "new", "tmp"}
_MAILBOX_SUFFIXES = {
    ".mbox",
    ".mbx",
    ".pst",
    ".ost",
    ".zip",
    ".tar",
    ".gz",
    ".tgz",
    ".7z",
    ".eml",
    ".xz",
    ".zst",
}


def decode_folder(name: str) -> str:
    """Return a folder's name as its owner sees it: modified UTF-7 undone (RFC 3501, 5.1.3)."""
    return _CODED.sub(lambda coded: _decode_run(coded[1], coded[0]), name)


def encode_folder(name: str) -> str:
    """Return a folder's name in modified UTF-7."""
    pieces: list[str] = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            pieces.append(run.replace("&", "&-"))
        else:
            coded = base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            pieces.append(f"&{coded}-")
    return "".join(pieces)


def list_folders(relative: PurePosixPath) -> tuple[str, ...]:
    """Return in which folders a file stands, by its path below the source, the outermost first; an mbox is one itself."""
    parts = [part for part in relative.parts[:-1] if part not in _MAILDIR]
    own = strip_suffix(relative.name) if len(parts) == len(relative.parts) - 1 else ""
    return tuple(decode_folder(name) for name in (*parts, own) if name)


def choose_mailbox(source: str, relative: PurePosixPath) -> str:
    """Return whose a file is, where nobody said: the first folder below the source that is no part of a mailbox.

    Args:
        source: name of the source itself, which it is otherwise.
        relative: of the file, below the source.
    """
    first = relative.parts[0]
    if len(relative.parts) > 1 and first not in _MAILDIR and not first.startswith("."):
        return first
    if len(relative.parts) == 1 and PurePosixPath(first).suffix.lower() in {".mbox", ".mbx", ".pst"}:
        return strip_suffix(first)
    return strip_suffix(source)


def strip_suffix(name: str) -> str:
    """Return a file's name without the endings of mailboxes and archives."""
    while (suffix := PurePosixPath(name).suffix.lower()) in _MAILBOX_SUFFIXES:
        name = name[: -len(suffix)]
    return name


def _decode_run(coded: str, whole: str) -> str:
    if not coded:
        return "&"
    try:
        padded = coded.replace(",", "/") + "=" * (-len(coded) % 4)
        return base64.b64decode(padded, validate=True).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return whole
