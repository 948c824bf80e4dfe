"""How alike letters are, how surely an excerpt tells its letter, and how long ten thousand take.

`python benchmarks/letters.py [../shared/data] --document docs/reference/letters.md`
"""

from __future__ import annotations

import argparse
import random
import re
import tarfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path

from benchmarks.documents import write_into, write_table

from chaffinch.decoys import DecoyOrder, Seed, make_decoys
from chaffinch.decoys.letters import (
    Code,
    Corpus,
    LetterOrder,
    LikenessIndex,
    MarkReader,
    Planted,
    deliver_letters,
    find_marks,
    write_letters,
)

SEEDS = (Seed(b"the first installation"), Seed(b"the second installation"))
COUNT, PEOPLE = 10_000, 50
EXCERPTS = (10, 15, 20, 25, 30, 35, 40, 45, 50)


def main() -> None:
    """Print the tables, or put them into the page named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--document", type=Path)
    given = parser.parse_args()
    start = time.perf_counter()
    own, other = (write_corpus(seed) for seed in SEEDS)
    written = (time.perf_counter() - start) / 2
    texts = list(read_real(given.corpus))
    tables = {
        "alike": describe_likeness(own, other, texts),
        "marks": describe_marks(own),
        "claims": describe_claims(own, other, texts),
        "speed": describe_speed(own, written),
    }
    for mark, text in tables.items():
        print(text, end="\n\n")
        if given.document:
            write_into(given.document, mark, text)


def write_corpus(seed: Seed) -> Corpus:
    """Return a year and two months of letters among 50 people, three in five of them French."""
    order = DecoyOrder({"phantom": PEOPLE}, "aurore.test", "mail", locales={"fr_FR": 0.6, "en_GB": 0.4})
    people = [
        (one.persona, one.address)
        for one in make_decoys(order, seed=seed, at=datetime(2026, 3, 2, tzinfo=UTC))
    ]
    return write_letters(LetterOrder(people, COUNT, date(2025, 1, 1), date(2026, 3, 1)), seed=seed)


def read_real(corpus: Path) -> Iterator[str]:
    """Yield the new text of genuine messages: no quotation, nothing under a signature's dashes."""
    archive = corpus / "mail" / "spamassassin_easy_ham_1.tar.xz"
    if not archive.is_file():
        return
    with tarfile.open(archive) as packed:
        for member in packed:
            found = packed.extractfile(member) if member.isfile() else None
            parsed = message_from_bytes(found.read()) if found else None
            if parsed is None or parsed.get_content_type() != "text/plain":
                continue
            payload = parsed.get_payload(decode=True)
            text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
            text = re.split(r"(?m)^(?:-- ?|_{10,})$", text)[0]
            text = "\n".join(line for line in text.split("\n") if not line.startswith((">", "|")))
            if len(text.split()) >= 10:
                yield text


def measure_nearest(texts: Sequence[str]) -> list[float]:
    """Return for each text how alike the nearest of all others is, ascending."""
    index = LikenessIndex()
    nearest = [0.0] * len(texts)
    for place, text in enumerate(texts):
        for at, alike in index.list_alike(text):
            nearest[place] = max(nearest[place], alike)
            nearest[at] = max(nearest[at], alike)
        index.add(text)
    return sorted(nearest)


def describe_likeness(own: Corpus, other: Corpus, real: Sequence[str]) -> str:
    """Return the distribution of the nearest neighbour's similarity, ours and of genuine mail."""
    rows = []
    index = LikenessIndex()
    for one in own.letters:
        index.add(one.body)
    across = sorted(index.find_nearest(one.body) for one in other.letters)
    sets = [
        ("ours", measure_nearest([one.body for one in own.letters])),
        ("of another installation, in ours", across),
    ]
    if real:
        sets.append(("genuine mail (SpamAssassin, 2002)", measure_nearest(real)))
    for title, found in sets:
        shares = [f"{found[min(int(len(found) * part), len(found) - 1)]:.2f}" for part in (0.5, 0.9, 0.99, 1)]
        rows.append([title, f"{len(found):,}", *shares, f"{sum(one >= 0.5 for one in found):,}"])
    return write_table(("letters", "number", "median", "90 %", "99 %", "most", "0.5 or more"), rows)


def describe_marks(own: Corpus) -> str:
    """Return how often an excerpt of so many words is told: rightly, wrongly, not at all."""
    reader, code, chance = MarkReader(), Code(SEEDS[0]), random.Random(7)
    items = [Planted(one.id, one.language, one.topic, one.act) for one in own.letters]
    rows = []
    for size in EXCERPTS:
        long = [one for one in own.letters if len(one.body.split()) >= size]
        tried = chance.sample(long, min(300, len(long)))
        right = wrong = 0
        for one in tried:
            words = one.body.split()
            start = chance.randint(0, len(words) - size)
            found = find_marks(" ".join(words[start : start + size]), items, code=code, reader=reader)
            right += bool(found) and found[0].item == one.id
            wrong += bool(found) and found[0].item != one.id
        claimed = right + wrong
        rows.append([str(size), str(len(tried)), f"{right / len(tried):.0%}", f"{wrong / len(tried):.1%}",
                     f"{right / claimed:.1%}" if claimed else "–"])  # fmt: skip
    threads = _describe_threads(own, items, reader, code, chance)
    return (
        write_table(("words", "tried", "told, rightly", "told, wrongly", "right of those told"), rows)
        + "\n\n"
        + threads
    )


def _describe_threads(
    own: Corpus, items: Sequence[Planted], reader: MarkReader, code: Code, chance: random.Random
) -> str:
    """Say how often at least one letter of a leaked thread is told, and how many are named that are not of it."""
    answers = [one for one in own.letters if one.parent and one.parent.parent is None]
    tried = chance.sample(answers, 300)
    told = strange = 0
    for one in tried:
        assert one.parent
        found = [
            match.item
            for text in (one.body, one.parent.body)
            for match in find_marks(text, items, code=code, reader=reader)[:1]
        ]
        told += bool({one.id, one.parent.id} & set(found))
        strange += bool(set(found) - {one.id, one.parent.id})
    return (
        f"Whole letters with the one that they quote, each searched for: in {told / len(tried):.0%} of {len(tried)} pairs "
        f"at least one was told, in {strange / len(tried):.1%} a letter was named that is neither."
    )


def describe_claims(own: Corpus, other: Corpus, real: Sequence[str]) -> str:
    """Return how often a text that is not of an item of ours is said to be one."""
    reader, code = MarkReader(), Code(SEEDS[0])
    items = [Planted(one.id, one.language, one.topic, one.act) for one in own.letters]
    half = items[::2]
    rows = []
    sets = [
        ("another installation's letters", [one.body for one in other.letters[:2000]], items),
        ("own letters that are not on the list", [one.body for one in own.letters[1:4000:2]], half),
        ("genuine mail", real, items),
    ]
    for title, texts, known in sets:
        claimed = sum(bool(find_marks(text, known, code=code, reader=reader)) for text in texts)
        if texts:
            rows.append([title, f"{len(texts):,}", str(claimed), f"{claimed / len(texts):.2%}"])
    return write_table(("texts", "number", "claimed", "share"), rows)


def describe_speed(own: Corpus, written: float) -> str:
    """Return how long letters and messages took."""
    start = time.perf_counter()
    size = count = 0
    for one in deliver_letters(own.letters, seed=SEEDS[0], server="mail.aurore.test"):
        size, count = size + len(one.content), count + 1
    took = time.perf_counter() - start
    reader, code = MarkReader(), Code(SEEDS[0])
    items = [Planted(one.id, one.language, one.topic, one.act) for one in own.letters]
    start = time.perf_counter()
    for letter in own.letters[:200]:
        find_marks(letter.body, items, code=code, reader=reader)
    search = (time.perf_counter() - start) / 200
    rows = [
        [f"{COUNT:,} letters written", f"{written:.1f} s"],
        [f"{count:,} copies of them as messages, {size / 1e6:.0f} MB", f"{took:.1f} s"],
        [f"one excerpt searched among {COUNT:,}", f"{search * 1000:.0f} ms"],
    ]
    return write_table(("what", "time"), rows)


if __name__ == "__main__":
    main()
