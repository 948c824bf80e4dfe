"""`chaffinch decoys`: people who do not exist, with addresses and passwords."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.documents import document
from chaffinch.cli.feeding_house import keep
from chaffinch.cli.options import home_option, out_option
from chaffinch.cli.output import open_private
from chaffinch.cli.refused import read_refused
from chaffinch.cli.seeds import read_seed

if TYPE_CHECKING:
    from chaffinch.decoys import AddressPattern, Decoy


@click.group()
def decoys() -> None:
    """Invent people whose log-ins a phisher cannot tell from real ones.

    Example: chaffinch decoys make --domain mouvement-aurore.fr --locale fr_FR --kind phantom -n 100 --out decoys.jsonl
    """


@decoys.command()
@click.option("--domain", required=True, metavar="DOMAIN", help="The domain of the addresses.")
@click.option(
    "--locale",
    "locales",
    multiple=True,
    metavar="LOCALE[=SHARE]",
    help="fr_FR (the default), en_GB, en_US, de_DE, es_ES, it_IT, pl_PL; may be repeated.",
)
@click.option(
    "--kind",
    type=click.Choice(("phantom", "trap")),
    default="phantom",
    help="phantom (the default), or trap: for an account that opens. Echoes need a colleague's consent, on the desk.",
)
@click.option("-n", "--count", type=click.IntRange(1, 100_000), default=10, help="How many; 10 by default.")
@click.option(
    "--pattern",
    "examples",
    multiple=True,
    metavar="EXAMPLE",
    help='An address of yours, or "First Last <address>"; may be repeated. Addresses are written as these are.',
)
@click.option(
    "--rules",
    default="",
    metavar="RULES",
    help='What a password must have: "min=8 upper digit symbol", also max=, classes=, mended=, pattern=.',
)
@click.option(
    "--refuse",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Names and addresses never to use, one a line: staff, public people.",
)
@click.option(
    "--page", default="", metavar="ID", help="The case that they are for; by default something new."
)
@click.option(
    "--seed-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Random bytes, 16 or more, that others cannot read; by default the home folder's own, made on first use.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(("json", "csv", "google", "entra")),
    default="json",
    help="JSON lines (the default), a CSV, or the list by which Google or Microsoft Entra makes accounts.",
)
@click.option("--unit", default="/", metavar="PATH", help="Google's organisational unit for them.")
@click.option(
    "--blocked", is_flag=True, help="In Entra's list: with sign-in blocked, as it must be in a live tenant."
)
@out_option
@home_option
def make(
    *,
    domain: str,
    locales: tuple[str, ...],
    kind: str,
    count: int,
    examples: tuple[str, ...],
    rules: str,
    refuse: Path | None,
    page: str,
    seed_file: Path | None,
    form: str,
    unit: str,
    blocked: bool,
    out: Path | None,
    home: Path | None,
) -> None:
    """Make decoys, a JSON line each: id, kind, names, address, PASSWORD, role, language, year of birth, habits.

    The passwords stand in the output as they are: keep it like a password file. It is nobody's, yet whoever holds it can
    tell your decoys from your staff. The same seed, page and options give the same decoys.

    Example: chaffinch decoys make --domain aurore.fr --pattern "Inès Kerbrat <ikerbrat@aurore.fr>" -n 100 --out d.jsonl
    """
    from chaffinch.decoys import DecoyOrder, RefusedNames, make_decoys, read_locales, read_rules

    names, addresses = read_refused(refuse) if refuse else ([], [])
    order = DecoyOrder(
        kinds={"trap" if kind == "trap" else "phantom": count},
        domain=domain,
        page=page or secrets.token_hex(8),
        locales=read_locales(locales),
        pattern=_learn_pattern(examples),
        rules=read_rules(rules),
        refused=RefusedNames(names, addresses=addresses),
        staff=names,
        used=frozenset(addresses),
    )
    made = make_decoys(order, seed=read_seed(seed_file, home), at=datetime.now(UTC))
    with open_private(out) as stream:
        if form != "json":
            stream.write(_write_list(made, form, unit=unit, blocked=blocked))
            return
        for decoy in made:
            stream.write(json.dumps(_write_record(decoy), ensure_ascii=False) + "\n")


decoys.add_command(keep)
decoys.add_command(document)


def _write_list(made: Iterable[Decoy], form: str, *, unit: str, blocked: bool) -> str:
    """Return the list by which a provider makes the accounts."""
    from chaffinch.decoys.lists import Account
    from chaffinch.decoys.registering import write_accounts

    accounts = [Account(one.persona.name.full, one.address, one.password.reveal()) for one in made]
    return write_accounts(accounts, form, unit=unit, blocked=blocked)  # type: ignore[arg-type]  # click allows only these


def _write_record(decoy: Decoy) -> dict[str, Any]:
    """Make the line that the command line promises."""
    persona = decoy.persona
    return {
        "id": decoy.id,
        "kind": decoy.kind,
        "first_name": persona.name.first,
        "last_name": persona.name.last,
        "address": decoy.address,
        "password": decoy.password.reveal(),
        "role": persona.title,
        "language": persona.language,
        "born": persona.born,
        "habits": asdict(persona.habits),
        "page": decoy.page,
    }


def _learn_pattern(examples: tuple[str, ...]) -> AddressPattern:
    from chaffinch.decoys import AddressPattern, learn_pattern, read_example

    if not examples:
        return AddressPattern()
    learned = learn_pattern([read_example(text) for text in examples])
    if learned.ambiguous:
        others = ", ".join(
            f"{one.pattern.example} ({one.explained} of {learned.examples})" for one in learned.candidates[:4]
        )
        click.echo(
            "the examples fit several patterns; Jean-Pierre Le Goff would be: "
            f"{others}. The first is taken: add an example with its name.",
            err=True,
        )
    for address in learned.unexplained:
        click.echo(f"not written like the others: {address}", err=True)
    return learned.pattern
