"""How fast names are matched, beside what others do, in one run on the same names.

Every figure is names a second of processor time (children included), the best of three. The peers are written from the
descriptions of their methods (`speed/peers.py`); they find less and explain nothing.

    python benchmarks/names.py            one run, some minutes
    python benchmarks/names.py --huge     with 1,000 brands and 100 million names, too (half an hour)
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.speed import peers
from benchmarks.speed.invented import BRANDS, encode_accents, make_brands, make_names, repeat_blocks

from chaffinch.names.batches import Batch, cut_batches
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

COUNT = 2_000_000
PEER_COUNT = 20_000
SERVICES = ("microsoft365", "google-workspace")


def spent() -> float:
    """Return the processor seconds of this process and its ended children."""
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def measure(work: Callable[[], int], count: int, *, times: int = 3) -> tuple[float, float, int]:
    """Return names a second of processor time and of wall time, the best of some runs, and what `work` returned."""
    best, best_wall, hits = 0.0, 0.0, 0
    for _ in range(times):
        begun, begun_wall = spent(), time.perf_counter()
        hits = work()
        best = max(best, count / max(1e-9, spent() - begun))
        best_wall = max(best_wall, count / (time.perf_counter() - begun_wall))
    return best, best_wall, hits


def check_file(file: Path, brands: Sequence[str], *, services: Sequence[str] = (), jobs: int = 1) -> int:
    """Run the command itself and count its lines."""
    watched = [word for brand in brands for word in ("--watch", brand)]
    watched += [word for service in services for word in ("--service", service)]
    command = [sys.executable, "-m", "chaffinch", "names", "check", *watched, "--jobs", str(jobs), str(file)]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, capture_output=True, check=True, env=usual).stdout.count(b"\n")


def print_row(what: str, rate: tuple[float, float, int], *, ours: float = 0.0) -> None:
    """Print a row: names a second of processor time, of wall time, hits, and how many times slower than ours."""
    share = f"{ours / rate[0]:>9.1f}×" if ours else " " * 10
    print(f"| {what:<58} | {rate[0]:>13,.0f} | {rate[1]:>13,.0f} | {rate[2]:>9,} | {share} |", flush=True)


def print_command(folder: Path, names: list[bytes]) -> float:
    """Measure `chaffinch names check` from file to JSON Lines; return its rate on the plain file."""
    plain = folder / "names.txt"
    plain.write_bytes(b"\n".join(names) + b"\n")
    (folder / "names.gz").write_bytes(gzip.compress(plain.read_bytes(), 6))
    (folder / "names.zst").write_bytes(zstandard.compress(plain.read_bytes(), 6))
    mixed = [encode_accents(name) if number % 10 == 0 else name for number, name in enumerate(names)]
    (folder / "punycode.txt").write_bytes(b"\n".join(mixed) + b"\n")
    (folder / "urls.txt").write_bytes(b"".join(b"https://" + name + b"/index.html?id=1\n" for name in names))
    (folder / "one.txt").write_bytes(names[0] + b"\n")
    start = measure(partial(check_file, folder / "one.txt", BRANDS), 1)
    print(f"start-up, the scan kept from an earlier run: {1 / start[1]:.2f} s\n")
    print(f"| {'':<58} | {'names/s CPU':>13} | {'names/s wall':>13} | {'hits':>9} | {'we are':>10} |")
    print(f"|{'-' * 60}|{'-' * 14}:|{'-' * 14}:|{'-' * 10}:|{'-' * 11}:|")
    rate = measure(partial(check_file, plain, BRANDS), len(names))
    print_row("names check, 20 brands, plain file to JSON Lines", rate)
    print_row("the same, two processes", measure(partial(check_file, plain, BRANDS, jobs=2), len(names)))
    for what, file in (
        ("gzip", "names.gz"),
        ("zstd", "names.zst"),
        ("one in ten xn--", "punycode.txt"),
        ("URLs", "urls.txt"),
    ):
        print_row(
            f"the same, {what}", measure(partial(check_file, folder / file, BRANDS), len(names), times=2)
        )
    print_row(
        "the same, plain, and 2 services watched",
        measure(partial(check_file, plain, BRANDS, services=SERVICES), len(names), times=2),
    )
    return rate[0]


def compile_matcher(domains: list[str]) -> Matcher:
    """Return a matcher whose scan is compiled, as it is once the first block was looked at."""
    matcher = Matcher(Watchlist.from_mapping({"domains": domains}))
    matcher.find_survivors(Batch(b""))
    return matcher


def print_matching(names: list[bytes]) -> float:
    """Measure the matcher in a running process (no start-up, no file), and how many lines the scan lets through."""
    matcher = compile_matcher(list(BRANDS))
    blocks = list(cut_batches(names))
    wide = [b"\n".join(names[start : start + 20_000]) for start in range(0, len(names), 20_000)]
    rate = measure(lambda: sum(1 for _ in matcher.match_blocks(wide)), len(names))
    print_row("library, 20 brands, blocks of 20,000", rate)
    print_row(
        "library, blocks of 4,096", measure(lambda: sum(1 for _ in matcher.match_blocks(blocks)), len(names))
    )
    survivors = sum(len(matcher.find_survivors(Batch(block))) for block in wide)
    print(f"\nsurvivors of the scan, 20 brands: {survivors / len(names):.2%}\n")
    return rate[0]


def print_peers(folder: Path, names: list[bytes], ours: float) -> None:
    """Measure the others on the same names."""
    some = names[:PEER_COUNT]
    buffer = b"\n".join(names)
    generated = peers.list_generated(BRANDS)
    for what, work, count in (
        ("openSquat's loop, 20 keywords", lambda: peers.match_like_opensquat(some, BRANDS), len(some)),
        (
            "phishing_catcher's rule, 20 brands",
            lambda: peers.match_like_phishing_catcher(some, BRANDS),
            len(some),
        ),
        ("dnstwist: generate, look up", lambda: peers.match_like_dnstwist(some, generated), len(some)),
        (
            "grep -F, brands as written",
            lambda: peers.match_with_grep(folder / "names.txt", BRANDS),
            len(names),
        ),
        ("memory: bytes.translate with deletion", lambda: peers.translate_memory(buffer), len(names)),
        ("memory: every byte read once", lambda: peers.read_memory(buffer), len(names)),
    ):
        print_row(what, measure(work, count), ours=ours)


def print_growth(names: list[bytes], *, huge: bool) -> None:
    """Print what more brands and more names cost."""
    print(f"\n| {'brands':>9} | {'compile, s':>10} | {'names/s CPU':>12} |")
    print(f"|{'-' * 10}:|{'-' * 11}:|{'-' * 13}:|")
    for count in (1, 10, 100, *([1_000] if huge else [])):
        some = names[: max(20_000, len(names) // count)]
        begun = spent()
        matcher = compile_matcher(make_brands(count, seed=3))
        took = spent() - begun
        wide = [b"\n".join(some[start : start + 20_000]) for start in range(0, len(some), 20_000)]
        work = partial(lambda blocks, matcher: sum(1 for _ in matcher.match_blocks(blocks)), wide, matcher)
        print(f"| {count:>9,} | {took:>10.2f} | {measure(work, len(some), times=2)[0]:>12,.0f} |", flush=True)


def read_peak(process: int) -> float:
    """Return the most memory that a running process has had, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def print_sizes(names: list[bytes], *, huge: bool) -> None:
    """Print what a longer list costs, in time and in memory, through a pipe and the command."""
    print(f"\n| {'names':>11} | {'wall, s':>9} | {'names/s wall':>12} | {'peak memory, MB':>15} |")
    print(f"|{'-' * 12}:|{'-' * 10}:|{'-' * 13}:|{'-' * 16}:|")
    for count in (10**5, 10**6, 10**7, *([10**8] if huge else [])):
        watched = [word for brand in BRANDS for word in ("--watch", brand)]
        command = [sys.executable, "-m", "chaffinch", "names", "check", *watched, "-"]
        begun = time.perf_counter()
        peak = 0.0
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdin
            for block in repeat_blocks(names, count):
                process.stdin.write(block + b"\n")
                peak = max(peak, read_peak(process.pid))
            process.stdin.close()
        took = time.perf_counter() - begun
        print(
            f"| {count:>11,} | {took:>9.1f} | {count / took:>12,.0f} | {peak:>15,.0f} |",
            flush=True,
        )


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT, help="names in the lists")
    parser.add_argument(
        "--huge", action="store_true", help="watch 1,000 brands and read 100 million names, too"
    )
    arguments = parser.parse_args()
    names = make_names(arguments.count, seed=2017)
    print(
        f"{len(names):,} invented names of {sum(map(len, names)) / len(names):.0f} bytes; {os.cpu_count()} cores\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        print_command(Path(folder), names)
        ours = print_matching(names)
        print_peers(Path(folder), names, ours)
    print_growth(names, huge=arguments.huge)
    print_sizes(names, huge=arguments.huge)


if __name__ == "__main__":
    main()
