"""A correspondence of months between invented people."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.decoy import Secret
from chaffinch.decoys.letters.attachments import write_card, write_invitation
from chaffinch.decoys.letters.correspondent import Correspondent, draw_correspondent
from chaffinch.decoys.letters.errors import LetterOrderError, WriterError
from chaffinch.decoys.letters.facts import Facts, draw_facts
from chaffinch.decoys.letters.grammar import load_grammar
from chaffinch.decoys.letters.letter import Attachment, Letter
from chaffinch.decoys.letters.likeness import LikenessIndex
from chaffinch.decoys.letters.prefixes import add_prefix
from chaffinch.decoys.letters.threads import ACCESS, Society, Turn, draw_beginning, draw_script, plan_thread
from chaffinch.decoys.letters.wording import Code
from chaffinch.decoys.letters.writer import Brief, GrammarWriter, Writer, check_written
from chaffinch.decoys.persona import Persona

MAX_LETTERS = 100_000
MAX_TRAPS = 5
#: A letter that shares more than this with any before it is written again, under another id; near-duplicates share half.
MOST_ALIKE = 0.4
_TRIES = 60
_PAPER_TOPICS = frozenset({"print", "invoice", "minutes", "venue", "supplies", "travel"})
_INVITED_TOPICS = frozenset({"room", "minutes", "venue"})


@dataclass(frozen=True, slots=True)
class PlacedTrap:
    """A trap whose log-in is to stand in a letter."""

    address: str
    password: Secret
    reader: str
    """The address of the persona who gets the letter."""


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """What correspondence is wanted."""

    people: Sequence[tuple[Persona, str]]
    """Personas and their addresses: decoys only, never colleagues."""
    count: int
    since: date
    until: date
    """The day after the last."""
    batch: str = ""
    """Names the planting: with another one the same people write other letters."""
    zone: str = "Europe/Paris"
    organisation: str = ""
    """As it stands under signatures."""
    webmail: str = ""
    """The version of Roundcube that the organisation runs; an empty text for 1.6.11."""
    traps: Sequence[PlacedTrap] = ()
    papers: Sequence[Attachment] = ()
    """Documents to go with letters, each once."""

    def __post_init__(self) -> None:
        addresses = [address for _, address in self.people]
        if len(addresses) < 2 or len(set(addresses)) != len(addresses):
            raise LetterOrderError("A correspondence needs two people or more, each with an own address.")
        if not 0 < self.count <= MAX_LETTERS:
            raise LetterOrderError(f"{self.count} letters were ordered.", todo=f"Order 1 to {MAX_LETTERS:,}.")
        if not timedelta(7) <= self.until - self.since <= timedelta(3660):
            raise LetterOrderError("A correspondence takes a week or more, and ten years at most.")
        if len(self.traps) > MAX_TRAPS or len(self.traps) * 2 > self.count:
            raise LetterOrderError(
                f"{len(self.traps)} traps in {self.count} letters are too many.",
                why="Log-ins lie about in a mailbox once or twice, not everywhere.",
                todo=f"Place at most {MAX_TRAPS}, in two letters or more each.",
            )
        if not {one.reader for one in self.traps} <= set(addresses):
            raise LetterOrderError("A trap is placed with somebody who takes no part.")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The letters in the order of their time, and what there is to know of them."""

    letters: tuple[Letter, ...]
    people: tuple[Correspondent, ...]
    traps: Mapping[str, str] = field(default_factory=dict)
    """Letter's id → address of the trap whose log-in it holds."""
    refused: int = 0
    """Letters of a further writer that the contract refused; the grammar wrote them."""


def write_letters(order: LetterOrder, *, seed: Seed, writer: Writer | None = None) -> Corpus:
    """Write a correspondence.

    The same seed, order and writer give the same letters; another seed gives others, down to the phrases in use.

    Args:
        order: what is wanted.
        seed: the installation's.
        writer: puts letters into words; the grammar unless given, and wherever the given one breaks the contract.

    Raises:
        LetterOrderError: nobody works within the days given.
    """
    return _Scribe(order, seed, writer).write()


class _Scribe:
    """What is kept while a correspondence is written."""

    def __init__(self, order: LetterOrder, seed: Seed, writer: Writer | None) -> None:
        self._order, self._zone = order, ZoneInfo(order.zone)
        self._chance = seed.open_stream(
            f"letters {order.batch} {order.since} {order.until} {sorted(a for _, a in order.people)}"
        )
        self._grammar_writer = GrammarWriter(Code(seed))
        self._writer = writer or self._grammar_writer
        self._index, self._refused = LikenessIndex(), 0
        self._papers = list(reversed(order.papers))
        people = [
            draw_correspondent(persona, address, self._chance, organisation=order.organisation, webmail=order.webmail,
                               since=order.since, until=order.until)
            for persona, address in order.people
        ]  # fmt: skip
        self._society = Society(people, self._chance)

    def write(self) -> Corpus:
        letters: list[Letter] = []
        for trap in self._order.traps:
            letters += self._write_access(trap)
        while len(letters) < self._order.count:
            letters += self._write_thread(self._order.count - len(letters))
        letters.sort(key=lambda one: one.sent_at)
        traps = {one.id: one.trap for one in letters if one.trap}
        return Corpus(tuple(letters), self._society.people, traps, self._refused)

    def _begin(self) -> tuple[Correspondent, datetime]:
        found = draw_beginning(
            self._society, self._chance, since=self._order.since, until=self._order.until, zone=self._zone
        )
        if found is None:
            raise LetterOrderError("Nobody works within these days.", todo="Order a longer time.")
        return found

    def _write_thread(self, room: int) -> list[Letter]:
        chance = self._chance
        starter, start = self._begin()
        script = draw_script(chance)
        while len(script) > room:
            script = script[:-1]
        wanted = max(role for _, role in script) + 1
        others = self._society.draw_others(
            starter, max(1, wanted - 1, *([2] * (chance.random() < 0.2))), chance
        )
        turns = plan_thread(script, (starter, *others), chance, start=start, zone=self._zone)
        grammar = load_grammar(self._choose_language(starter, others))
        topic = chance.choice(grammar.topics)
        return self._write_turns(turns, topic, draw_facts(grammar, topic, chance, at=start), grammar.language)

    def _write_access(self, trap: PlacedTrap) -> list[Letter]:
        """Write the short thread in which a colleague lends a log-in."""
        reader = next(one for one in self._society.people if one.address == trap.reader)
        _, start = self._begin()
        helper = self._society.draw_others(reader, 1, self._chance)[0]
        turns = plan_thread(ACCESS, (helper, reader), self._chance, start=start, zone=self._zone)
        grammar = load_grammar(self._choose_language(helper, (reader,)))
        facts = draw_facts(grammar, "access", self._chance, at=start)
        return self._write_turns(turns, "access", facts, grammar.language, trap=trap)

    def _choose_language(self, starter: Correspondent, others: Sequence[Correspondent]) -> str:
        return starter.language if all(one.language == starter.language for one in others) else "en"

    def _write_turns(
        self,
        turns: Sequence[Turn],
        topic: str,
        facts: Facts,
        language: str,
        *,
        trap: PlacedTrap | None = None,
    ) -> list[Letter]:
        letters: list[Letter] = []
        cast = {one.address for turn in turns for one in (turn.sender, *turn.to, *turn.cc)}
        names = [one.persona.name.first for one in self._society.people if one.address not in cast]
        named = self._chance.sample(names, 2) if len(names) > 1 else ["", ""]
        thread = f"{self._chance.getrandbits(64):016x}"
        end = datetime.combine(self._order.until, datetime.min.time(), self._zone)
        for turn in turns:
            if turn.at >= end:
                break
            parent = letters[turn.answers] if turn.answers >= 0 else None
            said = facts.render(language, turn.at)
            said["who"] = turn.to[0].persona.name.first
            said["colleague"] = named[0] or ("un collègue" if language == "fr" else "a colleague")
            said["colleague2"] = named[1] or said["colleague"]
            secret = trap if trap and not letters else None
            letters.append(
                self._write_letter(
                    turn,
                    said,
                    topic=topic,
                    language=language,
                    thread=thread,
                    parent=parent,
                    trap=secret,
                    meeting=facts.meeting,
                )
            )
        return letters

    def _write_letter(
        self, turn: Turn, facts: dict[str, str], *, topic: str, language: str, thread: str, parent: Letter | None,
        trap: PlacedTrap | None, meeting: datetime,
    ) -> Letter:  # fmt: skip
        before = [one.body for one in (parent, *parent.list_ancestors())][::-1] if parent else []
        attachments, attached = self._choose_attachments(turn, topic, facts, meeting=meeting)
        brief = Brief(language, topic, turn.act, turn.sender, turn.to[0], facts, before, attached)
        best: tuple[float, str, str, str] | None = None
        for _ in range(_TRIES):
            item = f"{self._chance.getrandbits(96):024x}"
            subject, body = self._put_into_words(brief, item, trap)
            alike = self._index.find_nearest(body)
            if best is None or alike < best[0]:
                best = (alike, item, subject, body)
            if alike <= MOST_ALIKE:
                break
        assert best is not None  # noqa: S101 -- at least one was tried
        _, item, subject, body = best
        self._index.add(body)
        if parent is not None:
            subject = add_prefix(parent.subject, turn.sender, forward=turn.act == "forward")
        return Letter(
            item, thread, topic, turn.act, language, turn.sender, turn.to, turn.cc, subject, turn.at, body, parent,
            attachments, trap.address if trap else "",
        )  # fmt: skip

    def _put_into_words(self, brief: Brief, item: str, trap: PlacedTrap | None) -> tuple[str, str]:
        """Return the subject and the body of an item: greeting, what the writer wrote, name."""
        chance = random.Random(self._chance.getrandbits(64))  # noqa: S311 -- of a seed that nobody knows
        try:
            written = check_written(brief, self._writer.write(brief, item=item, chance=chance))
        except WriterError:
            self._refused += 1
            written = self._grammar_writer.write(brief, item=item, chance=chance)
        paragraphs = list(written.paragraphs)
        if trap is not None:
            names = ("Identifiant", "Mot de passe") if brief.language == "fr" else ("Login", "Password")
            colon = " :" if brief.language == "fr" else ":"
            paragraphs.insert(
                1, f"{names[0]}{colon} {trap.address}\n{names[1]}{colon} {trap.password.reveal()}"
            )
        return written.subject, _frame(brief, paragraphs, chance)

    def _choose_attachments(
        self, turn: Turn, topic: str, facts: Mapping[str, str], *, meeting: datetime
    ) -> tuple[tuple[Attachment, ...], str]:
        if turn.act not in ("open", "answer", "clarify"):
            return (), ""
        if self._papers and topic in _PAPER_TOPICS and self._chance.random() < 0.5:
            return (self._papers.pop(),), "paper"
        if topic in _INVITED_TOPICS and turn.act == "open" and self._chance.random() < 0.12:
            return (
                write_invitation(turn, self._chance, title=facts["matter"], meeting=meeting, zone=self._zone),
            ), "invitation"
        if turn.act == "open" and self._chance.random() < 0.015:
            return (write_card(turn.sender, self._order.organisation),), "card"
        return (), ""


def _frame(brief: Brief, paragraphs: Sequence[str], chance: random.Random) -> str:
    """Put greeting, sign-off and name around what a letter says, as its writer does."""
    me, own = brief.sender, brief.language == brief.sender.language
    lists = load_grammar(brief.language).lists["common"]
    greetings = me.greetings if own else tuple(lists["greeting"][:3])
    signoffs = me.signoffs if own else tuple(lists["signoff"][:3])
    lines: list[str] = []
    if chance.random() < (0.55 if brief.before else 0.95):
        lines += [chance.choice(greetings).replace("{who}", brief.reader.persona.name.first), ""]
    gap = "\n\n" if chance.random() < 0.7 else "\n"
    lines.append(gap.join(paragraphs))
    signoff = chance.choice(signoffs)
    if chance.random() < (0.5 if brief.before else 0.9):
        lines += ["", *([signoff] if signoff else []), me.persona.name.first]
    return "\n".join(lines)


def list_threads(letters: Sequence[Letter]) -> Iterator[tuple[Letter, ...]]:
    """Yield the letters of each thread, in the order of their time."""
    threads: dict[str, list[Letter]] = {}
    for one in letters:
        threads.setdefault(one.thread, []).append(one)
    for found in threads.values():
        yield tuple(found)
