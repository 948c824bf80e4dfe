"""How fast logs of each format are searched for decoys beside `grep -F -f`, and how many victims are found.

Lines are those of tests/tripwires/samples.py with invented names and sources: of a log that tells more than sign-ins six of
ten are others, of ten attempts six opened, one refused attempt of five hundred uses a decoy. Figures are lines a second of
processor time on one core, the best of three; the reading from the disk and the unpacking are in it. Victims: replayed days
(tests/tripwires/replay.py), the share of logs in which exactly those accounts were found by their address that a source of
uses opened or tried, and the share of all accounts that he opened or tried, found by whatever. How those who move about are
followed: benchmarks/victims.py.

    python benchmarks/tripwires_formats.py              500,000 lines of each, 10,000 decoys, 300 replays
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.tripwires import grep_log, load_baits, spent
from tests.tripwires.replay import DOVECOT, Replay, make_replay
from tests.tripwires.samples import NOW, SAMPLES, SOURCE, Sample

from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.match import Find, Hit
from chaffinch.tripwires.scan import Tally
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.victims import Victim

DOMAIN = "mouvement-aurore.test"
OTHERS = {
    "web": (
        f'{SOURCE} - - [21/Nov/2026:18:07:19 +0100] "GET /news HTTP/1.1" 200 9381 "-" "Mozilla/5.0 (X11)"',
    ),
}
REACH = {"one": 1, "three": 3, "ten": 10}


def make_lines(sample: Sample, count: int, decoys: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield a log's lines."""
    others = [line for line in OTHERS.get(sample.name, sample.others) if line and line != sample.heading]
    if sample.heading:
        yield sample.heading
    for number in range(count):
        if others and rng.random() < 0.6:
            yield others[number % len(others)]
            continue
        opened = rng.random() < 0.6
        who = (
            f"colleague{rng.randrange(200)}@{DOMAIN}" if opened else f"guess{rng.randrange(20_000)}@{DOMAIN}"
        )
        if not opened and rng.random() < 0.002:
            who = rng.choice(decoys)
        line = (sample.opened if opened else sample.refused)(who)
        yield line.replace(SOURCE, f"198.51.100.{number % 250}")


def open_search(sample: Sample, find: Find) -> LogSearch:
    """Return what searches logs of a sample's format."""
    return LogSearch(
        find=find,
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        open_format=lambda: choose_format(sample.name, columns=sample.columns, attempts=sample.attempts),
    )


def count_hits(file: Path, sample: Sample, decoys: Sequence[str]) -> int:
    """Count the uses of decoys as Chaffinch finds them."""
    search = open_search(sample, load_baits(decoys))
    return sum(isinstance(found, Hit) for found in search.scan(str(file), tally=Tally()))


def write_log(sample: Sample, made: Iterable[str], file: Path, *, document: bool) -> None:
    """Write lines, or one indented document of them."""
    with file.open("w", encoding="utf-8") as log:
        if document:
            log.write('{"value": [\n')
            log.writelines(
                ("" if place == 0 else ",\n") + json.dumps(json.loads(line), indent=2)
                for place, line in enumerate(made)
            )
            log.write("]}")
        else:
            log.writelines(f"{line}\n" for line in made)


def measure_formats(lines: int, decoys: Sequence[str]) -> None:
    """Print a row for each format."""
    print("| format | MB | Chaffinch | found | `grep -F -f` | found |\n|---|---|---|---|---|---|")
    providers = [sample for sample in SAMPLES if choose_format(sample.name, columns=sample.columns).documents]
    rows = [(sample, False) for sample in (DOVECOT, *SAMPLES)] + [(sample, True) for sample in providers]
    for sample, document in rows:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.log"
            write_log(sample, make_lines(sample, lines, decoys, random.Random(7)), file, document=document)
            title = f"{sample.title}, one document" if document else sample.title
            row = [title, f"{file.stat().st_size / 1e6:.0f}"]
            for work in (partial(count_hits, file, sample, decoys), partial(grep_log, file, decoys)):
                best, found = 0.0, 0
                for _ in range(3):
                    begun = spent()
                    found = work()
                    best = max(best, lines / (spent() - begun))
                row += [f"{best:,.0f}", f"{found:,}"]
            print(f"| {' | '.join(row)} |", flush=True)


def find_replayed(replay: Replay, folder: Path) -> tuple[Victim, ...]:
    """Return the victims that are found in one replayed log."""
    log = folder / "a.log"
    log.write_text("\n".join(replay.lines), encoding="utf-8")
    search = open_search(replay.sample, replay.find)
    for _found in search.scan(str(log), tally=Tally()):
        pass
    victims, _left_out = search.find_victims([str(log)])
    return victims


def measure_victims(replays: int) -> None:
    """Print a row for each number of addresses that he works from."""
    print("\n| he works from | logs | exactly right | his victims in all | found |\n|---|---|---|---|---|")
    for name, sources in REACH.items():
        right = there = found = 0
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(replays):
                replay = make_replay(random.Random(seed), sources=sources)
                told = find_replayed(replay, Path(folder))
                certain = {(one.source, one.login, one.reach) for one in told if one.join == "address"}
                right += certain == replay.victims
                there += len(replay.all_victims)
                found += len(replay.all_victims & {one.login for one in told})
        print(f"| {name} | {replays} | {right / replays:.1%} | {there} | {found / there:.1%} |", flush=True)


def main() -> None:
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=500_000)
    parser.add_argument("--decoys", type=int, default=10_000)
    parser.add_argument("--replays", type=int, default=300)
    wanted = parser.parse_args()
    print(f"{wanted.lines:,} lines of each, {wanted.decoys:,} decoys\n")
    measure_formats(wanted.lines, [f"decoy{number}.martin@{DOMAIN}" for number in range(wanted.decoys)])
    measure_victims(wanted.replays)
    print(f"\n{time.strftime('%Y-%m-%d')}, one core of {os.cpu_count()}")


if __name__ == "__main__":
    main()
