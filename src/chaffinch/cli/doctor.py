"""`chaffinch doctor`: can this installation do its work?"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home

_SIGNS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


@click.command()
@click.option("--mail", is_flag=True, help="Send a real test mail to those who receive alerts.")
@home_option
def doctor(mail: bool, home: Path | None) -> None:
    """Look at settings, keys, database, audit log, worker, browser, sandbox, disk and mail.

    Ends with 1 when something is at fault.

    Example: chaffinch doctor --mail
    """
    from chaffinch.desk.start import start_django

    place = find_home(home)
    start_django(place)
    from chaffinch.desk.doctor import examine

    faults = 0
    for point in examine(place, now=datetime.now(UTC), send_mail=mail):
        faults += point.state == "fault"
        click.echo(f"{_SIGNS[point.state]}  {point.name:<10} {point.what}")
        if point.todo:
            click.echo(f"{'':18}→ {point.todo}")
    if faults:
        click.echo(f"\n{faults} at fault", err=True)
        sys.exit(1)
