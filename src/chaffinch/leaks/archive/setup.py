"""How an archive is begun, what it is to know of itself, and whether a key is its own."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from chaffinch.ground.secrets import UnreadableSecretError, keyed_hash
from chaffinch.leaks.archive.errors import ArchiveError, NotAllowedError
from chaffinch.leaks.archive.index import FOLDER
from chaffinch.leaks.archive.schema import DATABASE, FORMAT, make_tables, open_tables
from chaffinch.leaks.archive.sealing import Seal

_ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Notice:
    """On what an archive rests; each says where the paper stands."""

    notice: str
    """How the owners of the mailboxes were told."""
    legal_basis: str
    assessment: str
    """Of the impact on their privacy (GDPR, article 35)."""

    def list_missing(self) -> tuple[str, ...]:
        """Return which of the three are not said."""
        return tuple(name.replace("_", "-") for name, said in asdict(self).items() if not str(said).strip())


@dataclass(frozen=True, slots=True)
class About:
    """What an archive knows of itself."""

    notice: Notice
    keeps_text: bool = True
    """Whether words are kept, not only signatures."""
    breach: str = ""
    """The stated start of the intrusion, ISO 8601; empty while none is known."""
    owned: tuple[str, ...] = ()
    """Our domains, and addresses elsewhere that are ours."""
    keys: tuple[str, ...] = ()
    """Lines of the archive of DKIM keys (`mail.keys`)."""


def begin_archive(folder: Path, *, key: bytes, about: About) -> None:
    """Make an empty archive.

    Raises:
        NotAllowedError: the notice, the legal basis or the assessment is missing.
        ArchiveError: there is one.
    """
    if missing := about.notice.list_missing():
        raise NotAllowedError(missing)
    if (folder / DATABASE).exists():
        raise ArchiveError("other-way", f"There is an archive in {folder} already.")
    (folder / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    draft = folder / f".{DATABASE}.draft"
    draft.unlink(missing_ok=True)
    make_tables(draft)
    draft.chmod(0o600)
    with closing(sqlite3.connect(draft, isolation_level=None)) as tables:
        tables.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
        tables.execute("INSERT INTO meta VALUES ('check', ?)", (_make_check(key),))
        write_about(tables, Seal(key), about)
    draft.rename(folder / DATABASE)


def open_archive(folder: Path, *, key: bytes, write: bool = False) -> sqlite3.Connection:
    """Open an archive's tables once the key is known to be its own.

    Raises:
        ArchiveError: there is none, it is of another key, or not as it was written.
    """
    tables = open_tables(folder, write=write)
    try:
        kept = dict(tables.execute("SELECT name, value FROM meta WHERE name IN ('format', 'check')"))
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            "malformed", f"{folder / DATABASE} is not as it was written.", why=str(error)
        ) from error
    if kept.get("format") != FORMAT:
        raise ArchiveError("malformed", f"{folder} holds no archive of this version.")
    if not hmac.compare_digest(str(kept.get("check", "")), _make_check(key)):
        raise ArchiveError(
            "wrong-key",
            f"The archive in {folder} is of another key.",
            todo="Name its own key with --key, or with CHAFFINCH_KEY_FILE.",
        )
    return tables


def read_about(tables: sqlite3.Connection, seal: Seal) -> About:
    """Return what the archive knows of itself.

    Raises:
        UnreadableSecretError: it was changed.
    """
    row = tables.execute("SELECT value FROM meta WHERE name = ?", (_ABOUT,)).fetchone()
    if row is None:
        raise UnreadableSecretError("The archive does not say on what it rests.")
    values = seal.open(row[0], purpose=_ABOUT)
    return About(
        notice=Notice(**values["notice"]),
        keeps_text=values["keeps_text"],
        breach=values["breach"],
        owned=tuple(values["owned"]),
        keys=tuple(values["keys"]),
    )


def write_about(tables: sqlite3.Connection, seal: Seal, about: About) -> None:
    """Keep what the archive knows of itself."""
    sealed = seal.seal(asdict(about), purpose=_ABOUT)
    tables.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_ABOUT, sealed))


def list_mailboxes(tables: sqlite3.Connection, seal: Seal) -> Iterator[tuple[int, str]]:
    """Yield each mailbox by its number."""
    for number, sealed in tables.execute("SELECT number, sealed FROM mailboxes ORDER BY number"):
        yield number, str(seal.open(sealed, purpose="mailbox"))


def _make_check(key: bytes) -> str:
    return keyed_hash(FORMAT, key=key, purpose="archive check")
