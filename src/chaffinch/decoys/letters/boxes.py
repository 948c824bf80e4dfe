"""Mailboxes on disk: mbox and Maildir."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from chaffinch.decoys.letters.delivery import Delivered

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_FLAGS = {"\\Flagged": "F", "\\Answered": "R", "\\Seen": "S"}


def write_mbox(path: Path, messages: Iterable[Delivered]) -> int:
    """Write one folder as mboxrd (RFC 4155's agreed form, lines of `From ` quoted); return how many.

    The line before each message names its writer's address as `MAILER-DAEMON` never would: taken from Return-Path, or the
    mailbox's own for what was sent.
    """
    count = 0
    with path.open("wb") as out:
        for one in messages:
            count += 1
            text = one.content.replace(b"\r\n", b"\n")
            found = re.match(rb"Return-Path: <([^>]+)>", text)
            sender = found[1].decode() if found else one.mailbox
            stamp = one.internal_date.strftime("%a %b %e %H:%M:%S %Y")
            out.write(f"From {sender} {stamp}\n".encode() + _FROM.sub(rb">\1", text).rstrip(b"\n") + b"\n\n")
    return count


def write_maildir(folder: Path, messages: Iterable[Delivered], *, host: str) -> int:
    """Write Maildir++ folders, INBOX at the top and the others beside it (`.Sent`); return how many messages.

    Names are as Dovecot's: time, a number, the host, sizes, flags.
    """
    count = 0
    for count, one in enumerate(messages, start=1):
        box = folder if one.folder == "INBOX" else folder / f".{one.folder}"
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
        text = one.content.replace(b"\r\n", b"\n")
        flags = "".join(sorted(_FLAGS[flag] for flag in one.flags if flag in _FLAGS))
        stamp = int(one.internal_date.timestamp())
        name = (
            f"{stamp}.M{count:06}P{stamp % 30000 + 700}.{host},S={len(text)},W={len(one.content)}:2,{flags}"
        )
        (box / "cur" / name).write_bytes(text)
    return count
