"""What is written down survives a kill at any moment, once."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.errors import UsageError
from chaffinch.leaks.chunk import Chunk, Judged, JudgedChunk
from chaffinch.leaks.finding import Finding
from chaffinch.leaks.prints import ItemPrint, Where
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.folder import FILES, LOG, TriageFolder, open_folder
from chaffinch.leaks.triage.lines import write_line

TERMS = {"source": "/dump", "breach": ""}


def make_part(
    number: int, *, part: int = 0, last: bool = True, items: int = 3, fault: str = ""
) -> JudgedChunk:
    judged = []
    for item in range(items):
        path = f"{number}.mbox!/{part * 10 + item}"
        made = ItemPrint(Where(path, "00" * 32, 5), kind="text", fault=fault)
        judged.append(Judged(made, Finding(path, "foreign", "fair", ())))
    return JudgedChunk(Chunk(number, (f"{number}.mbox",)), tuple(judged), part=part, last=last)


PARTS = [
    make_part(0),
    make_part(1, last=False),
    make_part(1, part=1, last=False, fault="timeout"),
    make_part(1, part=2),
    make_part(2, fault="encrypted"),
]


def read_all(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def write_all(folder: Path) -> None:
    with open_folder(folder) as opened:
        opened.begin(TERMS)
        for part in PARTS:
            opened.keep(part)
        opened.commit()


def list_kept(folder: TriageFolder) -> list[str]:
    return [tally.item for tally in folder.read_tallies()]


def test_every_item_has_its_line(tmp_path: Path) -> None:
    write_all(tmp_path / "out")
    with open_folder(tmp_path / "out") as opened:
        opened.begin(TERMS)
        assert opened.done == {0, 1, 2}
        assert list_kept(opened) == [one.finding.item for part in PARTS for one in part.judged]
        assert [finding["item"] for finding in opened.read_findings()] == list_kept(opened)
    assert (tmp_path / "out" / "errors.jsonl").read_text().count("\n") == 6
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out" / "findings.jsonl").stat().st_mode & 0o777 == 0o600


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cut_at_any_byte_of_any_file_loses_and_doubles_nothing(tmp_path: Path, data: st.DataObject) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    if not whole.exists():
        write_all(whole)
    shutil.rmtree(cut, ignore_errors=True)
    shutil.copytree(whole, cut)
    log = (cut / LOG).read_bytes()
    kept = data.draw(st.integers(0, len(log)), label="bytes of the log")
    (cut / LOG).write_bytes(log[:kept])
    with open_folder(cut) as opened:
        opened.begin(TERMS)
        for part in PARTS:
            if part.chunk.number not in opened.done:
                opened.keep(part)
        opened.commit()
    assert read_all(cut) == read_all(whole)
    assert (cut / LOG).read_bytes() == log


def test_what_was_not_made_durable_is_cut_off_and_judged_again(tmp_path: Path) -> None:
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        opened.keep(PARTS[0])
        opened.commit()
        opened.keep(PARTS[1])
    with (tmp_path / FILES[0]).open("ab") as stream:
        stream.write(b'{"item": "half a li')
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        assert opened.done == {0}
        assert len(list_kept(opened)) == len(list(opened.read_findings())) == 3


def test_another_dump_is_not_written_into_the_same_folder(tmp_path: Path) -> None:
    write_all(tmp_path)
    with open_folder(tmp_path) as opened, pytest.raises(UsageError, match="another triage") as caught:
        opened.begin(TERMS | {"source": "/other"})
    assert "another source" in caught.value.why


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    with (
        open_folder(tmp_path),
        pytest.raises(UsageError, match="Another triage writes"),
        open_folder(tmp_path),
    ):
        pass


def test_a_file_that_was_cut_since_is_named(tmp_path: Path) -> None:
    write_all(tmp_path)
    os.truncate(tmp_path / FILES[0], 10)
    with open_folder(tmp_path) as opened, pytest.raises(TriageError, match="shorter"):
        opened.begin(TERMS)


def test_a_full_disk_is_named_and_the_same_call_goes_on(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with open_folder(tmp_path) as opened:
            opened.begin(TERMS)
            opened.keep(PARTS[0])
            opened.commit()
            full = (tmp_path / FILES[0]).stat().st_size + 20
            resource.setrlimit(resource.RLIMIT_FSIZE, (full, before[1]))
            opened.keep(PARTS[1])
            with pytest.raises(TriageError, match="cannot be written"):
                opened.commit()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        for part in PARTS[1:]:
            opened.keep(part)
        opened.commit()
        assert list_kept(opened) == [one.finding.item for part in PARTS for one in part.judged]


def test_a_whole_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    with open_folder(tmp_path) as opened:
        opened.write_whole("summary.json", b"old")
        assert opened.write_whole("summary.json", b"new").read_bytes() == b"new"
    assert not list(tmp_path.glob(".*draft"))


def list_settled(opened: TriageFolder) -> list[tuple[bytes, bytes]]:
    """Return every item's lines with another verdict, longer than those that stand there."""
    pairs = zip(opened.read_findings(), opened.read_tallies(), strict=True)
    return [
        (
            write_line(values | {"verdict": "repackaged"}),
            write_line(asdict(replace(tally, verdict="repackaged"))),
        )
        for values, tally in pairs
    ]


def list_verdicts(opened: TriageFolder) -> set[tuple[str, str]]:
    pairs = zip(opened.read_findings(), opened.read_tallies(), strict=True)
    return {(values["verdict"], tally.verdict) for values, tally in pairs}


def test_what_the_whole_dump_shows_takes_the_place_of_what_was_said(tmp_path: Path) -> None:
    write_all(tmp_path)
    for _ in range(2):
        with open_folder(tmp_path) as opened:
            opened.begin(TERMS)
            opened.settle(list_settled(opened))
            assert list_verdicts(opened) == {("repackaged", "repackaged")}
            assert len(list_kept(opened)) == 15
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        assert opened.done == {0, 1, 2}
        assert list_verdicts(opened) == {("repackaged", "repackaged")}


class KilledError(Exception):
    pass


@pytest.mark.parametrize("step", ["_write", "_put_in_place", "_reopen"])
def test_killed_while_it_settles_the_old_or_the_new_stand_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Killed before the log says so, the old ones stand; behind it, whoever comes next puts the new ones in place."""
    write_all(tmp_path)

    def kill(*_: object) -> None:
        raise KilledError

    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        lines = list_settled(opened)
        with monkeypatch.context() as patched, pytest.raises(KilledError):
            patched.setattr(TriageFolder, step, kill)
            opened.settle(lines)
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        stands = "foreign" if step == "_write" else "repackaged"
        assert list_verdicts(opened) == {(stands, stands)}
        assert len(list_kept(opened)) == 15


def test_a_full_disk_while_it_settles_leaves_what_was_said(tmp_path: Path) -> None:
    write_all(tmp_path)
    before = read_all(tmp_path)
    with open_folder(tmp_path) as opened:
        opened.begin(TERMS)
        lines = [*list_settled(opened), (b"x" * 200_000, b"{}\n")]
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit[1]))
        try:
            with pytest.raises(TriageError):
                opened.settle(lines)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert read_all(tmp_path) == before
