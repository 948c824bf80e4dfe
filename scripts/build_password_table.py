"""Split the list of common passwords into three parts and pack the one that the generator may learn from.

    python scripts/build_password_table.py ../shared/data/passwords/zxcvbn_counts.txt.gz

The rule of the split stands in `chaffinch.decoys.passwords.split`, where the benchmark finds it too.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
from pathlib import Path

from chaffinch.decoys.passwords.split import split_counts

TABLE = Path(__file__).resolve().parents[1] / "src/chaffinch/decoys/tables/passwords.tsv.xz"


def read_counts(path: Path) -> dict[str, int]:
    """Read a password and a count a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {word: int(count) for word, count in (line.split() for line in lines)}


def main() -> None:
    """Write the table and say what went in."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", type=Path)
    parts = split_counts(read_counts(parser.parse_args().counts))
    lines = [f"{word}\t{count}\n" for word, count in sorted(parts["generator"].items())]
    TABLE.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    for name, part in parts.items():
        print(f"{name}: {len(part):,} passwords of {sum(part.values()):,} people")
    print(f"{TABLE.name}: {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
