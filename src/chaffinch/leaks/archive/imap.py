"""Mailboxes on a server, read by IMAP (RFC 9051): nothing is changed there, no message is marked as seen."""

from __future__ import annotations

import imaplib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chaffinch.decoys.decoy import Secret
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.places.imap import ImapServer, quote_folder, sign_in
from chaffinch.errors import UsageError
from chaffinch.leaks.archive.errors import SourceError
from chaffinch.leaks.archive.folder_names import decode_folder, encode_folder
from chaffinch.leaks.archive.found import LOT_BYTES, Known, Lot, Mark, Standing
from chaffinch.leaks.archive.privacy import is_private_folder
from chaffinch.leaks.chunk import Chunk

_AT_ONCE = 200
LARGEST = 60_000_000
"""Bytes of one message that is fetched; a larger one is told."""
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?P<delimiter>(?:[^"\\]|\\.)*)"|NIL) (?P<name>.+)')
_SIZED = re.compile(rb"\bUID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?\bUID (\d+)")
_UID = re.compile(rb"\bUID (\d+)")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PASSED = (rb"\noselect", rb"\nonexistent", rb"\all")
"""A folder that holds copies of what stands in all others is not read twice."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a mailbox."""

    wire: str
    """Its name as the server writes it."""
    names: tuple[str, ...]
    """As its owner sees it, the outermost first."""


@dataclass(frozen=True, slots=True)
class ImapSource:
    """One account on a server."""

    server: ImapServer
    user: str
    secret: Secret
    mailbox: str
    folder: str = ""
    """The only one to be read; empty: all."""
    token: bool = False

    def measure(self) -> int | None:
        """Return None: servers do not say how many bytes there are without being asked for each message."""
        return None

    def read(self, known: Known) -> Iterator[Lot]:
        """Yield what came since the last run, folder by folder.

        Folders that are called personal or of personnel are not even opened.

        Raises:
            SourceError: the server cannot be reached, refuses, or stops; what came before was yielded.
        """
        try:
            with sign_in(self.server, self.user, self.secret, token=self.token) as box:
                for folder in self._list_folders(box):
                    yield from self._read_folder(box, folder, known)
        except PlaceError as error:
            raise SourceError(
                f"{self.user} on {self.server.host} cannot be read ({error.code}).",
                why=error.why,
                todo="What was read is kept; the same call goes on.",
            ) from error

    def _list_folders(self, box: imaplib.IMAP4) -> list[Folder]:
        if self.folder:
            return [Folder(encode_folder(self.folder), tuple(self.folder.split("/")))]
        _, listed = box.list()
        found = [_read_listed(line) for line in listed]
        return sorted((one for one in found if one), key=lambda one: one.wire)

    def _read_folder(self, box: imaplib.IMAP4, folder: Folder, known: Known) -> Iterator[Lot]:
        if any(is_private_folder(name) for name in folder.names):
            return
        status, _ = box.select(quote_folder(folder.wire), readonly=True)
        if status != "OK":
            raise SourceError(f"The folder {'/'.join(folder.names)} of {self.user} cannot be opened.")
        validity = int((box.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        name = f"imap\0{self.server.host}\0{self.user}\0{folder.wire}"
        last = _read_last(known.get_mark(name), validity)
        for lot in _split_lots(box, last):
            shown = "/".join(folder.names)
            small = [uid for uid, size in lot if size <= LARGEST]
            held = tuple((f"{shown}/{uid}.eml", untrusted) for uid, untrusted in sorted(_fetch(box, small)))
            yield Lot(
                stand=lambda _path: Standing(self.mailbox, folder.names, place=name),
                chunk=Chunk(0, tuple(path for path, _ in held)),
                held=held,
                size=sum(size for _, size in lot),
                faults=tuple((f"{shown}/{uid}.eml", "too-large") for uid, size in lot if size > LARGEST),
                marks=(Mark(name, json.dumps([validity, lot[-1][0]])),),
            )


def open_imap_source(
    where: str, *, mailbox: str, password_file: Path, token: bool = False, authority: str = ""
) -> ImapSource:
    """Return the source of an address.

    Args:
        where: imaps://NAME@HOST[:PORT][/FOLDER]; imap:// with STARTTLS, or without TLS on this machine.
        mailbox: whose it is; empty: NAME.
        password_file: holds the password, or the token.
        token: whether it is one.
        authority: PEM file of the server's own authority.

    Raises:
        UsageError: the address or the file cannot be used.
    """
    parts = urlsplit(where)
    host, user = parts.hostname or "", unquote(parts.username or "")
    if not host or not user or parts.password:
        raise UsageError(
            f"{parts._replace(netloc=parts.netloc.rpartition('@')[2]).geturl()} names no user, no server, or a password.",
            todo="Write imaps://NAME@HOST, with %40 for an @ in NAME; the password stands in --password-file.",
        )
    try:
        secret = Secret(password_file.read_text("utf-8").strip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{password_file} cannot be read.", why=str(error)) from error
    security = "tls" if parts.scheme == "imaps" else "none" if host in _LOOPBACK else "starttls"
    server = ImapServer(host, parts.port or (993 if security == "tls" else 143), security, authority)  # type: ignore[arg-type]  # one of three
    return ImapSource(
        server, user, secret, mailbox or user, folder=unquote(parts.path.strip("/")), token=token
    )


def _read_listed(line: object) -> Folder | None:
    """Return a folder as LIST names it; None where its name comes in another way, or it holds nothing of its own."""
    if isinstance(line, tuple):  # a name as a literal
        line = line[0].rpartition(b"{")[0] + line[1]
    found = _LISTED.match(line) if isinstance(line, bytes) else None
    if found is None or any(flag in found["flags"].lower() for flag in _PASSED):
        return None
    wire = found["name"].decode("ascii", "replace").strip()
    if wire.startswith('"'):
        wire = re.sub(r"\\(.)", r"\1", wire[1:-1])
    delimiter = re.sub(r"\\(.)", r"\1", (found["delimiter"] or b"").decode("ascii", "replace"))
    names = wire.split(delimiter) if delimiter else [wire]
    return Folder(wire, tuple(decode_folder(name) for name in names))


def _read_last(mark: str | None, validity: int) -> int:
    """Return the last number that was read; 0 where the server has numbered anew."""
    known, last = json.loads(mark) if mark else (0, 0)
    return int(last) if known == validity else 0


def _split_lots(box: imaplib.IMAP4, last: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the numbers behind the last one, each with its message's size, in lots that are fetched at one go."""
    _, answered = box.uid("SEARCH", f"UID {last + 1}:*")
    # `*` is the last message, whatever its number.
    uids = sorted({int(one) for one in b" ".join(filter(None, answered)).split() if int(one) > last})
    for start in range(0, len(uids), _AT_ONCE):
        _, told = box.uid("FETCH", ",".join(map(str, uids[start : start + _AT_ONCE])), "(RFC822.SIZE)")
        lot: list[tuple[int, int]] = []
        for uid, size in sorted(filter(None, map(_read_size, told))):
            if lot and sum(known for _, known in lot) + size > LOT_BYTES:
                yield lot
                lot = []
            lot.append((uid, size))
        if lot:
            yield lot


def _read_size(told: object) -> tuple[int, int] | None:
    """Return number and size; None for what speaks of neither."""
    match = _SIZED.search(told if isinstance(told, bytes) else b"")
    if match is None:
        return None
    return (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))


def _fetch(box: imaplib.IMAP4, uids: list[int]) -> Iterator[tuple[int, bytes]]:
    """Yield messages with their numbers; one that was deleted meanwhile is not among them."""
    if not uids:
        return
    _, answered = box.uid("FETCH", ",".join(map(str, uids)), "(BODY.PEEK[])")
    for part, behind in pairwise([*answered, b""]):
        if isinstance(part, tuple):
            # Most servers say the number before the message, some behind it.
            told = part[0] if _UID.search(part[0]) else behind if isinstance(behind, bytes) else b""
            if number := _UID.search(told):
                yield int(number[1]), part[1]
