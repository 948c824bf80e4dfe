"""`chaffinch stop`: the kill switch of feeding."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home
from chaffinch.ground.files import write_whole


@click.command()
@click.option("--reason", default="", help="For the log: why all feeding stops.")
@home_option
def stop(reason: str, home: Path | None) -> None:
    """Stop all feeding, at once; whatever is being typed ends within a second.

    It works while the desk is down, too: the file feeding.stopped in the home folder is the switch, and stays until a
    person allows feeding again on the desk. Anybody who can write there can make the file by hand.

    Example: chaffinch stop --reason "The page leads to somebody else's site."
    """
    place, now = find_home(home), datetime.now(UTC)
    if not place.kill_switch.exists():
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place.kill_switch, f"{now.isoformat()} command line\n".encode())
    click.echo(f"All feeding is stopped: {place.kill_switch} is there.")
    if not place.settings_file.exists():
        return
    from chaffinch.desk.start import start_django

    start_django(place)
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.feeding import throw_switch

    throw_switch(actor=COMMAND_LINE, now=now, reason=reason)
