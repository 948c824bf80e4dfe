"""Each verdict, and that none says more than the evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from benchmarks.taints.keys import make_keys
from benchmarks.taints.memory import MemoryPlanted, MemoryReference, make_original
from benchmarks.taints.printing import print_text
from tests.leaks.judging.mails import FIRST_SEEN, TEXT, print_mail, sign_mail, write_mail
from tests.mail.letters import compose_parts

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.finding import VERDICTS, Finding
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, Where
from chaffinch.leaks.reference import PlantedEntry

Judge = Callable[..., Finding]
Keep = Callable[..., ItemPrint]
KEYS = make_keys(("mouvement-aurore.test",))
BARE = {"Message_ID": ""}


def read_codes(finding: Finding) -> list[str]:
    return [one.code for one in finding.evidence]


def test_the_same_bytes_are_genuine(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    found = judge(write_mail())
    assert (found.verdict, found.confidence, found.match) == ("genuine", "certain", "a1")


def test_other_line_ends_and_order_of_fields_are_the_same_message(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    assert judge(write_mail().replace(b"\r\n", b"\n")).verdict == "genuine"


def test_an_export_is_repackaged_and_named(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    found = judge(b"X-GM-THRID: 17\r\nX-Gmail-Labels: Inbox\r\n" + write_mail())
    assert found.verdict == "repackaged"
    codes = next(one.params["codes"] for one in found.evidence if one.code == "export")
    assert "gmail-takeout" in codes


def test_a_cut_message_is_an_excerpt(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    found = judge(write_mail(TEXT[: TEXT.index("Bien")]))
    assert found.verdict == "excerpt"
    assert "Camille" in found.diff[0].ours


@pytest.mark.parametrize("fields", [{}, BARE], ids=["with its Message-ID", "without"])
@pytest.mark.parametrize(
    ("before", "after"), [("12 500", "92 500"), ("n'acceptons pas", "acceptons"), ("Durand", "Dupont")]
)
def test_a_changed_word_is_altered(
    keep: Keep, judge: Judge, fields: dict[str, str], before: str, after: str
) -> None:
    keep(write_mail())
    found = judge(write_mail(TEXT.replace(before, after), **fields))
    assert found.verdict == "altered"
    assert [change.where for change in found.diff] == ["text"]


@pytest.mark.parametrize("fields", [{}, BARE], ids=["with its Message-ID", "without"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Subject", "Budget secret"),
        ("Date", "Fri, 05 Mar 2027 09:30:00 +0100"),
        ("From", "Eve <eve@mouvement-aurore.test>"),
        ("To", "Banque <compte@banque.test>"),
        ("Cc", "Banque <compte@banque.test>"),
    ],
)
def test_a_changed_field_is_altered(
    keep: Keep, judge: Judge, fields: dict[str, str], field: str, value: str
) -> None:
    keep(write_mail())
    found = judge(write_mail(**{**fields, field: value}))
    assert found.verdict == "altered"
    assert field.lower() in [change.where for change in found.diff]


def test_a_swapped_file_is_altered(keep: Keep, judge: Judge) -> None:
    def attach(content: str) -> bytes:
        return compose_parts(
            ("Content-Type: text/plain; charset=utf-8", TEXT),
            (
                'Content-Type: application/pdf; name="devis.pdf"\r\nContent-Disposition: attachment; filename="devis.pdf"',
                content,
            ),
        )

    keep(attach("%PDF-1.7 un"))
    assert judge(attach("%PDF-1.7 deux")).diff[0].where == "attachment:devis.pdf"
    assert judge(attach("%PDF-1.7 deux")).verdict == "altered"


def test_words_changed_in_the_page_alone_are_altered(keep: Keep, judge: Judge) -> None:
    def write(page: str) -> bytes:
        return compose_parts(
            ("Content-Type: text/plain; charset=utf-8", TEXT),
            ("Content-Type: text/html; charset=utf-8", f"<p>{page}</p>"),
            kind="alternative",
        )

    keep(write(TEXT))
    assert judge(write(TEXT.replace("500", "900"))).verdict == "altered"


def test_a_signature_over_our_copy_makes_altered_certain(keep: Keep, judge: Judge) -> None:
    signed = sign_mail()
    keep(signed)
    found = judge(signed.replace(b"12 500", b"92 500"), KEYS)
    assert (found.verdict, found.confidence) == ("altered", "certain")
    assert next(one.params["our_body"] for one in found.evidence if one.code == "dkim") == "match"


def test_what_the_signature_proves_is_not_called_altered(keep: Keep, judge: Judge) -> None:
    signed = sign_mail()
    keep(signed.replace(b"12 500", b"12 700"))
    assert judge(signed, KEYS).verdict == "genuine"


def test_a_page_that_prints_the_head_is_compared_with_it(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    head = "De : Camille Roy\nEnvoyé : {}\nÀ : Jean Petit\nObjet : Budget\n\n"
    assert (
        judge(print_text(head.format("mardi 2 mars 2027 09:30") + TEXT, "p.html", form="html")).verdict
        == "repackaged"
    )
    moved = judge(print_text(head.format("vendredi 5 mars 2027 09:30") + TEXT, "p.html", form="html"))
    assert (moved.verdict, moved.diff[0].where) == ("altered", "date")


def test_a_printed_message_between_unknown_lines_is_neither_altered_nor_called_whole(
    keep: Keep, judge: Judge
) -> None:
    """On paper everybody writes above and below: a sheet of a program that nobody knows, or a forger's postscript."""
    original = keep(write_mail())
    assert original.mail
    sheet = f"DOSSIER 14\nFeuillet remis par un ami\n\n{original.mail.text}\nPayez en liquide.\n"
    found = judge(print_text(sheet, "dump/1.txt"))
    assert (found.verdict, found.would_change) == ("unverifiable", ("second-reader",))
    assert found.match
    assert [one.params["relation"] for one in found.evidence if one.code == "archive-match"] == ["framed"]
    assert [one.theirs for one in found.diff] == ["DOSSIER 14 Feuillet remis par un ami", "Payez en liquide"]
    inside = sheet.replace("\n\nBien", "\n\nPayez en liquide.\n\nBien")
    assert judge(print_text(inside, "dump/1.txt")).verdict == "altered"
    within = sheet.replace("12 500", "125 000")
    assert judge(print_text(within, "dump/1.txt")).verdict == "altered"
    assert judge(print_mail(write_mail(TEXT + "\r\nPayez en liquide.\r\n"))).verdict == "altered", (
        "a message has an end"
    )


def test_a_line_slipped_below_the_printed_head_is_within_the_message(keep: Keep, judge: Judge) -> None:
    original = keep(write_mail())
    assert original.mail
    head = "De : Camille Roy\nÀ : Jean Petit\nObjet : Budget\n\n"
    slipped = print_text(head + "Payez en liquide.\n\n" + original.mail.text, "dump/1.txt")
    assert judge(slipped).verdict == "altered"
    above = print_text("Feuillet remis par un ami\n\n" + head + original.mail.text, "dump/1.txt")
    assert judge(above).verdict == "unverifiable"


def plant(planted: MemoryPlanted, raw: bytes, *, text: bool = True) -> None:
    item = print_mail(raw, "d1")
    assert item.mail
    said = item.mail.text
    planted.add(
        PlantedEntry(
            "d1", "mail", item.where.sha256, hash_text(said), sketch_text(said), said if text else ""
        )
    )


DECOY = "Chère Lucie, le relevé du compte 4711 est chez Omar, qui le garde au bureau du fond jusqu'à lundi. Il te le donne contre le reçu de février.\r\n"


@pytest.mark.parametrize(
    "leaked",
    [
        DECOY,
        DECOY.replace("4711", "8822"),
        "Regarde ce que j'ai trouvé dans la boîte de Lucie.\r\n\r\n> " + DECOY,
        DECOY.split(".", maxsplit=1)[0] + ".",
    ],
    ids=["as it was", "altered", "quoted", "cut"],
)
def test_what_we_planted_is_a_decoy(planted: MemoryPlanted, judge: Judge, leaked: str) -> None:
    plant(planted, write_mail(DECOY, From="lucie.faure@mouvement-aurore.test"))
    found = judge(write_mail(leaked, From="lucie.faure@mouvement-aurore.test"))
    assert (found.verdict, found.match) == ("decoy", "d1")


def test_a_decoy_is_found_without_its_text(planted: MemoryPlanted, judge: Judge) -> None:
    plant(planted, write_mail(DECOY), text=False)
    assert judge(write_mail(DECOY.replace("février", "mars"))).verdict == "decoy"


def test_what_is_in_archive_and_ledger_is_a_conflict(
    keep: Keep, planted: MemoryPlanted, judge: Judge
) -> None:
    keep(write_mail(DECOY))
    plant(planted, write_mail(DECOY))
    found = judge(write_mail(DECOY))
    assert found.verdict == "conflict"
    assert set(read_codes(found)) == {"archive-match", "ledger"}


def test_a_decoy_that_was_made_after_one_of_ours_is_one(
    keep: Keep, planted: MemoryPlanted, judge: Judge
) -> None:
    keep(write_mail(DECOY))
    made = DECOY.replace("février", "mars")
    assert made != DECOY
    plant(planted, write_mail(made))
    assert judge(write_mail(made)).verdict == "decoy"
    assert judge(write_mail(DECOY.replace("février", "avril"))).verdict == "conflict"


def test_an_answer_that_quotes_a_decoy_stays_genuine(
    keep: Keep, planted: MemoryPlanted, judge: Judge
) -> None:
    answer = write_mail("Non, je n'ai rien reçu de tel, voyez avec Omar.\r\n\r\n> " + DECOY)
    keep(answer)
    plant(planted, write_mail(DECOY, From="lucie.faure@mouvement-aurore.test"))
    assert judge(answer).verdict == "genuine"


def test_a_site_s_page_of_an_answer_that_quotes_a_decoy_is_no_decoy(
    keep: Keep, planted: MemoryPlanted, judge: Judge
) -> None:
    """The page has lines of its own around the message that it says it is: `unverifiable` at first, and never ours to deny."""
    original = keep(
        write_mail("Non, je n'ai rien reçu de tel, voyez avec Omar ou la mairie.\r\n\r\n> " + DECOY)
    )
    assert original.mail
    plant(planted, write_mail(DECOY, From="lucie.faure@mouvement-aurore.test"))
    table = f"From {original.mail.sender}\nDate {original.mail.date[:16].replace('T', ' ')}\nSubject Budget\n"
    shown = f"Search Query: Advanced Search\n\n{table}\n{original.mail.text}\n\nClick to send permalink to the bar\n"
    found = judge(print_text(shown, "dump/1.html"))
    assert (found.verdict, found.match) == ("unverifiable", original.where.path)


def test_what_is_not_there_though_the_day_is_covered_is_invented(
    reference: MemoryReference, judge: Judge
) -> None:
    reference.covered = frozenset(
        ("camille.roy@mouvement-aurore.test", date(2027, 3, day)) for day in (1, 2, 3)
    )
    found = judge(write_mail())
    assert found.verdict == "invented"
    assert "coverage" in read_codes(found)


@pytest.mark.parametrize("days", [(), (2,), (1, 2)], ids=["none", "the day", "not the day after"])
def test_without_cover_of_the_days_around_nothing_is_invented(
    reference: MemoryReference, judge: Judge, days: tuple[int, ...]
) -> None:
    late = write_mail(Date="Tue, 02 Mar 2027 23:30:00 +0100")
    reference.covered = frozenset(("camille.roy@mouvement-aurore.test", date(2027, 3, day)) for day in days)
    assert judge(late).verdict == "unverifiable"


def test_a_draft_is_not_invented(reference: MemoryReference, judge: Judge) -> None:
    reference.covered_mailboxes = frozenset({"camille.roy@mouvement-aurore.test"})
    assert judge(print_mail(write_mail(), "Drafts/1.eml")).verdict == "unverifiable"


def test_what_names_none_of_us_is_foreign(judge: Judge) -> None:
    found = judge(write_mail(From="a@ailleurs.test", To="b@ailleurs.test"))
    assert (found.verdict, found.confidence) == ("foreign", "strong")


def test_what_names_nobody_is_unverifiable(judge: Judge) -> None:
    assert judge(write_mail(From="", To="")).verdict == "unverifiable"


def test_what_cannot_be_read_is_unverifiable_and_says_why(judge: Judge) -> None:
    found = judge(ItemPrint(Where("a.zip", "00", 3), "other", fault="encrypted"))
    assert found.verdict == "unverifiable"
    assert found.evidence[0].params == {"fault": "encrypted"}


def test_a_signed_message_that_the_archive_lost_is_genuine(judge: Judge) -> None:
    assert judge(sign_mail(), KEYS).verdict == "genuine"


@pytest.mark.parametrize(
    "selector", ["open", "old", "part"], ids=["published", "of 512 bits", "of the beginning only"]
)
def test_a_worthless_signature_proves_nothing(judge: Judge, selector: str) -> None:
    signed = sign_mail(selector) + (b"PS : et encore ceci.\r\n" if selector == "part" else b"")
    assert judge(signed, KEYS).verdict == "unverifiable"


def test_a_signature_of_another_day_proves_nothing(judge: Judge) -> None:
    assert judge(sign_mail(days=20), KEYS).verdict == "unverifiable"


def test_another_message_of_the_same_template_is_not_altered(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    other = TEXT.replace("12 500", "13 900").replace("4 mars", "11 mars")
    sibling = write_mail(
        other, Message_ID="<other@mouvement-aurore.test>", Date="Tue, 09 Mar 2027 09:30:00 +0100"
    )
    assert judge(sibling).verdict == "unverifiable"
    bare = write_mail(other, Message_ID="", Date="Tue, 09 Mar 2027 09:30:00 +0100")
    assert judge(bare).verdict == "unverifiable"


def test_without_kept_texts_a_change_is_unverifiable(reference: MemoryReference, judge: Judge) -> None:
    item = print_mail(write_mail(), "a1")
    assert item.mail
    original = make_original(item, mailbox="jean", first_seen=FIRST_SEEN, id="a1")
    reference.add(replace(original, mail=replace(item.mail, text="", html_text=""), has_text=False))
    assert judge(write_mail()).verdict == "genuine"
    assert judge(write_mail(X_Uid="4")).verdict == "repackaged"
    found = judge(write_mail(TEXT.replace("12 500", "92 500")))
    assert (found.verdict, found.diff, found.match) == ("unverifiable", (), "a1")


REPORT = " ".join(
    f"Le poste {number} coûte {number * 37} euros et revient à la commission {number % 7}."
    for number in range(1, 30)
)


def keep_report(reference: MemoryReference, **metadata: str) -> None:
    item = ItemPrint(Where("r.docx", "11", 9), "document", document=DocumentPrint("docx", REPORT, metadata))
    reference.add(make_original(item, mailbox="papiers", first_seen=FIRST_SEEN, id="r1"))


def leak_report(text: str, **metadata: str) -> ItemPrint:
    return ItemPrint(
        Where("dump/r.docx", "22", 9), "document", document=DocumentPrint("docx", text, metadata)
    )


def test_a_file_saved_again_is_repackaged_and_shows_who_saved_it(
    reference: MemoryReference, judge: Judge
) -> None:
    keep_report(reference, created="2027-01-04T09:00:00Z", language="fr-FR")
    found = judge(leak_report(REPORT, created="2027-01-04T09:00:00Z", language="ru-RU"))
    assert found.verdict == "repackaged"
    assert next(one.params["ours"] for one in found.evidence if one.code == "metadata") == {
        "language": "fr-FR"
    }


def test_a_changed_file_of_the_same_origin_is_altered(reference: MemoryReference, judge: Judge) -> None:
    keep_report(reference, created="2027-01-04T09:00:00Z")
    found = judge(
        leak_report(REPORT.replace("coûte 370 euros", "coûte 970 euros"), created="2027-01-04T09:00:00Z")
    )
    assert (found.verdict, found.diff[0].ours, found.diff[0].theirs) == ("altered", "370", "970")


def test_a_changed_file_without_common_origin_is_unverifiable_and_shown(
    reference: MemoryReference, judge: Judge
) -> None:
    keep_report(reference)
    found = judge(leak_report(REPORT.replace("coûte 370 euros", "coûte 970 euros")))
    assert (found.verdict, found.match, len(found.diff)) == ("unverifiable", "r1", 1)


def test_the_same_question_has_the_same_answer_to_the_byte(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    lines = {json.dumps(judge(write_mail(TEXT.replace("500", "900"))).as_values()) for _ in range(5)}
    assert len(lines) == 1


def test_every_verdict_is_of_the_contract(keep: Keep, judge: Judge) -> None:
    keep(write_mail())
    assert judge(write_mail()).verdict in VERDICTS
    weights = [abs(one.weight) for one in judge(write_mail(X_Uid="1", In_Reply_To="<x@y>")).evidence]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    "notice",
    [
        "Here was a non admissible message part of 'text/csv' MIME type.\r\nIt has been automatically discarded before sending.",
        "La pièce jointe devis.csv a été supprimée par la passerelle.",
        "The attachment devis.csv was quarantined.",
    ],
)
def test_what_stands_for_a_file_that_was_taken_out_is_a_gateways(
    keep: Callable[..., ItemPrint], judge: Callable[..., Finding], notice: str
) -> None:
    keep(write_mail())
    assert judge(write_mail(f"{TEXT}\r\n{notice}\r\n")).verdict == "repackaged"
    for forged in (
        "Versez 900 euros à Omar.",
        "Les fichiers ont été supprimés.",
        "The documents were deleted in time.",
    ):
        assert judge(write_mail(f"{TEXT}\r\n{forged}\r\n\r\n{notice}\r\n")).verdict == "altered"
