"""The report of a triage, as a person reads it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from chaffinch.leaks.finding import Change, Evidence, Finding, Verdict
from chaffinch.leaks.triage.lines import ItemTally
from chaffinch.leaks.triage.summary import count_items, write_summary
from chaffinch.reports.triage_report import MOST_SHOWN, TriageReport, choose_shown, render_triage

ALTERED = Finding(
    "jeanne.mbox!/2",
    "altered",
    "strong",
    (Evidence("archive-match", 1.0, {"relation": "altered"}),),
    "m2",
    (Change("replace", "text", "Le montant est de 12 500 euros.", "Le montant est de 125 000 euros."),),
    ("key",),
)


def make_finding(item: str, verdict: Verdict) -> Finding:
    return Finding(item, verdict, "certain", ())


def make_report(
    *findings: Finding, name: str = "dump", anomalies: tuple[dict[str, object], ...] = ()
) -> TriageReport:
    tallies = [
        ItemTally(one.item, one.verdict, one.confidence, "mail", "jeanne.mbox", "2027-04-03", "", 9)
        for one in findings
    ]
    summary = write_summary(
        count_items(tallies),
        dump={"sha256": "ab" * 32},
        anomalies=[{"code": "unheard-of", "count": 3, "params": {}}, *anomalies],
        breach="",
        versions={},
    )
    return TriageReport(name, summary, choose_shown(one.as_values() for one in findings))


def render(*findings: Finding, language: str = "en", name: str = "dump") -> str:
    return render_triage(make_report(*findings, name=name), language=language).decode()


def read_text(page: str) -> str:
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            texts.append(data)

    Reader().feed(re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL))
    return re.sub(r"\s+", " ", " ".join(texts))


def test_it_says_first_how_many_items_are_genuine() -> None:
    genuine = [make_finding(f"jeanne.mbox!/{number}", "genuine") for number in range(10, 13)]
    text = read_text(render(*genuine, ALTERED))
    assert "3 of 4 items are genuine: ours, as they were. (75%)" in text
    assert text.index("of 4 items") < text.index("altered")


def test_no_genuine_item_and_no_decoy_is_named() -> None:
    page = render(
        make_finding("jeanne.mbox!/genuine-one", "genuine"),
        make_finding("jeanne.mbox!/decoy-one", "decoy"),
        ALTERED,
    )
    assert "genuine-one" not in page
    assert "decoy-one" not in page
    assert "jeanne.mbox!/2" in page


def test_only_the_words_that_changed_are_marked() -> None:
    page = render(ALTERED)
    assert "Le montant est de <del>12 500 </del>euros." in page
    assert "Le montant est de <ins>125 000 </ins>euros." in page


def test_it_is_a_working_paper_and_says_so() -> None:
    assert "not for publication" in read_text(render(ALTERED))


def test_it_asks_nothing_of_any_network() -> None:
    page = render(ALTERED)
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import", page)
    assert "default-src 'none'" in page


def test_it_speaks_french() -> None:
    text = read_text(render(ALTERED, language="fr"))
    assert "Ce qui est vrai dans ce vidage" in text
    assert "altéré" in text


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x>', "a\u202efdp.exe", "\udc80\x00"]
)
def test_a_hostile_name_stays_text(hostile: str) -> None:
    finding = Finding(
        f"{hostile}!/1",
        "altered",
        "weak",
        (Evidence(hostile, 1.0, {"words": hostile}),),
        "",
        (Change("replace", f"attachment:{hostile}", hostile, hostile + "x"),),
        (hostile,),
    )
    page = render(finding, name=hostile)
    assert hostile not in page
    assert page.count("<script>") == 1
    assert not re.search("[\u202e\x00]", page)


def test_of_very_many_items_the_first_are_listed_and_the_rest_counted() -> None:
    most = MOST_SHOWN["unproven"]
    findings = [make_finding(f"box!/{number}", "unproven") for number in range(most + 7)]
    text = read_text(render(*findings))
    assert "7 more stand in findings.jsonl." in text
    assert f"box!/{most - 1}" in text
    assert f"box!/{most} " not in text


def test_the_same_findings_give_the_same_bytes() -> None:
    assert render_triage(make_report(ALTERED)) == render_triage(make_report(ALTERED))


def test_nearly_all_is_not_all_and_nearly_nothing_is_not_nothing() -> None:
    genuine = [make_finding(f"box!/{number}", "genuine") for number in range(999)]
    assert "(more than 99%)" in read_text(render(*genuine, ALTERED))
    foreign = [make_finding(f"box!/{number}", "foreign") for number in range(999)]
    assert "(less than 1%)" in read_text(render(*foreign, genuine[0]))


def test_what_is_all_genuine_or_all_decoy_does_not_stand_out() -> None:
    def make(name: str, *verdicts: str) -> dict[str, object]:
        params = {"saved_by": name, "verdicts": dict.fromkeys(verdicts, 6)}
        return {"code": "saved-by-one", "count": 12, "params": params}

    report = make_report(
        ALTERED,
        anomalies=(
            make("Jeanne", "genuine"),
            make("Inès", "genuine", "decoy"),
            make("Роман", "genuine", "altered"),
        ),
    )
    text = read_text(render_triage(report).decode())
    assert "12 files were last saved under the name “Роман”." in text
    assert "Jeanne" not in text
    assert "Inès" not in text


OCR = {
    "engine": "tesseract", "version": "5.3.0", "languages": "fra+eng", "items": 1_200, "known": 3, "read": 1_190,
    "wordless": 40, "in_archive": 71, "in_ledger": 17, "failed": 10, "faults": {"timeout": 10},
}  # fmt: skip


def render_ocr(ocr: dict[str, object] | None, *, language: str = "en") -> str:
    report = make_report(ALTERED)
    summary = {**report.summary, "no_text": 1_203, "ocr": ocr}
    return read_text(
        render_triage(TriageReport(report.name, summary, report.findings), language=language).decode()
    )


def test_without_ocr_it_says_how_many_pictures_were_not_read_and_how_to_have_them_read() -> None:
    text = render_ocr(None)
    assert "1,203 pictures and scans may hold words that were not read" in text
    assert "with --ocr reads them" in text


def test_with_ocr_it_says_what_read_them_and_what_came_of_it_but_not_of_decoys() -> None:
    text = render_ocr(OCR)
    assert "1,200 pictures and scans were given to OCR (Tesseract 5.3.0, fra+eng)" in text
    assert "was judged. OCR errs: it changed no verdict" in text
    for figure in (
        "1,150 : words were read",
        "71 : most of these words",
        "40 : no words",
        "10 : Reading it took too long",
    ):
        assert figure in text
    assert "17 :" not in text
    assert "--ocr reads them" not in text
    assert "n’a changé aucun verdict" in render_ocr(OCR, language="fr")


def test_what_ocr_read_is_a_reason_beside_the_others() -> None:
    params = {
        "relation": "archive",
        "words": 67,
        "share": 0.97,
        "mailbox": "jeanne",
        "first_seen": "2027-03-01T00:00:00+00:00",
    }
    finding = Finding("a.png", "unverifiable", "weak", (Evidence("ocr", 0.3, params),))
    assert "OCR read 67 words in it: 97% of them stand, in a row, in one of ours in jeanne" in read_text(
        render(finding)
    )
    bare = Finding("a.png", "unverifiable", "weak", (Evidence("ocr", 0.0, {"relation": "none", "words": 0}),))
    assert "OCR found no words in it." in read_text(render(bare))


def test_a_picture_of_our_words_is_listed_though_many_others_come_before_it() -> None:
    findings = [make_finding(f"{number}.png", "unverifiable") for number in range(500)]
    values = [one.as_values() for one in findings]
    listed = [one["item"] for one in choose_shown(values, placed=frozenset({"450.png"}))]
    assert listed == [*(f"{number}.png" for number in range(100)), "450.png"]
