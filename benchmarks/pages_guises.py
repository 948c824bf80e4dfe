"""In how many guises a password entry is found, and what a page turns into when nobody looks.

    python benchmarks/pages_guises.py [--document docs/reference/pages-copies.md]

262 pages made by a hand that had not read the detector (tests/pages/guises). Every other page of each set was looked at
while the detector was mended; after a first measure of the others, their misses were, too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from tests.pages.guises.page import ChangingPage
from tests.pages.guises.taking import HOSTS, list_trials, take_pages
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser


def main() -> None:
    """Measure and print, or write into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--document", type=Path, help="put the table between the marks of this page")
    arguments = parser.parse_args()
    rows, triggers = [], dict.fromkeys(("blur", "visibility", "timer", "mouse"), (0, 0))
    with (
        tempfile.TemporaryDirectory() as folder,
        LoopbackSite(Path(folder), hosts=HOSTS) as site,
        Browser(egress=Egress(), range_directory=site.directory, tabs=len(HOSTS)) as browser,
    ):
        for name, trial in list_trials().items():
            wrong = []
            for page, capture, verdict in take_pages(trial.pages, site=site, browser=browser):
                right = trial.is_right(page, capture, verdict)
                wrong += [] if right else [page.name]
                if isinstance(page, ChangingPage):
                    found, asked = triggers.get(page.trigger, (0, 0))
                    triggers[page.trigger] = (found + right, asked + 1)
            seen = len(trial.pages) - len(wrong)
            rows.append(
                [name, str(len(trial.pages)), str(seen), f"{seen / len(trial.pages):.1%}", ", ".join(wrong)]
            )
            print(name, seen, len(trial.pages), file=sys.stderr)
    table = write_table(("pages", "in all", "right", "share", "wrong"), rows)
    said = ", ".join(f"{trigger} {found} of {asked}" for trigger, (found, asked) in triggers.items() if asked)
    text = f"{table}\n\nWhat a page turns into, by what sets it off: {said}."
    if arguments.document:
        write_into(arguments.document, "guises", text)
    print(text)


if __name__ == "__main__":
    main()
