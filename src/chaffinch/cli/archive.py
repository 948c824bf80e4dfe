"""`chaffinch archive`: keep what you really wrote, so that a dump can be held against it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from chaffinch.cli.archive_adding import add
from chaffinch.cli.archive_covering import cover
from chaffinch.cli.archive_opening import open_reading, options
from chaffinch.cli.archive_personal import personal_key
from chaffinch.cli.archive_proving import prove, root


@click.group()
def archive() -> None:
    """Keep what your people really wrote, encrypted and under a key, so that a dump can be held against it.

    Example: chaffinch archive add /srv/mail --archive /srv/archive
    """


@archive.command()
@click.option("--faults", is_flag=True, help="List what could not be read, a JSON line for each.")
@options
def status(*, faults: bool, folder: Path | None, key_file: Path | None, home: Path | None) -> None:
    """Say in JSON what the archive holds: counts, mailboxes, the days that are covered completely.

    Example: chaffinch archive status --archive /srv/archive
    """
    from chaffinch.leaks.archive.survey import list_faults, survey_archive

    opened = open_reading(folder, key_file, home)
    if faults:
        for line in list_faults(opened):
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    click.echo(json.dumps(survey_archive(opened), ensure_ascii=False))


for verb in (add, cover, root, prove, personal_key):
    archive.add_command(verb)
