"""Records and texts as they rest: compressed, then encrypted, each kind under a key of its own."""

from __future__ import annotations

import json
from typing import Any

import zstandard

from chaffinch.ground.secrets import UnreadableSecretError, decrypt, encrypt

_LEVEL = 6
_LARGEST = 64_000_000


class Seal:
    """Seals and opens values for one archive; used by one thread at a time."""

    def __init__(self, key: bytes) -> None:
        """Set out with the archive's key."""
        self._key = key
        self._pack = zstandard.ZstdCompressor(level=_LEVEL)
        self._unpack = zstandard.ZstdDecompressor()

    def seal(self, value: Any, *, purpose: str) -> bytes:
        """Return a JSON value sealed."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return encrypt(self._pack.compress(plain), key=self._key, purpose=f"archive {purpose}")

    def open(self, sealed: bytes, *, purpose: str) -> Any:
        """Return what was sealed.

        Raises:
            UnreadableSecretError: it was changed, or sealed with another key.
        """
        packed = decrypt(sealed, key=self._key, purpose=f"archive {purpose}")
        try:
            return json.loads(self._unpack.decompress(packed, max_output_size=_LARGEST))
        except (zstandard.ZstdError, ValueError) as error:
            raise UnreadableSecretError("A record of the archive cannot be read.", why=str(error)) from error
