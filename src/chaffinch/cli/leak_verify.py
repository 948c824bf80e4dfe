"""`chaffinch leak verify`, `verifiers` and `key`: a fact pack, its check, and the key that it is signed with."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.options import home_option
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.reports.factpack.checking import CheckedPack

_place = click.Path(exists=True, path_type=Path)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("packs", metavar="PACK...", nargs=-1, required=True, type=_place)
@click.option(
    "--key",
    default="",
    metavar="KEY|FINGERPRINT|FILE",
    help="The key as it was published beforehand; a pack that was signed with another one is refused.",
)
@click.option("--dump", type=_place, help="Your own copy of the dump: a file or a folder.")
@click.option(
    "--root",
    "root_files",
    multiple=True,
    type=_file,
    help="PEM file with the root certificate of a time-stamping authority, which you trust.",
)
@click.option(
    "--language", type=click.Choice(("en", "fr")), default="en", help="Of what is said on standard error."
)
def verify(
    packs: tuple[Path, ...], *, key: str, dump: Path | None, root_files: tuple[Path, ...], language: str
) -> None:
    """Check fact packs without any network: signature, every file, the ledger's proofs, mails' signatures, the dump.

    A JSON line for each pack, zip or unpacked folder; what was checked and what was not, in words, on standard error. Exit
    code 1: one does not hold, or is a draft.

    Example: chaffinch leak verify fact-pack.zip --key "9475 61e3 eb43 …" --dump leaked.zip
    """
    from chaffinch.cli.ledger_verify import read_roots
    from chaffinch.reports.factpack.checking import verify_pack
    from chaffinch.reports.factpack.errors import PackFault
    from chaffinch.reports.factpack.keys import read_published

    published = read_published(key) if key else ""
    roots = [one for path in root_files for one in read_roots(path)]
    whole = True
    for place in packs:
        try:
            found = verify_pack(place, published=published, dump=dump, roots=roots)
        except PackFault as fault:
            whole = False
            record = {"pack": str(place), "holds": False, "code": fault.code, "where": fault.where}
            click.echo(json.dumps(record))
            _say(place, [fault.code], language=language)
            continue
        whole = whole and not found.draft
        click.echo(json.dumps({"pack": str(place), **_write_record(found)}, ensure_ascii=False))
        _say(place, _list_codes(found, rooted=bool(roots)), language=language)
    sys.exit(0 if whole else 1)


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder for the files.",
)
def verifiers(out: Path) -> None:
    """Write verify.py, verify.html and ledger_verify.py, with which others check a fact pack without Chaffinch.

    They lie in each pack, too; who wants to rely on nobody takes them from somewhere else.

    Example: chaffinch leak verifiers --out for-the-press
    """
    from chaffinch.reports.factpack.verifiers import list_verifiers

    out.mkdir(parents=True, exist_ok=True)
    for name, content in list_verifiers().items():
        (out / name).write_bytes(content)


@click.command()
@home_option
def key(home: Path | None) -> None:
    """Print the key that fact packs are signed with, and its fingerprint; made on the first call.

    Publish both before anything leaks: on your web page, in a newspaper, with a notary. A key that is first seen in a pack
    proves nothing of whose it is.

    Example: chaffinch leak key
    """
    from chaffinch.desk.configuration import load_configuration
    from chaffinch.desk.home import PRESS_KEY, find_home
    from chaffinch.reports.factpack.keys import make_signing_key, write_fingerprint

    place = find_home(home)
    domains = load_configuration(place.settings_file).watch.domains
    if not domains:
        raise UsageError(
            "The key has no name yet.", why="It is named after your domain.", todo="Fill in [watch] domains."
        )
    found = make_signing_key(domains[0], place.read_key(PRESS_KEY)).note_key
    click.echo(json.dumps({"key": found.text, "fingerprint": write_fingerprint(found)}))


def _say(place: Path, codes: Sequence[str], *, language: str) -> None:
    from chaffinch.reports.factpack.check_words import say_check

    for code in codes:
        click.echo(f"{place}: {say_check(code, language=language)}", err=True)


def _list_codes(found: CheckedPack, *, rooted: bool) -> list[str]:
    codes = ["draft"] if found.draft else ["holds", "pinned" if found.pinned else "not-pinned"]
    codes.append("dumped" if found.dumped else "not-dumped")
    if found.stamp:
        codes.append("stamped")
    if (found.proofs or found.stamp) and not rooted:
        codes.append("not-rooted")
    if found.mails:
        codes.append("keys")
    return [*codes, "not-proved"]


def _write_record(found: CheckedPack) -> dict[str, Any]:
    manifest = found.manifest
    return {
        "holds": not found.draft,
        "code": "draft" if found.draft else "holds",
        "organisation": manifest["organisation"],
        "kind": manifest["kind"],
        "made_at": manifest["made_at"],
        "dump": manifest["dump"],
        "dump_checked": found.dumped,
        "dump_stamped": {"at": found.stamp.at.isoformat(), "by": found.stamp.by} if found.stamp else None,
        "files": len(manifest["files"]),
        "key": manifest["key"],
        "fingerprint": found.fingerprint,
        "key_checked": found.pinned,
        "proofs": [
            {
                "item": proved.values["item"],
                "log": proved.checkpoint.origin,
                "most": proved.checkpoint.most,
                "dating": proved.dating,
                "since": proved.since.isoformat() if proved.since else "",
                "states": [stamp.state for stamp in proved.stamps],
            }
            for proved in found.proofs
        ],
        "mails": [dict(one) for one in found.mails],
    }
