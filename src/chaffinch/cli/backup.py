"""`chaffinch backup` and `chaffinch restore`: an installation in one file, and out of it again."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError
from chaffinch.ground.progress import Progress, report_progress

if TYPE_CHECKING:
    from chaffinch.desk.backup.making import Told, Wish
    from chaffinch.desk.backup.restoring import Restored

_passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its first line is the passphrase; else it is asked for.",
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "recipients",
    multiple=True,
    metavar="AGE1…",
    help="Encrypt to this public key of age instead of a passphrase; may be repeated.",
)
@_passphrase_option
@click.option("--plain", is_flag=True, help="Do not encrypt; only for a disk that is encrypted itself.")
@click.option("--with-keys", is_flag=True, help="Put the keys in, too: one file, and one theft, is enough.")
@click.option("--keys", "only_keys", is_flag=True, help="The keys and nothing else.")
@home_option
def backup(
    file: Path,
    *,
    recipients: tuple[str, ...],
    passphrase_file: Path | None,
    plain: bool,
    with_keys: bool,
    only_keys: bool,
    home: Path | None,
) -> None:
    """Write settings, database, blobs, archive and ledger into one encrypted FILE, while the desk works.

    The keys are not in it: back them up apart, once, with --keys. Without them nobody reads what the backup holds
    encrypted (people, decoys, reported mail), and the ledger can sign nothing more in its name.

    Example: chaffinch backup /media/stick/desk-march.backup
    """
    from chaffinch.desk.backup.making import Wish, make_backup
    from chaffinch.desk.start import check_installed

    if only_keys and with_keys:
        raise UsageError("Give --keys or --with-keys, not both.")
    place = find_home(home)
    check_installed(place)
    os.umask(0o077)
    wish = Wish(
        desk=not only_keys,
        keys=only_keys or with_keys,
        recipients=recipients,
        passphrase="" if recipients or plain else _read_passphrase(passphrase_file, twice=True),
        plain=plain,
    )
    with _Bar("backup") as bar:
        told = make_backup(
            place, file, wish=wish, now=datetime.now(UTC), begin=bar.begin, on_read=bar.advance
        )
    _say_made(file, told, wish)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Secret key of age, where it was encrypted to a key.",
)
@_passphrase_option
@click.option("--replace", is_flag=True, help="Set aside what is there; nothing is deleted.")
@home_option
def restore(
    file: Path,
    *,
    identity: Path | None,
    passphrase_file: Path | None,
    replace: bool,
    home: Path | None,
) -> None:
    """Put a backup back into an empty home folder; all of it, once every hash has been checked, or nothing.

    Feeding stands stopped afterwards: what was sent since the backup was made is not known to it.

    Example: chaffinch restore desk-march.backup --home /srv/chaffinch
    """
    from chaffinch.desk.backup.restoring import restore_backup

    os.umask(0o077)
    place = find_home(home)
    with _Bar("restore") as bar:
        done = restore_backup(
            file,
            place,
            ask_passphrase=lambda: _read_passphrase(passphrase_file, twice=False),
            identity=identity.read_text("utf-8", "replace") if identity else "",
            replace=replace,
            now=datetime.now(UTC),
            begin=lambda head: bar.begin(head.size),
            on_write=bar.advance,
        )
    _say_restored(place.folder, done)


class _Bar:
    """A progress whose end is known only when the work has begun."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._stack = ExitStack()
        self._progress: Progress | None = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *fault: object) -> None:
        self._stack.close()

    def begin(self, total: int) -> None:
        self._progress = self._stack.enter_context(report_progress(self._what, total=total))

    def advance(self, amount: int) -> None:
        if self._progress:
            self._progress.advance(amount)


def _read_passphrase(file: Path | None, *, twice: bool) -> str:
    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, err=True, confirmation_prompt=twice))
    return file.read_text(encoding="utf-8").partition("\n")[0].strip()


def _say_made(file: Path, told: Told, wish: Wish) -> None:
    sealed = (
        "encrypted with your passphrase" if wish.passphrase else f"encrypted to {len(wish.recipients)} keys"
    )
    said = "NOT encrypted" if wish.plain else sealed
    click.echo(f"{file}  {told.size:,} bytes, {told.files:,} files, {said}")
    if wish.desk:
        click.echo(f"not in it: {', '.join(told.left_out)}", err=True)
    if not wish.keys:
        click.echo(
            "The keys are not in it. Without them nobody reads what it holds encrypted: chaffinch backup --keys FILE",
            err=True,
        )


def _say_restored(folder: Path, done: Restored) -> None:
    click.echo(
        f"{folder}  as it was on {done.head.made_at:%Y-%m-%d %H:%M} UTC ({', '.join(done.head.parts)})"
    )
    if done.aside:
        click.echo(f"what stood there is in {done.aside}", err=True)
    if done.schema:
        click.echo(f"the tables that stood in the database are in the schema {done.schema}", err=True)
    if done.missing_keys:
        click.echo(
            f"missing: keys {', '.join(done.missing_keys)}. Put them back before you start: chaffinch restore KEYS-FILE",
            err=True,
        )
    if done.other_keys:
        click.echo(
            f"other keys than the backup's stand here: {', '.join(done.other_keys)}. What they encrypted cannot be read.",
            err=True,
        )
    if "chaffinch.toml" in done.head.parts:
        click.echo(
            "feeding stands stopped; end runs that were open, since what they sent meanwhile is not known",
            err=True,
        )
