"""Where words stand that OCR read: evidence, and never a verdict."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.leaks.scans import TEXT

from chaffinch.ground.texts import sketch_text
from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.judging.read_words import count_common, place_words
from chaffinch.leaks.prints import DocumentPrint, MailPrint
from chaffinch.leaks.reference import Original, PlantedEntry

SEEN = datetime(2027, 3, 1, tzinfo=UTC)


@dataclass
class Known:
    """An archive and a ledger that give everything to every question."""

    originals: tuple[Original, ...] = ()
    entries: tuple[PlantedEntry, ...] = ()

    def find_alike(self, sketch: Iterable[int], *, most: int = 10) -> Sequence[Original]:
        return self.originals[:most]

    def find_planted(self, **_: object) -> Sequence[PlantedEntry]:
        return self.entries


def keep(id_: str, text: str, *, has_text: bool = True) -> Original:
    document = DocumentPrint("docx", text if has_text else "")
    sketch = sketch_text(text)
    return Original(id_, "document", "papers", SEEN, "", document=document, has_text=has_text, sketch=sketch)


def keep_mail(id_: str, subject: str, text: str) -> Original:
    mail = MailPrint("<1@aurore.test>", "", "jeanne@aurore.test", "Jeanne", (), (), subject, text)
    return Original(id_, "mail", "jeanne", SEEN, "", mail=mail)


def place(text: str, *originals: Original, entries: tuple[PlantedEntry, ...] = ()) -> tuple[Evidence, ...]:
    known = Known(originals, entries)
    return place_words(text, reference=known, planted=known)  # type: ignore[arg-type]


def spoil(text: str, *, every: int) -> str:
    """Return a text in which one word of so many is read wrongly."""
    return " ".join(f"{word}x1" if at % every == 3 else word for at, word in enumerate(text.split()))


def test_words_of_ours_are_placed_with_how_many_and_where() -> None:
    (found,) = place(TEXT, keep("other", "Tout autre chose que cela."), keep("ours", TEXT))
    assert (found.code, found.params["relation"], found.params["match"]) == ("ocr", "archive", "ours")
    assert found.params["share"] == 1.0
    assert found.params["words"] > 40
    assert (found.params["confidence"], found.params["mailbox"]) == ("fair", "papers")


def test_a_text_that_was_read_badly_is_placed_with_less_confidence() -> None:
    (found,) = place(spoil(TEXT, every=8), keep("ours", TEXT))
    assert found.params["match"] == "ours"
    assert 0.5 < found.params["share"] < 0.8
    assert found.params["confidence"] == "weak"


def test_a_screen_shot_of_a_message_is_placed_with_its_subject() -> None:
    (found,) = place(f"Réunion de mardi\n{TEXT}", keep_mail("17", "Réunion de mardi", TEXT))
    assert (found.params["match"], found.params["share"]) == ("17", 1.0)


def test_a_word_that_is_parted_at_the_end_of_a_line_is_one() -> None:
    parted = TEXT.replace("calendrier", "calen-\ndrier").replace("bénévoles", "béné-\n  voles")
    (found,) = place(parted, keep("ours", TEXT))
    assert found.params["share"] == 1.0


def test_the_same_words_in_another_order_are_another_text() -> None:
    words = TEXT.split()
    random.Random(1).shuffle(words)
    (found,) = place(" ".join(words), keep("ours", TEXT))
    assert found.params["relation"] == "words"


def test_less_than_half_is_not_most_of_it() -> None:
    (found,) = place(TEXT + " " + " ".join(f"mot{number}" for number in range(90)), keep("ours", TEXT))
    assert (found.params["relation"], "match" in found.params) == ("words", False)


def test_few_words_are_placed_nowhere_and_no_words_are_told() -> None:
    (few,) = place("Merci, c'est bon.", keep("ours", "Merci, c'est bon."))
    (none,) = place(" \n\f", keep("ours", TEXT))
    assert (few.params["relation"], none.params["relation"], none.params["words"]) == ("words", "none", 0)


def test_without_texts_likeness_is_told_as_such_and_is_weak() -> None:
    entry = PlantedEntry("letter-1", "mail", "", "", sketch_text(TEXT))
    ours, planted = place(TEXT, keep("ours", TEXT, has_text=False), entries=(entry,))
    assert [(one.params["relation"], one.params["match"]) for one in (ours, planted)] == [
        ("archive", "ours"),
        ("ledger", "letter-1"),
    ]
    assert {one.params["confidence"] for one in (ours, planted)} == {"weak"}
    assert ours.params["sketch"]
    assert ours.weight > 0 > planted.weight


def test_a_planted_text_is_compared_word_by_word_where_it_is_at_hand() -> None:
    entry = PlantedEntry("letter-1", "mail", "", "", (), text=TEXT)
    (found,) = place(TEXT, entries=(entry,))
    assert (found.params["relation"], found.params["share"], found.params["confidence"]) == (
        "ledger",
        1.0,
        "fair",
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_is_read_it_is_evidence_that_weighs_little(read: str, kept: str) -> None:
    entry = PlantedEntry("e", "mail", "", "", sketch_text(kept), text=kept)
    found = place(read, keep("ours", kept), entries=(entry,))
    assert found
    assert {one.code for one in found} == {"ocr"}
    assert all(
        abs(one.weight) <= 0.3 and one.params.get("confidence") in {None, "fair", "weak"} for one in found
    )


words = st.lists(st.sampled_from("abcd"), max_size=30)


@given(words, words)
def test_words_in_common_are_no_more_than_there_are(one: list[str], other: list[str]) -> None:
    assert 0 <= count_common(one, other) <= len(one)
    assert count_common(one, one) == (len(one) if len(one) >= 3 else 0)
