"""One item side by side: what was changed is marked, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.finding import Change, Evidence, Finding
from chaffinch.reports.factpack.examples import AROUND, GAP, LONGEST, make_example
from chaffinch.reports.factpack.facts import Row
from chaffinch.reports.factpack.redaction import Redactor

FINDING = Finding("box.mbox!/1", "altered", "certain", ())
WORDS = " ".join(f"mot{number}" for number in range(200))


def compare(ours: str, theirs: str) -> tuple[Row, ...]:
    return make_example(FINDING, ours=ours, theirs=theirs).rows


def list_changed(row: Row) -> tuple[list[str], list[str]]:
    ours, theirs = ([piece.text for piece in side if piece.changed] for side in (row.ours, row.theirs))
    return ours, theirs


def test_changed_words_are_marked_whole() -> None:
    (row,) = compare(
        "Le budget est de 5 000 euros, salle comprise.", "Le budget est de 50 000 euros, salle comprise."
    )
    assert list_changed(row) == (["5 000"], ["50 000"])
    (row,) = compare("La mairie prête les chaises.", "La mairie ne doit rien savoir du reste.")
    assert list_changed(row) == (["prête les chaises"], ["ne doit rien savoir du reste"])


def test_what_is_put_in_or_left_out_stands_on_one_side() -> None:
    (row,) = compare("Je viens demain.", "Je ne viens pas demain.")
    ours, theirs = list_changed(row)
    assert ours == ["viens"]
    assert theirs == ["ne viens pas"]
    (row,) = compare("Je viens demain sans faute.", "Je viens demain.")
    assert list_changed(row) == (["sans faute"], [])


def test_only_what_is_around_a_change_is_shown() -> None:
    (row,) = compare(f"{WORDS} oui {WORDS}", f"{WORDS} non {WORDS}")
    text = "".join(piece.text for piece in row.theirs)
    assert text.startswith(f"{GAP} ")
    assert text.endswith(f" {GAP}")
    assert len(text.split()) == 2 * AROUND + 3


def test_changes_far_from_one_another_are_rows_of_their_own() -> None:
    rows = compare(f"un {WORDS} deux", f"trois {WORDS} quatre")
    assert [list_changed(row) for row in rows] == [(["un"], ["trois"]), (["deux"], ["quatre"])]


def test_other_changes_come_from_the_finding() -> None:
    finding = Finding(
        "a.eml", "altered", "strong", (), diff=(Change("replace", "date", "2027-03-01", "2026-03-01"),)
    )
    (row,) = make_example(finding, ours="Oui.", theirs="Oui.").rows
    assert (row.where, *list_changed(row)) == ("date", ["2027-03-01"], ["2026-03-01"])


def test_without_texts_the_finding_s_own_spans_are_shown() -> None:
    finding = Finding("a.eml", "altered", "strong", (), diff=(Change("replace", "text", "5 000", "50 000"),))
    (row,) = make_example(finding).rows
    assert list_changed(row) == (["5 000"], ["50 000"])
    long = "mot " * (2 * LONGEST + 1)
    (row,) = make_example(finding, ours=long, theirs=long).rows
    assert list_changed(row) == (["5 000"], ["50 000"])


def test_line_ends_that_a_window_made_are_no_changes() -> None:
    wrapped = "Le budget de la réunion publique de jeudi est de cinq mille\neuros, salle comprise, et la mairie prête."
    assert compare(wrapped, wrapped.replace("\n", " ")) == ()


def test_evidence_is_redacted_too_and_reordering_signs_are_shown() -> None:
    finding = Finding(
        "a\u202eb.eml",
        "altered",
        "strong",
        (Evidence("thread", 1.0, {"id": "<1@aurore.test>", "of": ["c@d.test"]}),),
    )
    example = make_example(finding, theirs="x\u202ey", redactor=Redactor())
    assert example.item == "a\ufffdb.eml"
    assert "@" not in str(example.evidence)
    assert "\u202e" not in str(example.rows)


@given(
    st.lists(st.sampled_from(["un", "deux", "cinq", ",", "\n", "mot"])),
    st.lists(st.sampled_from(["un", "non", "mot"])),
)
def test_both_sides_can_be_read_from_the_pieces(ours: list[str], theirs: list[str]) -> None:
    one, other = " ".join(ours), " ".join(theirs)
    if not one.strip() or not other.strip():
        return
    for row in compare(one, other):
        assert any(piece.changed for piece in (*row.ours, *row.theirs))
        for side, text in ((row.ours, one), (row.theirs, other)):
            shown = "".join(piece.text for piece in side)
            assert "".join(shown.split()) in "".join(text.split())
