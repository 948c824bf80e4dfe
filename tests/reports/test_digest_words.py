"""What the digest says, before it is laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.reports.conftest import PARIS, make_case, make_content

from chaffinch.names.match import Trick
from chaffinch.reports.digest import DigestContent, DigestNumbers
from chaffinch.reports.digest_words import AddressPart, mark_parts, say_digest


def test_the_differing_characters_are_marked() -> None:
    assert mark_parts("en.marche.fr", (Trick("separator", "-", ".", 2, 3),)) == (
        AddressPart("en", marked=False),
        AddressPart(".", marked=True),
        AddressPart("marche.fr", marked=False),
    )


def test_where_something_is_left_out_its_neighbours_are_marked() -> None:
    marked = [
        part.text for part in mark_parts("enmarche.fr", (Trick("omission", "-", "", 2, 2),)) if part.marked
    ]
    assert marked == ["nm"]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40))))
def test_marking_loses_no_character_wherever_a_trick_points(
    display: str, spans: list[tuple[int, int]]
) -> None:
    parts = mark_parts(display, [Trick("insertion", "", "x", start, end) for start, end in spans])
    assert sum(len(part.text) for part in parts) == len(display)
    assert all(one.marked != other.marked for one, other in pairwise(parts))


def test_it_opens_with_how_many_imitate_us_and_how_many_wait(week: DigestContent) -> None:
    digest = say_digest(week, locale="en")
    assert digest.lead == "4 addresses that imitate us were found."
    assert digest.waiting == "2 wait for a decision on the desk."
    assert digest.period == "9 to 15 November 2026"
    assert say_digest(week, locale="fr").period == "du 9 au 15 novembre 2026"


def test_the_desk_s_order_is_kept(week: DigestContent) -> None:
    assert [case.number for case in say_digest(week, locale="en").cases] == [12, 13, 14, 15, 16]


def test_a_quiet_week_says_what_was_checked() -> None:
    quiet = make_content(numbers=DigestNumbers(99_993, 0, 0, 0, 0, 0, 0, 4))
    assert say_digest(quiet, locale="en").lead == "Nothing found: 99,993 names checked, 4 pages undecided."
    assert say_digest(quiet, locale="en").waiting == ""
    one = replace(quiet, numbers=DigestNumbers(1, 0, 0, 0, 0, 0, 0, 1))
    assert (
        say_digest(one, locale="fr").lead.replace("\u00a0", " ")
        == "Rien trouvé : 1 nom vérifié, 1 page indécise."
    )


def test_a_period_over_new_year_names_both_years_and_is_no_week() -> None:
    long = make_content(since=datetime(2026, 12, 28, tzinfo=PARIS), until=datetime(2027, 1, 11, tzinfo=PARIS))
    assert say_digest(long, locale="en").period == "28 December 2026 to 10 January 2027"
    assert say_digest(long, locale="en").heading == "Digest"


def test_a_week_with_a_change_of_clocks_is_a_week() -> None:
    since = datetime(2026, 10, 19, tzinfo=PARIS)
    assert say_digest(make_content(since=since, until=since + timedelta(days=7)), locale="fr").heading == (
        "Bilan hebdomadaire"
    )


def test_a_picture_that_is_none_is_said_to_be_unreadable() -> None:
    (case,) = say_digest(make_content(make_case(picture=b"\xff\xd8 no picture")), locale="en").cases
    assert (case.picture, case.no_picture) == (b"", "Its picture could not be read.")


def test_why_there_is_no_picture_is_said() -> None:
    (case,) = say_digest(make_content(make_case(picture=b"", no_picture_reason="egress")), locale="en").cases
    assert case.no_picture == "Not opened: it is not settled yet how our captures leave the house."


def test_hosts_inside_sentences_are_written_without_becoming_links(week: DigestContent) -> None:
    for case in say_digest(week, locale="fr").cases:
        assert ".test" not in case.trick.replace("[.]test", "")
        assert all("collecte.test" not in reason for reason in case.reasons)


def test_an_address_that_only_a_colleague_found_suspect_says_so() -> None:
    (case,) = say_digest(make_content(make_case(brand="", tricks=())), locale="en").cases
    assert case.trick == "It resembles none of our names; a colleague sent it in."


def test_why_there_is_no_picture_is_said_once() -> None:
    case = make_case(
        picture=b"",
        no_picture_reason="not-found",
        verdict="gone",
        verdict_reasons=(("failed", {"reason": "not-found"}),),
    )
    (said,) = say_digest(make_content(case), locale="en").cases
    assert said.no_picture.startswith("The name leads to no server")
    assert said.reasons == ()


def test_what_a_page_does_is_said_beside_what_it_looks_like() -> None:
    reasons: tuple[tuple[str, dict[str, object]], ...] = (
        ("looks-like", {"percent": 97}), ("same-text", {"percent": 90}), ("names-us", {}), ("asks-password", {}),
        ("posts-elsewhere", {"host": "collecte.test"}), ("relays", {"kind": "kit", "kit": "evilginx"}),
    )  # fmt: skip
    said = say_digest(make_content(make_case(verdict_reasons=reasons)), locale="en").cases[0].reasons
    assert [sentence.split()[1] for sentence in said] == ["looks", "words", "passes", "sends"]


def test_company_and_cloaking_are_said() -> None:
    case = make_case(differs=True, companions=(13, 14, 15, 16, 17))
    said = say_digest(make_content(case), locale="en").cases[0].reasons[-2:]
    assert said == (
        "It shows different visitors different pages.",
        "The same people seem to be behind cases 13, 14, 15, 16, ….",
    )
    alone = say_digest(make_content(make_case(companions=(7,))), locale="en").cases[0].reasons[-1]
    assert alone == "The same people seem to be behind case 7."
