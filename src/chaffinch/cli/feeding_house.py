"""What must be known of ourselves first, from the command line: the domains' proof, the staff, accounts that open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.at_desk import start_desk
from chaffinch.cli.options import home_option
from chaffinch.errors import ChaffinchError

_list = click.argument("file", metavar="FILE")


class NotProvedError(ChaffinchError):
    """DNS does not say that the domain is ours."""


@click.command()
@click.argument("domain")
@home_option
def prove(domain: str, home: Path | None) -> None:
    """Have DNS prove that DOMAIN is yours; prints the record that it looks for.

    Example: chaffinch feed prove mouvement-aurore.fr
    """
    start_desk(home)
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.proofs import ask_domain, make_record, note_proof
    from chaffinch.reports.feeding_words import say_proof

    record = make_record(domain)
    click.echo(f"{record.name}.  TXT  {record.value}")
    fault = ask_domain(domain)
    note_proof(domain, fault=fault, actor=COMMAND_LINE, now=datetime.now(UTC))
    if fault:
        raise NotProvedError(
            f"It is not proved that {domain} is yours.",
            why=say_proof(fault),
            todo="Put the record above into the zone; it can take an hour to be seen everywhere.",
        )
    click.echo(f"It is proved that {domain} is yours.", err=True)


@click.command()
@_list
@click.option("--public", is_flag=True, help="Public people, of whom the name is enough.")
@click.option("--whole", is_flag=True, help="This is everybody: who is not on it has left.")
@home_option
def staff(file: str, public: bool, whole: bool, home: Path | None) -> None:
    """Take over the names and addresses in FILE (CSV or lines; - for standard input): no decoy bears them.

    Example: chaffinch feed staff team.csv --whole
    """
    start_desk(home)
    from chaffinch.decoys.lists import read_people
    from chaffinch.desk.models import KnownPerson
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.staff import take_over_people
    from chaffinch.ground.streams import read_lines

    found = read_people(read_lines(file), addresses=not public)
    for fault in found.faults:
        click.echo(f"{file}, line {fault.line}: {fault.code}; passed over", err=True)
    kind = KnownPerson.Kind.PUBLIC if public else KnownPerson.Kind.STAFF
    change = take_over_people(
        found.entries, kind=kind, whole=whole, actor=COMMAND_LINE, now=datetime.now(UTC)
    )
    click.echo(f"{change.added} new, {change.known} known already, {change.left} left")


@click.command()
@_list
@click.option(
    "--isolated/--live",
    "isolated",
    required=True,
    help="They open, on a host or tenant of their own; or they are in the live one, where their sign-in is blocked.",
)
@home_option
def keep(file: str, isolated: bool, home: Path | None) -> None:
    """Keep decoy accounts that you have registered: lines of `decoys make --kind trap`, or columns address, password, name.

    Example: chaffinch decoys keep traps.jsonl --isolated
    """
    start_desk(home)
    from chaffinch.decoys.lists import read_accounts
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.traps import count_ready, keep_accounts
    from chaffinch.ground.streams import read_lines

    found = read_accounts(read_lines(file))
    for fault in found.faults:
        click.echo(f"{file}, line {fault.line}: {fault.code}; passed over", err=True)
    kept = keep_accounts(found.accounts, isolated=isolated, actor=COMMAND_LINE, now=datetime.now(UTC))
    click.echo(f"{kept} kept, {count_ready(isolated_only=False)} ready")
