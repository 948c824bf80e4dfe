"""What of a text is new, and what it quotes: French, English, German; by signs, by heads, by pages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.mail.page_text import read_page_text
from chaffinch.mail.quotes import list_quotations, split_quotes


def split(text: str) -> list[tuple[str, int, str]]:
    return [(passage.kind, passage.level, passage.text) for passage in split_quotes(text)]


@pytest.mark.parametrize(
    "head",
    [
        "Le 2 mars 2027 à 09:30, Camille Roy <camille@aurore.test> a écrit :",
        "Le mar. 2 mars 2027 à 09:30, Camille Roy <\ncamille@aurore.test> a écrit :",
        "On Tue, Mar 2, 2027 at 9:30 AM Camille Roy <camille@aurore.test> wrote:",
        "On 2 Mar 2027, at 09:30, Camille Roy\n<camille@aurore.test> wrote:",
        "Am 02.03.2027 um 09:30 schrieb Camille Roy:",
        "Camille Roy wrote:",
        "Camille Roy a écrit :",
        "El 2 mar 2027, Camille Roy escribió:",
        "Il giorno mar 2 mar 2027 Camille Roy ha scritto:",
        "At 09:30 02/03/2027 +0100, Camille Roy wrote:",
    ],
)
def test_who_wrote_what_is_quoted_is_told(head: str) -> None:
    passages = split_quotes(f"Oui.\n\n{head}\n\n> Dix euros ?\n> Merci.\n\nÀ demain.")
    assert [(one.kind, one.level, one.text) for one in passages] == [
        ("new", 0, "Oui."),
        ("quoted", 1, "Dix euros ?\nMerci."),
        ("new", 0, "À demain."),
    ]
    assert passages[1].head == head.replace("\n", " ")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("-----Original Message-----\nFrom: Camille Roy\nSent: Tuesday\nTo: Jean\nSubject: Budget", "quoted"),
        (
            "-----Message d'origine-----\nDe : Camille Roy\nEnvoyé : mardi 2 mars 2027 09:30\nÀ : Jean\nObjet : Budget",
            "quoted",
        ),
        ("De : Camille Roy <c@aurore.test>\nEnvoyé : mardi\nÀ : Jean\nObjet : Budget", "quoted"),
        (
            "________________________________\nFrom: Camille Roy\nSent: Tuesday\nTo: Jean\nSubject: Budget",
            "quoted",
        ),
        (
            "-----Ursprüngliche Nachricht-----\nVon: Camille\nGesendet: Dienstag\nAn: Jean\nBetreff: Budget",
            "quoted",
        ),
        ("*From:* Camille Roy\n*Sent:* Tuesday\n*To:* Jean\n*Subject:* Budget", "quoted"),
        (
            "---------- Forwarded message ---------\nFrom: Camille\nDate: Tue\nSubject: Budget\nTo: <j@aurore.test>",
            "forwarded",
        ),
        ("-------- Message transféré --------\nSujet : Budget\nDate : mardi\nDe : Camille", "forwarded"),
        ("Début du message réexpédié :\n\nDe: Camille\nObjet: Budget\nDate: mardi\nÀ: Jean", "forwarded"),
        ("Begin forwarded message:\n\nFrom: Camille\nSubject: Budget\nDate: mardi\nTo: Jean", "forwarded"),
    ],
)
def test_what_stands_behind_a_head_is_quoted_to_the_end(head: str, kind: str) -> None:
    passages = split(f"Vu.\n\n{head}\n\nDix euros ?\n\n> Neuf.\n")
    assert passages[0] == ("new", 0, "Vu.")
    assert passages[1][0] == kind and passages[1][1] == 1 and passages[1][2].endswith("Dix euros ?")
    assert passages[2][1:] == (2, "Neuf.")


def test_levels_are_counted_with_and_without_blanks() -> None:
    assert split(">> un\n> > un\n>deux\ntrois") == [
        ("quoted", 2, "un\nun"),
        ("quoted", 1, "deux"),
        ("new", 0, "trois"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "From: the sea\nwe came.",
        "Ordre du jour :\n- Date : mardi\n- Objet : budget",
        "Elle a écrit : rien.",
        "Il a dit :\nnon",
        "a -> b\n5 > 3",
        "- \n-- un\n---",
    ],
)
def test_what_only_looks_like_a_quotation_is_new(text: str) -> None:
    assert {kind for kind, _, _ in split(text)} == {"new"}


def test_a_signature_stands_apart() -> None:
    assert split("Oui.\n-- \nCamille\nAurore") == [("new", 0, "Oui."), ("signature", 0, "Camille\nAurore")]


def test_quotations_of_pages_are_found() -> None:
    page = (
        '<div dir="ltr">Oui.</div><br><div class="gmail_quote"><div class="gmail_attr">Le mar. 2 mars 2027 à 09:30, Camille '
        '&lt;<a href="mailto:c@a.test">c@a.test</a>&gt; a écrit :<br></div><blockquote class="gmail_quote">Dix euros ?</blockquote></div>'
    )
    assert split(read_page_text(page)[0]) == [("new", 0, "Oui."), ("quoted", 1, "Dix euros ?")]
    outlook = (
        '<div>Oui.</div><div id="divRplyFwdMsg"><hr><b>De :</b> Camille<br><b>Envoyé :</b> mardi<br><b>À :</b> Jean<br><b>Objet :</b> Budget</div>'
        "<div>Dix euros ?</div>"
    )
    assert split(read_page_text(outlook)[0]) == [("new", 0, "Oui."), ("quoted", 1, "Dix euros ?")]


def test_only_passages_with_enough_words_bear_witness() -> None:
    text = "Oui.\n> Le budget est de dix euros.\n> -- \n> Camille Roy, Mouvement Aurore, Paris, France\nNon.\n> ok"
    assert list_quotations(text) == ("Le budget est de dix euros.",)


@given(st.text(alphabet="> \nab:-_.FromSentàécrit<@>", max_size=300))
def test_no_text_raises_and_no_word_gets_lost(text: str) -> None:
    kept = "".join(f"{one.head} {one.text}" for one in split_quotes(text))
    for sign in "ab":
        assert kept.count(sign) >= text.count(sign)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 200_000,
        "> a\n" * 100_000,
        "x wrote " * 20 + ":\n> a\n" * 3_000,
        "From: a\n" * 50_000,
        "- " * 100_000,
    ],
)
def test_texts_that_were_made_to_be_slow_are_not(text: str) -> None:
    begun = time.process_time()
    split_quotes(text)
    assert time.process_time() - begun < 60
