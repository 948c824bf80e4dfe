"""Domains that very many people visit: the prior of a harmless reading. From MISP's warning lists, kept as hashes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from chaffinch.ground.files import write_whole

#: Tranco's and Chrome's million sites, and Cisco's names most often looked up.
_LISTS = ("tranco", "google-chrome-crux-1million", "cisco_top20k")
_HASH_BYTES = 8
#: The lists hold more together; a file with fewer was cut short.
_FEWEST = 1_000_000


def is_popular(registered_domain: str) -> bool:
    """Tell whether a registered domain, or its `www`, is on one of the lists."""
    hashes = _load_hashes()
    wanted = np.frombuffer(_hash_name(registered_domain), dtype="<u8")[0]
    place = int(np.searchsorted(hashes, wanted))
    return place < len(hashes) and bool(hashes[place] == wanted)


@cache
def _load_hashes() -> npt.NDArray[np.uint64]:
    """Open the cached hashes, sorted; compute them (2 s) where there are none of this version of the lists."""
    from importlib.metadata import version

    kept = _find_folder() / f"popular-{version('pymispwarninglists')}.u64"
    with contextlib.suppress(OSError, ValueError):
        mapped = np.memmap(kept, dtype="<u8", mode="r")
        if len(mapped) > _FEWEST:
            return mapped
    hashes = _hash_lists()
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(kept, hashes.tobytes(), sync=False)
    return hashes


def _hash_lists() -> npt.NDArray[np.uint64]:
    folder = resources.files("pymispwarninglists") / "data/misp-warninglists/lists"
    hashes: set[bytes] = set()
    for name in _LISTS:
        rows = json.loads((folder / name / "list.json").read_bytes())["list"]
        hashes.update(_hash_name(row.removeprefix("www.")) for row in rows)
    return np.sort(np.frombuffer(b"".join(hashes), dtype="<u8"))


def _hash_name(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=_HASH_BYTES).digest()


def _find_folder() -> Path:
    """Return the user's cache folder (XDG Base Directory Specification)."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root.startswith("/") else Path.home() / ".cache") / "chaffinch"
