"""Runs of words, the order of folders, names of folders: what needs no archive."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chaffinch.leaks.archive.folder_names import choose_mailbox, decode_folder, encode_folder, list_folders
from chaffinch.leaks.archive.order import Frontier, count_seconds
from chaffinch.leaks.archive.runs import RUN, WINDOW, count_shared, pick_quoted, pick_runs, split_words

_WORDS = some.lists(some.sampled_from([f"w{number}" for number in range(30)]), max_size=60)


@given(before=_WORDS, shared=some.lists(some.uuids().map(str), min_size=12, max_size=40), after=_WORDS)
def test_twelve_words_in_common_leave_a_run_in_common(
    before: list[str], shared: list[str], after: list[str]
) -> None:
    assert len(shared) >= RUN + WINDOW - 1
    assert pick_runs([*before, *shared, *after]) & pick_runs(shared)


@given(words=some.lists(some.sampled_from("abcdefghij"), min_size=1, max_size=11))
def test_a_short_text_is_found_by_the_whole_of_it(words: list[str]) -> None:
    assert pick_runs(words) & pick_runs(list(words))
    assert pick_runs([]) == set()


def test_case_marks_and_wrapping_do_not_matter() -> None:
    one = pick_quoted(("Le budget, disait-il,\n  est voté : demain on imprime les affiches.",))
    other = pick_quoted(("le budget disait il est VOTÉ demain on imprime les affiches",))
    assert one == other
    assert len(one) > 0


def test_shared_words_are_counted() -> None:
    text = split_words("un deux trois quatre cinq six sept huit neuf dix")
    assert count_shared(text, ["x", *text, "y"]) == 10
    assert count_shared(text, text[3:]) == 7
    assert count_shared(text, text[:4]) == 0
    assert count_shared(["oui"], ["ah", "oui"]) == 1
    assert count_shared(["ou"], ["ah", "oui"]) == 0
    assert count_shared([], text) == 0


@given(moments=some.lists(some.integers(0, 10**9), max_size=40))
def test_letters_in_order_of_their_dates_all_fit(moments: list[int]) -> None:
    frontier = Frontier()
    for moment in sorted(moments):
        fits, frontier = frontier.take(moment)
        assert fits
    assert (frontier.seen, frontier.out) == (len(moments), 0)


def test_a_clock_of_the_future_does_not_make_all_others_stand_out() -> None:
    frontier, day = Frontier(), 86_400
    fitted = []
    for moment in [*range(0, 10 * day, day), 9_000 * day, *range(10 * day, 30 * day, day)]:
        fits, frontier = frontier.take(moment)
        fitted.append(fits)
    assert all(fitted)


def test_what_has_no_date_fits_nowhere() -> None:
    assert Frontier().take(None)[0] is False
    assert count_seconds("") is None
    assert count_seconds("1970-01-02T00:00:00") == 86_400
    assert count_seconds("1970-01-02T01:00:00+01:00") == 86_400


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("Priv&AOk-", "Privé"),
        ("&U,BTFw-", "台北"),
        ("R&-D", "R&D"),
        ("INBOX", "INBOX"),
        ("&zz", "&zz"),
        ("&A-", "&A-"),
    ],
)
def test_names_of_folders_are_read_as_their_owner_sees_them(wire: str, name: str) -> None:
    assert decode_folder(wire) == name


@given(name=some.text(some.characters(exclude_categories=["Cs"])))
def test_a_name_of_a_folder_survives_the_wire(name: str) -> None:
    assert decode_folder(encode_folder(name)) == name
    assert encode_folder(name).isascii()


@pytest.mark.parametrize(
    ("source", "file", "mailbox", "folders"),
    [
        ("mail", "lise/Maildir/cur/1.a", "lise", ("lise", "Maildir")),
        ("lise", "cur/1.a", "lise", ()),
        ("lise", ".Priv&AOk-/cur/1.a", "lise", (".Privé",)),
        ("box", "lise.mbox", "lise", ("lise",)),
        ("lise.mbox", "lise.mbox", "lise", ("lise",)),
        ("lise", "2026/a.eml", "2026", ("2026", "a")),
        ("export", "Takeout", "export", ("Takeout",)),
    ],
)
def test_whose_a_file_is_and_where_it_stands(
    source: str, file: str, mailbox: str, folders: tuple[str, ...]
) -> None:
    assert choose_mailbox(source, PurePosixPath(file)) == mailbox
    assert list_folders(PurePosixPath(file)) == folders
