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
def capture(url: str, folder: Path, answers: tuple[str, ...], range_file: Path | None) -> None:
    """Open one address and write an evidence bundle: pictures, DOM, redirects, headers, certificate, forms.

    A visit shows the phisher who is looking, so a live page needs --egress; without it the end is exit code 3.
    What the page does never stops the capture: the bundle says what happened. Exit code 1 means that there was
    nothing to see.

    Example: chaffinch pages capture https://login.example.org --egress socks5://127.0.0.1:9050 --out evidence
    """
    from chaffinch.ground.egress import Egress
    from chaffinch.ground.range_directory import RangeDirectory
    from chaffinch.pages.browser import Browser, check_address
    from chaffinch.pages.bundle.folder import write_bundle

    egress = Egress.parse(*answers)
    check_address(url, egress=egress)
    directory = RangeDirectory.read(range_file) if range_file else None
    with Browser(egress=egress, range_directory=directory, tabs=1) as browser:
        taken = browser.capture(url)
    files = write_bundle(taken, folder)
    click.echo(json.dumps(_write_record(taken, folder=folder, files=files), ensure_ascii=False))
    sys.exit(1 if taken.outcome == "failed" else 0)


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
    from chaffinch.pages.bundle.folder import make_reference
    from chaffinch.pages.judge.compare import compare as compare_capture

    references = [
        make_reference(_read_page(place), name=str(place)) for place in (first_reference, *places[1:])
    ]
    verdict = compare_capture(_read_page(places[0]), references)
    record = {
        "verdict": verdict.verdict,
        "score": verdict.score,
        "reasons": [
            {"code": reason.code, "params": reason.params, "weight": reason.weight}
            for reason in verdict.reasons
        ],
        "reference": verdict.reference,
    }
    click.echo(json.dumps(record, ensure_ascii=False))


@pages.command()
@click.argument("url")
@home_option
def reference(url: str, home: Path | None) -> None:
    """Keep a version of one of your own sign-in pages, to compare others with; an unchanged page keeps its version.

    The visit leaves the house as [capture] of chaffinch.toml says.

    Example: chaffinch pages reference https://mail.example.org/
    """
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(find_home(home))
    from chaffinch.desk.jobs.run import start_browser
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.captures import keep_reference

    now = datetime.now(UTC)
    bring_tables_up_to_date(now=now)
    with start_browser(tabs=1) as browser:
        kept = keep_reference(browser.capture(url, now=now), actor=COMMAND_LINE, now=now)
    click.echo(
        json.dumps({"url": kept.url, "version": kept.version, "title": kept.title}, ensure_ascii=False)
    )


def _read_page(place: Path) -> Capture:
    from chaffinch.pages.bundle.folder import capture_from_picture, read_bundle
    from chaffinch.pages.judge.pictures import read_picture_file

    return read_bundle(place) if place.is_dir() else capture_from_picture(read_picture_file(place))
