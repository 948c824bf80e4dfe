"""Which pictures of real phishing pages belong together: our picture measure beside the peers, brand by brand, in one run.

    python benchmarks/pages_pairs.py [--pictures ../shared/data/pages] [--document docs/reference/pages-copies.md]

Seven brands: the genuine page, kits' pages, and evasive variants of those kits' pages (one P-number, one page; P12339 has
no page that it varies). Three pairings, each *reference ← candidate*:

    kit ← variant            a pair where the P-number is the same; pairs of one brand's two kits are left out
    genuine ← kit            a pair where the brand is the same
    genuine ← variant        a pair where the brand is the same

The rule of every threshold, ours and the peers': half-way between the highest false pair and the lowest true pair above
it; where no true pair is above it, nothing is found. *Best* sets it on all seven brands and is reported on them, which
flatters. *Left out* sets it, for each brand, on the pairs of the other six alone, and reports it on the pairs whose
reference is of the brand that was left out. *Shipped* is what `chaffinch pages compare PNG --with PNG` decides.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from benchmarks.peers import list_peers

from chaffinch.ground.progress import report_progress
from chaffinch.pages.bundle.values import capture_from_picture, make_reference
from chaffinch.pages.judge.compare import list_moments
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, weigh

PICTURES = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
OURS = "ours (share of the reference found)"


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, as somebody photographed it."""

    brand: str
    number: str
    """The page's P-number; empty for a genuine page."""
    png: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate beside a reference, with what each measure says."""

    reference: Picture
    candidate: Picture
    is_true: bool
    shipped: bool
    likenesses: Mapping[str, float]
    """0 to 1, by the measure's name."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pairs a threshold takes for a pair, of how many."""

    found: int
    true: int
    called: int
    false: int

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found, self.true + other.true,
            self.called + other.called, self.false + other.false,
        )  # fmt: skip

    @property
    def cells(self) -> list[str]:
        """Return the two cells of a table: recall, and false pairs of how many."""
        return [
            f"{self.found / max(1, self.true):.2f} ({self.found} of {self.true})",
            f"{self.called} of {self.false}",
        ]


def read_pictures(folder: Path, pattern: str) -> list[Picture]:
    """Return the pictures that match, in order; the brand is the first folder's name."""
    found = []
    for path in sorted(folder.glob(pattern)):
        number = re.match(r"P\d+", path.name)
        brand = path.relative_to(folder).parts[0]
        found.append(Picture(brand, number.group() if number else "", path.read_bytes()))
    return found


def measure_pair(reference: Picture, candidate: Picture, *, is_true: bool) -> Pair:
    """Compare two pictures by every measure."""
    shown = list_moments(capture_from_picture(candidate.png))[0][0]
    weighing = weigh(
        shown, reference=make_reference(capture_from_picture(reference.png), name=reference.brand)
    )
    peers, _ = list_peers()
    likenesses = {name: measure(candidate.png, reference.png) for name, measure in peers.items()}
    return Pair(
        reference, candidate, is_true, weighing.score >= COPY_THRESHOLD,
        {OURS: weighing.picture.share, **likenesses},
    )  # fmt: skip


def list_kit_pairs(
    kits: Sequence[Picture], variants: Sequence[Picture]
) -> Iterator[tuple[Picture, Picture, bool]]:
    """Yield kit, variant and whether the variant was made from that kit's page."""
    for variant in variants:
        for kit in kits:
            if kit.number == variant.number or kit.brand != variant.brand:
                yield kit, variant, kit.number == variant.number


def list_brand_pairs(
    genuine: Sequence[Picture], others: Sequence[Picture]
) -> Iterator[tuple[Picture, Picture, bool]]:
    """Yield the genuine page, another picture and whether it is of the same brand."""
    for other in others:
        for page in genuine:
            yield page, other, page.brand == other.brand


def set_threshold(pairs: Iterable[Pair], *, measure: str) -> float:
    """Return the point half-way between the highest false pair and the lowest true pair above it."""
    true = sorted(one.likenesses[measure] for one in pairs if one.is_true)
    false = [one.likenesses[measure] for one in pairs if not one.is_true]
    highest = max(false)
    above = [likeness for likeness in true if likeness > highest]
    return (highest + above[0]) / 2 if above else float("inf")


def count(pairs: Iterable[Pair], *, measure: str, threshold: float) -> Tally:
    """Return what a threshold takes for pairs."""
    return tally((one.is_true, one.likenesses[measure] >= threshold) for one in pairs)


def tally(judged: Iterable[tuple[bool, bool]]) -> Tally:
    """Count pairs of what is true and what was said."""
    marks = list(judged)
    true = sum(is_true for is_true, _ in marks)
    found = sum(is_true and called for is_true, called in marks)
    return Tally(found, true, sum(called for _, called in marks) - found, len(marks) - true)


def leave_out(pairs: Sequence[Pair], *, measure: str) -> dict[str, tuple[float, Tally]]:
    """Return, for each brand, the threshold that the other brands set and what it takes for pairs on this one."""
    found = {}
    for brand in sorted({one.reference.brand for one in pairs}):
        others = [one for one in pairs if brand not in (one.reference.brand, one.candidate.brand)]
        threshold = set_threshold(others, measure=measure)
        own = [one for one in pairs if one.reference.brand == brand]
        found[brand] = (threshold, count(own, measure=measure, threshold=threshold))
    return found


def rank(pairs: Sequence[Pair], *, measure: str) -> float:
    """Return how often a true pair is likelier than a false one, 0 to 1; half is chance (the area under ROC)."""
    true = [one.likenesses[measure] for one in pairs if one.is_true]
    false = [one.likenesses[measure] for one in pairs if not one.is_true]
    won = sum((here > there) + 0.5 * (here == there) for here in true for there in false)
    return won / (len(true) * len(false))


def describe_measures(pairs: Sequence[Pair]) -> str:
    """Return a row for what is shipped and one for each measure, at its best threshold and brand by brand."""
    shipped = tally((one.is_true, one.shipped) for one in pairs)
    rows = [["ours as shipped", f"score {COPY_THRESHOLD}", *shipped.cells, "", "", ""]]
    for measure in pairs[0].likenesses:
        threshold = set_threshold(pairs, measure=measure)
        best = count(pairs, measure=measure, threshold=threshold)
        left_out = sum((one for _, one in leave_out(pairs, measure=measure).values()), Tally(0, 0, 0, 0))
        said = "none" if threshold == float("inf") else f"{threshold:.3f}"
        rows.append([measure, said, *best.cells, *left_out.cells, f"{rank(pairs, measure=measure):.2f}"])
    columns = (
        "measure", "best threshold", "recall at best", "false at best", "recall, brand left out",
        "false, brand left out", "true above false",
    )  # fmt: skip
    return write_table(columns, rows)


def describe_brands(pairs: Sequence[Pair]) -> str:
    """Return a row for each brand: the threshold that the other six set, ours, and what is shipped."""
    rows = []
    for brand, (threshold, left_out) in leave_out(pairs, measure=OURS).items():
        own = [one for one in pairs if one.reference.brand == brand]
        shipped = tally((one.is_true, one.shipped) for one in own)
        lowest = min(one.likenesses[OURS] for one in own if one.is_true)
        highest = max(one.likenesses[OURS] for one in own if not one.is_true)
        said = "none" if threshold == float("inf") else f"{threshold:.3f}"
        rows.append([brand, f"{lowest:.3f}", f"{highest:.3f}", said, *left_out.cells, *shipped.cells])
    columns = (
        "brand left out", "lowest true pair", "highest false pair", "threshold of the other six", "recall",
        "false", "recall as shipped", "false as shipped",
    )  # fmt: skip
    return write_table(columns, rows)


def measure_all(folder: Path) -> dict[str, list[Pair]]:
    """Return the measured pairs of each pairing; progress goes to standard error."""
    genuine = read_pictures(folder / "Legitimate", "*/*.png")
    kits = read_pictures(folder / "Unperturbed_Phishing", "*/*.png")
    variants = read_pictures(folder / "APW_Lab", "*/*/*.png")
    pairings = {
        "kit ← variant": list(list_kit_pairs(kits, variants)),
        "genuine ← kit": list(list_brand_pairs(genuine, kits)),
        "genuine ← variant": list(list_brand_pairs(genuine, variants)),
    }
    measured: dict[str, list[Pair]] = {}
    with report_progress("pairs", total=sum(map(len, pairings.values())), unit=" pairs") as progress:
        for name, pairs in pairings.items():
            measured[name] = []
            for reference, candidate, is_true in pairs:
                measured[name].append(measure_pair(reference, candidate, is_true=is_true))
                progress.advance(1)
    return measured


def main() -> None:
    """Measure and print, or write into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--pictures", type=Path, default=PICTURES, help="Legitimate, Unperturbed_Phishing, APW_Lab"
    )
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    arguments = parser.parse_args()
    if not arguments.pictures.is_dir():
        parser.error(f"{arguments.pictures} is not there: the pictures of real pages are not shipped")
    measured = measure_all(arguments.pictures)
    parts = []
    for name, pairs in measured.items():
        true = sum(one.is_true for one in pairs)
        parts.append(
            f"**{name}**: {true} true pairs, {len(pairs) - true} false.\n\n{describe_measures(pairs)}"
        )
        parts.append(f"Ours, brand by brand:\n\n{describe_brands(pairs)}")
    _, missing = list_peers()
    if missing:
        parts.append(f"Not installed, so not measured: {', '.join(missing)}.")
    text = "\n\n".join(parts)
    if arguments.document:
        write_into(arguments.document, "pairs", text)
    print(text)


if __name__ == "__main__":
    main()
