"""The listener's own certificate: TLS 1.2 or newer, read again when its files change."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509

from chaffinch.tripwires.listener.errors import ListenerError


@dataclass(slots=True)
class Certificate:
    """A chain and its key, as they were last read."""

    chain: Path
    key: Path
    fault: str = ""
    """Why the newest files cannot be used; the ones before are, then."""
    until: datetime | None = None
    _context: ssl.SSLContext | None = None
    _stamp: tuple[int, ...] = field(default=())

    def open(self) -> ssl.SSLContext:
        """Return the context for new connections.

        Raises:
            ListenerError: there never was a certificate that could be used.
        """
        if self._context is None:
            self.refresh()
        if self._context is None:
            raise ListenerError(
                f"The certificate {self.chain} cannot be used.",
                why=self.fault,
                todo="Name a PEM chain and its unencrypted key, which the listener's user may read.",
            )
        return self._context

    def refresh(self) -> None:
        """Read the files again where they are others than before."""
        try:
            stamp = tuple(part for path in (self.chain, self.key) for part in _stamp(path))
            if stamp == self._stamp:
                return
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.options |= (
                ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE
            )
            context.set_alpn_protocols(["http/1.1"])
            # Never asked for a pass phrase: nobody sits at the terminal.
            context.load_cert_chain(self.chain, self.key, password=_refuse_to_ask)
            self.until = x509.load_pem_x509_certificates(self.chain.read_bytes())[0].not_valid_after_utc
        except (OSError, ValueError) as error:
            self.fault = str(error) or type(error).__name__
            return
        self._context, self._stamp, self.fault = context, stamp, ""


def _refuse_to_ask() -> str:
    raise ValueError("the key is encrypted")


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino
