"""The archive as chaffinch.toml names it: which folder, which sources, on what it rests, by which key. No Django here."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import Home

if TYPE_CHECKING:
    from chaffinch.leaks.archive.found import Source
    from chaffinch.leaks.archive.setup import About, Notice


def choose_folder(place: Home, settings: Configuration, given: Path | None = None) -> Path:
    """Return the archive's folder: the one given, else that of the settings, else the home folder's."""
    return given or (Path(settings.archive.folder) if settings.archive.folder else place.archive)


def find_key_file(place: Home, given: Path | None = None) -> Path:
    """Return which file holds the archive's key."""
    from chaffinch.leaks.archive.keys import choose_key_file

    return choose_key_file(given, environment=os.environ, keys_folder=place.keys)


def begin_where_none(archive: Path, key_file: Path, *, notice: Notice, keep_text: bool) -> tuple[bytes, bool]:
    """Return the archive's key, and whether it was made now; where there is no archive, begin it.

    Raises:
        NotAllowedError: there is none, and the notice, the legal basis or the assessment is missing.
        KeyFileError: the key cannot be used.
    """
    from chaffinch.leaks.archive.errors import NotAllowedError
    from chaffinch.leaks.archive.keys import make_key_file, read_key_file
    from chaffinch.leaks.archive.schema import DATABASE
    from chaffinch.leaks.archive.setup import About, begin_archive

    if (archive / DATABASE).exists():
        return read_key_file(key_file, archive=archive), False
    if missing := notice.list_missing():
        raise NotAllowedError(missing)
    made = not key_file.exists()
    if made:
        make_key_file(key_file)
    key = read_key_file(key_file, archive=archive)
    begin_archive(archive, key=key, about=About(notice, keeps_text=keep_text))
    return key, made


def read_notice(settings: Configuration) -> Notice:
    """Return on what the archive rests, as the settings say it."""
    from chaffinch.leaks.archive.setup import Notice

    return Notice(settings.archive.notice, settings.archive.legal_basis, settings.archive.assessment)


def tell_archive(about: About, settings: Configuration) -> About:
    """Return what the archive is to know from now on: the breach, and what is ours."""
    owned = dict.fromkeys([*about.owned, *settings.watch.domains, *settings.archive.owned])
    return replace(about, breach=settings.archive.breach or about.breach, owned=tuple(owned))


def list_sources(settings: Configuration, place: Home) -> list[Source]:
    """Return the sources of the settings.

    Raises:
        UsageError: a password file cannot be read.
    """
    from chaffinch.leaks.archive.sources import choose_source

    return [
        choose_source(
            one.where,
            mailbox=one.mailbox,
            password_file=place.keys / one.password_file if one.password_file else None,
            token=one.token,
            authority=one.authority,
        )
        for one in settings.archive.sources
    ]
