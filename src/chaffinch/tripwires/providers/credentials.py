"""What a provider asks to know who we are: a JSON file that its owner alone can read."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from chaffinch.errors import UsageError

_LARGEST = 100_000


class CredentialsError(UsageError):
    """A file of credentials is missing, readable by others, or lacks something."""


def read_credentials(path: Path, *wanted: str) -> dict[str, str]:
    """Return the entries of a file of credentials.

    Args:
        path: of the file; mode 0600.
        wanted: entries that must be there.

    Raises:
        CredentialsError: it is not there, not closed to others, or one of them is missing; says nothing of what it holds.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode) or mode & 0o077:
                raise CredentialsError(
                    f"Other users of this machine can read {path}.", todo=f"Run: chmod 600 {path}"
                )
            values: Any = json.loads(file.read(_LARGEST))
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read.", why=error.strerror or "") from error
    except (ValueError, RecursionError):
        # The cause would show a piece of the file.
        raise CredentialsError(f"{path} is not JSON.") from None
    missing = [
        name for name in wanted if not isinstance(values, dict) or not isinstance(values.get(name), str)
    ]
    if missing:
        raise CredentialsError(f"{path} lacks {', '.join(missing)}.", todo="See the reference of providers.")
    return {str(name): value for name, value in values.items() if isinstance(value, str)}
