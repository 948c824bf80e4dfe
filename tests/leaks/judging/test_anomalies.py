"""What many items of a dump have in common is shown, with a count and where to look."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.finding import Evidence, Finding
from chaffinch.leaks.judging import Facts, find_anomalies, take_facts
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, Where

BURST = [
    Facts(
        f"dump/{number:03}.xlsx",
        "repackaged",
        "document",
        f"2017-03-27T14:{number // 30:02}:{number % 60:02}Z",
        "Рошка",
        "Microsoft Excel",
        "ru-RU",
    )
    for number in range(112)
]
QUIET = [
    Facts(
        f"dump/q{number}.docx",
        "genuine",
        "document",
        f"2017-{number % 11 + 1:02}-03T10:00:00Z",
        f"auteur {number}",
        "Microsoft Word",
        "fr-FR",
    )
    for number in range(40)
]


def test_files_saved_within_minutes_are_told_together() -> None:
    first = find_anomalies([*QUIET, *BURST])[0]
    assert (first.code, first.count) in {("saved-together", 112), ("saved-by-one", 112)}
    burst = next(one for one in find_anomalies([*QUIET, *BURST]) if one.code == "saved-together")
    assert (burst.count, burst.params["language"], burst.params["saved_by"]) == (112, "ru-RU", ["Рошка"])
    assert burst.items[0] == "dump/000.xlsx"


def test_a_quiet_dump_has_no_anomaly() -> None:
    assert find_anomalies(QUIET) == ()


@given(st.permutations(BURST[:30] + QUIET[:10]))
def test_the_order_of_reading_does_not_matter(facts: list[Facts]) -> None:
    assert find_anomalies(facts) == find_anomalies(BURST[:30] + QUIET[:10])


def test_facts_of_an_item_are_taken_from_item_and_finding() -> None:
    item = ItemPrint(
        Where("a", "00", 1),
        "document",
        document=DocumentPrint("xlsx", "x", {"modified": "2017-03-27T14:00:00Z", "language": "ru-RU"}),
    )
    finding = Finding("a", "repackaged", "strong", (Evidence("export", 1.0, {"codes": ["resaved"]}),))
    facts = take_facts(item, finding)
    assert (facts.saved, facts.language, facts.exports, facts.verdict) == (
        "2017-03-27T14:00:00Z",
        "ru-RU",
        ("resaved",),
        "repackaged",
    )
