"""A print is held against the message that it says it is: a deleted letter is no altered copy of the answer that quotes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from benchmarks.taints.printing import print_text
from tests.leaks.judging.mails import write_mail
from tests.mail.letters import compose_parts

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging.moments import measure_agreement
from chaffinch.leaks.prints import ItemPrint

FIRST = (
    "Bonjour Camille,\n\nLe devis de la salle des fêtes est arrivé : 12 500 euros, chauffage et chaises compris. Il faut\n"
    "répondre avant jeudi, sinon la mairie la donne au club de boules. Qui signe, toi ou Claire ?\n\nJean\n"
)
ANSWER = (
    "Bonjour Jean,\n\nJe signe demain à la première heure, dis à la mairie que nous prenons la salle et le chauffage.\n\n"
    "Camille\n"
)
LATER = "Bonjour Camille,\n\nC'est noté, la mairie garde la salle pour nous et prépare les clés pour le gardien.\n\nJean\n"
MOMENTS = {
    "first": datetime(2027, 3, 2, 9, 12, 40, tzinfo=timezone(timedelta(hours=1))),
    "answer": datetime(2027, 3, 2, 9, 27, 5, tzinfo=timezone(timedelta(hours=1))),
    "later": datetime(2027, 3, 2, 9, 57, 31, tzinfo=timezone(timedelta(hours=1))),
}
PEOPLE = {"Jean": "Jean Petit <jean.petit@{0}>", "Camille": "Camille Roy <camille.roy@{0}>"}
JEAN, CAMILLE = (one.format("mouvement-aurore.test") for one in PEOPLE.values())
ASKED, ANSWERED = (JEAN, CAMILLE), (CAMILLE, JEAN)
ATTRIBUTION = "Le {0:%d/%m/%Y} à {0:%H:%M}, {1} a écrit :\n{2}"


def quote(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


QUOTING = f"{ANSWER}\n{ATTRIBUTION.format(MOMENTS['first'], 'Jean Petit', quote(FIRST))}"
QUOTING_LATER = f"{LATER}\n{ATTRIBUTION.format(MOMENTS['answer'], 'Camille Roy', quote(QUOTING))}"


def lay_out(text: str, moment: datetime, people: tuple[str, str], *, subject: str = "Re: Salle") -> str:
    """Return a print with labels, as most programs make it."""
    sender, reader = people
    return f"De : {sender}\nÀ : {reader}\nDate : {moment:%d/%m/%Y %H:%M}\nObjet : {subject}\n\n{text}"


def lay_out_bare(text: str, moment: datetime, people: tuple[str, str], *, subject: str = "Re: Salle") -> str:
    """Return a print without labels, as mail in a browser makes it, below the moment of the printing."""
    sender, reader = people
    return f"14/05/2027 11:02 Courrier - {subject}\n{subject}\n{sender} {moment:%d/%m/%Y %H:%M}\n{reader}\n\n{text}"


LAYOUTS = pytest.mark.parametrize("lay", [lay_out, lay_out_bare])
Lay = Callable[..., str]


@pytest.fixture
def answer(keep: Callable[..., ItemPrint]) -> None:
    """Camille's answer is in the archive; Jean's letter before it and the one behind it were deleted."""
    keep(
        write_mail(
            QUOTING.replace("\n", "\r\n"), From=CAMILLE, To=JEAN, Subject="Re: Salle",
            Date=f"{MOMENTS['answer']:%a, %d %b %Y %H:%M:%S %z}",
        )
    )  # fmt: skip


def judge_text(judge: Callable[..., Finding], text: str) -> Finding:
    return judge(print_text(text, "dump/1.txt"))


@LAYOUTS
@pytest.mark.usefixtures("answer")
def test_the_answer_itself_is_ours_also_without_what_it_quotes(
    judge: Callable[..., Finding], lay: Lay
) -> None:
    for text in (QUOTING, ANSWER):
        found = judge_text(judge, lay(text, MOMENTS["answer"], ANSWERED))
        assert (found.verdict, found.match) in {
            ("repackaged", "a1"),
            ("excerpt", "a1"),
            ("unverifiable", "a1"),
        }


@LAYOUTS
@pytest.mark.usefixtures("answer")
def test_a_forged_answer_is_altered(judge: Callable[..., Finding], lay: Lay) -> None:
    forged = lay(QUOTING.replace("Je signe", "Je ne signe pas"), MOMENTS["answer"], ANSWERED)
    assert judge_text(judge, forged).verdict == "altered"


@LAYOUTS
@pytest.mark.usefixtures("answer")
@pytest.mark.parametrize("away", [0, 60, 90])
def test_a_deleted_letter_is_no_altered_copy_of_the_answer_that_quotes_it(
    judge: Callable[..., Finding], lay: Lay, away: int
) -> None:
    """Its words stand in the answer, and nothing else: in whatever zone its date is shown."""
    moment = MOMENTS["first"] - timedelta(minutes=away)
    found = judge_text(judge, lay(FIRST, moment, ASKED, subject="Salle"))
    assert (found.verdict, found.diff, found.match) == ("unverifiable", (), "a1")


@LAYOUTS
@pytest.mark.usefixtures("answer")
def test_a_deleted_letter_that_quotes_ours_is_no_altered_copy_of_it(
    judge: Callable[..., Finding], lay: Lay
) -> None:
    found = judge_text(judge, lay(QUOTING_LATER, MOMENTS["later"], ASKED, subject="Re: Re: Salle"))
    assert (found.verdict, found.match) == ("unverifiable", "a1")


@pytest.mark.usefixtures("answer")
def test_another_date_above_the_same_words_is_a_change(judge: Callable[..., Finding]) -> None:
    found = judge_text(judge, lay_out(QUOTING, MOMENTS["answer"] + timedelta(days=40), ANSWERED))
    assert (found.verdict, [change.where for change in found.diff]) == ("altered", ["date"])


def test_a_name_whose_accents_stand_in_no_head_is_known_by_its_address(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    keep(write_mail(FIRST.replace("\n", "\r\n"), From=JEAN, To="jerome.noel@mouvement-aurore.test"))
    shown = "Jérôme Noël <jerome.noel@mouvement-aurore.test>"
    assert judge_text(judge, f"De : {JEAN}\n{shown}\n\n{FIRST}").verdict == "repackaged"
    assert judge_text(judge, f"De : {JEAN}\nOmar Kovac <kovac@evil.test>\n\n{FIRST}").verdict != "repackaged"


KNOWN = datetime(2027, 3, 2, 9, 27, 5, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("written", "agreement"),
    [
        ("mardi 2 mars 2027 09:27", "exact"),
        ("Tue, 2 Mar 2027 08:27:05 +0000", "exact"),
        ("2 Mar 2027 at 8:27 am", "exact"),  # UTC
        ("2027-03-02T08:27:05Z", "exact"),
        ("2027-03-02T08:34:05Z", "none"),
        ("2 Mar 2027 03:27:05 -0500", "exact"),
        ("2 Mar 2027 03:27", "zone"),
        ("2 Mar 2027", "zone"),
        ("Tue, 2 Mar 2027 09:27:05 -0500", "zone"),
        ("2 Mar 2027 09:34", "none"),
        ("20270302 09:27:05", "exact"),
        ("REV20270302", "none"),
        ("2 Apr 2027 09:27", "none"),
        ("demain", "none"),
    ],
)
def test_how_a_written_date_agrees(written: str, agreement: str) -> None:
    assert measure_agreement(written, KNOWN) == agreement
    assert (
        measure_agreement(written, KNOWN.astimezone(UTC).replace(tzinfo=None)) != "exact" or "8:27" in written
    )


def test_a_message_that_says_it_answers_ours_is_not_ours_with_words_put_in(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    """Some programs give an answer the date of what it answers; without what it says it answers, it is ours, changed."""
    long = FIRST + LATER
    keep(write_mail(long.replace("\n", "\r\n"), From=JEAN, To=CAMILLE))
    said = f"Merci, bien reçu.\r\n\r\n{long}".replace("\n", "\r\n")
    answering = {"From": "Omar Kovac <omar@mouvement-aurore.test>", "To": CAMILLE, "Message_ID": ""}
    found = judge(write_mail(said, **answering, In_Reply_To="<1a2b@mouvement-aurore.test>"))
    assert (found.verdict, found.diff) == ("unverifiable", ())
    assert judge(write_mail(said, **answering)).verdict == "altered"


def test_what_a_page_hides_is_known_where_a_program_prints_it(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    """A preview for lists of mails stands in the page, unseen: programs that make a text of the page write it down."""
    preview = "Trois minutes pour décider de la salle avec nous"
    body = "".join(f"<p>{line}</p>" for line in FIRST.splitlines() if line)
    page = f'<div style="display:none">{preview}</div>{body}'
    keep(write_mail(page, From=JEAN, To=CAMILLE, Content_Type="text/html; charset=utf-8"))

    def leak(above: str) -> Finding:
        text = f"{above}\n\n{FIRST}".replace("\n", "\r\n")
        return judge(write_mail(text, From=JEAN, To=CAMILLE))

    found = leak(preview)
    assert found.verdict == "repackaged"
    assert "hidden-text" in next(one.params["codes"] for one in found.evidence if one.code == "export")
    assert leak("Trois millions pour décider de la salle avec nous").verdict == "altered"


def test_properties_and_files_around_a_message_accuse_nobody(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding]
) -> None:
    """A forensic tool lists what a store knows of a message, in words of its own, and what was attached by number and size."""
    note = (
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=note 1f.pdf",
        "%PDF-1.7",
    )
    body = ("Content-Type: text/plain; charset=utf-8", FIRST.replace("\n", "\r\n"))
    keep(compose_parts(body, note, From=JEAN, To=CAMILLE))
    head = f"From:\t{JEAN}\nSubject:\tBudget\nAddress type:\t\tSMTP\nRecipient type:\tTo\n\n"
    for below in (
        "Attachments/1_note 1f.pdf\n",
        "2 | note 1f.pdf | 3.9 KiB\n",
        "(1) note 1f.pdf 12 octets\n",
    ):
        assert judge_text(judge, f"{head}{FIRST}\n{below}").verdict in {"repackaged", "unverifiable"}
    paid = judge_text(judge, f"{head}Kovac paid 9 times for it.\n\n{FIRST}")
    assert paid.verdict == "altered"
