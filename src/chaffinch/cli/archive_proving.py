"""`chaffinch archive root` and `prove`: show later that an original is older than the dump."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import click

from chaffinch.cli.archive_opening import find_key, open_reading, options, read_settings
from chaffinch.cli.options import out_option
from chaffinch.cli.output import write_private
from chaffinch.desk.archiving import choose_folder
from chaffinch.desk.home import Home, find_home

if TYPE_CHECKING:
    from chaffinch.leaks.archive.roots import Root


@click.command()
@options
def root(*, folder: Path | None, key_file: Path | None, home: Path | None) -> None:
    """Make a root over what was added since the last one, and enter it into the ledger, where one is begun.

    The ledger's next checkpoint dates it. A JSON line for each root that was made or entered now.

    Example: chaffinch archive root --archive /srv/archive
    """
    from chaffinch.leaks.archive.roots import list_roots, make_root
    from chaffinch.leaks.archive.writer import ArchiveWriter

    place = find_home(home)
    archive = choose_folder(place, read_settings(place), folder)
    key = find_key(key_file, place, archive=archive)
    with ArchiveWriter(archive, key=key) as writer:
        with writer.writing() as opened:
            made = make_root(opened, chance=SystemRandom(), now=datetime.now(UTC))
        roots = list_roots(writer.opened)
        entered = _enter_roots(place, roots, approval=writer.about.notice.assessment)
    for one in roots:
        if one == made or one.entry in entered:
            click.echo(json.dumps({**_describe(one), "entered": one.entry in entered}))


@click.command()
@click.argument("item", metavar="ID")
@out_option
@options
def prove(item: str, out: Path | None, folder: Path | None, key_file: Path | None, home: Path | None) -> None:
    """Write an original's way up to its root, and say on standard error with which entry of the ledger to disclose it.

    The file names the original by its hash, and shows nothing of any other. It takes the ledger to say since when:
    chaffinch ledger prove ENTRY --original FILE

    Example: chaffinch archive prove 1742 --archive /srv/archive --out original.json
    """
    from chaffinch.leaks.archive.roots import prove_original

    found, file = prove_original(open_reading(folder, key_file, home), item)
    write_private(out, file)
    click.echo(f"chaffinch ledger prove {found.entry} --original {out or 'FILE'}", err=True)


def _enter_roots(place: Home, roots: list[Root], *, approval: str) -> set[str]:
    """Enter the roots that the ledger does not have; return their entries' ids."""
    from chaffinch.ledger.entry import Entry, check_entry
    from chaffinch.ledger.errors import LedgerError
    from chaffinch.ledger.log import Log

    try:
        log = Log(place.ledger)
    except LedgerError as fault:
        if fault.code != "no-log":
            raise
        click.echo("No ledger is begun, so nothing dates the root: chaffinch ledger begin", err=True)
        return set()
    missing = [one for one in roots if one.entry not in log.entries]
    log.add(
        check_entry(
            Entry(
                id=one.entry, kind="archive-root", planted_at=one.made_at.replace(microsecond=0), planted_in="",
                sha256=one.root, approval=approval[:200], salt=secrets.token_bytes(32), size=one.size,
            )
        )
        for one in missing
    )  # fmt: skip
    return {one.entry for one in missing}


def _describe(one: Root) -> dict[str, object]:
    return {
        "root": one.root,
        "size": one.size,
        "items": [one.first, one.last],
        "made_at": one.made_at.isoformat(timespec="seconds"),
        "entry": one.entry,
    }
