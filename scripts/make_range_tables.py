"""Make the practice range's packaged tables from the third-party data: `python scripts/make_range_tables.py DATA`.

The list of common passwords is split as the decoy generator splits it (chaffinch.decoys.passwords.split): its own part
is never used here, the attacker's is the attacker's, and the reference is what the simulated victims choose from. The
split is the only thing that both sides share, and only this script knows it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import random
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chaffinch.decoys.passwords.split import split_counts
from chaffinch.lab.sorting.classifier import PasswordClassifier, train_classifier
from chaffinch.lab.sorting.mangling import draw_likely, fits_rules
from chaffinch.lab.sorting.markov import CharacterModel
from chaffinch.lab.sorting.words import is_held_out

LAB = Path(__file__).resolve().parents[1] / "src" / "chaffinch" / "lab"
ATTACKER, VICTIMS = "attacker", "reference"
_WORKING_AGE = range(1957, 2007)
_SAMPLE = 24_000


def main() -> None:
    """Write every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder of third-party data")
    data = parser.parse_args().data
    passwords = data / "passwords" / "zxcvbn_counts.txt.gz"
    write_table(LAB / "sorting/tables/passwords.txt.gz", read_part(passwords, ATTACKER))
    write_table(LAB / "victims/tables/passwords.txt.gz", read_part(passwords, VICTIMS))
    write_table(LAB / "sorting/tables/first_names.txt.gz", read_first_names(data / "people"))
    write_table(LAB / "sorting/tables/surnames.txt.gz", read_surnames(data / "people"))
    write_classifiers(LAB / "sorting/tables/classifiers.npz", read_part(passwords, ATTACKER))


def read_part(path: Path, part: str) -> Mapping[str, int]:
    """Return the passwords of one part with their counts, the most common first."""
    rows = (line.split() for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines())
    return split_counts({password: int(count) for password, count in rows})[part]


def read_first_names(folder: Path) -> Mapping[str, int]:
    """Return first names of people of working age, given at least 300 times."""
    counts: Counter[str] = Counter()
    for row in csv.DictReader(open_member(folder / "insee_first_names_2022.csv.zip"), delimiter=";"):
        if row["annais"].isdecimal() and int(row["annais"]) in _WORKING_AGE:
            counts[fold(row["preusuel"])] += int(row["nombre"])
    return {name: count for name, count in counts.most_common() if count >= 300 and name[:1] != "_"}


def read_surnames(folder: Path) -> Mapping[str, int]:
    """Return surnames borne by at least 400 people born since 1941."""
    counts: Counter[str] = Counter()
    for row in csv.reader(open_member(folder / "insee_surnames_2008.txt.zip"), delimiter="\t"):
        if row[1].isdecimal():
            counts[fold(row[0])] += sum(int(number) for number in row[6:])
    return {name: count for name, count in counts.most_common() if count >= 400}


def open_member(path: Path) -> io.TextIOWrapper:
    """Return the one file of an archive as text."""
    archive = zipfile.ZipFile(path)
    return io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8", newline="")


def fold(name: str) -> str:
    """Return a name in plain lower-case letters and hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower().replace(" ", "")).encode("ascii", "ignore").decode()
    return plain.strip()


def write_table(path: Path, counts: Mapping[str, int]) -> None:
    """Write a table of words and counts, compressed, the same bytes at each call."""
    text = "".join(f"{word} {count}\n" for word, count in counts.items())
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{path.relative_to(LAB)}: {len(counts)} rows, {path.stat().st_size:,} bytes")


def write_classifiers(path: Path, passwords: Mapping[str, int]) -> None:
    """Train the attacker's classifiers and write their weights."""
    rng = random.Random(20270301)  # noqa: S311 -- a sample, no secret
    learned = {word: count for word, count in passwords.items() if not is_held_out(word)}
    held_out = {word: count for word, count in passwords.items() if is_held_out(word)}
    human = draw_likely(learned, _SAMPLE, rng)
    model = CharacterModel(draw_likely(learned, 40_000, rng))
    made = {"random": [make_random(rng) for _ in human], "markov": make_by_model(model, rng)}
    stored: dict[str, NDArray[np.float16]] = {}
    for name, negatives in made.items():
        trained = train_classifier(human, negatives, seed=1)
        stored[name] = np.append(trained.weights, trained.bias).astype(np.float16)
        print(
            f"classifier against {name}: AUC {measure(trained, held_out, name, model):.3f} on words held out"
        )
    np.savez_compressed(path, random=stored["random"], markov=stored["markov"])
    print(f"{path.relative_to(LAB)}: {path.stat().st_size:,} bytes")


def make_random(rng: random.Random) -> str:
    """Return a password as programs make them: 8 to 14 characters, most with every kind."""
    kinds = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + rng.choice(
        ["", "!@#$%^&*()_+"]
    )
    while not fits_rules(password := "".join(rng.choices(kinds, k=rng.randint(8, 14)))):
        pass
    return password


def make_by_model(model: CharacterModel, rng: random.Random) -> list[str]:
    """Return passwords made by a character model that pass the rules."""
    made: list[str] = []
    while len(made) < _SAMPLE:
        password = model.make_password(rng)
        if fits_rules(password):
            made.append(password)
    return made


def measure(
    trained: PasswordClassifier, passwords: Mapping[str, int], name: str, model: CharacterModel
) -> float:
    """Return the AUC on draws that were not trained on, of words that were not either."""
    rng = random.Random(7)  # noqa: S311
    human = trained.rate(draw_likely(passwords, 3_000, rng))
    fresh = (
        make_by_model(model, rng)[:3_000] if name == "markov" else [make_random(rng) for _ in range(3_000)]
    )
    made = trained.rate(fresh)
    return float((made[:, None] > human[None, :]).mean() + (made[:, None] == human[None, :]).mean() / 2)


if __name__ == "__main__":
    main()
