"""`chaffinch archive personal-key`, and what `archive add --personal` does: keyed hashes of a private account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chaffinch.cli.archive_opening import find_key, options, read_settings
from chaffinch.cli.options import out_option
from chaffinch.cli.output import write_private
from chaffinch.desk.archiving import choose_folder
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.leaks.archive.found import Source


@click.command("personal-key")
@click.argument("name", metavar="NAME")
@out_option
@options
def personal_key(
    name: str, *, out: Path | None, folder: Path | None, key_file: Path | None, home: Path | None
) -> None:
    """Derive the key with which a colleague makes keyed hashes of a private account, on their own computer.

    NAME is what the archive calls that mailbox. The key opens nothing: it only tells whether something that is known already
    stands in that one file.

    Example: chaffinch archive personal-key karim.haddad@mail.example --out karim.key
    """
    from chaffinch.leaks.archive.personal import derive_personal_key

    place = find_home(home)
    archive = choose_folder(place, read_settings(place), folder)
    key = derive_personal_key(find_key(key_file, place, archive=archive), name)
    write_private(out, key.hex().encode() + b"\n")


def hash_sources(sources: Sequence[Source], *, key_file: Path | None, out: Path | None) -> None:
    """Read the sources here, write the file that a colleague hands over, and say of how many items it is.

    Raises:
        UsageError: key or file are not named, or the file is there already.
    """
    from chaffinch.leaks.archive.keys import read_key_file
    from chaffinch.leaks.archive.personal import write_personal
    from chaffinch.leaks.archive.printing import Printer

    if key_file is None or out is None:
        raise UsageError(
            "--personal needs --key and --out.", todo="See: chaffinch archive personal-key --help"
        )
    if out.exists():
        raise UsageError(f"{out} exists already.", todo="Name a new file.")
    key = read_key_file(key_file, archive=out)
    with Printer() as printer:
        lots = ((lot, printer.stream(lot)) for source in sources for lot in source.read(_Unknown()))
        items = write_personal(out, lots, key=key, now=datetime.now(UTC))
    click.echo(json.dumps({"file": str(out), "items": items}))


class _Unknown:
    """Knows of nothing: such a file is made whole each time."""

    def get_mark(self, name: str) -> str | None:
        return None
