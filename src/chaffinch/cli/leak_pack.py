"""`chaffinch leak pack`: a draft of a fact pack from a triage; what goes out is released by two people at the desk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.output import write_private
from chaffinch.errors import UsageError

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", metavar="TRIAGE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--released",
    "list_file",
    type=_file,
    help='Examples, a JSON line each: {"item", "ours", "theirs", "people": [..], "public": [..], "entry"}.',
)
@click.option(
    "--proof", "proof_files", multiple=True, type=_file, help="A disclosure of the ledger, for a decoy shown."
)
@click.option("--organisation", required=True, help="Who speaks.")
@click.option("--contact", default="", help="Whom journalists ask; it is printed.")
@click.option("--name", required=True, help="What the dump is called in public.")
@click.option(
    "--language", type=click.Choice(("en", "fr")), default="en", help="Which of the two is seen first."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The zip to write (a new file).",
)
def pack(
    folder: Path,
    *,
    list_file: Path | None,
    proof_files: tuple[Path, ...],
    organisation: str,
    contact: str,
    name: str,
    language: str,
    out: Path,
) -> None:
    """Make a DRAFT of a fact pack from a triage's folder, to be read by your own people.

    It is marked in every file that people read, and never signed: no altered, invented or decoy item leaves the house
    without two readers, and only the desk knows them.

    Example: chaffinch leak pack findings --organisation "Mouvement Aurore" --name "Aurore files" --out draft.zip
    """
    from chaffinch.reports.factpack.drafting import draft_facts, read_wanted
    from chaffinch.reports.factpack.pack import make_pack

    if out.exists():
        raise UsageError(f"{out} exists already.", todo="Name a new file.")
    wanted = read_wanted(list_file.read_text("utf-8", errors="replace").splitlines()) if list_file else ()
    facts = draft_facts(
        folder,
        wanted=wanted,
        proofs=[path.read_bytes() for path in proof_files],
        organisation=organisation,
        contact=contact,
        name=name,
        now=datetime.now(UTC).replace(microsecond=0),
    )
    write_private(out, make_pack(facts, key=None, language=language))
    click.echo(json.dumps({"pack": str(out), "state": facts.state, "items": facts.figures.total}))
