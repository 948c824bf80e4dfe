"""`chaffinch signins`: the use of decoys in sign-in logs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from chaffinch.cli.options import home_option, out_option
from chaffinch.cli.output import open_private
from chaffinch.desk.home import find_home
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.ground.clock import read_clock
from chaffinch.ground.progress import report_progress
from chaffinch.ground.streams import measure_source
from chaffinch.reports.stix import write_bundle
from chaffinch.tripwires.formats.table import FORMATS, choose_format
from chaffinch.tripwires.match import Hit
from chaffinch.tripwires.networks import AddressBase, find_network, open_bases
from chaffinch.tripwires.scan import Tally
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.tools import name_tool

if TYPE_CHECKING:
    from chaffinch.tripwires.signin import Unreadable

#: Lines that cannot be read and are named one by one; the rest are counted.
_NAMED = 20
_CODES = {
    "too-long": "too long for an attempt to sign in",
    "not-a-sign-in-line": "looks like an attempt to sign in, and cannot be read as one",
    "not-json": "not a JSON object",
}


@click.group()
def signins() -> None:
    """Find the use of decoys in sign-in logs.

    Example: chaffinch signins scan --format dovecot /var/log/dovecot.log
    """


@signins.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="Who wrote the log.")
@click.option(
    "--columns",
    default="",
    metavar="ROLE=COLUMN,...",
    help="Of csv: at, login, source, result; opened=VALUE.",
)
@click.option(
    "--attempts", default="", metavar="RULE", help='Of web: which requests count, as "GET /sso?user 302".'
)
@click.option(
    "--time-zone", default="", metavar="ZONE", help="Of times that name no zone; by default this machine's."
)
@out_option
@click.option(
    "--victims",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read the logs once more and write here (a new file, mode 0600) whose accounts the same sources opened or tried.",
)
@click.option(
    "--addresses",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A database of addresses (MMDB) on this machine, for country and network; needs the package maxminddb.",
)
@home_option
def scan(
    sources: tuple[str, ...],
    *,
    format_: str,
    columns: str,
    attempts: str,
    time_zone: str,
    out: Path | None,
    victims: Path | None,
    addresses: tuple[Path, ...],
    home: Path | None,
) -> None:
    """Say which attempts to sign in used a decoy of this installation, a JSON line for each.

    FILE is a log, or "-" for standard input; .gz, .xz and .zst are read as they are; of google, entra and keycloak-json
    it may be a document as the provider hands it out. A line names the decoy by its number, never by its address.
    `severity` is opened (the log-in worked), password (refused, with the decoy's own password) or address. Nothing is
    written to the desk: what `chaffinch serve` follows, it keeps by itself. Lines that look like an attempt and cannot be
    read are named on standard error.

    Example: chaffinch signins scan --format dovecot /var/log/dovecot.log.2.gz /var/log/dovecot.log
    """
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    if victims and "-" in sources:
        raise UsageError("Standard input cannot be read twice.", todo="Give files, or leave --victims out.")
    open_format = partial(
        choose_format,
        format_,
        columns=tuple(part for part in columns.split(",") if part),
        attempts=attempts,
    )
    open_format()
    bases = open_bases(addresses)
    folder = find_home(home)
    start_django(folder)
    bring_tables_up_to_date(now=read_clock())
    from chaffinch.desk.decoy_index import DecoyIndex
    from chaffinch.desk.followers.sign_ins import choose_zone

    try:
        place_time = choose_zone(time_zone)
    except (ValueError, OSError, KeyError) as error:
        raise UsageError(f"There is no time zone {time_zone!r}.", todo="For example: Europe/Paris") from error
    search = LogSearch(
        find=DecoyIndex(folder).find,
        place_time=place_time,
        clock=read_clock,
        open_format=open_format,
    )
    failed = False
    with open_private(out) as stream:
        for source in sources:
            failed |= not _tell_errors(partial(_scan_one, source, search=search, bases=bases, stream=stream))
    if victims:
        failed |= not _tell_errors(partial(_write_victims, sources, search=search, path=victims))
    sys.exit(1 if failed else 0)


@signins.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["stix"]),
    default="stix",
    show_default=True,
    help="Of the result.",
)
@click.option("--days", type=click.IntRange(1, 3_650), help="Only uses of so many last days; by default all.")
@out_option
@home_option
def export(*, format_: str, days: int | None, out: Path | None, home: Path | None) -> None:
    """Write the desk's uses of decoys for a CERT or a sister organisation: a STIX 2.1 bundle of sightings.

    It names source addresses, times and the phishing pages, and no decoy, invented person or colleague. What was marked as
    our own test or a slip is left out, and so is the practice range. It is marked TLP:AMBER: who reads it learns that
    decoys are about, so hand it over on a way that the intruder does not read.

    Example: chaffinch signins export --days 7 --out sightings.json
    """
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(find_home(home))
    now = read_clock()
    bring_tables_up_to_date(now=now)
    from django.conf import settings

    from chaffinch.desk.used_decoys import list_seen_uses

    uses = list_seen_uses(since=now - timedelta(days=days) if days else None)
    organisation = settings.CONFIGURATION.organisation.name or "Unnamed organisation"
    with open_private(out) as stream:
        stream.write(
            json.dumps(write_bundle(uses, organisation=organisation, now=now), ensure_ascii=False, indent=2)
            + "\n"
        )


@signins.command()
@click.argument("evidence", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--root",
    "roots_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file with the time-stamping authority's root certificate, which you trust.",
)
@click.option(
    "--fingerprint", default="", help="Refuse what was not signed with the key of this SHA-256 fingerprint."
)
def verify(evidence: Path, roots_file: Path | None, fingerprint: str) -> None:
    """Check evidence of an attacker, a zip or a folder, without any network: every hash, line, signature and time-stamp.

    Without --fingerprint the signature shows only that one key signed it all; without --root the time-stamp's own
    authority is not checked: the result says both. Exit code 1 means that the evidence does not hold.

    Example: chaffinch signins verify evidence-12-20261121-2215.zip --fingerprint 3f9a…
    """
    from cryptography import x509

    from chaffinch.pages.bundle.folder import check_signed
    from chaffinch.pages.bundle.manifest import BundleError
    from chaffinch.tripwires.handed import check_lines

    try:
        roots = x509.load_pem_x509_certificates(roots_file.read_bytes()) if roots_file else []
    except ValueError as fault:
        raise click.BadParameter(f"{roots_file} holds no PEM certificate", param_hint="--root") from fault
    try:
        found = check_signed(evidence, roots=roots)
        lines = check_lines(found.files)
        signer = found.signature.fingerprint if found.signature else ""
        if fingerprint and signer != fingerprint.lower().replace(":", ""):
            raise BundleError(f"It is signed with {signer or 'no key'}, not with that one")
    except BundleError as fault:
        record = {"evidence": str(evidence), "holds": False, "fault": str(fault)}
        click.echo(json.dumps(record, ensure_ascii=False))
        sys.exit(1)
    record = {
        "evidence": str(evidence),
        "holds": True,
        "files": len(found.files),
        "lines": asdict(lines),
        "signed_by": signer,
        "signer_checked": bool(fingerprint),
        "stamped_at": found.stamp.at.isoformat() if found.stamp else "",
        "stamp_checked": bool(found.stamp and found.stamp.trusted),
    }
    click.echo(json.dumps(record, ensure_ascii=False))


def _tell_errors(work: Callable[[], None]) -> bool:
    """Do a piece of the work; tell what went wrong, and whether nothing did."""
    try:
        work()
    except ChaffinchError as error:
        click.echo(error.diagnostics(), err=True)
        return False
    return True


def _scan_one(source: str, *, search: LogSearch, bases: Sequence[AddressBase], stream: TextIO) -> None:
    tally, hits = Tally(), 0
    try:
        with report_progress("sign-ins", total=measure_source(source)) as progress:
            for found in search.scan(source, tally=tally, on_read=progress.advance):
                if not isinstance(found, Hit):
                    _warn(found, tally.unreadable)
                elif not found.repeats:
                    hits += 1
                    stream.write(json.dumps(write_record(found, bases=bases), ensure_ascii=False) + "\n")
    finally:
        click.echo(
            f"{source}: {tally.lines:,} lines read, {tally.attempts:,} attempts, {tally.unreadable:,} of them"
            f" unreadable, {hits:,} uses of decoys",
            err=True,
        )


def _write_victims(sources: tuple[str, ...], *, search: LogSearch, path: Path) -> None:
    found, left_out = search.find_victims(sources)
    with open_private(path) as stream:
        for victim in found:
            record = {
                "source": victim.source,
                "login": victim.login,
                "reach": victim.reach,
                "join": victim.join,
                "doubt": victim.doubt,
                "first": _write_moment(victim.first),
                "last": _write_moment(victim.last),
            }
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    click.echo(
        f"{len(found):,} accounts that the same sources opened or tried, in {path}; {left_out:,} attempts on further"
        " names were left out",
        err=True,
    )


def write_record(hit: Hit, *, bases: Sequence[AddressBase] = ()) -> dict[str, Any]:
    """Make the line that the command line promises."""
    from chaffinch.desk.models import FedDecoy

    decoy = FedDecoy.objects.select_related("run__case").get(number=hit.number)
    seen = hit.sign_in
    return {
        "decoy": hit.number,
        "kind": hit.kind,
        "case": decoy.run.case_id,
        "page": decoy.run.case.host,
        "run": decoy.run_id,
        "at": _write_moment(seen.at),
        "source": seen.source,
        "protocol": seen.protocol,
        "success": seen.success,
        "severity": hit.severity,
        "file": seen.spot.file,
        "line": seen.spot.line,
        "tool": name_tool(seen.agent),
        "network": asdict(find_network(seen.source, bases=bases)),
    }


def _write_moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _warn(unreadable: Unreadable, number: int) -> None:
    if number <= _NAMED:
        spot = unreadable.spot
        click.echo(f"{spot.file}, line {spot.line}: {_CODES[unreadable.code]}", err=True)
