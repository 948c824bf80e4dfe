"""What the OCR pass says in figures, and beside findings."""

from __future__ import annotations

from chaffinch.leaks.finding import Evidence, Finding, Verdict
from chaffinch.leaks.reading.tesseract import OcrEngine
from chaffinch.leaks.triage.lines import ItemTally
from chaffinch.leaks.triage.ocr import list_contents
from chaffinch.leaks.triage.ocr_figures import add_evidence, count_ocr, list_placed
from chaffinch.leaks.triage.ocr_log import OcrRecord

ENGINE = OcrEngine("/usr/bin/tesseract", "5.3.0", "fra+eng")


def tally(
    item: str, *, verdict: Verdict = "unverifiable", sha256: str = "", no_text: bool = True
) -> ItemTally:
    return ItemTally(item, verdict, "weak", "picture", "box", "", sha256 or item * 8, 9, no_text=no_text)


def record(item: str, *relations: str, words: int = 40, fault: str = "") -> OcrRecord:
    evidence = tuple(
        Evidence(
            "ocr",
            {"archive": 0.3, "ledger": -0.1}.get(one, 0.0),
            {"relation": one, "words": words, "match": "m"},
        )
        for one in relations
    )
    return OcrRecord(item, "", 1, int(not fault), words, fault, evidence)


RECORDS = {
    "a": record("a", "archive"),
    "b": record("b", "archive", "ledger"),
    "c": record("c", "ledger"),
    "d": record("d", "none", words=0),
    "e": record("e", words=0, fault="timeout"),
    "f": record("f", "words"),
}


def test_each_picture_is_counted_once() -> None:
    tallies = [*map(tally, RECORDS), tally("g", verdict="genuine"), tally("h", no_text=False)]
    assert count_ocr(tallies, RECORDS, engine=ENGINE) == {
        "engine": "tesseract",
        "version": "5.3.0",
        "languages": "fra+eng",
        "items": 6,
        "known": 1,
        "read": 5,
        "wordless": 1,
        "in_archive": 2,
        "in_ledger": 2,
        "failed": 1,
        "faults": {"timeout": 1},
    }


def test_pictures_are_read_once_for_all_of_the_same_bytes_and_not_where_their_bytes_are_known() -> None:
    found = list_contents(
        [
            tally("a", sha256="11"),
            tally("g", sha256="22", verdict="genuine"),
            tally("k", sha256="33", verdict="decoy"),
            tally("n", sha256="44", no_text=False),
            tally("z", sha256="11"),
            tally("y", sha256="55", verdict="unproven"),
        ]
    )
    assert found == {"11": ("a", "z"), "55": ("y",)}


def add_to(item: str) -> dict[str, object]:
    finding = Finding(
        item, "unverifiable", "weak", (Evidence("unread", 0.0), Evidence("exif", 0.2)), "", (), ("key",)
    )
    values = finding.as_values()
    (found,) = add_evidence([values], RECORDS)
    kept = ("item", "verdict", "confidence", "match", "diff", "would_change")
    assert {name: found[name] for name in kept} == {name: values[name] for name in kept}
    return found


def test_evidence_stands_in_the_order_of_its_weight_and_nothing_else_changes() -> None:
    codes = [one["code"] for one in add_to("a")["evidence"]]  # type: ignore[attr-defined]
    assert codes == ["ocr", "exif", "unread"]
    codes = [one["code"] for one in add_to("elsewhere")["evidence"]]  # type: ignore[attr-defined]
    assert codes == ["exif", "unread"]


def test_no_report_learns_that_words_stand_in_the_ledger() -> None:
    for item, relations in (("b", ["archive"]), ("c", ["words"]), ("f", ["words"])):
        evidence = [one for one in add_to(item)["evidence"] if one["code"] == "ocr"]  # type: ignore[attr-defined]
        assert [one["params"]["relation"] for one in evidence] == relations
    hidden, open_ = (
        [one for one in add_to(item)["evidence"] if one["code"] == "ocr"]  # type: ignore[attr-defined]
        for item in ("c", "f")
    )
    assert hidden[0].keys() == open_[0].keys()
    assert "match" not in hidden[0]["params"]
    assert hidden[0]["weight"] == open_[0]["weight"] == 0.0


def test_what_stands_in_the_archive_is_listed_first() -> None:
    assert list_placed(RECORDS) == {"a", "b"}
