"""How fast names are matched, beside a plain loop; and, with `--popular FILE`, who is reported wrongly.

The peer is what one writes first: for each line and each watched token, "is it contained, or one edit away
from a label?" (rapidfuzz). It finds less (no decoding, no look-alike letters, no dot for a hyphen) and explains
nothing; the ratio is that of the work both do on the same names in one process.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.tables import load_services
from chaffinch.names.watchlist import Watchlist

COUNT = 400_000
PEER_COUNT = 40_000
WATCH = {"domains": ["en-marche.fr"], "services": ["microsoft365"]}
#: Invented and real names of different shapes, long and short, one word and several.
BRANDS = (
    "en-marche.fr", "mouvement-aurore.org", "lemonde.fr", "mediapart.fr", "amnesty.org", "msf.org", "ameli.fr", "caf.fr",
    "parti-socialiste.fr", "greenpeace.org", "reporters-sans-frontieres.org", "la-croix.com", "bellingcat.com",
    "aurore2027.fr",
)  # fmt: skip
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvz", "aeiou"
SYLLABLES = [first + second for first in _CONSONANTS for second in _VOWELS] + [
    "en",
    "on",
    "mar",
    "che",
    "is",
    "os",
    "um",
]
ENDINGS = ("com", "org", "net", "fr", "de", "co.uk", "info", "io", "ru", "com.br")


def make_names(count: int, *, chance: random.Random) -> list[bytes]:
    """Make harmless host names of about 20 characters."""

    def make_label() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))

    names = []
    for _ in range(count):
        label = make_label() + ("-" + make_label() if chance.random() < 0.2 else "")
        front = "www." if chance.random() < 0.3 else ""
        names.append(f"{front}{label}.{chance.choice(ENDINGS)}".encode())
    return names


def match_plainly(names: Iterable[bytes], tokens: tuple[str, ...]) -> int:
    """Count the lines that contain a token, or have a label one edit away from one."""
    hits = 0
    for line in names:
        host = line.decode()
        labels = host.split(".")
        hits += any(
            token in host or any(Levenshtein.distance(label, token, score_cutoff=1) <= 1 for label in labels)
            for token in tokens
        )
    return hits


def count_hits(matcher: Matcher, lines: list[bytes]) -> int:
    return sum(1 for _ in matcher.match_lines(lines))


def encode_accents(name: bytes) -> bytes:
    """Give a name an accent in its first label and write it as `xn--`."""
    label, dot, rest = name.decode().removeprefix("www.").partition(".")
    return b"xn--" + f"é{label}".encode("punycode") + f"{dot}{rest}".encode()


def measure(work: Callable[[], int], count: int) -> tuple[float, int]:
    """Return names a second of processor time, the best of three, and what `work` returned."""
    best, hits = 0.0, 0
    for _ in range(3):
        begun = time.process_time()
        hits = work()
        best = max(best, count / (time.process_time() - begun))
    return best, hits


def print_speed() -> None:
    names = make_names(COUNT, chance=random.Random(2017))
    begun = time.process_time()
    matcher = Matcher(Watchlist.from_mapping(WATCH))
    start_up = time.process_time() - begun
    service = load_services()["microsoft365"]
    tokens = ("en-marche", "enmarche", *service.names, *service.words)
    urls = [b"https://" + name + b"/index.html?id=1" for name in names]
    punycode = [encode_accents(name) for name in names[:PEER_COUNT]]
    print(f"{COUNT:,} invented names of {sum(map(len, names)) / COUNT:.0f} bytes, one core, one process")
    print(f"start-up (tables and scan compiled): {start_up:.2f} s\n")
    print(f"{'input':<22}{'ours, names/s':>16}{'peer, names/s':>16}{'ratio':>8}{'hits':>7}")
    for what, lines in (("bare hosts", names), ("URLs", urls), ("all punycode", punycode)):
        ours, hits = measure(partial(count_hits, matcher, lines), len(lines))
        some = lines[:PEER_COUNT]
        peer, _ = measure(partial(match_plainly, some, tokens), len(some))
        print(f"{what:<22}{ours:>16,.0f}{peer:>16,.0f}{ours / peer:>7.1f}×{hits:>7}")


def print_false_alarms(popular: list[bytes]) -> None:
    """Print what each brand would raise on popular names, nearly all of them harmless."""
    print(f"\nOn {len(popular):,} popular names\n")
    print(f"{'brand':<32}{'alert':>6}{'review':>8}  reported")
    rows = [({"domains": [brand]}, brand) for brand in BRANDS]
    rows += [({"services": [id]}, id) for id in load_services()]
    for watch, name in rows:
        matcher = Matcher(Watchlist.from_mapping(watch))
        found = [item for item in matcher.match_lines(popular) if isinstance(item, Match)]
        found.sort(key=lambda match: -match.score)
        alerts = sum(match.tier == "alert" for match in found)
        shown = ", ".join(f"{match.host} {match.score:.2f}" for match in found[:3])
        print(f"{name:<32}{alerts:>6}{len(found) - alerts:>8}  {shown}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--popular", type=Path, help="a list of popular names, plain or .gz, for the false-alarm table"
    )
    arguments = parser.parse_args()
    print_speed()
    if arguments.popular:
        content = arguments.popular.read_bytes()
        content = gzip.decompress(content) if arguments.popular.suffix == ".gz" else content
        print_false_alarms(content.split())


if __name__ == "__main__":
    main()
