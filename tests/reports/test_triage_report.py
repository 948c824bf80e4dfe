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
