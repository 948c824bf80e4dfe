"""Keeping a ledger: beginning it, looking it over, sealing its list, changing its key, handing out the verifiers."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import click

from chaffinch.cli.options import home_option
from chaffinch.cli.output import write_private
from chaffinch.desk.home import LEDGER_KEY, NEXT_LEDGER_KEY, Home, find_home

if TYPE_CHECKING:
    from chaffinch.ledger.log import Log
    from chaffinch.ledger.note import SigningKey

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_new_file = click.Path(dir_okay=False, path_type=Path)


def open_ledger(home: Path | None) -> Log:
    """Return the ledger of a home folder.

    Raises:
        LedgerError: there is none.
    """
    from chaffinch.ledger.log import Log

    return Log(find_home(home).ledger)


@click.command()
@click.option(
    "--origin",
    required=True,
    metavar="NAME",
    help="What the ledger is called in public: a domain of yours and a word.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=20_000,
    show_default=True,
    help="No more items than this, ever.",
)
@home_option
def begin(origin: str, most: int, home: Path | None) -> None:
    """Begin a ledger in the home folder, and print its key. Publish key and number where people will find them years later.

    Example: chaffinch ledger begin --origin aurore.fr/ledger --most 20000
    """
    from chaffinch.ledger.log import begin_log
    from chaffinch.ledger.note import SigningKey, check_origin

    place = find_home(home)
    key = SigningKey(check_origin(origin), place.read_key(LEDGER_KEY)[:32])
    log = begin_log(place.ledger, origin=origin, key=key.note_key, most=most)
    click.echo(json.dumps({"ledger": str(log.folder), "key": key.note_key.text, "most": most}))


@click.command()
@click.option(
    "--published",
    type=_file,
    help="The note of a checkpoint as others hold it: is the folder of the same history?",
)
@home_option
def status(published: Path | None, home: Path | None) -> None:
    """Look the ledger's folder over: every leaf, root, signature and salt. Exit code 1 if something was changed or is lost.

    Example: chaffinch ledger status --published note-of-march.txt
    """
    from chaffinch.ledger.auditing import audit_log, compare_note
    from chaffinch.ledger.stamping import count_authorities, say_dating

    log = open_ledger(home)
    flaws = audit_log(log)
    record = {
        "ledger": str(log.folder),
        "key": log.keys[-1].text,
        "old_keys": [key.text for key in log.keys[:-1]],
        "items": len(log.entries),
        "most": log.most,
        "waiting": len(log.list_waiting()),
        "checkpoints": len(log.checkpoints),
        "size": log.size,
        "not_dated": [
            kept.number
            for kept in log.checkpoints
            if say_dating(count_authorities(kept.read_stamps())) != "dated"
        ],
        "flaws": [{"checkpoint": flaw.number, "code": flaw.code, "about": flaw.about} for flaw in flaws],
    }
    if published:
        record["published"] = compare_note(log, published.read_text("utf-8", errors="replace"))
    click.echo(json.dumps(record))
    sys.exit(1 if flaws else 0)


@click.command()
@click.option("--to", "recipient", required=True, metavar="AGE-KEY", help="The custodian's public key: age1…")
@click.option("--out", type=_new_file, required=True, help="A new file for the sealed list.")
@home_option
def seal(recipient: str, out: Path, home: Path | None) -> None:
    """Encrypt the full list, salts and padding included, to somebody outside: a notary, a lawyer, a sister organisation.

    From it a lost salt is recovered; and its custodian can count, since items and padding together give the published root.
    Without it a lost salt means that the item is never proved.

    Example: chaffinch ledger seal --to age1… --out ledger-2027-03.age
    """
    from chaffinch.ledger.custodian import seal_list, write_list

    write_private(out, seal_list(write_list(open_ledger(home)), recipient=recipient))


@click.command()
@click.argument("sealed", metavar="FILE", type=_file)
@click.option(
    "--identity",
    type=_file,
    required=True,
    help="The custodian's secret key, a file as age-keygen writes it.",
)
@click.option(
    "--published", type=_file, required=True, help="The note of the checkpoint, as it was published."
)
@click.option(
    "--recover", type=_new_file, help="A new file for the entries with their salts (entries.jsonl)."
)
def unseal(sealed: Path, identity: Path, published: Path, recover: Path | None) -> None:
    """For the custodian: open a sealed list, and count what was committed to. Exit code 1: the root does not follow.

    Example: chaffinch ledger unseal ledger-2027-03.age --identity key.txt --published note
    """
    from chaffinch.ledger.custodian import audit_list, open_list
    from chaffinch.ledger.entry import write_entry

    plain = open_list(sealed.read_bytes(), identity=identity.read_text("utf-8", errors="replace"))
    audit = audit_list(plain, note=published.read_text("utf-8", errors="replace"))
    if recover:
        write_private(recover, b"".join(map(write_entry, audit.entries)))
    point = audit.checkpoint
    click.echo(
        json.dumps(
            {
                "items": len(audit.entries),
                "padding": audit.padding,
                "most": point.most,
                "root": point.root.hex(),
            }
        )
    )


@click.command()
@click.option(
    "--approval", required=True, metavar="REFERENCE", help="Where the two people's yes to the change stands."
)
@home_option
def rotate(approval: str, home: Path | None) -> None:
    """Change the signing key: both keys sign the change, which is an entry of its own, and the next checkpoint.

    The old key stays in the keys folder under its number, and listed. After a theft this heals nothing: begin a new ledger
    and say so; what was stamped before stays proved.

    Example: chaffinch ledger rotate --approval minutes-2027-03-01
    """
    from chaffinch.ledger.note import SigningKey
    from chaffinch.ledger.rotation import rotate_key

    log, place = open_ledger(home), find_home(home)
    old, new = (
        SigningKey(log.origin, place.read_key(name, make=name == NEXT_LEDGER_KEY)[:32])
        for name in (LEDGER_KEY, NEXT_LEDGER_KEY)
    )
    kept = rotate_key(log, old=old, new=new, approval=approval, at=datetime.now(UTC), chance=SystemRandom())
    _take_over(place, old=old)
    click.echo(
        json.dumps({"key": log.keys[-1].text, "old_key": old.note_key.text, "checkpoint": kept.number})
    )


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder for the two files.",
)
def verifiers(out: Path) -> None:
    """Write verify.py and verify.html, with which others check a disclosure without Chaffinch.

    Example: chaffinch ledger verifiers --out for-the-press
    """
    out.mkdir(parents=True, exist_ok=True)
    for name in ("verify.py", "verify.html"):
        (out / name).write_bytes(files("chaffinch.ledger").joinpath(name).read_bytes())


def _take_over(place: Home, *, old: SigningKey) -> None:
    kept = place.keys / f"{LEDGER_KEY}-{old.note_key.id.hex()}.key"
    if not kept.exists():
        os.link(place.keys / f"{LEDGER_KEY}.key", kept)
    (place.keys / f"{NEXT_LEDGER_KEY}.key").replace(place.keys / f"{LEDGER_KEY}.key")
