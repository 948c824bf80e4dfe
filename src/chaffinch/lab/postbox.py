"""The range's mail server: takes every message and keeps it as a file, sends nothing on."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

MAIL_HOST = "courrier.mouvement-aurore.test"
_LARGEST = 35_000_000


class Postbox:
    """A folder of received messages, `<number>-<random>.eml`, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._received = max((_read_number(entry) for entry in folder.glob("*.eml")), default=0)
        self._visitors: list[SMTP] = []

    def greet_visitor(self) -> SMTP:
        """Return the protocol of one connection, for asyncio's `create_server`."""
        self._visitors = [visitor for visitor in self._visitors if visitor.transport is not None]
        visitor = SMTP(
            self,
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            hostname=MAIL_HOST,
            ident="LAB Chaffinch practice range",
            timeout=30,
            loop=asyncio.get_running_loop(),
        )
        self._visitors.append(visitor)
        return visitor

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Keep one message, with the envelope in front as a mail server writes it."""
        self._received += 1
        untrusted_message: bytes = envelope.content or b""
        head = _describe_envelope(envelope.mail_from, envelope.rcpt_tos)
        name = f"{self._received:06d}-{secrets.token_hex(4)}"
        fresh = self.folder / f".{name}.part"
        fresh.write_bytes(head + untrusted_message)
        fresh.rename(self.folder / f"{name}.eml")
        return "250 OK kept by the practice range"

    def hang_up(self) -> None:
        """End every open connection."""
        for visitor in self._visitors:
            if isinstance(visitor.transport, asyncio.Transport):
                visitor.transport.abort()


def _describe_envelope(untrusted_sender: str | None, untrusted_recipients: list[str]) -> bytes:
    lines = [f"Return-Path: <{untrusted_sender or ''}>"]
    lines += [f"Delivered-To: {recipient}" for recipient in untrusted_recipients]
    lines.append("X-Chaffinch-Lab: LAB")
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def _read_number(path: Path) -> int:
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0
