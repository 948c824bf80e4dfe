"""The desk as verbs find it: started, its tables up to date, and who acts proved by a password."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.desk.services.audit import Actor

person_option = click.option(
    "--as", "name", required=True, metavar="NAME", help="Your log-in at the desk; its password is asked for."
)
reason_option = click.option("--reason", required=True, help="For the others to read.")


def start_desk(home: Path | None) -> None:
    """Start Django in the installation's folder, and bring its tables up to date."""
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(find_home(home))
    bring_tables_up_to_date(now=datetime.now(UTC))


def prove_actor(name: str, home: Path | None) -> Actor:
    """Ask for the person's password: a shell on this machine is not two people."""
    start_desk(home)
    from chaffinch.desk.services.users import prove_person

    return prove_person(name, password=click.prompt(f"Password of {name}", hide_input=True, err=True))


def prove_resumer(name: str, *, reason: str, home: Path | None) -> Actor | None:
    """Start the desk; return who has something that stopped go on, None where nobody was named.

    Raises:
        UsageError: a name without a reason, or a reason without a name.
    """
    if bool(reason) != bool(name):
        raise UsageError("To have something that stopped go on, give both --reason and --as.")
    if name:
        return prove_actor(name, home)
    start_desk(home)
    return None
