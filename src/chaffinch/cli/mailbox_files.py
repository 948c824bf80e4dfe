"""Messages of an mbox file or a Maildir as letters to be planted, with the dates and flags that they bear."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from chaffinch.tripwires.mailhost.letters import Letter

_MBOX = {"R": "\\Seen", "A": "\\Answered", "F": "\\Flagged"}
_MAILDIR = {"S": "\\Seen", "R": "\\Answered", "F": "\\Flagged", "D": "\\Draft"}
_OWN_HEADERS = ("Status", "X-Status", "X-Mozilla-Status", "X-Mozilla-Status2", "X-UID", "X-Keywords")


def list_messages(*, mbox: Path | None, maildir: Path | None, folder: str, now: datetime) -> Iterator[Letter]:
    """Yield each message as a letter.

    Args:
        mbox: the file, or
        maildir: the folder.
        folder: where they are to stand.
        now: the date of those whose own cannot be read.
    """
    if mbox is not None:
        with closing(mailbox.mbox(mbox, create=False)) as box:
            for message in box:
                flags = {_MBOX[letter] for letter in message.get_flags() if letter in _MBOX}
                date = _read_date(message["Date"], now)
                for name in _OWN_HEADERS:
                    del message[name]
                yield Letter(message.as_bytes(), at=date, folder=folder, flags=frozenset(flags))
    elif maildir is not None:
        for kept in mailbox.Maildir(maildir, create=False):
            flags = {_MAILDIR[letter] for letter in kept.get_flags() if letter in _MAILDIR}
            date = _read_date(kept["Date"], now)
            yield Letter(kept.as_bytes(), at=date, folder=folder, flags=frozenset(flags))


def _read_date(value: object, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(value))
    except (TypeError, ValueError, IndexError):
        return now
    return found if found.tzinfo else found.replace(tzinfo=UTC)
