"""`chaffinch ledger`: commit to what is planted, and prove it later."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.ledger_keeping import (
    begin,
    open_ledger,
    rotate,
    seal,
    status,
    unseal,
    verifiers,
)
from chaffinch.cli.ledger_verify import verify
from chaffinch.cli.options import home_option, out_option
from chaffinch.cli.output import write_private
from chaffinch.desk.home import find_home
from chaffinch.errors import ChaffinchError, UsageError

if TYPE_CHECKING:
    from chaffinch.ledger.entry import Entry
    from chaffinch.ledger.log import Kept

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """Commit to what you plant, so that one file proves it months later without exposing anything else.

    Example: chaffinch ledger prove planting-7-note --out proof.json
    """


@ledger.command()
@click.argument("source", metavar="[ENTRIES]", required=False)
@click.option(
    "--item", "items", multiple=True, type=_file, help="A planted file, hashed here; may be repeated."
)
@click.option(
    "--kind",
    type=click.Choice(("document", "mail", "mailbox")),
    default="document",
    help="Of the --item files.",
)
@click.option("--planted-in", default="", metavar="PLACE", help="Where the --item files were planted.")
@click.option(
    "--approval",
    default="",
    metavar="REFERENCE",
    help="Where the two people's yes to the --item files stands.",
)
@home_option
def add(  # noqa: PLR0917 - click passes options by name
    source: str | None, items: tuple[Path, ...], kind: str, planted_in: str, approval: str, home: Path | None
) -> None:
    """Take entries in: JSON Lines (- for standard input), or files by --item. The next checkpoint commits to them.

    What is there already is passed over. An entry that names no approval is refused (exit code 3), and nothing is added;
    other bad lines are named and left out (exit code 1).

    Example: chaffinch ledger add --item note.docx --planted-in "Nextcloud, /Budget" --approval planting-7
    """
    if bool(items) == bool(source):
        raise click.UsageError("Give either entries or --item files.")
    log = open_ledger(home)
    known = {entry.sha256 for entry in log.entries.values()}
    bad = 0
    if source:
        entries, bad = _read_entries(source)
    else:
        made = (_make_entry(path, kind=kind, planted_in=planted_in, approval=approval) for path in items)
        entries = [entry for entry in made if entry.sha256 not in known]
    added = log.add(entries)
    click.echo(
        json.dumps(
            {
                "added": added,
                "bad": bad,
                "waiting": len(log.list_waiting()),
                "items": len(log.entries),
                "most": log.most,
            }
        )
    )
    sys.exit(1 if bad else 0)


@ledger.command()
@click.option(
    "--authority",
    "authorities",
    multiple=True,
    metavar="NAME=URL",
    help="A time-stamping authority; name two or more.",
)
@click.option(
    "--egress",
    "answers",
    multiple=True,
    metavar="direct|PROXY",
    help="How the question leaves the house (may be repeated).",
)
@click.option(
    "--range",
    "range_file",
    type=_file,
    help="The running practice range's range.json; its .test names are then loopback.",
)
@click.option(
    "--only-stamps", is_flag=True, help="Make no checkpoint: only ask for the stamps that are missing."
)
@home_option
def checkpoint(
    authorities: tuple[str, ...],
    answers: tuple[str, ...],
    range_file: Path | None,
    only_stamps: bool,
    home: Path | None,
) -> None:
    """Commit to what waits, among padding; sign; and have the root stamped. Run it at fixed times: it tells nothing then.

    A JSON line for each checkpoint that was made or is not dated by two authorities. An authority that is down stops nothing
    (exit code 1); it is asked again the next time. Publish the note.

    Example: chaffinch ledger checkpoint --authority freetsa=https://freetsa.example/tsr --egress direct
    """
    from chaffinch.desk.ledger_folder import read_signing_key
    from chaffinch.ledger.files import hold_lock
    from chaffinch.ledger.stamping import (
        ENOUGH,
        LOCK,
        count_authorities,
        read_authorities,
        say_dating,
        stamp_checkpoints,
    )

    wanted = read_authorities(authorities)
    log = open_ledger(home)
    made = (
        None
        if only_stamps
        else log.make_checkpoint((read_signing_key(find_home(home), log),), chance=SystemRandom())
    )
    asked = []
    if wanted:
        with hold_lock(log.folder / LOCK), _open_way(answers, range_file) as ask:
            asked = stamp_checkpoints(
                log.checkpoints, authorities=wanted, ask=ask, chance=SystemRandom(), on_fault=_warn
            )
    for kept in log.checkpoints:
        authorities_so_far = count_authorities(kept.read_stamps())
        if made == kept or authorities_so_far < ENOUGH:
            click.echo(json.dumps(_describe_checkpoint(kept, dating=say_dating(authorities_so_far))))
    sys.exit(1 if any(one.code != "stamped" for one in asked) else 0)


@ledger.command()
@click.argument("name", metavar="ID")
@click.option(
    "--open",
    "opened",
    multiple=True,
    type=click.Choice(("planted_in", "approval")),
    help="Disclose this, too.",
)
@click.option(
    "--since", type=_file, help="The note of an earlier checkpoint: show that the log has only grown since."
)
@click.option(
    "--original",
    type=_file,
    help="For an archive-root: the message with its way up, as the archive gives it (JSON).",
)
@out_option
@home_option
def prove(  # noqa: PLR0917 - click passes options by name
    name: str,
    opened: tuple[str, ...],
    since: Path | None,
    original: Path | None,
    out: Path | None,
    home: Path | None,
) -> None:
    """Disclose one entry: a small file with which anybody can check that it was committed to, and since when.

    It shows nothing of any other entry. Whoever has it has the entry's salt: hand it over when the item may be known.

    Example: chaffinch ledger prove document-3f9a --out proof.json
    """
    from chaffinch.ledger.disclosure import disclose

    file = disclose(
        open_ledger(home),
        name,
        opened=opened,
        original=_read_original(original) if original else None,
        since=since.read_text("utf-8") if since else "",
    )
    write_private(out, file)


for verb in (verify, begin, status, seal, unseal, rotate, verifiers):
    ledger.add_command(verb)


def _describe_checkpoint(kept: Kept, *, dating: str) -> dict[str, Any]:
    return {
        "checkpoint": kept.number,
        "size": kept.checkpoint.size,
        "root": kept.checkpoint.root.hex(),
        "note": str(kept.folder / "note"),
        "stamps": sorted(kept.read_stamps()),
        "dating": dating,
    }


@contextmanager
def _open_way(answers: tuple[str, ...], range_file: Path | None) -> Iterator[Callable[[str, bytes], bytes]]:
    """Open the way to the authorities."""
    from chaffinch.ground.egress import Egress
    from chaffinch.ground.range_directory import RangeDirectory
    from chaffinch.ground.stamps import ask_stamp
    from chaffinch.ground.web import Fetcher

    directory = RangeDirectory.read(range_file) if range_file else None
    with Fetcher(Egress.parse(*answers), directory=directory) as fetcher:
        yield lambda url, request: ask_stamp(fetcher, url=url, request=request)


def _warn(fault: ChaffinchError) -> None:
    click.echo(
        f"{fault.what}: {fault.why}; the checkpoint stands, and it is asked again the next time", err=True
    )


def _read_entries(source: str) -> tuple[list[Entry], int]:
    """Return the entries of JSON Lines, and how many lines are none; those are named.

    Raises:
        NotApprovedError: an entry names no approval.
    """
    from chaffinch.ground.streams import read_lines
    from chaffinch.ledger.entry import read_entries
    from chaffinch.ledger.errors import NotApprovedError

    reading = read_entries(read_lines(source))
    for fault in reading.faults:
        click.echo(f"{source}, line {fault.line}: {fault.code}; left out", err=True)
    if any(fault.code == "not-approved" for fault in reading.faults):
        raise NotApprovedError(
            "Nothing was added: an entry names no approval.",
            why="Two people agree to what is planted; each entry says where they did.",
            todo="Write the run, the planting or the assessment into its key approval.",
        )
    return list(reading.entries), len(reading.faults)


def _make_entry(path: Path, *, kind: str, planted_in: str, approval: str) -> Entry:
    from chaffinch.ledger.entry import Entry, check_entry

    digest = _hash_file(path)
    return check_entry(
        Entry(
            id=f"{kind}-{digest[:16]}",
            kind="mail" if kind == "mail" else "mailbox" if kind == "mailbox" else "document",
            planted_at=datetime.now(UTC).replace(microsecond=0),
            planted_in=planted_in,
            sha256=digest,
            approval=approval,
            salt=secrets.token_bytes(32),
        )
    )


def _hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_original(path: Path) -> Any:
    from chaffinch.ledger.disclosure import Original
    from chaffinch.ledger.verify import unpack

    try:
        values = json.loads(path.read_bytes())
        way = unpack(values["path"])
        hashes = [way[place : place + 32] for place in range(0, len(way), 32)]
        return Original(dict(values["item"]), unpack(values["salt"]), int(values["index"]), hashes)
    except (ValueError, KeyError, TypeError) as fault:
        raise UsageError(f"{path} is no original of an archive.", why=str(fault)[:200]) from fault
