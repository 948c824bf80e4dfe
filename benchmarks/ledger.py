"""The ledger at work: 10,250 items in one planting, a year of nights, and how small a proof is; beside pymerkle.

python benchmarks/ledger.py. Prints one table; the tree's peer is skipped where pymerkle is not installed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.ledger.authority import make_authority
from tests.ledger.house import DAY, KEY, make_entry, make_log, stamp_log

from chaffinch.ground.merkle import find_root, hash_leaf, prove_inclusion
from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.commitment import commit_item, derive_salt, encode_item, make_archive_root
from chaffinch.ledger.disclosure import Original, disclose
from chaffinch.ledger.log import Log
from chaffinch.ledger.verify import check

ITEMS, NIGHTS = 10_250, 365


def take_time(what: str, work: Callable[[], object], *, times: int = 1) -> None:
    """Print how long one run of the work takes."""
    begun = time.perf_counter()
    for _ in range(times):
        work()
    say(what, f"{(time.perf_counter() - begun) / times * 1000:,.1f} ms")


def say(what: str, figure: str) -> None:
    """Print one line of the table."""
    print(f"| {what} | {figure} |")


def measure_planting(folder: Path) -> None:
    """Measure one large planting."""
    log = make_log(folder)
    entries = [make_entry(str(number)) for number in range(ITEMS)]
    take_time(f"add {ITEMS:,} entries", lambda: log.add(entries))
    take_time("checkpoint over them", lambda: log.make_checkpoint((KEY,), chance=random.Random(1)))
    stamp_log(log, make_authority("alpha.test"), make_authority("beta.test", kind="ec"))
    say("leaves", f"{log.size:,}")
    file = disclose(log, "7")
    take_time("prove one", lambda: disclose(log, "7"), times=5)
    take_time("verify.py's check of one", lambda: check(file), times=50)
    take_time("the whole check of one", lambda: check_disclosure(file), times=20)
    measure_size("an ordinary item", file)


def measure_size(what: str, file: bytes) -> None:
    """Print how large a disclosure is, whole and without what is the same for every item of its checkpoint."""
    values = json.loads(file)
    bare = len(encode_item({**values, "stamps": [], "key": ""}))
    say(f"{what}: the proof", f"{bare:,} bytes")
    say(f"{what}: the file, with the key and {len(values['stamps'])} time-stamps", f"{len(file):,} bytes")


def measure_archive(folder: Path, *, originals: int, nights: int) -> None:
    """Measure the proof of one original after so many nights."""
    log = make_log(folder)
    for night in range(nights - 1):
        log.make_checkpoint((KEY,), chance=random.Random(night))
    items = [
        {"kind": "original", "sha256": hashlib.sha256(b"%d" % one).hexdigest()} for one in range(originals)
    ]
    salts = [derive_salt(bytes(32), str(one)) for one in range(originals)]
    commitments = [commit_item(item, salt=salt) for item, salt in zip(items, salts, strict=True)]
    root, leaves, places = make_archive_root(commitments, seed=bytes(32), chance=random.Random(1))
    log.add([make_entry("archive", kind="archive-root", size=len(leaves), sha256=root.hex())])
    take_time(f"checkpoint of night {nights}", lambda: log.make_checkpoint((KEY,), chance=random.Random(1)))
    stamp_log(Log(folder), make_authority("alpha.test"), make_authority("beta.test", kind="ec"), at=DAY)
    path = prove_inclusion([hash_leaf(leaf) for leaf in leaves], places[7])
    original = Original(items[7], salts[7], places[7], path)
    measure_size(
        f"an original of {originals:,}, night {nights}", disclose(Log(folder), "archive", original=original)
    )


def measure_peer() -> None:
    """Measure the root and one path of a tree of 16,384 leaves, ours and pymerkle's."""
    leaves = [hashlib.sha256(b"%d" % one).digest() for one in range(16_384)]
    take_time("ours: tree of 16,384 leaves, root", lambda: find_root([hash_leaf(leaf) for leaf in leaves]))
    hashes = [hash_leaf(leaf) for leaf in leaves]
    take_time("ours: one path", lambda: prove_inclusion(hashes, 9_999))
    try:
        peer = importlib.import_module("pymerkle")
    except ImportError:
        return

    def build() -> object:
        tree = peer.InmemoryTree(algorithm="sha256")
        tree.append_entries(leaves)
        return tree

    tree = peer.InmemoryTree(algorithm="sha256")
    tree.append_entries(leaves)
    take_time("pymerkle: tree of 16,384 leaves, root", lambda: build().get_root(16_384))  # type: ignore[attr-defined]
    take_time("pymerkle: one path", lambda: tree.prove_inclusion(10_000, 16_384))
    assert tree.get_root(16_384) == find_root(hashes)


def main() -> None:
    """Print the table."""
    print("| what | figure |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_planting(folder / "planting")
        measure_archive(folder / "first", originals=70_000, nights=1)
        measure_archive(folder / "year", originals=70_000, nights=NIGHTS)
        measure_archive(folder / "million", originals=1_000_000, nights=1)
        say(
            "a year of nights on disk",
            f"{sum(one.stat().st_size for one in (folder / 'year').rglob('*')) / 1e6:,.0f} MB",
        )
    measure_peer()


if __name__ == "__main__":
    main()
