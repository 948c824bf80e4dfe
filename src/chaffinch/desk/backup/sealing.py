"""A stream that is encrypted on its way into a file, and decrypted on its way out (age, age-encryption.org/v1).

To a recipient the file is one age file. With a passphrase it is a small tar of two: `identity.age` is a key made for this
file, encrypted with the passphrase, and `backup.tar.zst.age` is encrypted to that key; pyrage takes passphrases for what
fits into memory only. So a backup can be opened without Chaffinch, by `tar`, `age` and `zstd` (docs/how-to/back-up.md).
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import pyrage

from chaffinch.desk.backup.errors import BackupError, BackupUsageError, DamagedBackupError
from chaffinch.desk.backup.manifest import refuse_file

_BLOCK = tarfile.BLOCKSIZE
_IDENTITY, _BODY = "identity.age", "backup.tar.zst.age"
_AGE, _ZSTD = b"age-encryption.org/v1\n", b"\x28\xb5\x2f\xfd"
_LARGEST_IDENTITY = 100_000
_TOO_BUSY, _TRIES = "Excessive work", 10
"""age measures the machine before it tries a passphrase, and refuses what would take sixteen times what it then
finds usual; beside other work it measures wrongly, so it is asked again."""


@contextmanager
def seal_stream(file: BinaryIO, *, recipients: Sequence[str], passphrase: str) -> Iterator[BinaryIO]:
    """Take what is written and put it into the file, encrypted; as it is where there is neither recipient nor passphrase.

    Args:
        file: open for writing at its beginning, and one in which a place can be found again.
        recipients: public keys, `age1…`; anyone of them can open it.
        passphrase: used where it is not empty.

    Raises:
        BackupUsageError: a recipient is none.
        BackupError: the file cannot be written.
    """
    if passphrase:
        identity = pyrage.x25519.Identity.generate()
        sealed = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
        file.write(_write_header(_IDENTITY, len(sealed)) + sealed + _pad(len(sealed)))
        place = file.tell()
        file.write(bytes(_BLOCK))  # the body's header, once its size is known
        with _encrypt(file, [identity.to_public()]) as stream:
            yield stream
        size = file.tell() - place - _BLOCK
        file.write(_pad(size) + bytes(2 * _BLOCK))
        file.seek(place)
        file.write(_write_header(_BODY, size))
    elif recipients:
        with _encrypt(file, [_read_recipient(one) for one in recipients]) as stream:
            yield stream
    else:
        yield file


@contextmanager
def open_sealed(
    untrusted_file: BinaryIO, *, ask_passphrase: Callable[[], str], identity: str
) -> Iterator[BinaryIO]:
    """Give back what was written.

    Args:
        untrusted_file: open at its beginning.
        ask_passphrase: asked where the file wants one.
        identity: text of an age identity file; empty: there is none.

    Raises:
        DamagedBackupError: it is no such file, is not whole, or opens with something else.
        BackupUsageError: it was encrypted to a key, and none was given.
    """
    head = untrusted_file.read(_BLOCK)
    untrusted_file.seek(0)
    if head.startswith(_ZSTD):
        yield untrusted_file
    elif head.startswith(_AGE):
        with _decrypt(untrusted_file, _read_identity(identity)) as stream:
            yield stream
    else:
        sealed = untrusted_file.read(_BLOCK + _measure(head, _IDENTITY, most=_LARGEST_IDENTITY))[_BLOCK:]
        untrusted_file.read(len(_pad(len(sealed))))
        size = _measure(untrusted_file.read(_BLOCK), _BODY, most=1 << 62)
        with _decrypt(_Window(untrusted_file, size), _unlock(sealed, ask_passphrase())) as stream:
            yield stream


@contextmanager
def _encrypt(file: BinaryIO, recipients: list[Any]) -> Iterator[BinaryIO]:
    def pump(plain: BinaryIO) -> None:
        pyrage.encrypt_io(plain, file, recipients)

    reading, writing = os.pipe()
    broken = False
    with _Pump(pump, os.fdopen(reading, "rb")) as pumping:
        stream = os.fdopen(writing, "wb")
        try:
            yield stream
            stream.close()
        except BrokenPipeError:  # the other end says why
            broken = True
        finally:
            with suppress(OSError):
                stream.close()
    if broken or pumping.why:
        raise BackupError("The backup cannot be written.", why=pumping.why)


@contextmanager
def _decrypt(untrusted_file: BinaryIO | _Window, identity: Any) -> Iterator[BinaryIO]:
    def pump(plain: BinaryIO) -> None:
        pyrage.decrypt_io(untrusted_file, plain, [identity])

    reading, writing = os.pipe()
    with _Pump(pump, os.fdopen(writing, "wb")) as pumping, os.fdopen(reading, "rb") as stream:
        try:
            yield stream
        except DamagedBackupError:
            stream.close()
            pumping.join()
            if pumping.why and "Broken pipe" not in pumping.why:
                raise refuse_file(pumping.why) from None
            raise
    if pumping.why:
        raise refuse_file(pumping.why)


class _Window:
    """So much of a file, from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(block)
        return block


class _Pump:
    """Moves a stream through age in a thread; its end of the pipe is closed when it ends, however it ends."""

    def __init__(self, work: Callable[[BinaryIO], None], end: BinaryIO) -> None:
        self._work, self._end = work, end
        self._thread = threading.Thread(target=self._run, name="age")
        self.why = ""
        """What went wrong, once it has ended."""

    def __enter__(self) -> _Pump:
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.join()

    def join(self) -> None:
        """Wait for its end; the other end of the pipe must be closed, or will be by this one's."""
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._end:
                self._work(self._end)
        except Exception as fault:  # of three kinds of pyrage's and of files: told by who waits
            self.why = str(fault) or type(fault).__name__


def _read_recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as fault:
        raise BackupUsageError(
            f"{text[:80]!r} is no public key of age.",
            why=str(fault),
            todo="Give the line that begins with age1.",
        ) from fault


def _read_identity(text: str) -> Any:
    if not text:
        raise BackupUsageError(
            "This backup was encrypted to a key.", todo="Give the file of the secret key: --identity FILE"
        )
    secret = next((line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as fault:
        raise BackupUsageError(
            "That file holds no secret key of age.", todo="Give the file that age-keygen wrote."
        ) from fault


def _unlock(sealed: bytes, passphrase: str) -> Any:
    why = ""
    for _ in range(_TRIES):
        try:
            return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(sealed, passphrase).decode())
        except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as fault:
            why = str(fault)
        if not why.startswith(_TOO_BUSY):
            raise DamagedBackupError(
                "The backup does not open with that passphrase; nothing was put back.",
                why="It was made with another one, or its beginning was changed.",
                todo="Try again; there is no other way in.",
            )
    raise DamagedBackupError(
        "This machine is too slow, or too busy now, to try the passphrase; nothing was put back.",
        why=why,
        todo="Try again when it does nothing else, or on a faster one; the file is not at fault.",
    )


def _measure(untrusted_header: bytes, name: str, *, most: int) -> int:
    """Return the size of the member that a tar header announces."""
    try:
        found = tarfile.TarInfo.frombuf(untrusted_header, "utf-8", "surrogateescape")
    except tarfile.HeaderError as fault:
        raise refuse_file("it is neither a file of age nor a plain backup") from fault
    if found.name != name or not found.isreg() or not 0 <= found.size <= most:
        raise refuse_file(f"{name} is not where it belongs")
    return found.size


def _write_header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _pad(size: int) -> bytes:
    return bytes(-size % _BLOCK)
