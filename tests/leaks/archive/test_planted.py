"""What was planted is found again: the same bytes, the same text, a part of it, an altered copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.leaks.archive.house import write_text
from tests.ledger.house import make_entry

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.planted import PlantedIndex, read_planted
from chaffinch.leaks.reference import PlantedEntry, PlantedItems
from chaffinch.ledger.entry import Entry, write_entry


def plant(number: int) -> Entry:
    text = write_text(number)
    entry = make_entry(f"mail-{number}", kind="mail")
    return replace(
        entry,
        sha256=f"{number:064x}",
        text_sha256=hash_text(text),
        signature=sketch_text(text),
        text_ref=f"item {number}",
    )


@pytest.fixture(scope="module")
def planted() -> PlantedItems:
    entries = [plant(number) for number in range(1, 30)]
    return PlantedIndex(entries, open_text=lambda ref: write_text(int(ref.removeprefix("item "))))


def find(planted: PlantedItems, *, sha256: str = "", text: str = "") -> Sequence[PlantedEntry]:
    return planted.find_planted(sha256=sha256, text_sha256=hash_text(text), sketch=sketch_text(text))


def test_the_same_bytes_come_before_the_same_text(planted: PlantedItems) -> None:
    found = find(planted, sha256=f"{7:064x}", text=write_text(8))
    assert [one.id for one in found][:2] == ["mail-7", "mail-8"]
    assert found[0].text == write_text(7)


@pytest.mark.parametrize("number", [1, 13, 29])
def test_an_altered_and_a_quoted_decoy_are_found(planted: PlantedItems, number: int) -> None:
    altered = write_text(number).replace("contrat", "accord")
    quoting = f"Voici ce qu'il écrit :\n{write_text(number)}\nBien à toi"
    excerpt = " ".join(write_text(number).split()[5:30])
    for text in (altered, quoting, excerpt):
        assert find(planted, text=text)[0].id == f"mail-{number}"


def test_what_was_not_planted_is_not_found(planted: PlantedItems) -> None:
    assert not find(planted, sha256="f" * 64, text="Nobody planted these words, ever, anywhere at all.")
    assert not find(planted)


def test_roots_and_keys_of_the_ledger_are_no_planted_items() -> None:
    root = make_entry("archive-root-1", kind="archive-root", size=4096)
    assert not PlantedIndex([root]).find_planted(sha256=root.sha256, text_sha256="", sketch=())


def test_a_list_is_read_and_its_bad_lines_are_told(tmp_path: Path) -> None:
    (tmp_path / "entries.jsonl").write_bytes(write_entry(plant(3)) + b"{}\n" + write_entry(plant(4)))
    reading = read_planted(tmp_path / "entries.jsonl")
    assert [entry.id for entry in reading.entries] == ["mail-3", "mail-4"]
    assert [(fault.line, fault.code) for fault in reading.faults] == [(2, "missing-key")]
