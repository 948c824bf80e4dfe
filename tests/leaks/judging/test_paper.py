"""What printing and reading paper do is unverifiable and shown; what only a person does stays altered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.taints.printing import print_text
from tests.leaks.judging.mails import print_mail, write_mail

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging import additions
from chaffinch.leaks.judging.claims import PrintedHead, read_printed_head
from chaffinch.leaks.judging.paper import explain_print
from chaffinch.leaks.judging.words import read_words
from chaffinch.leaks.prints import ItemPrint

LETTER = """Bonjour Jean,

Nous avons prévu 12 500 € pour la salle, et nous n'acceptons pas l'offre de M. Durand.

Claire relit le contrat avant jeudi 4 mars.
Le modem du bureau est en panne, il faut appeler 1 fois le voisin.

Le petit hall est loué à la mairie pour le samedi.

Bien à toi,
Camille Roy
Trésorière de campagne
"""
HEAD = "De : Camille Roy\nÀ : Jean Petit\nObjet : Budget\n\n"


@pytest.fixture
def judge_print(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> Callable[[str], tuple[str, set[str]]]:
    """Judge a print of the letter: the verdict, and what it is said that a print did."""
    keep(write_mail(LETTER.replace("\n", "\r\n")))

    def look(text: str) -> tuple[str, set[str]]:
        found = judge(print_text(HEAD + text, "dump/1.txt"))
        told = {code for one in found.evidence if one.code == "export" for code in one.params["codes"]}
        return found.verdict, told & {
            "lines-around",
            "page-lines",
            "lines-moved",
            "parts-left-out",
            "misread",
        }

    return look


LOOK = Callable[[str], tuple[str, set[str]]]


def test_a_line_that_a_reader_of_pages_puts_elsewhere(judge_print: LOOK) -> None:
    moved = LETTER.replace("Trésorière de campagne\n", "").replace("Bien", "Trésorière de campagne\n\nBien")
    assert judge_print(moved) == ("unverifiable", {"lines-moved"})


def test_a_line_with_a_figure_does_not_move(judge_print: LOOK) -> None:
    line = "Claire relit le contrat avant jeudi 4 mars.\n"
    assert judge_print(LETTER.replace(line, "").replace("Bien", line + "\nBien"))[0] == "altered"


def test_words_that_move_within_lines_are_a_change(judge_print: LOOK) -> None:
    assert judge_print(LETTER.replace("n'acceptons pas", "acceptons").replace("Claire", "Claire n' pas"))[
        0
    ] == ("altered")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("petit hall", "petit haIl"), ("modem", "modern"), ("12 500", "l2 5OO"), ("le voisin", "levoisin")],
)
def test_letters_that_a_machine_takes_for_others(judge_print: LOOK, ours: str, theirs: str) -> None:
    assert judge_print(LETTER.replace(ours, theirs)) == ("unverifiable", {"misread"})


SCANNED = LETTER.replace("petit hall", "petit haIl").replace("Trésorière", "Trésorlère")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("12 500", "12 600"), ("contrat", "cortrat"), ("l'offre", "offre"), (" et nous", " :~ et nous")],
)
def test_in_a_text_that_a_machine_read_nothing_small_can_be_told(
    judge_print: LOOK, ours: str, theirs: str
) -> None:
    """Two places in which letters that look alike were exchanged tell it; only the paper says what the figure was."""
    assert judge_print(SCANNED) == ("unverifiable", {"misread"})
    assert judge_print(SCANNED.replace(ours, theirs)) == ("unverifiable", {"misread"})


def test_a_machine_invents_no_line_and_drops_none(judge_print: LOOK) -> None:
    slipped = "Il faut verser neuf cents euros à Omar avant la réunion de lundi soir.\n"
    assert judge_print(SCANNED.replace("Le modem", slipped + "Le modem"))[0] == "altered"
    dropped = "Le modem du bureau est en panne, il faut appeler 1 fois le voisin.\n"
    assert judge_print(SCANNED.replace(dropped, ""))[0] == "altered"


def test_a_head_that_a_machine_misread_is_near_to_what_it_said(
    judge: Callable[..., Finding], judge_print: LOOK
) -> None:
    for address, verdict in (
        ("camiile.roy@mouvement-aurore.test", "unverifiable"),
        ("omar@evil.test", "altered"),
    ):
        head = f"De : Camille Roy <{address}>\nÀ : Jean Petit\nObjet : Budget\n\n"
        assert judge(print_text(head + SCANNED, "dump/1.txt")).verdict == verdict
    assert judge_print(LETTER)[0] == "repackaged"


def test_a_link_that_leads_nowhere_was_misread(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    link = "https://portail.mouvement-aurore.test/offre"
    keep(write_mail(f"{LETTER}\nLe détail : {link}\n".replace("\n", "\r\n")))
    text = HEAD + LETTER.replace("petit hall", "petit haIl") + "\nLe détail : {}\n"
    broken = text.format("htps/portail mouvement-aurore test/offre")
    assert judge(print_text(broken, "dump/1.txt")).verdict == "unverifiable"
    elsewhere = text.format("https://portail.mouvement-avrore.test/offre")
    assert judge(print_text(elsewhere, "dump/1.txt")).verdict == "altered"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("12 500", "13 500"),
        (" 4 mars", " mars"),
        (" 1 fois", " fois"),
        ("voisin", "cousin"),
        ("Durand", "Durant"),
        ("loué", "louable"),
    ],
)
def test_no_machine_takes_one_word_or_figure_for_another(judge_print: LOOK, ours: str, theirs: str) -> None:
    assert judge_print(LETTER.replace(ours, theirs))[0] == "altered"
    assert judge_print(LETTER.replace("petit hall", "petit haIl").replace(ours, theirs))[0] == "altered", (
        "beside a misread word, too"
    )


def test_lines_of_pages_count_up(judge_print: LOOK) -> None:
    pages = LETTER.replace("Le modem", "Registre central 7/2\n\nLe modem") + "\nRegistre central 8/2\n"
    assert judge_print(pages) == ("unverifiable", {"lines-around", "page-lines"})


def test_a_line_within_that_does_not_count_up_is_a_change(judge_print: LOOK) -> None:
    slipped = LETTER.replace("Le modem", "Versez 900 à Omar.\n\nLe modem")
    assert judge_print(slipped)[0] == "altered"
    assert judge_print(slipped + "\nVersez 950 à Omar.\n")[0] == "altered"


def test_a_line_that_stands_everywhere_is_the_pages(judge_print: LOOK) -> None:
    pages = LETTER.replace("Le modem", "Cahier bleu du conseil de Sainte-Marie\n\nLe modem").replace(
        "Le petit", "Cahier bleu du conseil de Sainte-Marie\n\nLe petit"
    )
    assert judge_print(pages)[0] == "altered", "twice is too few"
    assert judge_print(f"{pages}\nCahier bleu du conseil de Sainte-Marie\n") == (
        "unverifiable",
        {"lines-around", "page-lines"},
    )


def test_few_words_on_a_line_of_their_own_are_shown_and_accuse_nobody(judge_print: LOOK) -> None:
    with_button = LETTER.replace("Le modem", "Afficher les images\n\nLe modem")
    assert judge_print(with_button) == ("unverifiable", {"page-lines"})
    for slipped in ("Versez 950 à Omar.", "Omar est payé en espèces chaque mois", "Refusé !"):
        assert judge_print(LETTER.replace("Le modem", f"{slipped}\n\nLe modem"))[0] == "altered"
    assert judge_print(LETTER.replace("Le modem", "Afficher les images\nLe vieux modem"))[0] == "altered"


def test_paragraphs_left_out_are_shown_and_parts_of_them_are_changes(
    judge_print: LOOK, keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    paragraph = "Le petit hall est loué à la mairie pour le samedi.\n\n"
    assert judge_print(LETTER.replace(paragraph, "")) == ("unverifiable", {"parts-left-out"})
    assert judge_print(LETTER.replace(" pour le samedi", ""))[0] == "altered"
    found = judge(print_text(HEAD + LETTER.replace(paragraph, ""), "dump/1.txt"))
    assert [one.ours for one in found.diff] == ["Le petit hall est loué à la mairie pour le samedi"]


def test_what_a_mark_says_was_left_out_is_shown_with_the_lines_of_each_bubble(judge_print: LOOK) -> None:
    first, second, *rest = LETTER.strip().split("\n\n")
    bubbles = [first, second, "Claire relit le contrat avant jeudi 4 mars.\n[...]", *rest[1:]]
    told = "\n\n18:29 ✓✓ Visto\n".join(bubbles) + "\n18:29 ✓✓ Visto\n"
    assert judge_print(told)[0] == "unverifiable"
    assert judge_print(told.replace("[...]", "Sauf Durand."))[0] == "altered"
    assert judge_print(told.replace("[...]", "[...]\nSauf Durand."))[0] == "altered"


def test_a_message_is_no_print(keep: Callable[..., ItemPrint], judge: Callable[..., Finding]) -> None:
    keep(write_mail(LETTER.replace("\n", "\r\n")))
    for ours, theirs in (("modem", "modern"), ("Le petit hall est loué à la mairie pour le samedi.\n\n", "")):
        assert (
            judge(print_mail(write_mail(LETTER.replace(ours, theirs).replace("\n", "\r\n")))).verdict
            == "altered"
        )


def test_nothing_different_is_nothing_that_a_print_did() -> None:
    words = read_words(LETTER)
    assert explain_print((), words, words, None) == frozenset()


def test_of_a_long_paper_only_the_lines_nearest_to_the_message_are_read_closely(
    judge_print: LOOK, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def count(lines: list[str]) -> PrintedHead:
        read.append(len(lines))
        return read_printed_head(lines)

    monkeypatch.setattr(additions, "read_printed_head", count)
    page = "Le registre du canton est gardé au sous-sol.\n" * 3_000
    assert judge_print(f"{LETTER}\n{page}") == ("unverifiable", {"lines-around"})
    assert len(read) < 1_000
    assert max(read) < 200


def test_pages_are_counted_by_lines_that_are_known_elsewhere_too(judge_print: LOOK) -> None:
    """The last page's line stands beside a footer that is known by its words: it counts all the same."""
    pages = LETTER.replace("Le modem", "archives.test/lettre 1/2\nFeuille\n\nLe modem")
    last = "\nEnvoyé de mon iPhone\n\narchives.test/lettre 2/2\nFeuille\n"
    assert judge_print(pages + last)[0] == "unverifiable"
    assert judge_print(pages)[0] == "altered"
