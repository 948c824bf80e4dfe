"""`chaffinch listener`: beacons, decoy portals and pushed logs, in a process apart from the desk. No Django, no database."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

import click

from chaffinch.errors import UsageError
from chaffinch.ground.clock import read_clock
from chaffinch.ground.files import write_whole
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.process import look_over, run_listener
from chaffinch.tripwires.listener.settings import load_settings
from chaffinch.tripwires.listener.tokens import drop_token, make_token
from chaffinch.tripwires.listener.unit import write_unit

_dir_option = click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the listener: settings, keys and what it writes.",
)
_user_option = click.option(
    "--user", default="", help="Whom it becomes where root starts it; else the folder's owner."
)


@click.group()
def listener() -> None:
    """Notice who opens planted documents, tries decoy portals, and take pushed logs.

    Example: chaffinch listener run --dir /srv/listener
    """


@listener.command()
@_dir_option
@click.option(
    "--sign-in-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The desk's keys/sign-ins.key, copied for the decoy portals: with it the desk knows its own passwords again.",
)
def init(folder: Path, sign_in_key: Path | None) -> None:
    """Make the listener's folder; what is there already stays.

    Example: chaffinch listener init --dir /srv/listener --sign-in-key keys/sign-ins.key
    """
    place = Folder(folder.absolute())
    place.create()
    if not place.settings_file.exists():
        write_whole(place.settings_file, b'listen = "127.0.0.1:8480"\n')
    if sign_in_key:
        write_whole(place.nonce, sign_in_key.read_bytes())
        place.read_nonce()
    place.settle_owner()
    load_settings(place.settings_file)
    click.echo(f"The listener's settings: {place.settings_file}", err=True)


@listener.command()
@_dir_option
@_user_option
def run(folder: Path, user: str) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Started by root it becomes the folder's owner once its port is bound. It writes nowhere but into the folder, and connects
    to nobody.

    Example: chaffinch listener run --dir /srv/listener
    """
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    place = Folder(_find(folder))
    settings = load_settings(place.settings_file)
    scheme = "https" if settings.certificate else "http"
    click.echo(f"Listening on {scheme}://{settings.listen} · Ctrl-C stops it", err=True)
    run_listener(place, user=user, clock=read_clock)


@listener.command()
@_dir_option
def check(folder: Path) -> None:
    """Say whether settings, keys, certificate and disk are in order, and whether the listener runs.

    Exit code 1: something is not.

    Example: chaffinch listener check --dir /srv/listener
    """
    bad = False
    for point in look_over(Folder(_find(folder)), now=read_clock()):
        click.echo(f"{point.state:<6}{point.name}: {point.what}")
        bad |= point.state == "fault"
    sys.exit(1 if bad else 0)


@listener.command()
@click.argument("name")
@_dir_option
@click.option("--remove", is_flag=True, help="Let NAME push no more; what it pushed stays.")
def token(name: str, folder: Path, remove: bool) -> None:
    """Make the token with which a server pushes its log as NAME; printed once, only its hash is kept.

    A token that was made for NAME before holds no more. A running listener takes notice within seconds.

    Example: chaffinch listener token mail-1 --dir /srv/listener
    """
    place = Folder(_find(folder))
    if remove:
        drop_token(place.tokens, name)
    else:
        click.echo(make_token(place.tokens, name))
    place.settle_owner()


@listener.command()
@_dir_option
@click.option("--user", required=True, help="An ordinary user, who owns the folder.")
def unit(folder: Path, user: str) -> None:
    """Print a systemd unit that runs the listener with as little as it needs.

    Example: chaffinch listener unit --dir /srv/listener --user listener > /etc/systemd/system/listener.service
    """
    program = shutil.which(sys.argv[0]) or shutil.which("chaffinch") or ""
    click.echo(write_unit(folder=folder.absolute(), user=user, program=Path(program).absolute()), nl=False)


def _find(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", todo=f"Run: chaffinch listener init --dir {folder}")
    return folder.absolute()
