"""The command line, a file a verb group; pure verbs start without Django."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from chaffinch import __version__
from chaffinch.errors import ChaffinchError

# verb -> "module:attribute"; a module is imported only when its verb is called or asked for help.
VERBS = {
    "demo": "chaffinch.cli.demonstration:demo",
    "init": "chaffinch.cli.setup:init",
    "serve": "chaffinch.cli.serve:serve",
    "doctor": "chaffinch.cli.doctor:doctor",
    "backup": "chaffinch.cli.backup:backup",
    "restore": "chaffinch.cli.backup:restore",
    "user": "chaffinch.cli.setup:user",
    "names": "chaffinch.cli.names:names",
    "pages": "chaffinch.cli.pages:pages",
    "mail": "chaffinch.cli.mail:mail",
    "digest": "chaffinch.cli.digest:digest",
    "decoys": "chaffinch.cli.decoys:decoys",
    "signins": "chaffinch.cli.signins:signins",
    "traps": "chaffinch.cli.traps:traps",
    "listener": "chaffinch.cli.listener:listener",
    "feed": "chaffinch.cli.feeding:feed",
    "plant": "chaffinch.cli.planting:plant",
    "ledger": "chaffinch.cli.ledger:ledger",
    "archive": "chaffinch.cli.archive:archive",
    "leak": "chaffinch.cli.leak:leak",
    "stop": "chaffinch.cli.stop:stop",
}


class Verbs(click.Group):
    """A group whose verbs are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = VERBS.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 -- a wrong table above, found by every test
        return command


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="chaffinch")
def chaffinch() -> None:
    """Find the phishing aimed at your team, show it, answer it.

    Example: chaffinch names check --watch en-marche.fr --service microsoft365 hosts.txt
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit: 0 done, 1 items failed, 2 wrong use, 3 refused by a guard."""
    try:
        chaffinch.main(args=arguments, prog_name="chaffinch", standalone_mode=False)
    except ChaffinchError as error:
        click.echo(f"chaffinch: {error.diagnostics()}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("chaffinch: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(0)
