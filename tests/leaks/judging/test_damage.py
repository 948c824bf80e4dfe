"""Damage is told from a change of words, letter by letter."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.judging.damage import is_damaged
from chaffinch.leaks.judging.edges import name_paragraph
from chaffinch.leaks.judging.hunks import is_elided
from chaffinch.leaks.judging.links import is_rewritten, reduce_link
from chaffinch.leaks.judging.masks import is_masked, reveal_addresses
from chaffinch.leaks.judging.moments import agrees_with
from chaffinch.leaks.judging.repairs import undo_damage

KNOWN = datetime.fromisoformat("2027-03-02T15:30:00+01:00")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("été à Évry", "?t? ? ?vry"),
        ("été", "Ã©tÃ©"),
        ("l’été", "l=E2=80=99=C3=A9t=C3=A9"),
        ("confidentiel", "con dentiel"),
        ("gouvernement", "gouver=\nnement"),
        ("gouvernement", "gouver-\n> nement"),
        ("naïve", "na&iuml;ve"),
        ("5 000 €", "5?000 ?"),
        ("cœur", "c½ur"),
        ("À l’avez", "\ufffdEUR l\ufffdEUR[tm]avez"),
    ],
)
def test_damage_that_shows_is_known(ours: str, theirs: str) -> None:
    assert is_damaged(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("500", "600"),
        ("therapist", "the rapist"),
        ("pas d'accord", "d'accord"),
        ("été", "ete"),
        ("now here", "nowhere"),
        ("12 €", "12 $"),
    ],
)
def test_a_change_of_words_is_no_damage(ours: str, theirs: str) -> None:
    assert not is_damaged(ours, theirs)


@given(st.text("abc 12é€’-\n", max_size=40))
def test_every_text_is_itself(text: str) -> None:
    assert is_damaged(text, text)


@given(st.text("abcdeé ", min_size=1, max_size=30), st.integers(0, 29))
def test_another_digit_is_never_damage(text: str, place: int) -> None:
    at = place % (len(text) + 1)
    assert not is_damaged(f"{text[:at]}4{text[at:]}", f"{text[:at]}7{text[at:]}")


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Faurore.test%2Fa%3Fb%3D1&data=05",
        "https://urldefense.com/v3/__https://aurore.test/a?b=1__;!!x!y$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__aurore.test_a-3Fb-3D1&d=x",
        "https://www.google.com/url?q=https%3A%2F%2Faurore.test%2Fa%3Fb%3D1",
        "http://www.aurore.test/a?b=1).",
    ],
)
def test_a_wrapped_link_is_what_it_carries(wrapped: str) -> None:
    assert reduce_link(wrapped) == "//aurore.test/a?b=1"


def test_another_host_is_no_rewritten_link() -> None:
    assert not is_rewritten("//aurore.test/a", "//ailleurs.test/a")
    assert is_rewritten("//aurore.test/a", "//passerelle.test/x/aHR0cHM6Ly9hdXJvcmUudGVzdC9h")


@pytest.mark.parametrize(
    "shown",
    [
        "jean.petit at aurore.test",
        "jean.petit (at) aurore (dot) test",
        "jean...@aurore.test",
        "[email protected]",
    ],
)
def test_a_hidden_address_is_known(shown: str) -> None:
    assert is_masked("jean.petit@aurore.test", shown)


@pytest.mark.parametrize("shown", ["jean.durand at aurore.test", "marie...@aurore.test", "rien"])
def test_another_address_is_not_hidden(shown: str) -> None:
    assert not is_masked("jean.petit@aurore.test", shown)


def test_only_addresses_of_ours_are_revealed() -> None:
    ours = "Écris à jean.petit@aurore.test"
    known = frozenset({"jean.petit@aurore.test"})
    assert (
        reveal_addresses("jean.petit at aurore.test, look at that.one", ours, known)
        == "jean.petit@aurore.test, look at that.one"
    )


@pytest.mark.parametrize(
    "written",
    [
        "mardi 2 mars 2027 15:30",
        "Tuesday, March 2, 2027 3:30 PM",
        "2027-03-02 14:30:00",
        "02/03/2027 15:30",
        "3/2/27",
        "Tue Mar  2 15:30:00 2027",
    ],
)
def test_a_date_in_any_form_agrees(written: str) -> None:
    assert agrees_with(written, KNOWN) is True


@pytest.mark.parametrize("written", ["mardi 9 mars 2027 15:30", "2 mars 2026", "2 mars 2027 15:37"])
def test_another_date_does_not(written: str) -> None:
    assert agrees_with(written, KNOWN) is False


def test_words_without_a_date_say_nothing() -> None:
    assert agrees_with("à demain, 15 h", KNOWN) is None


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["CAUTION: This email originated from outside of the organization."], "banner"),
        (["Envoyé de mon iPhone"], "client"),
        (["Pour vous désabonner, écrivez à liste-unsubscribe@x.test"], "footer"),
        (["Mentions légales : Aurore SAS, 69002 Lyon.", "Ce courriel n'engage pas la société."], "footer"),
        (["Il faut payer Durand en liquide avant vendredi."], ""),
        (["Cela n'engage que le candidat."], ""),
        (["Il ne peut être tenu responsable."], ""),
        (["Vérifie les mentions légales du tract avant jeudi."], ""),
        (["N'engage pas Durand avant que nous ayons parlé à Claire de ce qu'il a fait à Lyon."], ""),
        (["https://lists.sourceforge.net/mailman/listinfo/x"], ""),
    ],
)
def test_what_programs_write_is_known_by_its_words(lines: list[str], kind: str) -> None:
    assert name_paragraph(lines) == kind


def test_damage_that_ours_has_too_is_left_alone() -> None:
    page = "<p>width=100%</p><p>un</p>"
    assert undo_damage(page, page) == (page, ())
    assert undo_damage("<p>un</p><p>deux</p>", "un deux")[1] == ("markup",)


@pytest.mark.parametrize("mark", ["Page 2 / 3", "  page 2 of 3  ", "\fPage 2 sur 3", "Page 2"])
def test_numbers_of_pages_on_lines_of_their_own_are_taken_out(mark: str) -> None:
    text = f"Nous avons prévu\n{mark}\n12 500 euros.\n{mark}\n"
    assert undo_damage(text, "") == ("Nous avons prévu\n12 500 euros.\n", ("page-marks",))
    inside = text.replace(mark, f"lis la {mark}").replace("\f", "")
    assert undo_damage(inside, "") == (inside, ())


@pytest.mark.parametrize("blank", ["\n", " \n", "\t", "\f\n", "> \n", "-\n", "page ", "page 1 / "])
def test_a_text_of_nothing_costs_what_its_length_is(blank: str) -> None:
    """A third of a million of them took an hour where lines were looked for across their ends."""
    text = f"x\n{blank * 300_000}y"
    assert undo_damage(text, "y")[0][-1] == "y"
    assert not is_elided(text)
