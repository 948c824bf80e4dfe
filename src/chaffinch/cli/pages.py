"""`chaffinch pages`: look at an address in the hardened browser, and compare what it shows with your own pages."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home
from chaffinch.pages.profile import DESKTOP, PROFILES, make_stepper

if TYPE_CHECKING:
    from chaffinch.pages.capture import Capture


@click.group()
def pages() -> None:
    """See what an address shows, safely, and whether it copies one of your sign-in pages.

    Example: chaffinch pages capture https://portail.mouvement.aurore.test --range range.json --out evidence
    """


@pages.command()
@click.argument("url")
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="A new folder for the evidence bundle.",
)
@click.option(
    "--egress",
    "answers",
    multiple=True,
    metavar="direct|PROXY",
    help="How the visit leaves the house: direct, or http://host:port or socks5://host:port (may be repeated).",
)
@click.option(
    "--range",
    "range_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The running practice range's range.json; its .test names are then opened on loopback.",
)
@click.option(
    "--profile",
    "profile_name",
    type=click.Choice(list(PROFILES)),
    default="desktop",
    show_default=True,
    help="As whom: desktop, phone, english, referred (from a search engine), bare (without the lure's token).",
)
@click.option(
    "--step",
    "typed",
    metavar="ADDRESS",
    default="",
    help="An invented e-mail address at your own domain: typed where the page asks for a name first; then one step on.",
)
@click.option(
    "--timestamp",
    "authority",
    metavar="URL",
    default="",
    help="A time-stamping authority (RFC 3161) to date the bundle; it learns a hash only.",
)
@home_option
def capture(  # noqa: PLR0917 - click passes options by name
    url: str,
    folder: Path,
    answers: tuple[str, ...],
    range_file: Path | None,
    profile_name: str,
    typed: str,
    authority: str,
    home: Path | None,
) -> None:
    """Open one address and write an evidence bundle: pictures, DOM, archive, redirects, certificates, forms.

    A visit shows the phisher who is looking, so a live page needs --egress; without it the end is exit code 3.
    What the page does never stops the capture: the bundle says what happened. Exit code 1 means that there was
    nothing to see. The bundle is signed where the home folder has been made (`chaffinch init`).

    Example: chaffinch pages capture https://login.example.org --egress socks5://127.0.0.1:9050 --out evidence
    """
    from chaffinch.ground.egress import Egress
    from chaffinch.ground.range_directory import RangeDirectory
    from chaffinch.ground.web import Fetcher
    from chaffinch.pages.browser import Browser, check_address
    from chaffinch.pages.bundle.folder import make_bundle, write_bundle
    from chaffinch.pages.bundle.tsa import ask_stamp

    if typed and profile_name != DESKTOP.name:
        raise click.UsageError("--step is taken as a desktop: leave --profile out.")
    egress = Egress.parse(*answers)
    check_address(url, egress=egress)
    directory = RangeDirectory.read(range_file) if range_file else None
    with Browser(egress=egress, range_directory=directory, tabs=1) as browser:
        taken = browser.capture(url, profile=make_stepper(typed) if typed else PROFILES[profile_name])
    place = find_home(home)
    key = place.read_key("evidence") if place.keys.is_dir() else None
    with Fetcher(egress, directory=directory) as fetcher:

        def stamp(manifest: bytes) -> bytes:
            return ask_stamp(fetcher, url=authority, manifest=manifest)

        files = make_bundle(taken, key=key, stamp=stamp if authority else None)
    write_bundle(files, folder)
    click.echo(json.dumps(_write_record(taken, folder=folder, files=tuple(files)), ensure_ascii=False))
    sys.exit(1 if taken.outcome == "failed" else 0)


@pages.command()
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--root",
    "roots_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file with the time-stamping authority's root certificate, which you trust.",
)
@click.option(
    "--fingerprint",
    default="",
    help="Refuse a bundle that was not signed with the key of this SHA-256 fingerprint.",
)
def verify(bundle: Path, roots_file: Path | None, fingerprint: str) -> None:
    """Check an evidence bundle, a folder or a zip, without any network: every hash, the signature, the time-stamp.

    Without --fingerprint the signature shows only that one key signed it all; without --root the time-stamp's own
    authority is not checked: the result says both. Exit code 1 means that the bundle does not hold.

    Example: chaffinch pages verify evidence.zip --fingerprint 3f9a… --root tsa-root.pem
    """
    from cryptography import x509

    from chaffinch.pages.bundle.folder import check_bundle
    from chaffinch.pages.bundle.manifest import BundleError

    try:
        roots = x509.load_pem_x509_certificates(roots_file.read_bytes()) if roots_file else []
    except ValueError as fault:
        raise click.BadParameter(f"{roots_file} holds no PEM certificate", param_hint="--root") from fault
    try:
        found = check_bundle(bundle, roots=roots)
        signer = found.signature.fingerprint if found.signature else ""
        if fingerprint and signer != fingerprint.lower().replace(":", ""):
            raise BundleError(
                f"{bundle} is not signed with that key", why=f"it is signed with {signer or 'none'}"
            )
    except BundleError as fault:
        click.echo(
            json.dumps({"bundle": str(bundle), "holds": False, "fault": str(fault)}, ensure_ascii=False)
        )
        sys.exit(1)
    record = {
        "bundle": str(bundle),
        "holds": True,
        "url": found.capture.requested_url,
        "taken_at": found.capture.started_at.isoformat(),
        "files": len(found.files),
        "signed_by": signer,
        "signer_checked": bool(fingerprint),
        "stamped_at": found.stamp.at.isoformat() if found.stamp else "",
        "stamp_checked": bool(found.stamp and found.stamp.trusted),
    }
    click.echo(json.dumps(record, ensure_ascii=False))


def _write_record(taken: Capture, *, folder: Path, files: tuple[str, ...]) -> dict[str, Any]:
    return {
        "input": taken.requested_url,
        "url": taken.final_url,
        "outcome": taken.outcome,
        "reason": taken.reason,
        "reason_params": taken.reason_params,
        "status": taken.status,
        "title": taken.title,
        "asks_password": any(form.asks_password for form in taken.forms),
        "bundle": str(folder),
        "files": list(files),
    }


@pages.command()
@click.argument(
    "places", metavar="BUNDLE|PNG", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--with",
    "first_reference",
    required=True,
    metavar="REFERENCE|PNG...",
    type=click.Path(exists=True, path_type=Path),
    help="One of your own sign-in pages: a bundle or a picture; more may follow.",
)
def compare(places: tuple[Path, ...], first_reference: Path) -> None:
    """Say whether a captured page copies one of yours, as one JSON line with a verdict, a score and its reasons.

    Bundles are compared by picture, text, form and hosts; bare PNG pictures by picture alone.

    Example: chaffinch pages compare evidence --with portal-2026-11 portal-2027-01
    """
    from chaffinch.pages.bundle.values import make_reference
    from chaffinch.pages.judge.compare import compare as compare_capture

    references = [
        make_reference(_read_page(place), name=str(place)) for place in (first_reference, *places[1:])
    ]
    verdict = compare_capture(_read_page(places[0]), references)
    record = {
        "verdict": verdict.verdict,
        "score": verdict.score,
        "likeness": verdict.likeness,
        "identity": verdict.identity,
        "reasons": [
            {"code": reason.code, "params": reason.params, "weight": reason.weight}
            for reason in verdict.reasons
        ],
        "reference": verdict.reference,
    }
    click.echo(json.dumps(record, ensure_ascii=False))


@pages.command()
@click.argument("url")
@click.option(
    "--service",
    default="",
    metavar="NAME",
    help="It is the page of a service that you use (nextcloud), not your own.",
)
@home_option
def reference(url: str, service: str, home: Path | None) -> None:
    """Keep a version of a genuine sign-in page, to compare others with; an unchanged page keeps its version.

    Every version is kept, and each page is captured again every week. The visit leaves the house as [capture] of
    chaffinch.toml says.

    Example: chaffinch pages reference https://cloud.example.net/login --service nextcloud
    """
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(find_home(home))
    from chaffinch.desk.jobs.run import start_browser
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.references import keep_reference

    now = datetime.now(UTC)
    bring_tables_up_to_date(now=now)
    with start_browser(tabs=1) as browser:
        kept = keep_reference(browser.capture(url, now=now), actor=COMMAND_LINE, now=now, service=service)
    record = {"url": kept.url, "version": kept.version, "title": kept.title, "service": kept.service}
    click.echo(json.dumps(record, ensure_ascii=False))


def _read_page(place: Path) -> Capture:
    from chaffinch.pages.bundle.folder import read_bundle
    from chaffinch.pages.bundle.values import capture_from_picture
    from chaffinch.pages.judge.pictures import read_picture_file

    if place.is_dir() or place.suffix == ".zip":
        return read_bundle(place)
    return capture_from_picture(read_picture_file(place))
