"""Whom the matcher reports wrongly: popular names, and millions of harmless names invented for the purpose.

    python benchmarks/names_harmless.py --count 3000000 --seed 7 --popular cloudflare-top100k.txt.gz --people PEOPLE

PEOPLE is a folder with INSEE's lists of first names and surnames. How the names are made, and what the figures do not
say, stands in docs/reference/names-false-alarms.md. A name *wears* the brand when it holds it as a whole token
or run of tokens, or joined to a sign-in word: that is a look-alike by chance, counted apart and never left out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into
from benchmarks.harmless.corpora import load_corpora, read_popular
from benchmarks.harmless.mixtures import MIXTURES
from benchmarks.harmless.stream import stream_mixtures, stream_names
from benchmarks.harmless.tally import Row, Tally

from chaffinch.names.tables import load_services

BRANDS = (
    "en-marche.fr", "mouvement-aurore.org", "lemonde.fr", "mediapart.fr", "amnesty.org", "msf.org", "ameli.fr", "caf.fr",
    "parti-socialiste.fr", "la-croix.com", "aurore2027.fr", "médiacités.fr",
)  # fmt: skip
_COLUMNS = (
    "watched", "popular: alert", "review", "invented: alert", "per million", "at most", "review", "per million",
    "at most", "wear it: alert", "review", "the worst that do not wear it", "the worst that do",
)  # fmt: skip
_MIXTURE_COLUMNS = (
    "mixture", "names × brands", "alert", "per million", "at most", "review", "per million", "at most",
    "the worst that do not wear it",
)  # fmt: skip
_TIERS = ("alert", "review")


_SHOWN_WORN = 2


def describe_row(row: Row) -> list[str]:
    """Write one row of the table."""
    popular, generated = row.popular, row.generated
    return [
        row.name,
        *(f"{popular.count(tier)}" for tier in _TIERS),
        *describe_rates(generated),
        *(f"{generated.count(tier, worn=True)}" for tier in _TIERS),
        describe_worst(generated, worn=False),
        describe_worst(generated, worn=True),
    ]


def describe_mixture(name: str, tally: Tally) -> list[str]:
    """Write one mixture's row: all that is watched together."""
    return [name, f"{tally.names:,}", *describe_rates(tally), describe_worst(tally, worn=False)]


def describe_rates(tally: Tally) -> list[str]:
    cells: list[str] = []
    for tier in _TIERS:
        cells += [f"{tally.count(tier, worn=False)}", f"{tally.rate(tier):.2f}", f"{tally.bound(tier):.2f}"]
    return cells


def describe_worst(tally: Tally, *, worn: bool) -> str:
    worst = tally.worst.get(worn, [])[: _SHOWN_WORN if worn else None]
    return ", ".join(f"{host} {score:.2f} ({' '.join(kinds)})" for score, host, kinds in worst) or "–"


def write_table(columns: tuple[str, ...], rows: list[list[str]], *, markdown: bool) -> str:
    """Write names on the left, numbers in the middle, the worst offenders on the right."""
    texts = sum(column.startswith("the worst") for column in columns)
    numbers = len(columns) - 1 - texts
    if markdown:
        ruler = ["---", *["---:"] * numbers, *["---"] * texts]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows))
    table = [list(columns), *rows]
    widths = [max(len(cells[place]) for cells in table) for place in range(numbers + 1)]
    lines = []
    for name, *cells in table:
        figures = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=False))
        lines.append(f"{name:<{widths[0]}}  {figures}  {' | '.join(cells[numbers:])}")
    return "\n".join(lines)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=3_000_000, help="names to invent")
    parser.add_argument("--seed", type=int, default=7, help="another seed, other names")
    parser.add_argument("--popular", type=Path, help="popular names, one a line, plain or .gz")
    parser.add_argument("--people", type=Path, help="folder of INSEE's lists of names")
    parser.add_argument("--brand", nargs="+", default=BRANDS, help="domains to watch, each alone")
    parser.add_argument("--services", action="store_true", help="watch each service instead")
    parser.add_argument("--no-prior", action="store_true", help="let a domain's popularity excuse nothing")
    parser.add_argument("--markdown", action="store_true", help="print the table for the documentation")
    parser.add_argument("--matches", type=Path, help="write every match here, a JSON line each")
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    parser.add_argument("--names", action="store_true", help="print the names only, and match nothing")
    return parser.parse_args()


def main() -> None:
    arguments = read_arguments()
    corpora = load_corpora(popular=arguments.popular, people=arguments.people)
    if arguments.names:
        for names in stream_names(corpora, count=arguments.count, seed=arguments.seed):
            sys.stdout.buffer.write(b"".join(name + b"\n" for name in names))
        return
    watched = tuple(load_services()) if arguments.services else arguments.brand
    rows = [Row.watch(name, prior=not arguments.no_prior) for name in watched]
    mixtures = {write.__name__.removeprefix("write_"): Tally() for write in MIXTURES}
    with open(arguments.matches or os.devnull, "w", encoding="utf-8") as matches:  # noqa: PTH123 -- devnull
        if arguments.popular:
            popular = [name.encode() for name in read_popular(arguments.popular)]
            for row in rows:
                write_matches(row, (row.popular,), popular, matches)
        begun, spent = time.process_time(), 0.0
        for batch in stream_mixtures(corpora, count=arguments.count, seed=arguments.seed):
            ready = time.process_time()
            for row in rows:
                for mixture, names in batch.items():
                    write_matches(row, (row.generated, mixtures[mixture]), names, matches)
            spent += time.process_time() - ready
    making = time.process_time() - begun - spent
    head = (
        f"{rows[0].popular.names:,} popular names; {arguments.count:,} invented, seed {arguments.seed}; "
        f"popularity {'excuses nothing' if arguments.no_prior else 'excuses'}; "
        f"{arguments.count / making:,.0f} made a second; {arguments.count * len(rows) / spent:,.0f} matched a second."
    )
    markdown = arguments.markdown or arguments.document is not None
    parts = [describe_mixture(name, tally) for name, tally in mixtures.items()]
    tables = (
        write_table(_COLUMNS, [describe_row(row) for row in rows], markdown=markdown),
        write_table(_MIXTURE_COLUMNS, parts, markdown=markdown),
    )
    text = "\n\n".join((head, *tables))
    if arguments.document:
        write_into(arguments.document, "services" if arguments.services else "brands", text)
    print(text)


def write_matches(row: Row, tallies: tuple[Tally, ...], names: list[bytes], matches: TextIO) -> None:
    """Count what a row makes of the names, and write each match as a JSON line."""
    for match, worn in row.count(tallies, names):
        record = {"watched": row.name, "tier": match.tier, "score": match.score, "host": match.host}
        matches.write(json.dumps({**record, "kinds": match.kinds, "wears": worn}) + "\n")


if __name__ == "__main__":
    main()
