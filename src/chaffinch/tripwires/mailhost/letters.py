"""Plant letters in an account from the owner's side: no log-in, and so nothing rings.

They are written where Dovecot reads them (Maildir), by a process of the inside's user that sees this one mailbox alone: what
an intruder made of the folder, a link to elsewhere for example, leads nowhere.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chaffinch.tripwires.mailhost.accounts import list_accounts
from chaffinch.tripwires.mailhost.errors import MailHostError, MailHostUsageError
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.mailhost.sandbox import build_mailbox_command

FLAGS = frozenset({"\\Seen", "\\Answered", "\\Flagged", "\\Draft"})
_WRITER = "chaffinch.tripwires.mailhost.inside.letters"
_LARGEST = 50_000_000
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be planted."""

    content: bytes
    """As RFC 5322 has it; line ends are made alike."""
    at: datetime
    """When it came, aware: what IMAP calls the internal date."""
    folder: str = "INBOX"
    """`Sent`, or `Projets/Tournée` for one below another; made where it is missing."""
    flags: frozenset[str] = frozenset()
    """Of `FLAGS`."""


def append_letters(folder: Path, account: str, letters: Iterable[Letter]) -> int:
    """Put letters into an account of the host in `folder`, running or not; return how many stand there of them.

    In a mailbox they stand in the order of their dates where it was empty. What is there already, by content and time, is
    not put there again: a broken run goes on where it stopped.

    Raises:
        MailHostUsageError: there is no such host or account, or a letter is not fit to be planted.
        MailHostError: they cannot be written; those before it are there.
    """
    host = HostFolder.at(folder)
    settings = host.read_settings()
    address = account.lower()
    if address not in list_accounts(host):
        raise MailHostUsageError(
            f"{account} is no account of the decoy mail host in {folder}.",
            todo="Give it to the host first: chaffinch traps add",
        )
    home = host.mail / address
    _make_home(home, settings.uid)
    command = build_mailbox_command(host, settings, home=home, module=_WRITER)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin  # noqa: S101 - a pipe, asked for above
        fault = ""
        try:
            for letter in letters:
                head, body = _frame(letter)
                process.stdin.write(head + body)
        except BrokenPipeError:
            fault = "the writer ended early"
        except BaseException:
            process.kill()
            raise
        output, complaint = process.communicate(timeout=_PATIENCE)
    if process.returncode != 0 or fault:
        raise MailHostError(
            f"Letters could not be planted in {account}.",
            why=complaint.decode(errors="replace").strip()[-400:] or fault,
            todo="See whether the disk is full.",
        )
    return int(output)


def _make_home(home: Path, uid: int) -> None:
    """Make an account's folder; what stands there must be a folder of the inside's user."""
    if home.is_symlink():
        raise MailHostUsageError(
            f"{home} is a link.", why="Somebody inside made it.", todo="Remove it and plant again."
        )
    if not home.exists():
        home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(home, uid, uid)


def _frame(letter: Letter) -> tuple[bytes, bytes]:
    unknown = letter.flags - FLAGS
    if unknown or letter.at.tzinfo is None or len(letter.content) > _LARGEST or not letter.content:
        raise MailHostUsageError(
            "A letter cannot be planted.",
            why=f"flags that are none: {', '.join(sorted(unknown))}"
            if unknown
            else "It is empty, larger than 50 MB, or its time names no zone.",
        )
    content = letter.content.replace(b"\r\n", b"\n")
    head = {
        "folder": letter.folder,
        "at": letter.at.timestamp(),
        "flags": sorted(letter.flags),
        "bytes": len(content),
    }
    return json.dumps(head).encode() + b"\n", content
