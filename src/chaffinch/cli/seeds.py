"""The installation's seed, for the verbs that invent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.decoys import Seed


def read_seed(path: Path | None, home: Path | None) -> Seed:
    """Return the seed of a file, by default the installation's own.

    Raises:
        UsageError: it is missing, too short, or other users can read it.
    """
    from chaffinch.decoys import Seed
    from chaffinch.desk.home import find_home

    if path is None:
        return Seed(find_home(home).read_key("decoys"))
    try:
        if path.stat().st_mode & 0o077:
            raise UsageError(f"Other users of this machine can read {path}.", todo=f"Run: chmod 600 {path}")
        return Seed(path.read_bytes())
    except OSError as error:
        raise UsageError(f"The seed {path} cannot be read.", why=str(error)) from error
