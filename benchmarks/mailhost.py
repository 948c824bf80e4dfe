"""What a decoy mail host takes: letters planted, a first use told, a flood borne. Everything runs on this machine.

The letters are invented, of the size of ordinary mail, one in eight with an attachment of 100 KB. "told" is from the answer
to a log-in to its line in reports.jsonl; the desk's follower, which looks once a second, comes on top.

    python benchmarks/mailhost.py               10,000 letters in 50 accounts, 30 log-ins, 1,000 connections
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaffinch.decoys.lists import Account
from chaffinch.tripwires.mailhost.letters import Letter, append_letters

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.tripwires.mailhost.running import RunningHost, StrangersImap, run_host, wait_until

_WORDS = ["train", "hôtel", "facture", "réunion", "jeudi", "salle", "devis", "merci", "note", "frais"]
_FOLDERS = ("INBOX", "INBOX", "INBOX", "Sent", "Projets/Tournée")


def make_letters(count: int, *, rng: random.Random) -> Iterator[Letter]:
    """Yield invented letters of a year."""
    for number in range(count):
        text = "\n".join(" ".join(rng.choices(_WORDS, k=12)) for _ in range(rng.randrange(4, 60)))
        attached = ""
        if rng.random() < 1 / 8:
            attached = f"\n--x\nContent-Type: application/pdf\n\n{rng.randbytes(50_000).hex()}\n--x--\n"
        head = f"From: a@decoy.test\nTo: b@decoy.test\nSubject: {number}\nMessage-ID: <{number}@decoy.test>\n"
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(400_000))
        yield Letter(
            f"{head}\n{text}{attached}".encode(),
            at=at,
            folder=rng.choice(_FOLDERS),
            flags=frozenset({"\\Seen"}) if rng.random() < 0.8 else frozenset(),
        )


def plant(running: RunningHost, accounts: list[Account], count: int) -> tuple[float, float]:
    """Plant letters; return the seconds and the megabytes of disk that they took."""
    rng, begun = random.Random(1), time.perf_counter()
    for account in accounts:
        append_letters(running.host.folder, account.address, make_letters(count // len(accounts), rng=rng))
    seconds = time.perf_counter() - begun
    blocks = sum(path.stat().st_blocks for path in running.host.mail.rglob("*"))
    return seconds, blocks * 512 / 1e6


def time_log_ins(running: RunningHost, accounts: list[Account], count: int) -> list[float]:
    """Return for so many log-ins the seconds from Dovecot's answer to the line that tells of it."""
    found = []
    for number in range(count):
        account = accounts[number % len(accounts)]
        before = len(running.read_reports())
        client = StrangersImap(running.port("imaps"), source=f"127.0.5.{number + 1}")
        client.login(account.address, account.password)
        begun = time.perf_counter()
        while len(running.read_reports()) == before:
            time.sleep(0.001)
        found.append(time.perf_counter() - begun)
        client.logout()
    return found


def list_all(running: RunningHost, account: Account) -> float:
    """Return the seconds in which a client that comes for the first time lists an account's INBOX."""
    client = StrangersImap(running.port("imaps"), source="127.0.6.1")
    client.login(account.address, account.password)
    begun = time.perf_counter()
    client.select("INBOX")
    client.fetch("1:*", "(UID FLAGS ENVELOPE)")
    seconds = time.perf_counter() - begun
    client.logout()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=50)
    wanted = parser.parse_args()
    accounts = [Account("x", f"a{number}@decoy.test", f"Brume-{number}") for number in range(wanted.accounts)]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with run_host(Path(folder), accounts=tuple(accounts)) as running:
            print(f"set up, running and proved by its probe     {time.perf_counter() - begun:8.1f} s")
            seconds, megabytes = plant(running, accounts, wanted.letters)
            print(f"{wanted.letters:,} letters in {len(accounts)} accounts             {seconds:8.1f} s")
            print(f"disk for them                               {megabytes:8.0f} MB")
            print(f"first list of an INBOX                      {list_all(running, accounts[0]):8.2f} s")
            told = time_log_ins(running, accounts, 30)
            print(f"log-in told, median of 30                   {statistics.median(told) * 1e3:8.1f} ms")
            print(f"log-in told, slowest                        {max(told) * 1e3:8.1f} ms")
            rings = wait_until(lambda: len(running.read_reports()) == 31)
            print(f"told once each, nothing else told           {rings!s:>8}")


if __name__ == "__main__":
    main()
