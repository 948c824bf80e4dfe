"""The look-alikes that APT28 used, labelled by a reader who had not seen what the matcher says of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.names.labelled.reading import (
    KINDS,
    Outcome,
    hash_address,
    judge_labels,
    list_distinct,
    load_brands,
    load_labels,
    read_address,
    read_lines,
)

#: The issue's bar, for campaigns and mail providers.
WANTED = 0.95
SEEN = {"labels": 811, "addresses": 647, "worthy": 543}


@pytest.fixture(scope="module")
def outcomes(corpus: Path) -> list[Outcome]:
    """Every distinct address that a reader holds worth waking somebody for."""
    worthy = [label for label in list_distinct(load_labels()) if label.tier_worthy == "yes"]
    return list(judge_labels(worthy, read_lines(corpus)))


@pytest.mark.corpus
def test_each_label_speaks_of_its_line(corpus: Path) -> None:
    lines = read_lines(corpus)
    differing = [
        label.line
        for label in load_labels()
        if hash_address(read_address(lines[label.line - 1])) != label.sha256
    ]
    assert differing == []


@pytest.mark.corpus
def test_no_line_with_a_labelled_address_is_left_out(corpus: Path) -> None:
    lines = read_lines(corpus)
    labels = load_labels()
    labelled = {read_address(lines[label.line - 1]) for label in labels}
    expected = [number for number, line in enumerate(lines, 1) if read_address(line) in labelled]
    assert [label.line for label in labels] == expected


@pytest.mark.corpus
def test_no_label_spells_its_address(corpus: Path) -> None:
    lines = read_lines(corpus)
    text = (Path(__file__).parent / "apt_sofacy.csv").read_text(encoding="utf-8")
    assert [label.line for label in load_labels() if read_address(lines[label.line - 1]) in text] == []


def test_equal_lines_have_equal_labels_and_every_brand_is_watched() -> None:
    labels = load_labels()
    meanings = {(label.sha256, label.brand, label.kind, label.tier_worthy, label.reason) for label in labels}
    brands = {name for label in labels for name in label.brand.split("+")}
    assert len(meanings) == len(list_distinct(labels))
    assert brands - set(load_brands()) == {"unknown"}
    assert {label.kind for label in labels} <= set(KINDS)
    assert {label.tier_worthy for label in labels if label.brand == "unknown"} == {"doubt"}


def test_the_labels_are_all_there() -> None:
    labels = load_labels()
    distinct = list_distinct(labels)
    worthy = [label for label in distinct if label.tier_worthy == "yes"]
    assert {"labels": len(labels), "addresses": len(distinct), "worthy": len(worthy)} == SEEN


@pytest.mark.corpus
def test_campaign_and_mail_provider_look_alikes_wake_somebody(outcomes: list[Outcome]) -> None:
    aimed = [outcome for outcome in outcomes if outcome.label.kind in ("campaign", "mail-provider")]
    alerts = sum(outcome.tier == "alert" for outcome in aimed)
    assert alerts >= WANTED * len(aimed), describe(aimed, outcomes)


def describe(aimed: list[Outcome], outcomes: list[Outcome]) -> str:
    """Say what was measured, and name each miss by its line and hash."""
    lines = []
    for name, part in (("campaign and mail provider", aimed), ("all", outcomes)):
        tiers = Counter(outcome.tier for outcome in part)
        lines.append(
            f"{name}: {len(part)} labelled, {len(part) - tiers['missed']} found, {tiers['alert']} at alert"
        )
    for outcome in aimed:
        label = outcome.label
        if outcome.tier != "alert":
            lines.append(f"line {label.line} {label.sha256} {label.brand} {outcome.tier}: {label.reason}")
    return "\n".join(lines)
