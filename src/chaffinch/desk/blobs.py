"""Pictures, pages and mails on disk, named by their SHA-256."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from chaffinch.errors import ChaffinchError
from chaffinch.ground.files import write_whole


class MissingBlobError(ChaffinchError):
    """A blob that a row names is not on disk, or is not what its name says."""


def blob_path(folder: Path, digest: str) -> Path:
    """Return where the blob stands.

    Raises:
        MissingBlobError: `digest` is not a SHA-256 in hex.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise MissingBlobError("That is not the name of a blob.")
    return folder / digest[:2] / digest[2:]


def put_blob(folder: Path, content: bytes) -> str:
    """Store content, whole or not at all, and return its SHA-256 in hex; the same content is stored once."""
    digest = hashlib.sha256(content).hexdigest()
    path = blob_path(folder, digest)
    if path.exists():
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, content)
    return digest


def get_blob(folder: Path, digest: str) -> bytes:
    """Return the content, checked against its name.

    Raises:
        MissingBlobError: it is gone or was changed on disk.
    """
    path = blob_path(folder, digest)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MissingBlobError(
            f"The blob {digest[:12]}… is missing.", why=str(error), todo="Restore it from a backup."
        ) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise MissingBlobError(
            f"The blob {digest[:12]}… was changed on disk.",
            why="Its SHA-256 no longer matches its name.",
            todo="Keep the file as evidence and restore the right one from a backup.",
        )
    return content
