"""The evidence bundle on disk: a folder, or the same files in a zip, that anybody can check later without us."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from chaffinch.ground.stamps import Stamp
from chaffinch.pages.bundle.manifest import (
    MANIFEST,
    SIGNATURE,
    STAMP,
    BundleError,
    Signature,
    check_files,
    make_manifest,
    sign_manifest,
    verify_signature,
    verify_stamp,
)
from chaffinch.pages.bundle.values import list_files, read_capture
from chaffinch.pages.capture import Capture

_LARGEST_FILE = 100_000_000
_LARGEST_BUNDLE = 300_000_000
_MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found whole."""

    capture: Capture
    files: tuple[str, ...]
    signature: Signature | None
    stamp: Stamp | None


def make_bundle(
    capture: Capture, *, key: bytes | None = None, stamp: Callable[[bytes], bytes] | None = None
) -> dict[str, bytes]:
    """Return every file of the bundle, by name.

    Args:
        capture: what is kept.
        key: Ed25519 private key that signs the manifest; without one it is not signed.
        stamp: from a manifest to the answer of a time-stamping authority; empty bytes where it has none.
    """
    files = list_files(capture)
    manifest = make_manifest(files, url=capture.requested_url, taken_at=capture.started_at)
    files[MANIFEST] = manifest
    if key is not None:
        files[SIGNATURE] = sign_manifest(manifest, key=key)
    stamped = stamp(manifest) if stamp is not None else b""
    if stamped:
        files[STAMP] = stamped
    return files


def write_bundle(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a new or empty folder.

    Raises:
        BundleError: the folder holds something already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BundleError(
            f"{folder} is not empty", why="evidence is never written over", todo="name a new folder"
        )
    for name, content in files.items():
        (folder / name).write_bytes(content)


def pack_bundle(files: Mapping[str, bytes]) -> bytes:
    """Return the bundle as one zip."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


@dataclass(frozen=True, slots=True)
class Signed:
    """Files under a manifest that holds."""

    files: dict[str, bytes]
    signature: Signature | None
    stamp: Stamp | None


def check_signed(place: Path, *, roots: Sequence[x509.Certificate] = ()) -> Signed:
    """Return the files of a folder or a zip, once each has the manifest's hash and signature and time-stamp hold.

    Raises:
        BundleError: a file is missing or changed, or signature or time-stamp do not hold.
    """
    files = _read_files(place)
    if MANIFEST not in files:
        raise BundleError(f"{place} is not an evidence bundle", why=f"it holds no {MANIFEST}")
    manifest = files[MANIFEST]
    check_files(manifest, files)
    signature = verify_signature(files[SIGNATURE], manifest=manifest) if SIGNATURE in files else None
    stamp = verify_stamp(files[STAMP], manifest=manifest, roots=roots) if STAMP in files else None
    return Signed(files, signature, stamp)


def check_bundle(place: Path, *, roots: Sequence[x509.Certificate] = ()) -> Check:
    """Return the capture, once every file has the hash that the manifest says and signature and time-stamp hold.

    Raises:
        BundleError: a file is missing, changed or malformed, or signature or time-stamp do not hold.
    """
    found = check_signed(place, roots=roots)
    return Check(read_capture(found.files), tuple(found.files), found.signature, found.stamp)


def read_bundle(place: Path) -> Capture:
    """Return the capture that a bundle holds, checked.

    Raises:
        BundleError: it is none, or was changed.
    """
    return check_bundle(place).capture


def _read_files(place: Path) -> dict[str, bytes]:
    try:
        if place.is_dir():
            return {
                path.name: _read_file(path)
                for path in sorted(place.iterdir())[:_MOST_FILES]
                if path.is_file()
            }
        return _read_zip(place)
    except OSError as fault:
        raise BundleError(f"{place} cannot be read", why=str(fault)[:200]) from fault


def _read_file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST_FILE)


def _read_zip(place: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = _LARGEST_BUNDLE
    try:
        with zipfile.ZipFile(place) as archive:
            for entry in archive.infolist()[:_MOST_FILES]:
                with archive.open(entry) as stream:
                    files[entry.filename] = stream.read(min(left, _LARGEST_FILE) + 1)
                left -= len(files[entry.filename])
                if left < 0:
                    raise BundleError(f"{place} is larger than a bundle may be")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as fault:
        raise BundleError(f"{place} is not an evidence bundle", why=str(fault)[:200]) from fault
    return files
