"""How passwords of the desk are hashed."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Each hash takes about 47 MB for a moment; four at once keep a small machine alive under a log-in flood.
_AT_ONCE = threading.BoundedSemaphore(4)


class CappedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's first recommended cost (m = 46 MiB, t = 1, p = 1), a few at a time."""

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash, waiting for one of the places."""
        with _AT_ONCE:
            encoded: str = super().encode(password, salt)
            return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Compare, waiting for one of the places."""
        with _AT_ONCE:
            matches: bool = super().verify(password, encoded)
            return matches
