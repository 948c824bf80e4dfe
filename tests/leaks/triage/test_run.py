"""Chunks on several processes: everything once, in order, whatever becomes of a process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.leaks.triage.doubles import open_lines, plan_lines

from chaffinch.leaks.chunk import JudgedChunk
from chaffinch.leaks.triage import TriageOrder, TriageProgress, triage
from chaffinch.leaks.triage.bench import PART_ITEMS


def make_order(folder: Path, *, workers: int = 2) -> TriageOrder:
    return TriageOrder(source=str(folder), archive="", workers=workers)


def write_dump(folder: Path, *, files: int = 7, lines: int = 3) -> None:
    for number in range(files):
        text = "\n".join(f"{'mail' if line % 2 else 'true'} {number} {line}" for line in range(lines))
        (folder / f"{number:02}.txt").write_text(text)


def run(folder: Path, *, workers: int = 2, **more: object) -> list[JudgedChunk]:
    order = make_order(folder, workers=workers)
    return list(triage(order, plan=plan_lines, bench=open_lines, **more))  # type: ignore[arg-type]


def list_items(parts: list[JudgedChunk]) -> list[str]:
    return [one.finding.item for part in parts for one in part.judged]


@pytest.mark.parametrize("workers", [1, 3])
def test_every_item_comes_once_in_the_order_of_the_dump(tmp_path: Path, workers: int) -> None:
    write_dump(tmp_path)
    expected = [f"{number:02}.txt!/{line}" for number in range(7) for line in (1, 2, 3)]
    assert list_items(run(tmp_path, workers=workers)) == expected


def test_what_is_done_is_not_judged_again(tmp_path: Path) -> None:
    write_dump(tmp_path)
    parts = run(tmp_path, done={0, 1, 4})
    assert [part.chunk.number for part in parts] == [2, 3, 5, 6]


def test_a_chunk_that_holds_much_comes_in_parts_and_only_the_last_says_so(tmp_path: Path) -> None:
    write_dump(tmp_path, files=2, lines=2 * PART_ITEMS + 1)
    parts = run(tmp_path)
    assert [(part.chunk.number, part.part, part.last) for part in parts] == [
        (0, 0, False), (0, 1, False), (0, 2, True), (1, 0, False), (1, 1, False), (1, 2, True),
    ]  # fmt: skip
    assert len(list_items(parts)) == 2 * (2 * PART_ITEMS + 1)


def test_a_process_that_ends_is_replaced_and_nothing_comes_twice(tmp_path: Path) -> None:
    write_dump(tmp_path, files=3, lines=PART_ITEMS + 5)
    (tmp_path / "01.txt").write_text("true\n" * (PART_ITEMS + 2) + "end it once\ntrue")
    parts = run(tmp_path)
    assert (tmp_path / "ended-once").exists()
    items = list_items(parts)
    assert len(items) == len(set(items)) == 2 * (PART_ITEMS + 5) + PART_ITEMS + 4
    assert not any(one.item.fault for part in parts for one in part.judged)


def test_a_chunk_that_ends_every_process_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    write_dump(tmp_path, files=3)
    (tmp_path / "01.txt").write_text("true\nend the process\ntrue")
    parts = run(tmp_path)
    assert [part.chunk.number for part in parts] == [0, 1, 2]
    lost = parts[1].judged[0]
    assert (lost.item.fault, lost.finding.item) == ("crashed", "01.txt")
    assert lost.finding.verdict == "unverifiable"


def test_what_breaks_the_judge_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "00.txt").write_text("true\nbreak the judge\ntrue")
    judged = run(tmp_path)[0].judged
    assert [one.item.fault for one in judged] == ["", "not-judged", ""]
    assert [one.finding.verdict for one in judged] == ["genuine", "unverifiable", "genuine"]


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    write_dump(tmp_path, files=30)
    taken: list[JudgedChunk] = []
    order = make_order(tmp_path)
    for part in triage(order, plan=plan_lines, bench=open_lines, should_stop=lambda: len(taken) >= 4):
        taken.append(part)
    assert [part.chunk.number for part in taken] == [0, 1, 2, 3]


def test_it_says_how_far_it_has_come(tmp_path: Path) -> None:
    write_dump(tmp_path, files=4)
    said: list[TriageProgress] = []
    run(tmp_path, done={1}, on_progress=said.append)
    assert [one.items for one in said] == [0, 3, 6, 9]
    assert (said[-1].chunks, said[-1].chunks_done) == (4, 4)
    assert (said[-1].size_done, said[-1].items) == (said[-1].size, 9)


def test_the_same_dump_gives_the_same_parts(tmp_path: Path) -> None:
    write_dump(tmp_path, files=5, lines=PART_ITEMS + 1)
    assert run(tmp_path, workers=1) == run(tmp_path, workers=3)


def test_an_empty_dump_has_nothing(tmp_path: Path) -> None:
    assert run(tmp_path) == []
