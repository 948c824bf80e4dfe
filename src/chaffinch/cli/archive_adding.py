"""`chaffinch archive add`: read mail and documents of yours into the archive, as often as you like."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chaffinch.cli.archive_opening import options, read_settings
from chaffinch.cli.archive_personal import hash_sources
from chaffinch.desk.archiving import (
    begin_where_none,
    choose_folder,
    find_key_file,
    list_sources,
    tell_archive,
)
from chaffinch.desk.home import Home, find_home
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.desk.configuration_tables import Configuration
    from chaffinch.leaks.archive.found import Source
    from chaffinch.leaks.archive.keeping import Tally
    from chaffinch.leaks.archive.setup import About
    from chaffinch.leaks.archive.writer import ArchiveWriter

_NAMED = 20
"""Faults that are named one by one; `archive status --faults` lists all."""
_LITTLE = 48_000_000
"""Bytes."""
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--mailbox", default="", help="Whose the sources are: an address. Else told by their names.")
@click.option("--notice", default="", metavar="TEXT", help="Where it stands how the owners were told.")
@click.option(
    "--legal-basis", default="", metavar="TEXT", help="On which legal basis, and where that stands."
)
@click.option("--assessment", default="", metavar="TEXT", help="Where the impact assessment stands.")
@click.option("--no-text", is_flag=True, help="Keep signatures only (when the archive is begun).")
@click.option(
    "--breach", default="", metavar="DATE", help="Start of the intrusion: what is added since proves nothing."
)
@click.option(
    "--dkim-keys", type=_file, help="DKIM keys as they were published (JSON Lines, docs/reference/mail.md)."
)
@click.option(
    "--password-file",
    type=_file,
    help="Holds the password of an IMAP source, or those to try on encrypted files, a line each.",
)
@click.option(
    "--personal", is_flag=True, help="Archive nothing: only write keyed hashes (--key, --mailbox, --out)."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="With --personal: the file to hand over."
)
@options
def add(  # noqa: PLR0917 - click passes options by name
    sources: tuple[str, ...], mailbox: str, notice: str, legal_basis: str, assessment: str, no_text: bool,
    breach: str, dkim_keys: Path | None, password_file: Path | None, personal: bool, out: Path | None,
    folder: Path | None, key_file: Path | None, home: Path | None,
) -> None:  # fmt: skip
    """Add what is new in the sources: mbox, Maildir, PST, archives, folders of messages or documents, imaps://NAME@HOST, a
    file that --personal wrote; those of chaffinch.toml where none is named.

    Messages marked personal or of personnel are left out. Stop it when you like: the next call goes on. The first call
    needs --notice, --legal-basis and --assessment, or the keys of [archive] (exit code 3 without). Exit code 1: something
    could not be read, and is named.

    Example: chaffinch archive add /srv/mail --archive /srv/archive --notice "circular of 3 March" --legal-basis
    "legitimate interest, register no. 7" --assessment "DPIA of 1 March"
    """
    place = find_home(home)
    settings = read_settings(place)
    handed, mail = ([], sources) if personal else _split_handed(sources, mailbox=mailbox)
    wanted = (
        _list_sources(mail, settings, place, mailbox=mailbox, password_file=password_file)
        if mail or not handed
        else []
    )
    if personal:
        hash_sources(wanted, key_file=key_file, out=out)
        return
    archive = choose_folder(place, settings, folder)
    said = (
        notice or settings.archive.notice,
        legal_basis or settings.archive.legal_basis,
        assessment or settings.archive.assessment,
    )
    key = _begin(
        archive, find_key_file(place, key_file), said, keep_text=settings.archive.text and not no_text
    )
    tell = partial(_tell, settings=settings, breach=breach, dkim_keys=dkim_keys)
    _fill(archive, key, wanted, handed=handed, mailbox=mailbox, tell=tell)


def _split_handed(sources: Sequence[str], *, mailbox: str) -> tuple[list[Path], tuple[str, ...]]:
    """Return the files of keyed hashes among the sources, and the others.

    Raises:
        UsageError: it is not said whose such a file is.
    """
    from chaffinch.leaks.archive.personal import is_personal

    handed = [one for one in sources if "://" not in one and is_personal(Path(one))]
    if handed and not mailbox:
        raise UsageError("Whose file is it?", todo="Give --mailbox, as it was given to archive personal-key.")
    return [Path(one) for one in handed], tuple(one for one in sources if one not in handed)


def _begin(archive: Path, key_path: Path, said: tuple[str, str, str], *, keep_text: bool) -> bytes:
    """Return the archive's key; where there is no archive, begin it, and say so if its key was made."""
    from chaffinch.leaks.archive.setup import Notice

    key, made = begin_where_none(archive, key_path, notice=Notice(*said), keep_text=keep_text)
    if made:
        click.echo(
            f"The archive's key was made: {key_path}. Keep a second copy elsewhere, apart from the archive:"
            " without it nothing that is archived can be read.",
            err=True,
        )
    return key


def _fill(
    archive: Path,
    key: bytes,
    sources: Sequence[Source],
    *,
    handed: Sequence[Path],
    mailbox: str,
    tell: Callable[[About], About],
) -> None:
    """Add the sources and the files that were handed over, and say what became of them."""
    from chaffinch.leaks.archive.handed import take_in
    from chaffinch.leaks.archive.writer import ArchiveWriter

    with ArchiveWriter(archive, key=key) as writer:
        writer.change_about(tell(writer.about))
        tally = _add_all(writer, sources)
        for path in handed:
            with writer.writing() as opened:
                tally.added += take_in(opened, path, name=mailbox, now=datetime.now(UTC))
        items = writer.count_items()
    _report(archive, tally, items=items)


def _list_sources(
    sources: Sequence[str],
    settings: Configuration,
    place: Home,
    *,
    mailbox: str,
    password_file: Path | None,
) -> list[Source]:
    """Return the sources that are named, or those of chaffinch.toml.

    Raises:
        UsageError: there are none, or one cannot be meant.
    """
    from chaffinch.leaks.archive.sources import choose_source

    if sources:
        return [choose_source(one, mailbox=mailbox, password_file=password_file) for one in sources]
    if not settings.archive.sources:
        raise UsageError(
            "No source is named.", todo="Name one, or write [[archive.sources]] in chaffinch.toml."
        )
    return list_sources(settings, place)


def _tell(about: About, *, settings: Configuration, breach: str, dkim_keys: Path | None) -> About:
    """Return what the archive is to know of itself from now on."""
    from chaffinch.leaks.archive.lookup import read_breach
    from chaffinch.mail.keys import KeyArchive

    told = tell_archive(about, settings)
    if breach:
        try:
            read_breach(breach)
        except ValueError as error:
            raise UsageError(
                f"{breach!r} is no day or moment.", todo="For example: --breach 2026-05-01"
            ) from error
        told = replace(told, breach=breach)
    if dkim_keys:
        fresh = KeyArchive.read(dkim_keys).write_lines()
        told = replace(told, keys=tuple(KeyArchive.from_lines([*about.keys, *fresh]).write_lines()))
    return told


def _add_all(writer: ArchiveWriter, sources: Sequence[Source]) -> Tally:
    """Add every source, telling how far it is."""
    from chaffinch.ground.progress import report_progress
    from chaffinch.leaks.archive.adding import add_lots
    from chaffinch.leaks.archive.keeping import Tally
    from chaffinch.leaks.archive.printing import Printer

    whole = Tally()
    sizes = [source.measure() for source in sources]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    with (
        report_progress("archiving", total=total) as progress,
        Printer(writer.about.keys, workers=_count_workers(total)) as printer,
    ):
        for source in sources:
            lots = source.read(writer)
            whole.take(
                add_lots(
                    writer, lots, printer=printer, clock=lambda: datetime.now(UTC), on_lot=progress.advance
                )
            )
    return whole


def _count_workers(total: int | None) -> int:
    """Return how many processes are to read; none for a little, which is read before they had begun."""
    return 0 if total is not None and total < _LITTLE else os.cpu_count() or 1


def _report(archive: Path, tally: Tally, *, items: int) -> None:
    """Say what became of the sources, and end with 1 if something could not be read."""
    for path, code in tally.faults[:_NAMED]:
        click.echo(f"{path}: {code}; left out", err=True)
    if len(tally.faults) > _NAMED:
        click.echo(
            f"{len(tally.faults) - _NAMED} more; all of them: chaffinch archive status --faults", err=True
        )
    click.echo(
        json.dumps(
            {
                "archive": str(archive),
                "added": tally.added,
                "known": tally.known,
                "private": dict(sorted(tally.private.items())),
                "faults": len(tally.faults),
                "items": items,
            }
        )
    )
    sys.exit(1 if tally.faults else 0)
