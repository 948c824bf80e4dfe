"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the installation (else CHAFFINCH_HOME, else your data folder).",
)

out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here (a new file, mode 0600), not to standard output.",
)

service_option = click.option(
    "--service", "services", multiple=True, metavar="NAME", help="A service you use; may be repeated."
)

watchlist_option = click.option(
    "--watchlist",
    "watchlist_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A chaffinch.toml, for its [watch] table: your domains, your services, your partners.",
)
