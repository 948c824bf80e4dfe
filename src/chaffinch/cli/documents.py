"""`chaffinch decoys document`: documents to be stolen."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.options import home_option
from chaffinch.cli.refused import read_refused
from chaffinch.cli.seeds import read_seed
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.decoys import Seed
    from chaffinch.decoys.documents.making import Document

_MAX_TEMPLATE = 32_000_000
#: Who appears in a batch, and how many names may be refused; names are bent as `decoys make` bends them.
_PEOPLE, _TRIES, _SPREAD = 8, 2_000, 0.35


@click.command()
@click.option(
    "--template",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A docx, xlsx, pptx of yours with {{name}} and the like; a plain text for a PDF; by default an example of ours.",
)
@click.option(
    "--kind",
    type=click.Choice(("minutes", "invoice", "rooms", "packing", "travel", "budget")),
    default="minutes",
    help="What is invented for it; minutes by default.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("docx", "xlsx", "pptx", "pdf", "ics", "vcf")),
    help="By default the template's, else docx.",
)
@click.option("--locale", default="fr_FR", metavar="LOCALE", help="fr_FR (the default), en_GB, en_US.")
@click.option("-n", "--count", type=click.IntRange(1, 5_000), default=10, help="How many; 10 by default.")
@click.option("--organisation", default="", metavar="NAME", help="What stands as company.")
@click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE", help="A placeholder's value; may be repeated."
)
@click.option(
    "--traps",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Decoys of kind trap, as `decoys make` writes them: each document holds the next one's log-in.",
)
@click.option(
    "--beacon",
    default="",
    metavar="URL",
    help="Picture on a host of yours, {id} in it; docx only. Nothing runs.",
)
@click.option("--link", default="", metavar="URL", help="Where {{link}} leads, {id} in it.")
@click.option("--link-text", default="", metavar="TEXT", help="What {{link}} says; by default the address.")
@click.option(
    "--refuse",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Names never to write, one a line: staff, public people.",
)
@click.option("--batch", default="", metavar="ID", help="Names the planting; by default something new.")
@click.option(
    "--seed-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Random bytes, 16 or more, that others cannot read; by default the home folder's own, made on first use.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the documents; made if needed.",
)
@home_option
def document(
    *,
    template: Path | None,
    kind: str,
    form: str | None,
    locale: str,
    count: int,
    organisation: str,
    fields: tuple[str, ...],
    traps: Path | None,
    beacon: str,
    link: str,
    link_text: str,
    refuse: Path | None,
    batch: str,
    seed_file: Path | None,
    out: Path,
    home: Path | None,
) -> None:
    """Make documents that nobody needs and a thief would take; a JSON line each: id, file, sha256, kind, title, marks.

    A template with macros, or with anything else that runs or fetches, is refused (exit 3). The marks are what a copy, an
    excerpt or a print-out is recognised by: keep the lines like keys.

    Example: chaffinch decoys document --template minutes.docx --kind minutes --locale fr_FR -n 20 --out planted
    """
    from chaffinch.decoys.documents.making import FORMATS, DocumentOrder, make_documents

    suffix = template.suffix.lower().lstrip(".") if template else ""
    wanted = form or ("pdf" if suffix == "txt" else suffix or "docx")
    found = next((one for one in FORMATS if one == wanted), None)
    if found is None:
        raise UsageError(
            f"A {wanted!r} is no template.", todo=f"Give one of {', '.join(FORMATS)}, or a .txt for a PDF."
        )
    seed = read_seed(seed_file, home)
    batch = batch or secrets.token_hex(8)
    now = datetime.now(UTC)
    order = DocumentOrder(
        kind=kind,
        count=count,
        batch=batch,
        people=_draw_people(seed, batch, locale=locale, year=now.year, refuse=refuse),
        format=found,
        locale=locale,
        organisation=organisation,
        untrusted_template=_read_template(template) if template else None,
        fields=_read_fields(fields),
        logins=_read_traps(traps) if traps else (),
        beacon=beacon,
        link=link,
        link_text=link_text,
    )
    made = make_documents(order, seed=seed, at=now)
    _make_folder(out)
    for one in made:
        _write_new(out / one.file, one.content)
        click.echo(json.dumps(_write_record(one), ensure_ascii=False))


def _write_record(one: Document) -> dict[str, Any]:
    """Make the line that the command line promises."""
    return {
        "id": one.id,
        "file": one.file,
        "sha256": one.sha256,
        "kind": one.kind,
        "title": one.title,
        "login": one.login,
        "made_at": one.made_at.isoformat(),
        "marks": {
            "wording": [asdict(phrase) for phrase in one.phrases],
            "spacing": one.spacing,
            "lines": one.lines,
        },
    }


def _draw_people(seed: Seed, batch: str, *, locale: str, year: int, refuse: Path | None) -> list[str]:
    """Invent those who write and are written about."""
    from chaffinch.decoys import RefusedNames
    from chaffinch.decoys.names import NameSource
    from chaffinch.decoys.persona import draw_persona

    names, addresses = read_refused(refuse) if refuse else ([], [])
    refused = RefusedNames(names, addresses=addresses)
    chance = seed.open_stream(f"documents {batch} people")
    source = NameSource(locale, chance=seed.open_stream(f"names {locale}"), spread=_SPREAD, staff=names)
    people: dict[str, None] = {}
    for _ in range(_TRIES):
        name = draw_persona(source, chance, year=year).name
        if not refused.refuse(name):
            people[name.full] = None
        if len(people) == _PEOPLE:
            return list(people)
    raise UsageError(
        "Nobody could be invented who is not refused.", todo="Look whether the refused names fit everybody."
    )


def _read_template(path: Path) -> bytes:
    with path.open("rb") as stream:
        untrusted = stream.read(_MAX_TEMPLATE + 1)
    if len(untrusted) > _MAX_TEMPLATE:
        raise UsageError(f"{path} has more than {_MAX_TEMPLATE:,} bytes.")
    return untrusted


def _read_fields(texts: tuple[str, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(f"{text!r} is no field.", todo="Write for example --field room=B12.")
        fields[name] = value
    return fields


def _read_traps(path: Path) -> list[tuple[str, str]]:
    """Return addresses and passwords of what `decoys make --kind trap` wrote."""
    from chaffinch.ground.streams import read_lines

    logins: list[tuple[str, str]] = []
    for number, line in enumerate(read_lines(path), 1):
        try:
            record = json.loads(line)
            kind, address, password = record["kind"], str(record["address"]), str(record["password"])
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"Line {number} of {path} is no decoy.", todo="Give what `decoys make` wrote."
            ) from error
        if kind == "trap":
            logins.append((address, password))
    if not logins:
        raise UsageError(f"{path} holds no trap.", todo="Make some: chaffinch decoys make --kind trap.")
    return logins


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be made.", why=str(error)) from error


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists already.", todo="Name a new folder; no document is overwritten."
        ) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written.", why=str(error)) from error
