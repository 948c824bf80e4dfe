"""How fast a sign-in log is searched for decoys, beside what others do, in one run on the same lines.

The log is invented: a mail server's day with staff who sign in and read, strangers who guess names, and now and then a
decoy. Figures are lines a second of processor time on one core, the best of three. The peers say that a decoy's address
stands in a line; they do not say whether it opened, with which password, from where, nor that a forged name is no decoy.

    python benchmarks/tripwires.py              a million lines, 10,000 decoys
    python benchmarks/tripwires.py --lines N --decoys N
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import os
import random
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaffinch.ground.streams import read_blocks
from chaffinch.tripwires.match import Bait, Hit
from chaffinch.tripwires.passwords import recognise
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import PasswordMark

DOMAIN = "mouvement-aurore.test"
STAFF, STRANGERS = 200, 20_000
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
KEY = b"benchmark"
_NAME = re.compile(r"user=<([^>]*)>|(?:passwd-file|sql|pam|policy)\(([^,]*),")


_END = "lip=10.0.0.2, TLS, session=<{session}>"
_LOGIN = "{at} imap-login: Info: Login: user=<{who}>, method=PLAIN, rip={source}, mpid={number}, " + _END
_UNKNOWN = (
    "{at} auth: Info: passwd-file({who},{source},<{session}>): unknown user (SHA1 of given password: {sha1})"
)
_FAILED = (
    "{at} imap-login: Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<{who}>, "
    "method=PLAIN, rip={source}, " + _END
)
_READ = (
    "{at} imap({who})<{number}><{session}>: Info: Disconnected: Logged out in=523 out=12093 deleted=0 expunged=0 "
    "trashed=0 hdr_count=3 hdr_bytes=1602 body_count=1 body_bytes=4120"
)
_EXPUNGED = "{at} imap({who})<{number}><{session}>: Info: expunge: box=INBOX, uid={number}, msgid=<{session}@x>, size=4120"
_SAVED = "{at} lmtp({who})<{number}><{session}>: Info: msgid=<{session}@x>: saved mail to INBOX"
#: What stands in a day's log, and how often.
_SHARES = ((_LOGIN, 20), (_UNKNOWN, 10), (_FAILED, 10), (_READ, 30), (_EXPUNGED, 20), (_SAVED, 10))


def make_lines(count: int, decoys: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield a log's lines: four of ten are attempts, one refused attempt of five hundred uses a decoy."""
    forms, weights = [form for form, _ in _SHARES], [share for _, share in _SHARES]
    for number, form in enumerate(rng.choices(forms, weights, k=count)):
        who, source = f"colleague{rng.randrange(STAFF)}@{DOMAIN}", f"192.0.2.{number % 250}"
        if form in (_UNKNOWN, _FAILED):
            used = rng.random() < 0.002
            who = rng.choice(decoys) if used else f"guess{rng.randrange(STRANGERS)}@{DOMAIN}"
            source = f"198.51.100.{number % 250}"
        at = NOW - timedelta(days=1) + timedelta(seconds=86_400 * number / count)
        sha1 = hashlib.sha1(b"%d" % number).hexdigest()  # noqa: S324 -- as Dovecot writes it
        yield form.format(
            at=f"{at:%Y-%m-%d %H:%M:%S}",
            who=who,
            source=source,
            number=number,
            session=f"{number:016x}",
            sha1=sha1,
        )


def load_baits(decoys: Sequence[str]) -> Callable[[str], Sequence[Bait]]:
    """Return a finder by keyed hash, as the desk has one."""

    def judge(login: str, mark: PasswordMark) -> bool | None:
        return recognise(mark, login=login, password="Brume-sur-le-quai-3", nonces=["n"])  # noqa: S106 -- invented

    def hash_name(name: str) -> str:
        return hmac.digest(KEY, name.encode("utf-8", "replace"), "sha256").hex()

    baits = {hash_name(decoy): [Bait(f"d-{place}", "phantom", judge)] for place, decoy in enumerate(decoys)}
    return lambda login: baits.get(hash_name(login.strip().lower()), ())


def scan_log(file: Path, decoys: Sequence[str]) -> int:
    """Count the uses of decoys as Chaffinch finds them."""
    scanner = LogScanner(
        str(file),
        find=load_baits(decoys),
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        tally=Tally(),
    )
    return sum(isinstance(found, Hit) for block in read_blocks(file) for found in scanner.scan(block))


def search_lines(file: Path, decoys: Sequence[str]) -> int:
    """Take a name out of each line by one expression and look it up: what somebody writes in ten minutes."""
    wanted, found = set(decoys), 0
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name = _NAME.search(line)
            found += bool(name and (name[1] or name[2]) in wanted)
    return found


def grep_log(file: Path, decoys: Sequence[str]) -> int:
    """Count lines with `grep -F -f`, bytes for bytes."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("".join(f"{decoy}\n" for decoy in decoys))
        names.flush()
        command = ["grep", "-c", "-F", "-f", names.name, str(file)]
        done = subprocess.run(
            command, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False
        )
    return int(done.stdout)


def spent() -> float:
    """Return the processor seconds of this process and its ended children."""
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def main() -> None:
    """Make the log, measure, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--decoys", type=int, default=10_000)
    wanted = parser.parse_args()
    decoys = [f"decoy{number}.martin@{DOMAIN}" for number in range(wanted.decoys)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dovecot.log"
        with file.open("w") as log:
            log.writelines(f"{line}\n" for line in make_lines(wanted.lines, decoys, random.Random(7)))
        print(f"{wanted.lines:,} lines, {file.stat().st_size / 1e6:.0f} MB, {wanted.decoys:,} decoys\n")
        print("| what | lines a second and core | found | ours beside it |\n|---|---|---|---|")
        ours = 0.0
        for name, work in (
            ("Chaffinch", scan_log),
            ("one expression a line", search_lines),
            ("grep -F -f", grep_log),
        ):
            best, found = 0.0, 0
            for _ in range(3):
                begun = spent()
                found = work(file, decoys)
                best = max(best, wanted.lines / (spent() - begun))
            ours = ours or best
            print(f"| {name} | {best:,.0f} | {found:,} | {ours / best:.2f} |", flush=True)
    print(f"\n{time.strftime('%Y-%m-%d')}, one core of {os.cpu_count()}")


if __name__ == "__main__":
    main()
