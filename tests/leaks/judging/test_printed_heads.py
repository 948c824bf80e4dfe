"""Heads as programs print them: tables read from paper, fields as they were carried, marks of parts; and who is named in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.taints.printing import print_text
from tests.leaks.judging.mails import write_mail
from tests.mail.letters import compose_parts

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging.people import is_renamed
from chaffinch.leaks.prints import ItemPrint

LETTER = """Bonjour Jean,

Nous avons prévu 12 500 € pour la salle de Sainte-Marie, et nous n'acceptons pas l'offre de M. Durand.
Le plan est sur https://portail.mouvement-aurore.test/plans/2027/salle#etage et Claire relit le contrat avant jeudi.

Bien à toi,
Camille
"""
SUBJECT = "Re: Le kakémono de la salle, sa livraison et le contrat à relire avant jeudi"
CUT = SUBJECT.index(" livraison")
FROM, TO = "Camille Roy <camille.roy@mouvement-aurore.test>", "Jean Petit <jean.petit@mouvement-aurore.test>"
DATE = "Tue, 2 Mar 2027 09:15:00 +0100"
ENCODED = "=?utf-8?q?Re=3A_Le_kak=C3=A9mono_de_la_salle=2C_sa_livraison_et_le_contrat_?= =?utf-8?q?=C3=A0_relire_avant_jeudi?="


@pytest.fixture
def look(keep: Callable[..., ItemPrint], judge: Callable[..., Finding]) -> Callable[[str], Finding]:
    """Judge a print against the letter."""
    keep(write_mail(LETTER.replace("\n", "\r\n"), Subject=ENCODED, From=FROM, To=TO, Date=DATE))
    return lambda text: judge(print_text(text, "dump/1.txt"))


HEADS = {
    "labels behind what they name": f"{FROM}\nDe :\n{TO}\nÀ :\nObjet : {SUBJECT}\n{DATE}\nDate :\n",
    "labels below each other": f"{FROM}\n{TO}\nObjet: {SUBJECT}\n{DATE}\nDate:\nDe:\nÀ:\n",
    "a label within what it names": f"Date : {DATE}\n{FROM}\nDe :\n{TO}\nÀ :\n{SUBJECT[:CUT]}\nObjet :\n{SUBJECT[CUT + 1 :]}\n",
    "as it was carried": f"From: {FROM}\nTo: {TO}\nSubject: {ENCODED}\nDate: {DATE}\nContent-Type: multipart/mixed;\n    boundary=x1\n",
    "cells that go on further in": f"   From:    {FROM}\n   To:      {TO}\n   Subject: {SUBJECT[:CUT]}\n            {SUBJECT[CUT + 1 :]}\n   Date:    {DATE}\n",
    "each label above what it names, two of them people": f"From:\n{FROM}\nSender:\nliste-admin@mouvement-aurore.test\nSubject:\n{SUBJECT}\nDate:\n{DATE}\nTo:\n{TO}\n",
    "labels of two words": f"{SUBJECT}\nFrom {FROM}\nTo {TO}\nMail sent {DATE}\nReply to {FROM}\n",
    "labels without a colon": f"{SUBJECT}\nDe\nÀ\nRépondre à\nDate\nPriorité\n\n{FROM}\n{TO}\n{FROM}\n{DATE}\nNormale\n",
    "labels of several words": f"{SUBJECT}\nDe {FROM}\nÀ {TO}\nFaire suivre à {FROM}\nDate {DATE}\nPriorité Normale\n",
    "labels with letters lost": f"{SUBJECT}\nDe {FROM}\n? {TO}\nR?pondre ? {FROM}\nDate {DATE}\nPriorit\ufffd Normale\n",
    "marks of parts": f"From: {FROM}\nTo: {TO}\nSubject: {SUBJECT}\nDate: {DATE}\n\n[1:multipart/alternative Hide]\n\n[1/2:text/html Hide Save:noname (2kB)]\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_programs_make_of_a_head_is_no_change(look: Callable[[str], Finding], head: str) -> None:
    assert look(f"{head}\n{LETTER}").verdict == "repackaged"


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize(
    ("before", "after"),
    [("camille.roy@", "claire.roy@"), ("2 Mar 2027", "9 Mar 2027"), ("kak", "pot-de-vin, kak")],
    ids=["another sender", "another day", "another subject"],
)
def test_what_a_head_says_that_is_not_so_is_found(
    look: Callable[[str], Finding], head: str, before: str, after: str
) -> None:
    assert look(f"{head.replace(before, after)}\n{LETTER}").verdict in ("altered", "unverifiable")


@pytest.mark.parametrize("name", ["as it was carried", "cells that go on further in", "marks of parts"])
def test_a_line_slipped_below_a_head_is_a_change(look: Callable[[str], Finding], name: str) -> None:
    assert look(f"{HEADS[name]}\nVersez 900 euros à Omar.\n\n{LETTER}").verdict == "altered"
    assert look(f"{HEADS[name]}\nimage/png Versez 900 euros à Omar.\n\n{LETTER}").verdict == "altered"


def test_what_a_page_offers_below_a_head_is_shown_and_is_no_change(look: Callable[[str], Finding]) -> None:
    head = HEADS["each label above what it names, two of them people"]
    found = look(f"{head}\nView HTML version\n\n{LETTER}")
    assert found.verdict == "unverifiable"
    assert "View HTML version" in " ".join(change.theirs for change in found.diff)
    assert look(f"{head}\nReply | Reply all | Forward\n\n{LETTER}").verdict == "unverifiable"
    assert look(f"{head}\nCamille refuse de payer Omar\n\n{LETTER}").verdict == "altered"
    assert look(f"{head}\nVersez 900 euros.\n\n{LETTER}").verdict == "altered"


def test_a_name_of_the_head_that_stands_in_the_text_is_no_change(look: Callable[[str], Finding]) -> None:
    head = f"From: {FROM}\nTo: {TO}\nSubject: {SUBJECT}\nDate: {DATE}\n"
    text = LETTER.replace("Bonjour Jean,\n\n", "").replace("Nous avons", "Camille Roy relit. Nous avons")
    assert look(f"{head}\n{LETTER}").verdict == "repackaged"
    assert look(f"{head}\n{text}").verdict in ("altered", "unverifiable")


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("Sainte-Marie", "SainteMarie", "repackaged"),
        ("mouvement-aurore.test/plans/2027/salle#etage et", "mouvement-aurore.test/pla\net", "unverifiable"),
        ("mouvement-aurore.test/plans", "mouvement-aurore.test/p", "altered"),
        ("mouvement-aurore.test/plans", "mouvementaurore.test/plans", "unverifiable"),
        ("plans/2027/salle#etage", "plans/2027/\nsalle#etage", "repackaged"),
        ("plans/2027/salle#etage", "plans/2027/\nsalle#cave", "altered"),
        ("plans/2027/salle#etage et", "plans/2027/\nsalle#etage 9 et", "altered"),
        ("Bien à toi", "gt; Bien à toi", "repackaged"),
        ("Bien à toi", "gt Bien à toi", "altered"),
    ],
)
def test_what_paper_and_pages_do_to_the_text(
    look: Callable[[str], Finding], before: str, after: str, verdict: str
) -> None:
    head = f"From: {FROM}\nTo: {TO}\nSubject: {SUBJECT}\nDate: {DATE}\n\n"
    assert look(head + LETTER.replace(before, after)).verdict == verdict


def test_a_program_names_the_files_of_the_message_and_no_others(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    parts = (
        ("Content-Type: text/plain; charset=utf-8", LETTER.replace("\n", "\r\n")),
        ('Content-Type: text/csv\r\nContent-Disposition: attachment; filename="les devis.csv"', "a;1"),
    )
    keep(compose_parts(*parts, From=FROM, To=TO, Subject=ENCODED, Date=DATE))
    head = f"From: {FROM}\nTo: {TO}\nSubject: {SUBJECT}\nDate: {DATE}\n\n"
    told = head + LETTER + "\n[2. text/csv; les devis.csv (2 kB)]...\n"
    assert judge(print_text(told, "dump/1.txt")).verdict == "repackaged"
    listed = head + "  * les devis.csv(~2 ko)\n\n" + LETTER
    assert judge(print_text(listed, "dump/2.txt")).verdict == "repackaged"
    slipped = listed.replace("les devis.csv", "la caisse noire.csv")
    assert judge(print_text(slipped, "dump/2.txt")).verdict == "altered"
    other = told.replace("les devis.csv", "la caisse noire.csv")
    assert judge(print_text(other, "dump/1.txt")).verdict == "unverifiable"


@pytest.mark.parametrize(
    ("theirs", "renamed"),
    [
        ("Omar Benali", True),
        ("Camille Benali", True),
        ("Claire Roy", True),
        ("=?utf-8?q?Omar_Benali?=", True),
        ("", False),
        ("Camille", False),
        ("C. Roy", False),
        ("ROY, Camille (Campagne)", False),
        ("Camille Roy via Équipe", False),
        ("camille.roy", False),
        ("Cami", False),
        ("Moi", False),
        ("=?utf-8?q?Camille_Roy?=", False),
    ],
)
def test_another_name_before_the_senders_address_is_a_change(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding], theirs: str, renamed: bool
) -> None:
    keep(write_mail(From=FROM, To=TO))
    found = judge(write_mail(From=f"{theirs} <camille.roy@mouvement-aurore.test>".strip(), To=TO))
    assert (found.verdict == "altered") == renamed
    assert [one.where for one in found.diff] == (["from"] if renamed else [])


@pytest.mark.parametrize(
    ("theirs", "changed"),
    [("<p1@aurore.test>", []), ("<p0@aurore.test>", []), ("", []), ("<p9@aurore.test>", ["in-reply-to"])],
    ids=["the same", "one of its line", "lost", "another"],
)
def test_a_message_that_answers_another_one_is_changed(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding], theirs: str, changed: list[str]
) -> None:
    keep(write_mail(In_Reply_To="<p1@aurore.test>", References="<p0@aurore.test> <p1@aurore.test>"))
    found = judge(write_mail(In_Reply_To=theirs, References=theirs))
    assert [one.where for one in found.diff] == changed
    assert (found.verdict == "altered") == bool(changed)


def test_a_printed_head_that_gives_the_senders_address_to_another_is_a_change(
    look: Callable[[str], Finding],
) -> None:
    head = f"From: {FROM}\nTo: {TO}\nSubject: {SUBJECT}\nDate: {DATE}\n\n"
    assert look(head + LETTER).verdict == "repackaged"
    assert look(head.replace("Camille Roy", "Omar Benali") + LETTER).verdict == "altered"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Chloé Lefèvre", "Chloe Lefevre"),
        ("Chloé Lefèvre", "ChloÃ© LefÃ¨vre"),
        ("Chloé Lefèvre", "Chlo? Lef?vre"),
        ("", "Omar Benali"),
    ],
)
def test_a_damaged_name_is_no_other(ours: str, theirs: str) -> None:
    assert not is_renamed(ours, "c.lefevre@aurore.test", theirs)


@pytest.mark.parametrize(("before", "after"), [("mouvement-aurore.test/", "mouvementaurore.test/")])
def test_a_link_of_a_message_that_leads_elsewhere_for_want_of_a_hyphen_is_a_change(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding], before: str, after: str
) -> None:
    head = {"Subject": ENCODED, "From": FROM, "To": TO, "Date": DATE}
    keep(write_mail(LETTER.replace("\n", "\r\n"), **head))
    found = judge(write_mail(LETTER.replace(before, after).replace("\n", "\r\n"), **head))
    assert found.verdict == "altered"
    assert after in found.diff[0].theirs
