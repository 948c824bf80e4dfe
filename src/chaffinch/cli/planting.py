"""`chaffinch plant`: propose, approve, follow and take back what is planted ahead of a hack."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.at_desk import person_option, prove_actor, prove_resumer, reason_option, start_desk
from chaffinch.cli.lanes import work_lane
from chaffinch.cli.options import home_option
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.desk.models import Planting

_number = click.argument("number", metavar="PLANTING", type=int)


@click.group()
def plant() -> None:
    """Plant decoy mailboxes, letters and documents, after two people have approved it.

    Example: chaffinch plant propose --domain example.org --mailboxes traps --files share --reason "Before summer" --as ines
    """


@plant.command()
@click.option(
    "--domain", required=True, metavar="DOMAIN", help="Of the accounts; one that is proved to be yours."
)
@click.option("--accounts", default=50, show_default=True, help="Mailboxes.")
@click.option(
    "--registered",
    is_flag=True,
    help="Take accounts that you have registered and kept; else they are invented.",
)
@click.option("--letters", default=10_000, show_default=True, help="Between the holders of the accounts.")
@click.option("--months", default=14, show_default=True, help="How far back the letters go.")
@click.option("--documents", default=200, show_default=True, help="Minutes, invoices, budgets and the like.")
@click.option(
    "--attached", default=None, type=int, help="So many of the documents go with letters; half by default."
)
@click.option(
    "--mailboxes", default="", metavar="PLACE", help="A place of chaffinch.toml, [[planting.places]]."
)
@click.option("--files", default="", metavar="PLACE", help="Where the other documents go.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="LANGUAGE=SHARE",
    help="fr=0.7 en=0.3; by default yours alone.",
)
@click.option(
    "--lend-in-letters", default=2, show_default=True, help="Log-ins that colleagues lend in letters."
)
@click.option("--lend-in-documents", default=4, show_default=True, help="Log-ins that stand in documents.")
@reason_option
@person_option
@home_option
def propose(
    *,
    domain: str,
    accounts: int,
    registered: bool,
    letters: int,
    months: int,
    documents: int,
    attached: int | None,
    mailboxes: str,
    files: str,
    languages: tuple[str, ...],
    lend_in_letters: int,
    lend_in_documents: int,
    reason: str,
    name: str,
    home: Path | None,
) -> None:
    """Put a planting forward for approval. Nothing is made by it.

    Example: chaffinch plant propose --domain example.org --mailboxes traps --files share --reason "Before summer" --as ines
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.ordering import Wish, write_order
    from chaffinch.desk.services.planting import propose_planting

    wish = Wish(
        domain=domain,
        accounts=accounts,
        registered=registered,
        letters=letters,
        months=months,
        documents=documents,
        attached=attached,
        mailboxes=mailboxes,
        files=files,
        languages=_read_shares(languages),
        lent_in_letters=lend_in_letters,
        lent_in_documents=lend_in_documents,
    )
    _print(propose_planting(write_order(wish), reason=reason, actor=actor, now=datetime.now(UTC)))


@plant.command()
@_number
@reason_option
@person_option
@home_option
def approve(number: int, reason: str, name: str, home: Path | None) -> None:
    """Say yes to a planting. With the last yes that is needed it begins.

    Example: chaffinch plant approve 3 --reason "I have read the order." --as tomas
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.services.planting import approve_planting

    _print(approve_planting(number, reason=reason, actor=actor, now=datetime.now(UTC)))


@plant.command("run")
@_number
@click.option("--reason", default="", help="Why one that stopped can go on; then --as is needed, too.")
@click.option("--as", "name", default="", metavar="NAME", help="Your log-in, to have a stopped one go on.")
@home_option
def run_(number: int, reason: str, name: str, home: Path | None) -> None:
    """Work an approved planting from this terminal until it stands or stops.

    With `chaffinch serve` running this is not needed. Ctrl-C leaves it as it is: whoever works next goes on.

    Example: chaffinch plant run 3
    """
    actor = prove_resumer(name, reason=reason, home=home)
    from chaffinch.desk.models import Planting
    from chaffinch.desk.services.planting import resume_planting

    found = _find(number)
    if actor is not None:
        found = resume_planting(number, reason=reason, actor=actor, now=datetime.now(UTC))
    if found.state != Planting.State.RUNNING:
        raise UsageError(
            f"Planting {number} is not running: {found.get_state_display()}.",
            todo="Have it approved, or give --reason and --as to have it go on.",
        )
    _work(found)
    _print(found)
    if found.state == Planting.State.STOPPED:
        raise UsageError(f"It stopped: {found.stop_code}.", why=str(found.stop_params.get("why", "")))


@plant.command()
@_number
@person_option
@home_option
def stop(number: int, name: str, home: Path | None) -> None:
    """Stop a planting until a person has it go on.

    Example: chaffinch plant stop 3 --as ines
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.services.planting import stop_planting

    stop_planting(_find(number).pk, code="person", actor=actor, now=datetime.now(UTC))
    _print(_find(number))


@plant.command()
@_number
@reason_option
@person_option
@home_option
def drop(number: int, reason: str, name: str, home: Path | None) -> None:
    """Take a planting back: give up one that waits, or note that what stood somewhere was taken away.

    Example: chaffinch plant drop 3 --reason "The campaign is over." --as ines
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.services.planting import drop_planting

    _print(drop_planting(number, reason=reason, actor=actor, now=datetime.now(UTC)))


@plant.command()
@click.argument("number", metavar="[PLANTING]", type=int, required=False)
@home_option
def status(number: int | None, home: Path | None) -> None:
    """Print where one planting stands, or all: a JSON line each.

    Example: chaffinch plant status
    """
    start_desk(home)
    from chaffinch.desk.models import Planting

    for planting in [_find(number)] if number is not None else Planting.objects.all():
        _print(planting)


def _read_shares(texts: tuple[str, ...]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for text in texts:
        language, _, share = text.partition("=")
        try:
            shares[language] = float(share or 1)
        except ValueError as error:
            raise UsageError(
                f"{text!r} is no share of a language.", todo="For example: --language fr=0.7"
            ) from error
    return shares


def _work(planting: Planting) -> None:
    """Run the planting lane here until the planting stands or stops."""
    from chaffinch.desk.jobs.worker import Lane
    from chaffinch.desk.models import PlantedItem, Planting

    def count_placed() -> int:
        return planting.items.filter(state=PlantedItem.State.PLACED).exclude(place="").count()

    def is_running() -> bool:
        planting.refresh_from_db()
        return planting.state == Planting.State.RUNNING

    order = planting.order
    work_lane(
        Lane("planting"),
        title="planting",
        # Letters stand when all mailboxes do.
        total=order["accounts"] + order["documents"] - order["attached"],
        unit=" places",
        count_done=count_placed,
        is_running=is_running,
    )


def _find(number: int) -> Planting:
    from chaffinch.desk.models import Planting

    found = Planting.objects.filter(pk=number).first()
    if found is None:
        raise UsageError(f"There is no planting {number}.", todo="See them: chaffinch plant status")
    return found


def _print(planting: Planting) -> None:
    """Print where a planting stands: numbers and codes, no address and no password."""
    from chaffinch.desk.models import PlantedItem

    kinds = Counter(planting.items.values_list("kind", flat=True))
    placed = Counter(planting.items.filter(state=PlantedItem.State.PLACED).values_list("kind", flat=True))
    said: dict[str, Any] = {
        "planting": planting.pk,
        "state": planting.state,
        "domain": planting.order["domain"],
        "ordered": {name: planting.order[name] for name in ("accounts", "letters", "documents")},
        "made": dict(kinds),
        "placed": dict(placed),
        "approved_by": [one.person.get_username() for one in planting.approvals.select_related("person")],
        "stopped_because": planting.stop_code or None,
        "begun_at": planting.begun_at.isoformat() if planting.begun_at else None,
        "ended_at": planting.ended_at.isoformat() if planting.ended_at else None,
    }
    click.echo(json.dumps(said, ensure_ascii=False))
