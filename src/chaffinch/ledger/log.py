"""The log on disk: entries as they are planted, and a folder for each checkpoint, written once and never again.

`log.json` names the log; `keys.jsonl` lists every key that ever signed; `entries.jsonl` holds the entries with their salts;
`checkpoints/000001/` holds `note` (signed, published), `leaves` (32 bytes each, may be published), `tiles` (roots of
4,096 leaves each), `places.json` and `padding.key` (secret), and the authorities' answers as `NAME.tsr`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from chaffinch.errors import RefusedError
from chaffinch.ground.files import write_whole
from chaffinch.ground.merkle import HASH_BYTES, find_root, hash_leaf
from chaffinch.ledger.commitment import SMALLEST_BATCH, commit_entry, mix_batch
from chaffinch.ledger.entry import Entry, check_entry, read_entries, write_entry
from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.files import append_lines, find_whole_end, hold_lock, write_folder
from chaffinch.ledger.note import (
    Checkpoint,
    NoteKey,
    SigningKey,
    check_origin,
    read_checkpoint,
    read_key,
    sign_note,
)
from chaffinch.ledger.verify import canonical

TILE = SMALLEST_BATCH
"""Leaves below one tile's root; every batch is a whole number of tiles."""
MOST_ITEMS = 100_000
DEFAULT_MOST = 20_000
_FORMAT = "chaffinch-ledger-log-1"


class FullError(RefusedError):
    """The log has promised never to hold more items."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it stands on disk."""

    number: int
    """From 1."""
    folder: Path
    first: int
    """Index of its batch's first leaf."""
    checkpoint: Checkpoint
    note: str
    places: dict[str, int] = field(repr=False)
    """From an entry's id to its leaf's index in the log."""

    def read_leaves(self) -> list[bytes]:
        """Return the batch's leaves."""
        return _cut((self.folder / "leaves").read_bytes())

    def read_tiles(self) -> list[bytes]:
        """Return the roots of the batch's tiles."""
        return _cut((self.folder / "tiles").read_bytes())

    def read_seed(self) -> bytes:
        """Return the seed of the batch's padding."""
        return (self.folder / "padding.key").read_bytes()

    def read_stamps(self) -> dict[str, bytes]:
        """Return the authorities' answers by the authority's name, in order of name."""
        return {path.stem: path.read_bytes() for path in sorted(self.folder.glob("[!.]*.tsr"))}

    def keep_stamp(self, authority: str, answer: bytes) -> None:
        """Keep an authority's answer beside the checkpoint."""
        write_whole(self.folder / f"{authority}.tsr", answer)


class Log:
    """One log; what it says is what stood on disk when it was asked first."""

    def __init__(self, folder: Path) -> None:
        """Open a log.

        Raises:
            LedgerError: there is none, or it is malformed.
        """
        self.folder = folder
        try:
            values = json.loads((folder / "log.json").read_bytes())
            self.origin, self.most = str(values["origin"]), int(values["most"])
            if values["format"] != _FORMAT:
                raise ValueError("another format")
        except FileNotFoundError as fault:
            raise LedgerError(
                f"There is no ledger in {folder}.", "no-log", todo="Begin one: chaffinch ledger begin"
            ) from fault
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise LedgerError(f"{folder / 'log.json'} is malformed.", "log", why=str(fault)[:200]) from fault

    @cached_property
    def keys(self) -> tuple[NoteKey, ...]:
        """Every key that ever signed, oldest first; the last one signs now."""
        return tuple(read_key(one["key"]) for one in self._read_key_lines())

    @cached_property
    def rotations(self) -> tuple[str, ...]:
        """From each key to the next: the note that both signed."""
        return tuple(str(one["rotation"]) for one in self._read_key_lines() if one["rotation"])

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entry by its id.

        Raises:
            LedgerError: a line is none.
        """
        path = self.folder / "entries.jsonl"
        content = path.read_bytes() if path.exists() else b""
        reading = read_entries(content[: find_whole_end(content)].splitlines())
        if reading.faults:
            worst = reading.faults[0]
            raise LedgerError(
                f"{path} is not as it was written.", "entries", why=f"line {worst.line}: {worst.code}"
            )
        return {entry.id: entry for entry in reading.entries}

    @cached_property
    def checkpoints(self) -> tuple[Kept, ...]:
        """Every checkpoint, oldest first."""
        found: list[Kept] = []
        for number, folder in enumerate(sorted((self.folder / "checkpoints").glob("[0-9]*")), 1):
            found.append(_read_kept(folder, number=number, first=found[-1].checkpoint.size if found else 0))
        return tuple(found)

    @property
    def size(self) -> int:
        """Leaves of the latest checkpoint."""
        return self.checkpoints[-1].checkpoint.size if self.checkpoints else 0

    def list_waiting(self) -> list[Entry]:
        """Return the entries that no checkpoint covers yet."""
        placed = {name for kept in self.checkpoints for name in kept.places}
        return [entry for name, entry in self.entries.items() if name not in placed]

    def add(self, entries: Iterable[Entry]) -> int:
        """Take entries in, all or none; return how many are new. One that is there already is passed over.

        Raises:
            NotApprovedError: one names no approval.
            LedgerError: one is malformed, or another entry has its id.
            FullError: more than the log promised to hold.
        """
        with hold_lock(self.folder / "lock"):
            self._forget()
            new: dict[str, Entry] = {}
            for entry in map(check_entry, entries):
                known = self.entries.get(entry.id) or new.get(entry.id)
                if known is not None and known != entry:
                    raise LedgerError(
                        f"Another entry is called {entry.id[:80]}.",
                        "other-entry",
                        todo="Give it an id of its own.",
                    )
                if known is None:
                    new[entry.id] = entry
            if len(self.entries) + len(new) > self.most:
                raise FullError(
                    f"The ledger holds at most {self.most} items.",
                    why="That number stands in every checkpoint, so that nobody can disown real papers afterwards.",
                    todo="Begin another log, under another name, and publish its number.",
                )
            if new:
                append_lines(self.folder / "entries.jsonl", b"".join(map(write_entry, new.values())))
                self._forget()
        return len(new)

    def make_checkpoint(self, keys: Sequence[SigningKey], *, chance: random.Random) -> Kept:
        """Commit to every entry that waits, among padding, and sign; also where none waits, which looks the same.

        Args:
            keys: of the log's name; the one that signs now must be among them.
            chance: a source that cannot be guessed, where this is not a test.

        Raises:
            LedgerError: the key is not the log's.
        """
        with hold_lock(self.folder / "lock"):
            self._forget()
            if self.keys[-1] not in [key.note_key for key in keys]:
                raise LedgerError("This key does not sign for this log now.", "key")
            waiting, seed = self.list_waiting(), chance.randbytes(32)
            leaves, places = mix_batch(
                [commit_entry(entry) for entry in waiting], seed=seed, first=self.size, chance=chance
            )
            tiles = make_tiles(leaves)
            earlier = [tile for kept in self.checkpoints for tile in kept.read_tiles()]
            checkpoint = Checkpoint(
                self.origin, self.size + len(leaves), find_root(earlier + tiles), self.most
            )
            number = len(self.checkpoints) + 1
            write_folder(
                self.folder / "checkpoints" / f"{number:06}",
                {
                    "leaves": b"".join(leaves),
                    "tiles": b"".join(tiles),
                    "padding.key": seed,
                    "places.json": canonical(
                        {entry.id: self.size + place for entry, place in zip(waiting, places, strict=True)}
                    ),
                    "note": sign_note(checkpoint.text, keys=keys).encode(),
                },
            )
            self._forget()
        return self.checkpoints[-1]

    def add_key(self, key: NoteKey, *, rotation: str) -> None:
        """List a new key, which signs from now on.

        Args:
            key: the new one.
            rotation: the note that the old and the new one signed.
        """
        with hold_lock(self.folder / "lock"):
            append_lines(self.folder / "keys.jsonl", _write_key_line(key, rotation=rotation))
            self._forget()

    def find_place(self, name: str) -> tuple[Kept, int]:
        """Return the checkpoint that covers an entry, and its leaf's index.

        Raises:
            LedgerError: none does.
        """
        for kept in self.checkpoints:
            if name in kept.places:
                return kept, kept.places[name]
        code = "waiting" if name in self.entries else "unknown"
        raise LedgerError(
            f"No checkpoint covers {name[:80]}.",
            code,
            why="It waits for the next one." if code == "waiting" else "The ledger does not know it.",
        )

    def _read_key_lines(self) -> list[dict[str, str]]:
        content = (self.folder / "keys.jsonl").read_bytes()
        try:
            return [
                {"key": one["key"], "rotation": one["rotation"]}
                for one in map(json.loads, content[: find_whole_end(content)].splitlines())
            ]
        except (ValueError, KeyError, TypeError) as fault:
            raise LedgerError("keys.jsonl is malformed.", "keys", why=str(fault)[:200]) from fault

    def _forget(self) -> None:
        for name in ("keys", "rotations", "entries", "checkpoints"):
            self.__dict__.pop(name, None)


def begin_log(folder: Path, *, origin: str, key: NoteKey, most: int = DEFAULT_MOST) -> Log:
    """Make an empty log in a folder that has none.

    Args:
        folder: is made; closed to other users.
        origin: the log's name: a domain and a path.
        key: signs its checkpoints.
        most: no more items than this will ever be committed to; it stands in every checkpoint and cannot be changed.

    Raises:
        LedgerError: there is one already, or a value is wrong.
    """
    if not 1 <= most <= MOST_ITEMS:
        raise LedgerError(f"A log holds at most {MOST_ITEMS} items.", "most")
    if key.name != check_origin(origin):
        raise LedgerError("The key bears another name than the log.", "key")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / "log.json").exists():
        raise LedgerError(f"There is a ledger in {folder} already.", "exists", todo="Name another folder.")
    (folder / "checkpoints").mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / "keys.jsonl", _write_key_line(key, rotation=""))
    write_whole(folder / "log.json", canonical({"format": _FORMAT, "most": most, "origin": origin}) + b"\n")
    return Log(folder)


def make_tiles(leaves: Sequence[bytes]) -> list[bytes]:
    """Return the root of every 4,096 leaves."""
    hashes = [hash_leaf(leaf) for leaf in leaves]
    return [find_root(hashes[place : place + TILE]) for place in range(0, len(hashes), TILE)]


def _read_kept(folder: Path, *, number: int, first: int) -> Kept:
    try:
        note = (folder / "note").read_text("utf-8")
        checkpoint = read_checkpoint(note)
        places = {
            str(name): int(index) for name, index in json.loads((folder / "places.json").read_bytes()).items()
        }
    except (OSError, ValueError, AttributeError, TypeError, ProofFault) as fault:
        raise LedgerError(
            f"{folder} is not as it was written.", "checkpoint", why=str(fault)[:200]
        ) from fault
    if folder.name != f"{number:06}":
        raise LedgerError(
            f"Checkpoint {number} is missing.", "checkpoint", todo="Put the folder back from a backup."
        )
    return Kept(number, folder, first, checkpoint, note, places)


def _write_key_line(key: NoteKey, *, rotation: str) -> bytes:
    return canonical({"key": key.text, "rotation": rotation}) + b"\n"


def _cut(content: bytes) -> list[bytes]:
    return [content[place : place + HASH_BYTES] for place in range(0, len(content), HASH_BYTES)]
