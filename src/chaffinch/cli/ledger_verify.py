"""`chaffinch ledger verify`: what a disclosure proves, and what not."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from cryptography import x509

    from chaffinch.ledger.checking import Proved
    from chaffinch.ledger.note import NoteKey

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--key",
    default="",
    metavar="KEY",
    help="The log's key as it was published; a file that was signed by none it vouches for is refused.",
)
@click.option(
    "--root",
    "root_files",
    multiple=True,
    type=_file,
    help="PEM file with a time-stamping authority's root certificate, which you trust.",
)
@click.option(
    "--crl", "crl_files", multiple=True, type=_file, help="A list of revoked certificates (PEM or DER)."
)
@click.option(
    "--published",
    type=_file,
    help="The note of a checkpoint that you got elsewhere: it must be of the same history.",
)
@click.option(
    "--language", type=click.Choice(("en", "fr")), default="en", help="Of what is said on standard error."
)
def verify(  # noqa: PLR0917 - click passes options by name
    files: tuple[str, ...],
    key: str,
    root_files: tuple[Path, ...],
    crl_files: tuple[Path, ...],
    published: Path | None,
    language: str,
) -> None:
    """Check disclosures without any network: the item's way to the root, every signature, every time-stamp.

    A JSON line for each file; what is proved and what is not, in words, on standard error. Exit code 1: one does not
    hold, or nothing dates it.

    Example: chaffinch ledger verify proof.json --key "aurore.fr/ledger+1a2b3c4d+AX…" --root tsa-root.pem
    """
    from chaffinch.ledger.checking import check_disclosure
    from chaffinch.ledger.errors import ProofFault

    pinned = _read_pinned(key) if key else None
    roots = [one for path in root_files for one in read_roots(path)]
    revocations = [_read_crl(path) for path in crl_files]
    note = published.read_text("utf-8", errors="replace") if published else ""
    whole = True
    for file in files:
        content = _read_file(file)
        try:
            proved = check_disclosure(
                content, pinned=pinned, roots=roots, revocations=revocations, published=note
            )
        except ProofFault as fault:
            whole = False
            click.echo(json.dumps({"file": file, "holds": False, "code": fault.code, "why": fault.why}))
            _say(file, [fault.code], language=language)
            continue
        whole = whole and proved.dating != "undated"
        click.echo(json.dumps({"file": file, **_write_record(proved)}))
        unpinned = [] if proved.pinned else ["not-pinned"]
        _say(
            file,
            [proved.dating, *(one.state for one in proved.stamps), *unpinned, "not-proved"],
            language=language,
        )
    sys.exit(0 if whole else 1)


def _say(file: str, codes: Sequence[str], *, language: str) -> None:
    from chaffinch.reports.ledger_words import say_ledger

    for code in dict.fromkeys(codes):
        click.echo(f"{file}: {say_ledger(code, language=language)}", err=True)


def _read_pinned(text: str) -> NoteKey:
    from chaffinch.ledger.errors import ProofFault
    from chaffinch.ledger.note import read_key

    try:
        return read_key(text)
    except ProofFault as fault:
        raise click.BadParameter(fault.why, param_hint="--key") from fault


def _write_record(proved: Proved) -> dict[str, Any]:
    values = proved.values
    return {
        "holds": True,
        "code": "holds",
        "item": values.get("original", values)["item"],
        "opened": {name: one["value"] for name, one in values.get("opened", {}).items()},
        "dating": proved.dating,
        "since": proved.since.isoformat() if proved.since else "",
        "stamps": [
            {
                "authority": one.authority,
                "signer": one.signer,
                "at": one.at.isoformat() if one.at else "",
                "state": one.state,
                "counts": one.counts,
            }
            for one in proved.stamps
        ],
        "log": proved.checkpoint.origin,
        "size": proved.checkpoint.size,
        "root": proved.checkpoint.root.hex(),
        "most": proved.checkpoint.most,
        "key": proved.key.text,
        "key_checked": proved.pinned,
        "grown_since": proved.earlier.size if proved.earlier else 0,
    }


def _read_file(name: str) -> bytes:
    """Return a file's bytes, or standard input's; of a huge one no more than shows that it is too large."""
    from chaffinch.ledger.verify import LARGEST

    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(name).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as fault:
        raise UsageError(f"{name} cannot be read.", why=str(fault)) from fault


def read_roots(path: Path) -> list[x509.Certificate]:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except ValueError as fault:
        raise click.BadParameter(f"{path} holds no PEM certificate", param_hint="--root") from fault


def _read_crl(path: Path) -> x509.CertificateRevocationList:
    from cryptography import x509

    content = path.read_bytes()
    try:
        return (
            x509.load_pem_x509_crl(content) if b"-----BEGIN" in content else x509.load_der_x509_crl(content)
        )
    except ValueError as fault:
        raise click.BadParameter(
            f"{path} holds no list of revoked certificates", param_hint="--crl"
        ) from fault
