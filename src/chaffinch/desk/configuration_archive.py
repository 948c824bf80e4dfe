"""The `[archive]` table of chaffinch.toml, and what of it cannot be meant. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from chaffinch.desk.configuration_key import describe_key as _key

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_SCHEMES = {"imap", "imaps"}


@dataclass(frozen=True, slots=True)
class ArchiveSourceTable:
    """One place where mail or documents of yours are."""

    where: str = _key(
        "A whole path (mbox, Maildir, a folder of messages or of documents, a PST, an archive of these), or"
        " imaps://NAME@HOST, with /FOLDER behind it for one folder only.",
        "",
    )
    mailbox: str = _key("Whose it is: an address. Empty: told by the names of files, or by IMAP's user.", "")
    password_file: str = _key(
        "File that holds the password of IMAP, or those to try on what is encrypted, a line each; relative to the keys"
        " folder.",
        "",
    )
    token: bool = _key("Of IMAP: whether the password is an access token (OAuth 2).", False)
    authority: str = _key(
        "Of IMAP: PEM file of an authority of your own that the server's certificate is of.", ""
    )


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """The reference archive: what you really wrote, so that a dump can be held against it."""

    notice: str = _key(
        "Where it stands how the owners of the mailboxes were told. Without this and the next two, no archive is made.",
        "",
    )
    legal_basis: str = _key("On which legal basis mail is archived, and where that stands.", "")
    assessment: str = _key("Where the assessment of the impact on their privacy stands.", "")
    folder: str = _key("The archive's folder, a whole path; empty: archive in the home folder.", "")
    text: bool = _key(
        "Whether words are kept, encrypted; false keeps signatures only: then an altered item is unverifiable, and no"
        " difference is shown. Only looked at when the archive is begun.",
        True,
    )
    breach: str = _key(
        "Start of the intrusion, as soon as one is known (2026-05-01, or with a time): what the archive first held after it"
        " proves nothing by itself. Empty: none is known.",
        "",
    )
    owned: tuple[str, ...] = _key(
        "Domains and addresses of yours, beside those of [watch] and the mailboxes.", []
    )
    nightly_at: str = _key(
        "Hour and minute, 24-hour clock, at which the sources are read again and the root of the night is committed.",
        "01:30",
    )
    sources: tuple[ArchiveSourceTable, ...] = _key(
        "What is archived each night, each a table of its own.", []
    )


def list_archive_faults(values: ArchiveTable) -> Iterator[tuple[int, str, str, str]]:
    """Yield (source's number from 1, or 0 for the table itself; key; what is wrong; what to do)."""
    if values.folder and not PurePosixPath(values.folder).is_absolute():
        yield 0, "folder", "folder is not a whole path", 'For example: folder = "/srv/archive"'
    if values.breach and not _is_moment(values.breach):
        yield 0, "breach", "breach is no day or moment", 'For example: breach = "2026-05-01"'
    if not _CLOCK.fullmatch(values.nightly_at):
        yield 0, "nightly_at", "nightly_at is not an hour and minute", 'For example: nightly_at = "01:30"'
    for nth, source in enumerate(values.sources, start=1):
        yield from ((nth, key, what, todo) for key, what, todo in _find_fault(source))
    named = values.notice and values.legal_basis and values.assessment
    if values.sources and not named:
        missing = next(
            key for key in ("notice", "legal_basis", "assessment") if not getattr(values, key).strip()
        )
        yield (
            0,
            missing,
            f"sources are archived each night only with {missing} on record",
            "Say where it stands; see docs/how-to/keep-an-archive.md.",
        )


def _find_fault(source: ArchiveSourceTable) -> Iterator[tuple[str, str, str]]:
    parts = urlsplit(source.where)
    if parts.scheme in _SCHEMES:
        if not parts.hostname or not parts.username:
            yield (
                "where",
                f"{source.where!r} names no user or no server",
                "For example: imaps://lise@imap.example.org",
            )
        if not source.password_file:
            yield "password_file", "an IMAP source needs a password_file", "Name it, in the keys folder."
    elif not PurePosixPath(source.where).is_absolute():
        yield (
            "where",
            f"{source.where!r} is neither a whole path nor an IMAP address",
            'For example: where = "/srv/mail"',
        )


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
