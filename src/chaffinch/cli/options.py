"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the installation (else CHAFFINCH_HOME, else your data folder).",
)
