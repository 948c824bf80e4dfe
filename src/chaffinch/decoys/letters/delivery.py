"""Messages in the mailboxes of those who wrote and those who got them, with the traces of the organisation's server."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.letters.clients import write_date_padded, write_message, write_message_id
from chaffinch.decoys.letters.letter import Letter
from chaffinch.decoys.letters.quoting import write_date

#: How long ago a letter must be to have been read in any case, and how many of the younger ones were.
_READ_AFTER = timedelta(days=4)
_READ_SOON = 0.8
_FLAGGED = 0.02


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message for `IMAP APPEND`."""

    mailbox: str
    """The address of whose it is."""
    folder: str
    """INBOX or Sent."""
    flags: tuple[str, ...]
    """Such as `\\Seen`, `\\Answered`, `$Forwarded`."""
    internal_date: datetime
    content: bytes
    letter: str
    """The letter's id."""


def deliver_letters(
    letters: Sequence[Letter], *, seed: Seed, server: str, owners: frozenset[str] | None = None
) -> Iterator[Delivered]:
    """Yield every copy of every letter: one in the writer's Sent, one in the INBOX of each who got it.

    Args:
        letters: in the order of their time, parents among them.
        seed: the installation's; identifiers and traces come from it.
        server: the host name of the organisation's own mail server, which signs as Postfix and Dovecot do.
        owners: the addresses whose mailboxes are wanted; all of them unless given.
    """
    names: dict[str, str] = {}
    answered, forwarded = _find_flags(letters)
    latest = max((one.sent_at for one in letters), default=None)
    for letter in letters:
        chance = seed.open_stream(f"delivery {letter.id}")
        names[letter.id] = own_id = write_message_id(letter, chance)
        above = [letter, *letter.list_ancestors()][::-1]
        content = write_message(
            letter, chance, own_id=own_id, known=[names[one.id] for one in above[:-1]], root=above[0].sent_at
        ).encode()
        sender = letter.sender.address
        if owners is None or sender in owners:
            yield Delivered(sender, "Sent", ("\\Seen",), letter.sent_at, content, letter.id)
        arrived = letter.sent_at + timedelta(seconds=chance.randint(0, 2))
        queue = f"{chance.randrange(1_000_000):05X}{chance.randrange(0x20000, 0x7FFFFF):X}"
        for reader in letter.readers:
            stored = arrived + timedelta(seconds=chance.randint(0, 1))
            traces = _write_traces(
                letter, reader.address, chance, server=server, queue=queue, arrived=arrived, stored=stored
            )
            soon, flagged = chance.random() < _READ_SOON, chance.random() < _FLAGGED
            if owners is not None and reader.address not in owners:
                continue
            assert latest is not None  # noqa: S101 -- there is at least this one
            key = (letter.id, reader.address)
            seen = key in answered or latest - letter.sent_at > _READ_AFTER or soon
            flags = [
                *(["\\Seen"] if seen else []), *(["\\Answered"] if key in answered else []),
                *(["\\Flagged"] if flagged else []), *(["$Forwarded"] if key in forwarded else []),
            ]  # fmt: skip
            yield Delivered(
                reader.address, "INBOX", tuple(flags), stored, traces.encode() + content, letter.id
            )


def _find_flags(letters: Sequence[Letter]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return (letter, who) of what was answered, and of what was forwarded."""
    answered: set[tuple[str, str]] = set()
    forwarded: set[tuple[str, str]] = set()
    for letter in letters:
        if letter.parent is not None:
            (forwarded if letter.act == "forward" else answered).add(
                (letter.parent.id, letter.sender.address)
            )
    return answered, forwarded


def _write_traces(
    letter: Letter,
    reader: str,
    chance: random.Random,
    *,
    server: str,
    queue: str,
    arrived: datetime,
    stored: datetime,
) -> str:
    """Return what Dovecot's LMTP and Postfix write above a message that a colleague handed in over submission.

    Roundcube hands in from the server itself. Postfix names the recipient only where there is one.
    """
    sender = letter.sender.address
    single = f"\r\n\tfor <{reader}>" if len(letter.readers) == 1 else ""
    zone = f" ({arrived.tzname()})" if arrived.tzname() else ""
    local = letter.sender.client == "roundcube"
    # Windows makes a name of DESKTOP and seven signs; the same computer always says the same.
    machine = f"DESKTOP-{zlib.crc32(sender.encode()) % 36**5:07X}"
    came = {"outlook": machine, "roundcube": "localhost"}.get(letter.sender.client, f"[{letter.sender.host}]")
    origin = "localhost [127.0.0.1]" if local else f"unknown [{letter.sender.host}]"
    lines = [
        f"Return-Path: <{sender}>",
        f"Delivered-To: {reader}",
        f"Received: from {server} ([127.0.0.1])\r\n\tby {server} with LMTP\r\n"
        f"\tid {_write_lmtp_id(stored, chance, server)}\r\n"
        f"\t(envelope-from <{sender}>)\r\n\tfor <{reader}>; {write_date_padded(stored)}",
        f"Received: from {came} ({origin})\r\n"
        "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
        "\t key-exchange X25519 server-signature RSA-PSS (2048 bits))\r\n\t(No client certificate requested)\r\n"
        f"\t(Authenticated sender: {sender})\r\n\tby {server} (Postfix) with ESMTPSA id {queue}{single};\r\n"
        f"\t{write_date(arrived)}{zone}",
        "",
    ]
    return "\r\n".join(lines)


def _write_lmtp_id(at: datetime, chance: random.Random, server: str) -> str:
    """Return a session's name as Dovecot makes it: nanoseconds, seconds, process, host; base64 (guid_128_generate)."""
    raw = chance.randrange(10**9).to_bytes(4, "little") + int(at.timestamp()).to_bytes(4, "little")
    raw += chance.randrange(700, 32768).to_bytes(4, "little") + zlib.crc32(server.encode()).to_bytes(4, "big")
    return base64.b64encode(raw).decode().rstrip("=")
