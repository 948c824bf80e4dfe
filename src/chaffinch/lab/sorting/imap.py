"""A test log-in at a mail server, as an attacker's checker makes it: one connection a try."""

from __future__ import annotations

import imaplib
import socket

from chaffinch.lab.loopback import LOOPBACK

_SECONDS = 20.0


class ImapChecker:
    """Tries log-ins over IMAP at one port of loopback."""

    def __init__(self, port: int, *, source: str = LOOPBACK) -> None:
        """Prepare tries from `source`, any address of 127.0.0.0/8, which the server's log names."""
        self._port = port
        self._source = source

    def try_log_in(self, address: str, password: str, *, now: float) -> bool:
        """Return whether the log-in opens the mailbox; the server has a clock of its own, `now` is the attacker's."""
        with _SourcedConnection(self._port, source=self._source) as server:
            try:
                # PLAIN takes any characters (RFC 4616); the command LOGIN would not.
                server.authenticate("PLAIN", lambda _: f"\0{address}\0{password}".encode())
            except imaplib.IMAP4.error:
                return False
        return True


class _SourcedConnection(imaplib.IMAP4):
    def __init__(self, port: int, *, source: str) -> None:
        self._source = source
        super().__init__(LOOPBACK, port, timeout=_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout, source_address=(self._source, 0))
