"""Which archive a verb means, and by which key it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.archiving import choose_folder, find_key_file
from chaffinch.desk.home import Home, find_home

if TYPE_CHECKING:
    from chaffinch.desk.configuration_tables import Configuration
    from chaffinch.leaks.archive.opened import Opened

archive_option = click.option(
    "--archive",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The archive's folder (else that of chaffinch.toml, else archive in the home folder).",
)
key_option = click.option(
    "--key",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File with the archive's key (else CHAFFINCH_KEY_FILE, else keys/archive.key in the home folder).",
)


def options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add the three options by which an archive is found and opened."""
    return archive_option(key_option(home_option(verb)))


def read_settings(place: Home) -> Configuration:
    """Return what chaffinch.toml says.

    Raises:
        ConfigurationError: something in it cannot be meant.
    """
    from chaffinch.desk.configuration import load_configuration

    return load_configuration(place.settings_file)


def find_key(key_file: Path | None, place: Home, *, archive: Path) -> bytes:
    """Return the archive's key.

    Raises:
        KeyFileError: it is missing, or cannot be used.
    """
    from chaffinch.leaks.archive.keys import read_key_file

    return read_key_file(find_key_file(place, key_file), archive=archive)


def open_reading(folder: Path | None, key_file: Path | None, home: Path | None) -> Opened:
    """Open an archive for reading.

    Raises:
        ArchiveError: there is none, or it is of another key.
    """
    from chaffinch.leaks.archive.opened import open_whole

    place = find_home(home)
    archive = choose_folder(place, read_settings(place), folder)
    return open_whole(archive, key=find_key(key_file, place, archive=archive))
