"""What an unknown export leaves in many items is told from what somebody wrote into one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from tests.leaks.judging.mails import print_mail, write_mail

from chaffinch.leaks.finding import Change, Evidence, Finding
from chaffinch.leaks.judging import Facts, compare_texts, explain_by_traces, find_anomalies, find_traces
from chaffinch.leaks.judging.claims import Known, list_known
from chaffinch.leaks.judging.forms import (
    is_same_line,
    list_block_forms,
    list_date_forms,
    list_sign_forms,
    list_subject_forms,
)
from chaffinch.leaks.judging.repeats import FEWEST_ITEMS, FEWEST_WRITERS

LETTER = (
    "Bonjour Paul,\n\nLe devis des affiches est de 12500 euros, à signer avant lundi.\n\nBien à toi\nJeanne\n"
)
STAMP = "lines:stamped by archivarius"


def make_facts(
    number: int, *, form: str = STAMP, box: str = "a.mbox", writers: int = 6, verdict: str = "altered"
) -> Facts:
    return Facts(
        item=f"{box}!/{number}",
        verdict=verdict,  # type: ignore[arg-type]
        kind="mail",
        match=f"m{number}",
        writer=f"p{number % writers}",
        forms=(form,) if form else (),
    )


def make_finding(*forms: tuple[str, ...]) -> Finding:
    match = Evidence("archive-match", -6.0, {"relation": "altered", "mailbox": "a", "changes": len(forms)})
    changes = tuple(Change("insert", "text", "", " ".join(some), some) for some in forms)
    return Finding("a.mbox!/1", "altered", "strong", (match,), "m1", changes, ("second-reader",))


def list_known_of(sender: str, subject: str) -> Known:
    mail = print_mail(write_mail(From=sender, Subject=subject)).mail
    assert mail
    return list_known(mail)


def list_forms(theirs: str) -> list[tuple[str, ...]]:
    return [change.forms for change in compare_texts(LETTER, theirs).changes]


def test_a_line_of_its_own_has_a_form_in_which_numbers_are_open() -> None:
    first = list_forms(LETTER + "\nStamped by Archivarius on 3 March 2027, sheet AUR-00017\n")
    stamped = "lundi.\nStamped by Archivarius on 14 April 2027, sheet AUR-9a\n"
    assert first == [("lines:stamped by archivarius on # sheet #",)]
    assert list_forms(LETTER.replace("lundi.\n", stamped)) == first


def test_numbers_of_a_subject_and_short_names_are_open_with_it() -> None:
    known = list_known_of("Joseph S. <e@aurore.test>", "Re: [Aurore] Les 24 affiches de 2.14 m")
    topic = "Topic 1. Re: [Aurore] Les 24 affiches de 2.14 m (Joseph S.)\n"
    assert list_block_forms(topic, known) == ("lines:topic # …",)
    assert list_block_forms("Sheet of Les 24 affiches\n", known) == ("lines:sheet of …",)
    assert list_block_forms("Re: [Aurore] Les 24 affi sheet 1 of 2\n", known) == ("lines:… sheet # of #",)
    assert list_block_forms("S est d'accord\n", known) == ("lines:s est d accord",), (
        "no name beside it: a word"
    )


def test_a_line_with_a_name_of_the_message_is_the_line_without() -> None:
    trace = "lines:un service de aurore helpdesk pour vous"
    assert is_same_line("lines:un service de … helpdesk pour vous", trace)
    assert is_same_line(trace, "lines:un service de … helpdesk pour vous")
    assert not is_same_line("lines:un service de aurore", trace)
    assert not is_same_line("lines:… est de la partie", "lines:… de la …"), (
        "half of each line is said by both"
    )
    assert not is_same_line("lines:l argent est parti de la caisse", "lines:… de la …")
    assert not is_same_line("lines:helpdesk …", "lines:helpdesk aurore")


def test_what_an_export_left_out_by_a_mark_of_its_own_is_no_word_of_a_forger() -> None:
    letter = (
        LETTER + "\nLe 3 mars, Paul a écrit :\n> Il me faut le devis avant la fin de la semaine, merci.\n"
    )
    bubbles = letter.replace(
        "> Il me faut le devis avant la fin de la semaine, merci.\n", "09:12 ✓✓ Visto\n•••\n09:12 ✓✓ Visto\n"
    )
    (change,) = compare_texts(letter, bubbles).changes
    assert change.forms == ("lines:# visto",)
    (forged,) = compare_texts(letter, bubbles.replace("•••\n", "")).changes
    assert forged.forms == (), "without the mark, words stand in place of ours"


@pytest.mark.parametrize(
    "theirs",
    [
        LETTER.replace("12500", "125000"),
        LETTER.replace("à signer", "à ne pas signer"),
        LETTER.replace("lundi.", "lundi. Stamped by Archivarius."),
        LETTER.replace("lundi.\n", "lundi.\nLa commission de 40 % reste entre nous.\n"),
        LETTER.replace("lundi.\n", "lundi.\nLes 40 000 euros sont à Chypre.\n"),
        LETTER.replace("lundi.\n", "lundi.\nUnderstood, I will see to it off the books.\n"),
        LETTER.replace("lundi.\n", "lundi.\nCompris, j'en parle à l'intéressé.\n"),
    ],
    ids=["figure", "not", "within a line", "a share", "a sum", "somebody", "quelqu'un"],
)
def test_what_a_person_changes_has_none(theirs: str) -> None:
    assert list_forms(theirs) == [()]


def test_a_sign_has_a_form_only_where_it_is_another_everywhere() -> None:
    assert list_sign_forms("élève", "<9>l<8>ve", "<9>l<8>ve") == ("sign:è=<8>", "sign:é=<9>")
    assert list_sign_forms("élève", "<9>l<8>ve", "<9>l<8>ve né") == ()
    assert list_sign_forms("dépôt", "dnotpot", "dnotpot") == ()
    assert list_sign_forms("né", "n1", "n1") == ()


def test_marks_of_subjects_and_zones_have_forms() -> None:
    assert list_subject_forms("Budget", "Budget [Ticket 4711]") == ("subject:ticket #",)
    assert list_subject_forms("Budget", "Budget doublé") == ("subject:doublé",)
    assert list_subject_forms("Le budget", "Le second budget") == ()
    clock = datetime.fromisoformat("2027-04-01T10:00:00+02:00")
    assert list_date_forms(clock, clock.replace(tzinfo=None)) == ("date:zone",)
    assert list_date_forms(clock, clock.replace(hour=12)) == ("date:+120",)
    assert list_date_forms(clock, clock.replace(day=2)) == ()
    assert list_date_forms(clock, clock.replace(minute=1)) == ()


def test_a_trace_takes_many_items_of_several_writers_in_one_place() -> None:
    enough = [make_facts(number) for number in range(FEWEST_ITEMS)]
    (trace,) = find_traces(enough).values()
    assert (trace.items, trace.writers, trace.first) == (FEWEST_ITEMS, 6, "a.mbox!/0")
    assert find_traces(enough[1:]) == {}
    assert find_traces([make_facts(number, writers=FEWEST_WRITERS - 1) for number in range(40)]) == {}
    assert find_traces([replace(one, match="m1") for one in enough]) == {}
    assert find_traces(enough[::-1]) == find_traces(enough)


def test_a_line_in_few_items_of_a_mailbox_is_a_forgers() -> None:
    """Who adds one sentence to many messages of a mailbox leaves the others as they are; an export does not."""
    added = [make_facts(number) for number in range(20)]
    others = [make_facts(number, form="", verdict="genuine") for number in range(20, 160)]
    assert find_traces([*added, *others]) == {}
    elsewhere = [replace(one, item=one.item.replace("a.mbox", "b.mbox")) for one in others]
    assert set(find_traces([*added, *elsewhere])) == {STAMP}


def test_one_item_in_each_of_many_folders_is_no_mailbox() -> None:
    """Who scatters what he changed would have a share of each folder."""
    assert find_traces([make_facts(number, box=f"folder-{number}/a.mbox") for number in range(30)]) == {}


def test_moved_dates_must_be_half_of_all() -> None:
    moved = [make_facts(number, form="date:+120") for number in range(40)]
    others = [make_facts(number, form="", verdict="genuine") for number in range(40, 90)]
    assert find_traces([*moved, *others]) == {}
    assert set(find_traces([*moved, *others[:40]])) == {"date:+120"}


def test_an_item_whose_line_has_a_name_in_it_is_told_with_the_others() -> None:
    traces = find_traces(
        make_facts(number, form="lines:stamped by archivarius of aurore") for number in range(FEWEST_ITEMS)
    )
    told = explain_by_traces(make_finding(("lines:stamped by archivarius of …",)), traces)
    usual = explain_by_traces(make_finding(("lines:stamped by archivarius of aurore",)), traces)
    assert told.verdict == "repackaged"
    assert [one.params for one in told.evidence] == [one.params for one in usual.evidence], (
        "one group for the reader"
    )


def test_an_altered_item_is_told_anew_only_where_every_change_is_a_trace() -> None:
    traces = find_traces(make_facts(number) for number in range(FEWEST_ITEMS))
    told = explain_by_traces(make_finding((STAMP,)), traces)
    assert (told.verdict, told.confidence, told.would_change) == ("repackaged", "fair", ("second-reader",))
    assert told.diff == make_finding((STAMP,)).diff, "what was added stays to be seen"
    (match, repeated) = told.evidence
    assert match.params["relation"] == "repeated"
    assert repeated.code == "repeated"
    assert (repeated.params["items"], repeated.params["writers"]) == (FEWEST_ITEMS, 6)
    for other in (make_finding((STAMP,), ()), make_finding((STAMP,), ("lines:pay in cash",)), make_finding()):
        assert explain_by_traces(other, traces) == other
    decoy = replace(make_finding((STAMP,)), verdict="decoy")
    assert explain_by_traces(decoy, traces) == decoy


def test_items_told_anew_are_no_longer_alike_changes() -> None:
    facts = [replace(make_facts(number), where=("text",)) for number in range(FEWEST_ITEMS)]
    assert [one.code for one in find_anomalies(facts)] == ["altered-alike"]
    assert find_anomalies([replace(one, verdict="repackaged") for one in facts]) == ()


def test_lines_around_what_was_printed_are_told_by_many_items_too() -> None:
    match = Evidence("archive-match", 0.5, {"relation": "framed", "mailbox": "a", "changes": 1})
    framed = replace(make_finding((STAMP,)), verdict="unverifiable", confidence="fair", evidence=(match,))
    traces = find_traces(make_facts(number, verdict="unverifiable") for number in range(FEWEST_ITEMS))
    assert explain_by_traces(framed, traces).verdict == "repackaged"
    other = replace(framed, evidence=(replace(match, params={"relation": "altered"}),))
    assert explain_by_traces(other, traces) == other, "two files of one template stay what they are"
