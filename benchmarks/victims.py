"""Whose accounts are found when he who uses a decoy moves about, and who is told by mistake.

Two weeks of invented sign-ins (tests/tripwires/roaming.py) are written as a log and read as `signins scan --victims` reads
one. Found: the share of the real accounts that he opened or tried. Mistaken: of those who are told without a doubt, the
share that he never touched. Doubted: those who are told with one (they open from there on other days as well, or were only
tried with a tool that guessers have), his victims and others.

    python benchmarks/victims.py              200 logs of each way
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.tripwires.roaming import WAYS, make_roaming
from tests.tripwires.test_roaming import find_told


def measure_way(way: str, logs: int, folder: Path) -> str:
    """Return the table's row of one way."""
    there = found = told = mistaken = doubted = doubted_his = 0
    for seed in range(logs):
        roaming = make_roaming(random.Random(seed), way)
        victims = find_told(roaming, folder)
        there += len(roaming.victims)
        found += len(roaming.victims & {victim.login for victim in victims})
        sure = {victim.login for victim in victims if not victim.doubt}
        told += len(sure)
        mistaken += len(sure - roaming.victims)
        doubts = {victim.login for victim in victims if victim.doubt} - sure
        doubted += len(doubts)
        doubted_his += len(doubts & roaming.victims)
    return f"| {way} | {there} | {found / there:.1%} | {told} | {mistaken / max(told, 1):.1%} | {doubted} | {doubted_his} |"


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--logs", type=int, default=200)
    wanted = parser.parse_args()
    print("| he works from | his victims | found | told | mistaken | doubted | of these his |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            print(measure_way(way, wanted.logs, Path(folder)), flush=True)
    print(f"\n{wanted.logs} logs of each, {time.strftime('%Y-%m-%d')}, one core of {os.cpu_count()}")


if __name__ == "__main__":
    main()
