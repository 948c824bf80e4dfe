"""What stands around a printed message without saying anything of it is shown and accuses nobody; a sentence does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.taints.printing import print_text
from tests.leaks.judging.mails import write_mail
from tests.mail.letters import compose_parts

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.prints import ItemPrint

LETTER = """Bonjour Jean,

Nous avons prévu 12 500 € pour la salle, et nous n'acceptons pas l'offre de M. Durand.

Claire relit le contrat avant jeudi 4 mars, puis elle appelle la mairie.

Bien à toi,
Camille Roy
"""
TABLE = "De : Camille Roy\nÀ : Jean Petit\nObjet : Budget\n"
Look = Callable[[str], str]


@pytest.fixture
def judge_print(keep: Callable[..., ItemPrint], judge: Callable[..., Finding]) -> Look:
    """Return the verdict on a print of the letter."""
    keep(write_mail(LETTER.replace("\n", "\r\n")))
    return lambda text: judge(print_text(text, "dump/1.txt")).verdict


@pytest.mark.parametrize(
    "row",
    [
        "Thread ID 5c2f-7970",
        "MD5 Hash: 78723d4940d4aca2d0b76de28b29dde6",
        "Source File Path /img_disk.E01/vol_vol2/Users/x/outlook.pst",
        "Artifact ID -9223372036854770359",
        "Taille 3 Ko\nClassification Interne\nPièces jointes Aucune",
        "Extracted Text:",
    ],
)
def test_further_rows_of_a_head_s_table_accuse_nobody(judge_print: Look, row: str) -> None:
    assert judge_print(f"{TABLE}{row}\n\n{LETTER}") == "unverifiable"
    # above the head anything may stand
    assert judge_print(f"{row}\n{TABLE}\n{LETTER}") == "unverifiable"


@pytest.mark.parametrize(
    "slipped",
    [
        pytest.param("\nThread ID 5c2f-7970", id="a row that is in no table"),
        pytest.param("Durand est payé.", id="a sentence"),
        pytest.param("Acompte 900 euros", id="a sum"),
        pytest.param("Transmis durand@ailleurs.test", id="somebody else's address"),
        pytest.param("Le préfet a dit oui à tout ce que nous lui avons demandé hier", id="many words"),
        pytest.param("Thread ID 5c2f\nDurand est payé.\nArtifact ID 77", id="a sentence among rows"),
    ],
)
def test_what_says_something_below_a_head_is_a_change(judge_print: Look, slipped: str) -> None:
    assert judge_print(f"{TABLE}{slipped}\n\n{LETTER}") == "altered"


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("mar. 02/03/2027 09:30", "repackaged"),
        ("Mer. 02/03/2027 09:30", "repackaged"),
        ("mer. 3/3/2027 9:41", "unverifiable"),
    ],
)
def test_a_date_alone_on_its_line_is_the_message_s_or_is_shown(
    judge_print: Look, date: str, verdict: str
) -> None:
    assert judge_print(f"Camille Roy\n\n{date}\n\nJean Petit\n\n{LETTER}") == verdict


FILES = "Attachments\n\nFilename Content-Type Open Original\ndevis.pdf application/pdf Open Original file\n"


def test_a_table_of_the_attached_files_accuses_nobody(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    file = (
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=devis.pdf",
        "%PDF-1.7",
    )
    body = ("Content-Type: text/plain; charset=utf-8", LETTER.replace("\n", "\r\n"))
    keep(compose_parts(body, file))

    def look(files: str) -> str:
        return judge(print_text(f"{TABLE}\n{files}\n{LETTER}", "dump/1.txt")).verdict

    assert look(FILES) == "unverifiable"
    assert look(FILES.replace("Open Original file", "est un faux.")) == "altered"
    assert look(FILES.replace("Filename Content-Type", "Il a signé 3 faux")) == "altered"


PASSAGE = "\n\n".join(LETTER.split("\n\n")[1:3])


@pytest.mark.parametrize(
    "text",
    [
        f"Extrait du courriel de Camille Roy du 2 mars :\n\n{PASSAGE}",
        f"Dans un courriel, elle écrit :\n\n« {PASSAGE} »\n\nElle n'a pas répondu à nos 3 questions.",
        f"Elle se défend ainsi.\n\n“{PASSAGE}”\n\nLe maire dément.",
    ],
)
def test_who_announces_or_quotes_a_passage_puts_no_words_into_it(judge_print: Look, text: str) -> None:
    assert judge_print(text) in {"unverifiable", "excerpt"}
    assert judge_print(text.replace("12 500", "25 000")) == "altered"


def test_what_stands_beside_a_passage_without_quotation_marks_is_held_to_be_of_it(judge_print: Look) -> None:
    assert judge_print(f"{PASSAGE}\n\nDurand touche 900 euros.") == "altered"
    assert judge_print(f"Durand touche 900 euros.\n\n{PASSAGE}") == "altered"


@pytest.mark.parametrize(
    "form",
    [
        '{{\n"id": 2173,\n"from": "Camille Roy",\n"subject": "Budget",\n"is_read": true,\n"body": "{0}"\n}}',
        "<message>\n<from>Camille Roy</from>\n<subject>Budget</subject>\n<body>{0}</body>\n</message>",
        'id,sender,subject,body,flags\n7,Camille Roy,Budget,"{0}",Seen\n',
    ],
)
def test_the_fields_of_a_record_stand_on_the_lines_of_the_text(judge_print: Look, form: str) -> None:
    assert judge_print(form.format(LETTER.strip())) in {"repackaged", "unverifiable"}
    assert judge_print(form.format(f"{LETTER.strip()} Durand touche 900 euros.")) == "altered"
    assert judge_print(form.format(f"Durand touche 900 euros. {LETTER.strip()}")) == "altered"


def test_what_a_page_hides_may_stand_at_a_word_without_a_blank(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    body = "".join(f"<p>{line}</p>" for line in LETTER.splitlines() if line)
    page = f'<div style="display:none">Trois minutes pour décider</div>{body}'
    keep(write_mail(page, Content_Type="text/html; charset=utf-8"))
    for preview, verdict in (("Trois minutes pour décider", "repackaged"), ("Durand touche tout", "altered")):
        assert judge(write_mail(f"{preview}{LETTER}".replace("\n", "\r\n"))).verdict == verdict
