"""How fast lists are read, beside dnspython's zone reader on the same text, and what the difference to yesterday costs.

    python benchmarks/lists.py [--records N] [--zone-lines N] [--memory N]

One process, one core, names made up. Rates are records or lines a second of the whole reading: opened, cut into lines,
checked, parsed, chunks with their checkpoints. dnspython builds a whole zone with its contents, which is more than names;
it is the reader that one would otherwise take. It is given fewer records because it keeps them all.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import dns.zone

from chaffinch.names.feeds.lists import ListFeed

_KEY = b"a key that nobody else has......"


def write_dump(count: int) -> Iterator[str]:
    """Yield a registry's dump: two servers each, signatures and glue as they stand there."""
    chance = random.Random(3)
    yield "test.\t900\tin\tsoa\tns1.nic.test. hostmaster.nic.test. 1 7200 900 1209600 3600\n"
    made = 1
    number = 0
    while made < count:
        number += chance.randrange(1, 50)
        name = f"name-{number:08d}.test."
        lines = [f"{name}\t172800\tin\tns\tns{one}.server{number % 977}.net.\n" for one in (1, 2)]
        if number % 20 == 0:
            lines += [f"{name}\t3600\tin\tds\t12345 13 2 {'ab' * 32}\n"]
            lines += [
                f"{name}\t3600\tin\trrsig\tds 13 2 3600 20261201000000 20261101000000 1 test. {'ab' * 40}\n"
            ]
        if number % 10 == 0:
            lines += [f"ns1.{name}\t172800\tin\ta\t192.0.2.{number % 250}\n"]
        yield from lines
        made += len(lines)


def write_master(count: int) -> Iterator[str]:
    """Yield the same kind of zone as one writes it by hand: relative names, blank owners, comments."""
    yield "$ORIGIN test.\n$TTL 3600\n@ IN SOA ns1 hostmaster ( 1 7200\n 900 1209600 3600 )\n"
    for number in range(count // 2):
        yield f"name-{number:08d} IN NS ns1.server{number % 977}.net. ; comment\n    IN NS ns2.server{number % 977}.net.\n"


def measure(path: Path, **options: object) -> tuple[int, int, float, dict[str, object]]:
    """Return lines, names, seconds and the last checkpoint of a whole reading."""
    begun = time.perf_counter()
    lines = names = 0
    checkpoint: dict[str, object] = {}
    for chunk in ListFeed(path, **options).read(None, stop=lambda: False):  # type: ignore[arg-type]
        lines, names, checkpoint = lines + chunk.entries, names + len(chunk.names), dict(chunk.checkpoint)
        assert not chunk.faults, chunk.faults[0]
    return lines, names, time.perf_counter() - begun, checkpoint


def compare_zones(folder: Path, *, records: int, small: int) -> None:
    """Print the rates for zone files, and the ratio to dnspython on the same small ones."""
    print(f"{'zone files':<52}{'records/s':>14}{'× dnspython':>14}")
    for what, writer in (("dump of a registry", write_dump), ("written by hand", write_master)):
        path, text = folder / "zone", "".join(writer(small))
        path.write_text(text)
        lines, _, ours, _ = measure(path, format="zone")
        begun = time.perf_counter()
        dns.zone.from_text(text, origin="test.", relativize=False, check_origin=False)
        theirs = time.perf_counter() - begun
        print(f"{what + f', dnspython, {small:,} records':<52}{lines / theirs:>14,.0f}{1:>14}")
        print(f"{what + f', ours, {small:,} records':<52}{lines / ours:>14,.0f}{theirs / ours:>14.1f}")
        with path.open("w") as file:
            file.writelines(writer(records))
        lines, _, seconds, _ = measure(path, format="zone")
        print(f"{what + f', ours, {records:,} records':<52}{lines / seconds:>14,.0f}")
        packed = folder / "zone.gz"
        packed.write_bytes(gzip.compress(path.read_bytes(), 6))
        lines, _, seconds, _ = measure(packed, format="zone")
        print(f"{what + ', the same, gzip':<52}{lines / seconds:>14,.0f}")


def time_lists(folder: Path, *, lines: int) -> None:
    """Print the rates for the other formats."""
    made = {
        "plain": "name-{0:08d}.test\n",
        "csv": "{0},name-{0:08d}.test,2026-11-21\n",
        "hosts": "0.0.0.0 name-{0:08d}.test\n",
        "adblock": "||name-{0:08d}.test^\n",
        "dnsmasq": "address=/name-{0:08d}.test/0.0.0.0\n",
        "unbound": 'local-zone: "name-{0:08d}.test" always_nxdomain\n',
        "rpz": "name-{0:08d}.test CNAME .\n",
    }
    print(f"\n{'other lists':<52}{'lines/s':>14}")
    for form, line in made.items():
        path = folder / form
        with path.open("w") as file:
            file.writelines(line.format(number) for number in range(lines))
        read, _, seconds, _ = measure(path, format=form)
        print(f"{form + f', {lines:,} lines':<52}{read / seconds:>14,.0f}")


def time_memory(folder: Path, *, count: int) -> None:
    """Print what the difference to the last reading costs; the second reading is asked from the first's checkpoint."""
    path = folder / "daily"

    def write(start: int) -> None:
        with path.open("w") as file:
            file.writelines(f"name-{number:09d}.test\n" for number in range(start, start + count))

    feed = ListFeed(path, format="plain", new_only=True, folder=folder, key=_KEY)
    checkpoint: dict[str, object] | None = None
    print(f"\n{f'difference to yesterday, {count:,} names a day':<52}{'names/s':>14}{'new':>10}{'gone':>10}")
    for day in range(2):
        write(day * 1_000)
        begun, new = time.perf_counter(), 0
        for chunk in feed.read(checkpoint, stop=lambda: False):
            new, checkpoint = new + len(chunk.names), dict(chunk.checkpoint)
        seconds = time.perf_counter() - begun
        assert checkpoint is not None
        print(f"{f'day {day + 1}':<52}{count / seconds:>14,.0f}{new:>10,}{checkpoint['gone']!s:>10}")
    kept = sum(one.stat().st_size for one in folder.glob("list-*"))
    print(f"files kept: {kept / count:.1f} bytes a name")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=2_000_000)
    parser.add_argument(
        "--zone-lines", type=int, default=100_000, help="of the zones that dnspython reads too"
    )
    parser.add_argument("--memory", type=int, default=2_000_000, help="names a day; 0: leave it out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaffinch-lists-") as name:
        folder = Path(name)
        if options.memory:
            time_memory(folder, count=options.memory)
            print(f"memory up to here: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB\n")
        compare_zones(folder, records=options.records, small=options.zone_lines)
        time_lists(folder, lines=options.records // 4)


if __name__ == "__main__":
    main()
