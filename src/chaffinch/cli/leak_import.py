"""`chaffinch leak import`: have the desk read a dump."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import click

from chaffinch.cli.at_desk import person_option, prove_actor
from chaffinch.cli.options import home_option
from chaffinch.errors import UsageError
from chaffinch.leaks.triage.order import read_breach


@click.command("import")
@click.argument("dump", type=click.Path(exists=True, path_type=Path))
@click.option("--name", "title", default="", help="By which people know it (else its file's name).")
@click.option("--breach", default="", metavar="DATE", help="When the intrusion began.")
@click.option(
    "--noticed", default="", metavar="MOMENT", help="When you noticed it: 72 hours run from there (else now)."
)
@click.option("--country", default="", metavar="XX", help="Whose vote is near, two letters.")
@click.option("--vote", default="", metavar="DATE", help="Its day.")
@click.option("--silence", default="", metavar="MOMENT", help="When publication ends, where no rule says it.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Passwords of its encrypted archives, a line each; kept encrypted until it is read to its end.",
)
@person_option
@home_option
def import_(
    dump: Path,
    *,
    title: str,
    breach: str,
    noticed: str,
    country: str,
    vote: str,
    silence: str,
    password_file: Path | None,
    name: str,
    home: Path | None,
) -> None:
    """Have the desk read a dump, item by item; its page shows the verdicts while the worker reads.

    Example: chaffinch leak import /srv/dumps/friday --country FR --vote 2027-04-11 --as ines
    """
    learned_at, silence_at, vote_on = read_breach(noticed), read_breach(silence), _read_day(vote)
    actor = prove_actor(name, home)
    from chaffinch.desk.dump_ordering import compose_order
    from chaffinch.desk.dump_passwords import split_passwords
    from chaffinch.desk.services.dumps import Circumstances, start_dump

    now = datetime.now(UTC)
    known = Circumstances(learned_at or now, country=country, vote_on=vote_on, silence_at=silence_at)
    order = compose_order(str(dump.absolute()), breach=breach)
    passwords = split_passwords(password_file.read_text("utf-8")) if password_file else ()
    started = start_dump(
        order, name=title or dump.name, known=known, passwords=passwords, actor=actor, now=now
    )
    click.echo(json.dumps({"dump": started.pk, "page": f"/dumps/{started.pk}/"}))


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise UsageError(f"{text!r} is no day.", todo="For example 2027-04-11") from fault
