"""The manifest of a dump: made before anything is judged, kept as it is, and held against the dump at each later call."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from chaffinch.leaks.reading.manifest import ManifestSummary, write_manifest
from chaffinch.leaks.triage.errors import TriageError

MANIFEST = "manifest.jsonl"
_AGAIN = "manifest.again.jsonl"


def take_custody(
    source: str, folder: Path, *, now: datetime, on_read: Callable[[int], None] = lambda count: None
) -> ManifestSummary:
    """Return the summary of the dump's manifest, written now where there is none; one that is there keeps its time.

    Files whose size and time of change are as they were are not read again.

    Args:
        source: the dump.
        folder: where the manifest lies.
        now: aware.
        on_read: is called with the number of bytes done since the last call.

    Raises:
        TriageError: the dump is not the one that the manifest lists.
        ManifestError: it cannot be written.
        SourceError: there is no dump.
    """
    manifest = folder / MANIFEST
    if not manifest.exists():
        return write_manifest(source, manifest, now=now, on_read=on_read)
    again = folder / _AGAIN
    shutil.copyfile(manifest, again.with_name(f"{_AGAIN}.part"))
    found = write_manifest(source, again, now=now, on_read=on_read)
    again.unlink()
    kept = _read_summary(manifest)
    if found.dump_sha256 != kept.dump_sha256:
        raise TriageError(
            "The dump is not what it was.",
            why=f"{manifest} was made of a dump with the hash {kept.dump_sha256}; it is {found.dump_sha256} now",
            todo="Put the dump back as it was, or begin again in a new folder.",
        )
    return kept


def _read_summary(manifest: Path) -> ManifestSummary:
    last = b"{}"
    with manifest.open("rb") as stream:
        for line in stream:
            last = line
    try:
        return ManifestSummary(**json.loads(last))
    except (ValueError, TypeError) as fault:
        raise TriageError(
            f"{manifest} is not as it was written.", why=str(fault), todo="Begin again in a new folder."
        ) from fault
