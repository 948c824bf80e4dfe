"""The figures of a dump."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.triage.lines import ItemTally
from chaffinch.leaks.triage.summary import count_items, write_summary

MAIL = ItemTally("box!/1", "genuine", "certain", "mail", "box", "2027-04-01", "aa" * 32, 10)


def summarise(*tallies: ItemTally) -> dict[str, object]:
    return write_summary(count_items(tallies), dump={"sha256": "0"}, anomalies=[], breach="", versions={})


def test_every_verdict_is_named_though_none_has_it() -> None:
    verdicts = summarise(MAIL)["verdicts"]
    assert verdicts == {verdict: int(verdict == "genuine") for verdict in VERDICTS}


def test_items_without_a_date_are_in_no_day() -> None:
    summary = summarise(MAIL, replace(MAIL, kind="document", day=""))
    assert summary["days"] == {"2027-04-01": {"genuine": 1}}
    assert summary["mailboxes"] == {"box": {"genuine": 2}}


def test_the_same_bytes_are_a_duplicate_from_the_second_time_on() -> None:
    other = replace(MAIL, sha256="bb" * 32)
    assert summarise(MAIL, MAIL, other, MAIL)["duplicates"] == {"items": 2, "contents": 1}


def test_what_was_never_read_is_a_duplicate_of_nothing() -> None:
    lost = replace(MAIL, sha256="", fault="crashed")
    summary = summarise(lost, lost)
    assert summary["duplicates"] == {"items": 0, "contents": 0}
    assert summary["errors"] == {"crashed": 2}


def test_pictures_and_scans_are_counted() -> None:
    assert summarise(MAIL, replace(MAIL, kind="picture", no_text=True))["no_text"] == 1


tallies = st.builds(
    ItemTally,
    item=st.text(max_size=5),
    verdict=st.sampled_from(VERDICTS),
    confidence=st.sampled_from(["certain", "weak"]),
    kind=st.sampled_from(["mail", "document"]),
    mailbox=st.sampled_from(["a", "b"]),
    day=st.sampled_from(["", "2027-04-01", "2027-04-02"]),
    sha256=st.sampled_from(["", "aa" * 32, "bb" * 32]),
    size=st.integers(0, 9),
    fault=st.sampled_from(["", "timeout"]),
)


@given(st.lists(tallies, max_size=30))
def test_each_table_counts_each_item_once(items: list[ItemTally]) -> None:
    figures = count_items(items)
    assert figures.verdicts.total() == figures.items == len(items)
    assert sum(count.total() for count in figures.mailboxes.values()) == len(items)
    assert sum(count.total() for count in figures.sure.values()) == len(items)
    assert sum(count.total() for count in figures.days.values()) == sum(bool(one.day) for one in items)


@given(st.lists(tallies, max_size=20), st.randoms())
def test_the_order_of_the_items_does_not_matter(items: list[ItemTally], random: object) -> None:
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert list(summarise(*mixed).items()) == list(summarise(*items).items())
