"""The dump: every item with its truth."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.taints.exports_tuned import EXPORTS
from benchmarks.taints.keys import make_keys
from benchmarks.taints.mails import OWNED, SIGNING, Source, deliver, write_correspondence
from benchmarks.taints.memory import MemoryPlanted, MemoryReference, make_original
from benchmarks.taints.mutations import TUNED, Altered, Mutation
from benchmarks.taints.printing import print_item, print_text
from benchmarks.taints.rebuilding import LOST, Exported, Printed, rebuild

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import PlantedEntry
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.message import parse_message

_MAILBOXES = 6
"""In which what is as it was lies; altered items lie everywhere."""
FIRST_SEEN = datetime(2026, 3, 2, tzinfo=UTC)
BREACH = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One item of the dump, and what it is."""

    item: ItemPrint
    truth: str
    """exact, repackaged, excerpt, altered, decoy, decoy-altered, decoy-quoted, invented, foreign, unknown, planted."""
    kind: str
    """Name of the export or the mutation, and of the source."""
    source: str = ""
    """Id of the original."""
    altered: Altered | None = None


@dataclass
class World:
    """Archive, ledger, keys, and what is drawn from."""

    reference: MemoryReference
    planted: MemoryPlanted
    keys: KeyArchive
    ours: list[tuple[str, Source]]
    """Id in the archive, and the message."""
    decoys: list[Source]
    strangers: list[Source]
    unknown: list[Source]
    """Of ours by their addresses, and not in the archive."""


def build_world(ham: Sequence[Source], mails: int, chance: random.Random) -> World:
    """Return an archive of so many mails, with everything that is not in it."""
    letters, seed = write_correspondence(max(100, mails - len(ham) * 4 // 5), "ours", "aurore.test")
    own = list(deliver(letters, seed, "aurore.test", chance))
    kept, left = list(ham[: len(ham) * 4 // 5]), list(ham[len(ham) * 4 // 5 :])
    keys = make_keys(SIGNING)
    people = sorted({letter.sender.address for letter in letters})
    covered = frozenset(people[::2])
    open_letters = [number for number, one in enumerate(own) if not _names(one.raw, covered)]
    missing = chance.sample(open_letters, min(len(open_letters) * 3 // 4, len(own) // 12))
    reference = MemoryReference(owned=OWNED, breach=BREACH, covered_mailboxes=covered)
    unknown = [own[number] for number in missing] + left
    gone = set(missing)
    ours: list[tuple[str, Source]] = []
    for number, source in enumerate([*kept, *(one for place, one in enumerate(own) if place not in gone)]):
        id = f"a{number:06d}"
        item = print_item(source.raw, id, keys)
        reference.add(make_original(item, mailbox=source.mailbox, first_seen=FIRST_SEEN, id=id))
        ours.append((id, source))
    decoy_letters, decoy_seed = write_correspondence(max(60, mails // 20), "decoys", "aurore.test", people=20)
    decoys = list(deliver(decoy_letters, decoy_seed, "aurore.test", chance))
    planted = MemoryPlanted()
    for number, source in enumerate(decoys):
        item = print_item(source.raw, f"d{number}", keys)
        text = item.mail.text if item.mail else ""
        planted.add(
            PlantedEntry(f"d{number}", "mail", item.where.sha256, hash_text(text), sketch_text(text), text)
        )
    other_letters, other_seed = write_correspondence(max(100, mails // 10), "others", "ailleurs.test")
    strangers = list(deliver(other_letters, other_seed, "ailleurs.test", chance))
    return World(reference, planted, keys, ours, decoys, strangers, unknown)


def _names(raw: bytes, people: frozenset[str]) -> bool:
    """Return whether a message is from or to one of these."""
    message = parse_message(raw)
    return bool(people & {one.address for one in (message.sender, *message.to, *message.cc)})


class DumpWriter:
    """Draws items of every truth; the same chance gives the same dump."""

    def __init__(
        self,
        world: World,
        chance: random.Random,
        *,
        name: str,
        exports: Mapping[str, object],
        mutations: Mapping[str, Mutation],
    ) -> None:
        self._world, self._chance = world, chance
        self._exports, self._mutations = exports, mutations
        self._number, self._name = 0, name

    def _print(self, exported: Exported, name: str, *, box: str = "") -> ItemPrint:
        """Return an item as it lies in the dump: what passed through one export lies together."""
        self._number += 1
        place = box or f"mailbox-{self._number % _MAILBOXES}"
        path = f"dump/{place}/{self._number:06d}-{name}"
        if isinstance(exported, Printed):
            return print_text(exported.text, path, form=exported.form)
        return print_item(exported, path, self._world.keys)

    def list_exact(self, count: int) -> Iterator[Case]:
        """Yield items as they stand in the archive."""
        ours = self._world.ours
        for _ in range(count):
            id, source = self._chance.choice(ours)
            yield Case(self._print(source.raw, "exact"), "exact", source.kind, id)

    def list_repackaged(self, count: int) -> Iterator[Case]:
        """Yield exports, the kinds in turn."""
        names = sorted(self._exports)
        for number in range(count):
            id, source = self._chance.choice(self._world.ours)
            name = names[number % len(names)]
            done = self._exports[name](source.raw, self._chance)  # type: ignore[operator]
            yield Case(self._print(done, "export", box=name), "repackaged", name, id)

    def list_altered(self, count: int) -> Iterator[Case]:
        """Yield altered items, the kinds in turn, half without Message-ID and trace."""
        names = sorted(self._mutations)
        made = tries = 0
        while made < count and tries < count * 30:
            tries += 1
            name = names[made % len(names)]
            id, source = self._chance.choice(self._world.ours)
            altered = self._mutations[name](source.raw, self._chance)
            if altered is None:
                continue
            raw = rebuild_bare(altered.raw) if made % 2 else altered.raw
            made += 1
            boxes = [*sorted(self._exports), *(f"mailbox-{number}" for number in range(_MAILBOXES))]
            yield Case(
                self._print(raw, "altered", box=boxes[made * 7 % len(boxes)]),
                "altered",
                f"{name}{' bare' if made % 2 == 0 else ''}",
                id,
                altered,
            )

    def list_decoys(self, count: int) -> Iterator[Case]:
        """Yield what we planted: as it was, exported, altered, quoted."""
        names, kinds = sorted(self._exports), sorted(self._mutations)
        for number in range(count):
            source = self._world.decoys[number % len(self._world.decoys)]
            way = number % 4
            if way == 0:
                yield Case(self._print(source.raw, "decoy"), "decoy", "exact")
            elif way == 1:
                name = self._chance.choice(names)
                yield Case(self._print(self._exports[name](source.raw, self._chance), "decoy"), "decoy", name)  # type: ignore[operator]
            elif way == 2:
                altered = self._mutations[self._chance.choice(kinds)](source.raw, self._chance)
                if altered is not None:
                    yield Case(self._print(altered.raw, "decoy"), "decoy", "altered")
            else:
                quoting = rebuild(
                    self._world.ours[0][1].raw if self._chance.random() < 0 else source.raw, drop=LOST,
                    text=lambda said: ("Regarde ce que je viens de trouver dans leur boîte.\n\nLe 3 mars, "
"on écrivait :\n") + "".join(f"> {line}\n" for line in said.split("\n")),
                )  # fmt: skip
                yield Case(self._print(quoting, "decoy"), "decoy", "quoted")

    def list_invented(self, count: int) -> Iterator[Case]:
        """Yield forgeries: letters that nobody wrote, from our addresses, half of them of a covered mailbox."""
        letters, seed = write_correspondence(count + 20, "forged", "aurore.test")
        people = sorted(
            {
                one.mail.sender
                for one in self._world.reference.originals.values()
                if one.mail and one.mail.sender.endswith("@aurore.test")
            }
        )
        for number, source in enumerate(deliver(letters, seed, "aurore.test", random.Random(4))):
            if number >= count:
                return
            sender = people[number % len(people)]
            raw = rebuild(
                source.raw,
                drop=("dkim-signature",),
                replace={"from": sender, "to": people[(number * 7 + 3) % len(people)]},
            )
            yield Case(
                self._print(raw, "invented"),
                "invented",
                "covered" if sender in self._world.reference.covered_mailboxes else "open",
            )

    def list_others(self, truth: str, count: int) -> Iterator[Case]:
        """Yield mails of strangers (foreign), or of ours that the archive does not have (unknown)."""
        sources = self._world.strangers if truth == "foreign" else self._world.unknown
        for number in range(min(count, len(sources))):
            source = sources[number * len(sources) // min(count, len(sources))]
            bare = number % 2 and source.kind != "ham"  # a list's mail without its trace names none of us
            raw = rebuild_bare(source.raw) if bare else source.raw
            yield Case(self._print(raw, truth), truth, f"{source.kind}{' bare' if bare else ''}")

    def list_deleted(self, count: int) -> Iterator[Case]:
        """Yield exports of letters of ours that were deleted, while others of their threads are in the archive."""
        letters = [one for one in self._world.unknown if one.kind != "ham"]
        names = sorted(self._exports)
        for number in range(count):
            source, name = self._chance.choice(letters), names[number % len(names)]
            done = self._exports[name](source.raw, self._chance)  # type: ignore[operator]
            yield Case(self._print(done, "export", box=name), "unknown", name)

    def list_planted(self, count: int) -> Iterator[Case]:
        """Yield mails that an intruder put into a mailbox before he stole it: back-dated, seen after the breach."""
        letters, seed = write_correspondence(count * 2, "intruder", "aurore.test")
        for number, source in enumerate(deliver(letters, seed, "aurore.test", random.Random(5))):
            if number >= count:
                return
            raw = rebuild(source.raw, drop=("dkim-signature",))
            item = self._print(raw, "planted")
            seen = BREACH + timedelta(days=3) if number % 2 else FIRST_SEEN
            original = make_original(
                item,
                mailbox=source.mailbox,
                first_seen=seen,
                id=f"p{self._name}{number}",
                uid_in_order=bool(number % 2),
            )
            self._world.reference.add(original)
            way = number % 3
            shown = (
                item
                if way == 0
                else self._print(
                    EXPORTS["to_takeout" if way == 1 else "to_pst"](raw, self._chance), "planted"
                )
            )
            yield Case(
                shown, "planted", ("after breach" if number % 2 else "uid order"), f"p{self._name}{number}"
            )


def rebuild_bare(raw: bytes) -> bytes:
    """Return a message without Message-ID, trace and signatures."""
    lines = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)
    head: list[bytes] = []
    keep = True
    for line in lines[0].split(b"\n"):
        if line[:1] not in b" \t" or not line:
            keep = line.partition(b":")[0].strip().lower().decode("latin-1") not in LOST
        if keep:
            head.append(line)
    return b"\r\n".join(head) + b"\r\n\r\n" + (lines[1] if len(lines) > 1 else b"").replace(b"\n", b"\r\n")


__all__ = ["TUNED", "Case", "DumpWriter", "World", "build_world", "rebuild_bare"]
