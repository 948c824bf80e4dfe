"""A correspondence: no two letters alike, nobody at work at night, traps where they were ordered, a seed that says it all."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from tests.decoys.letters.conftest import SEED, draw_people, order

from chaffinch.decoys import Secret, Seed
from chaffinch.decoys.letters import (
    Brief,
    Code,
    Corpus,
    GrammarWriter,
    Letter,
    LetterOrder,
    PlacedTrap,
    Writer,
    Written,
    check_written,
    list_threads,
    write_letters,
)
from chaffinch.decoys.letters.errors import LetterOrderError, WriterError
from chaffinch.decoys.letters.hours import find_easter, list_holidays
from chaffinch.decoys.letters.likeness import NEAR, cut_shingles


def test_no_two_letters_are_near_duplicates(post: Corpus) -> None:
    """Every pair is compared, without the index that the generator itself looks into."""
    bodies = [cut_shingles(one.body) for one in post.letters]
    assert len(bodies) == 900
    worst = max(
        len(one & other) / len(one | other)
        for place, one in enumerate(bodies)
        for other in bodies[:place]
        if one & other
    )
    assert worst < NEAR


def test_the_same_seed_gives_the_same_letters_and_another_shares_no_body(post: Corpus) -> None:
    again = write_letters(order(), seed=SEED)
    assert [(one.id, one.subject, one.body, one.sent_at) for one in again.letters] == [
        (one.id, one.subject, one.body, one.sent_at) for one in post.letters
    ]
    other = write_letters(order(), seed=Seed(b"another installation"))
    assert not {one.id for one in other.letters} & {one.id for one in post.letters}
    assert not {_cut_frame(one) for one in other.letters} & {_cut_frame(one) for one in post.letters}


def _cut_frame(letter: Letter) -> str:
    """Return a body without greeting, sign-off and name, which the same people share."""
    return "\n".join(line for line in letter.body.split("\n") if len(line.split()) > 4)


def test_two_installations_do_not_use_the_same_phrases() -> None:
    one, other = Code(SEED), Code(Seed(b"another installation"))
    assert any(list(one.keep(f"site {n}", 12)) != list(other.keep(f"site {n}", 12)) for n in range(5))
    assert all(len(one.keep(f"site {n}", 12)) == 9 for n in range(5))
    assert list(one.keep("site", 3)) == [0, 1, 2]


def test_everybody_writes_at_work_and_nobody_on_holidays(post: Corpus) -> None:
    late = 0
    for one in post.letters:
        week, minute = one.sender.week, one.sent_at.hour * 60 + one.sent_at.minute
        assert week.works(one.sent_at.date())
        assert week.hours[0] <= minute <= week.hours[1] + 171
        late += minute > week.hours[1]
    assert 0 < late < 0.08 * len(post.letters)
    assert find_easter(2026) == date(2026, 4, 5)
    assert date(2026, 5, 14) in list_holidays("fr", 2026)
    assert date(2026, 12, 28) in list_holidays("gb", 2026)


def test_threads_are_in_order_and_quote_what_came_before(post: Corpus) -> None:
    lengths: Counter[int] = Counter()
    for thread in list_threads(post.letters):
        lengths[len(thread)] += 1
        assert thread[0].act == "open"
        assert thread[0].parent is None
        for before, letter in pairwise(thread):
            assert letter.parent is before
            assert letter.sent_at > before.sent_at
            people = {one.address for one in (before.sender, *before.readers)}
            assert letter.sender.address in people
            assert re.match(r"(RE|Re|TR|FW|Fwd): ", letter.subject)
            assert letter.subject.removeprefix("RE: ").removeprefix("Re: ").endswith(thread[0].subject)
    assert len(lengths) >= 5
    for one in post.letters:
        readers = [reader.address for reader in one.readers]
        assert readers
        assert len(readers) == len(set(readers))
        assert one.sender.address not in readers


def test_answers_are_quick_and_slow_as_a_lognormal_has_it(post: Corpus) -> None:
    delays = sorted(
        (one.sent_at - one.parent.sent_at).total_seconds() / 60 for one in post.letters if one.parent
    )
    assert 20 < delays[len(delays) // 2] < 180
    assert delays[0] < 10
    assert delays[-1] > 60 * 24


def test_nothing_in_a_letter_could_be_somebodys_number_or_address(post: Corpus) -> None:
    for one in post.letters:
        written = Written(one.subject, tuple(part for part in one.body.split("\n") if part))
        check_written(_brief(post, one), written)


def test_traps_stand_where_they_were_ordered() -> None:
    people = draw_people(8)
    traps = [
        PlacedTrap("t.piege@aurore.test", Secret("Gr4nde-Ourse"), people[2][1]),
        PlacedTrap("l.leurre@aurore.test", Secret("soleil77"), people[5][1]),
    ]
    post = write_letters(order(people=people, count=60, traps=traps), seed=SEED)
    assert sorted(post.traps.values()) == sorted(one.address for one in traps)
    assert len(post.letters) == 60
    for trap in traps:
        holding = [one for one in post.letters if trap.password.reveal() in one.body]
        assert len(holding) == 1
        assert post.traps[holding[0].id] == trap.address
        assert trap.address in holding[0].body
        assert holding[0].to[0].address == trap.reader
    assert "Gr4nde" not in repr(traps)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: {"people": draw_people(1)},
        lambda: {"people": [*draw_people(2), *draw_people(2)]},
        lambda: {"count": 0},
        lambda: {"count": 10**6},
        lambda: {"until": date(2025, 2, 3)},
        lambda: {"until": date(2024, 1, 1)},
        lambda: {"traps": [PlacedTrap("a@aurore.test", Secret("x"), "nobody@aurore.test")]},
        lambda: {"traps": [PlacedTrap("a@aurore.test", Secret("x"), draw_people(16)[0][1])] * 6},
    ],
)
def test_a_contradicting_order_is_refused(bad: Callable[[], dict[str, object]]) -> None:
    with pytest.raises(LetterOrderError):
        order(**bad())


def test_the_last_letters_are_not_of_the_day_after(post: Corpus) -> None:
    assert post.letters[0].sent_at.date() >= date(2025, 2, 1)
    assert post.letters[-1].sent_at.date() < date(2026, 2, 1)
    short = write_letters(order(count=40, since=date(2025, 3, 3), until=date(2025, 3, 11)), seed=SEED)
    assert len(short.letters) == 40
    assert short.letters[-1].sent_at.date() - short.letters[0].sent_at.date() < timedelta(8)


def _brief(post: Corpus, letter: Letter) -> Brief:
    return Brief(letter.language, letter.topic, letter.act, letter.sender, letter.to[0], {}, ())


class Parrot:
    """A stand-in for a language model: says what it was told to say."""

    def __init__(self, text: str) -> None:
        self.text = text

    def write(self, brief: Brief, *, item: str, chance: random.Random) -> Written:
        return Written("Subject" if brief.act == "open" else "", (f"{self.text} {item}.",))


class Recorder:
    """Keeps the briefs that a correspondence gives."""

    def __init__(self) -> None:
        self.briefs: list[Brief] = []

    def write(self, brief: Brief, *, item: str, chance: random.Random) -> Written:
        self.briefs.append(brief)
        return GrammarWriter(Code(SEED)).write(brief, item=item, chance=chance)


@pytest.mark.parametrize("writer", [GrammarWriter(Code(SEED)), Parrot("Paper is in the store, says")])
def test_a_writer_keeps_the_contract(writer: Writer) -> None:
    recorder = Recorder()
    write_letters(order(count=80), seed=SEED, writer=recorder)
    assert {brief.act for brief in recorder.briefs} >= {"open", "answer", "thanks", "query", "clarify"}
    for brief in recorder.briefs:
        first, second = (writer.write(brief, item="ab" * 12, chance=random.Random(3)) for _ in range(2))
        assert first == second
        assert check_written(brief, first) is first
        assert bool(brief.before) == (brief.act != "open")


@pytest.mark.parametrize(
    "text",
    [
        "call 01 23 45 67 89",
        "mail a@b.test",
        "see https://x.test",
        "FR76 3000 6000 0112 3456",
        "a\x07b",
        "x" * 5000,
        "{slot}",
    ],
)
def test_what_may_not_be_planted_is_refused_and_the_grammar_writes_instead(text: str) -> None:
    brief = _brief(
        write_letters(order(count=10), seed=SEED), write_letters(order(count=10), seed=SEED).letters[0]
    )
    with pytest.raises(WriterError):
        check_written(brief, Written("Subject", (text,)))
    post = write_letters(order(count=12), seed=SEED, writer=Parrot(text))
    assert post.refused >= 12
    assert not any(text in one.body for one in post.letters)


def test_an_order_keeps_its_people() -> None:
    people = draw_people(3)
    post = write_letters(
        LetterOrder(people=people, count=30, since=date(2025, 1, 6), until=date(2025, 6, 1)), seed=SEED
    )
    assert {one.address for one in post.people} == {address for _, address in people}
