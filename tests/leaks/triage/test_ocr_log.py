"""What OCR found, kept over kills and other calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.ocr_log import OCR_LOG, OcrRecord, open_log

TERMS = {"version": "5.3.0", "languages": "fra+eng"}


def make_record(item: str) -> OcrRecord:
    evidence = Evidence("ocr", 0.3, {"relation": "archive", "words": 40, "match": "17"})
    return OcrRecord(item, "ab" * 32, 2, 1, 40, "", (evidence,))


def write_log(folder: Path, *items: str) -> Path:
    with open_log(folder) as log:
        log.begin(TERMS)
        log.keep(make_record(item) for item in items)
    return folder / OCR_LOG


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    write_log(tmp_path, "a.png", "b\udcff!/c.png".encode("utf-8", "replace").decode())
    with open_log(tmp_path) as log:
        log.begin(TERMS)
        assert list(log.records.values()) == [make_record("a.png"), make_record("b?!/c.png")]


def test_a_line_that_a_kill_cut_at_any_place_is_read_again_and_the_others_stay(tmp_path: Path) -> None:
    path = write_log(tmp_path, "a.png", "b.png")
    content = path.read_bytes()
    last = content.rindex(b"\n", 0, -1) + 1
    for end in (*range(last, len(content) - 1, 7), len(content) - 1):
        path.write_bytes(content[:end])
        with open_log(tmp_path) as log:
            log.begin(TERMS)
            assert list(log.records) == ["a.png"]
            log.keep([make_record("b.png")])
        assert path.read_bytes() == content


def test_a_head_that_a_kill_cut_is_written_again(tmp_path: Path) -> None:
    path = write_log(tmp_path)
    content = path.read_bytes()
    for end in (0, 5, len(content) - 1):
        path.write_bytes(content[:end])
        assert write_log(tmp_path).read_bytes() == content


def test_what_another_engine_or_language_read_is_dropped(tmp_path: Path) -> None:
    write_log(tmp_path, "a.png")
    with open_log(tmp_path) as log:
        log.begin({**TERMS, "languages": "eng"})
        assert not log.records
    assert (tmp_path / OCR_LOG).read_bytes().count(b"\n") == 1


def test_a_line_that_is_none_ends_the_pass_with_its_reason(tmp_path: Path) -> None:
    path = write_log(tmp_path, "a.png")
    path.write_bytes(path.read_bytes() + b'{"item": 3}\n')
    with open_log(tmp_path) as log, pytest.raises(TriageError, match="not as it was written"):
        log.begin(TERMS)


def test_two_passes_do_not_write_at_once(tmp_path: Path) -> None:
    with open_log(tmp_path), pytest.raises(TriageError), open_log(tmp_path):
        pass


def test_others_may_not_read_it(tmp_path: Path) -> None:
    assert write_log(tmp_path).stat().st_mode & 0o077 == 0
