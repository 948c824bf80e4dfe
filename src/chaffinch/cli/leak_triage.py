"""`chaffinch leak triage`: from a dump to findings, figures and a report."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch import __version__
from chaffinch.cli.leak_triage_ocr import add_ocr, read_pictures
from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home
from chaffinch.ground.progress import report_progress

if TYPE_CHECKING:
    from chaffinch.desk.configuration_tables import Configuration
    from chaffinch.leaks.reading.manifest import ManifestSummary
    from chaffinch.leaks.reading.tesseract import OcrEngine
    from chaffinch.leaks.triage import TriageOrder, TriageProgress
    from chaffinch.leaks.triage.dating import ManifestStamp
    from chaffinch.leaks.triage.folder import TriageFolder
    from chaffinch.leaks.triage.ocr_log import OcrRecord

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("dump")
@click.option(
    "--archive",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The reference archive: what you really wrote (`chaffinch archive add`).",
)
@click.option(
    "--key",
    "key_file",
    type=_file,
    help="What opens the archive (else CHAFFINCH_KEY_FILE, else keys/ of the home folder).",
)
@click.option("--ledger", "ledger_file", type=_file, help="Entries of what you planted, JSON Lines.")
@click.option(
    "--breach",
    default="",
    metavar="DATE",
    help="When the intrusion began: what the archive first held later is plainly genuine only if something backs it.",
)
@click.option(
    "--password-file",
    type=_file,
    help="Passwords to try on what is encrypted, a line each; they are written down nowhere.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0, max=256),
    default=0,
    help="Local processes; as many as there are processors by default.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="tcp://…",
    help="A Dask scheduler whose workers read and judge; dump, archive, key and ledger lie at the same paths there.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the findings; one that was stopped is gone on with.",
)
@click.option("--language", type=click.Choice(("en", "fr")), default="en", help="Of report.html.")
@click.option(
    "--ocr",
    "ocr_languages",
    is_flag=False,
    flag_value="fra+eng",
    default="",
    metavar="[LANGUAGES]",
    help="At last, read words in pictures and scans (Tesseract, fra+eng by default); it changes no verdict.",
)
@home_option
def triage(  # noqa: PLR0917 - click passes options by name
    dump: str,
    archive: Path,
    key_file: Path | None,
    ledger_file: Path | None,
    breach: str,
    password_file: Path | None,
    workers: int,
    scheduler: str,
    out: Path,
    language: str,
    ocr_languages: str,
    home: Path | None,
) -> None:
    """Judge every item of a dump: genuine, repackaged, excerpt, altered (and where), our decoy, invented, not ours, …

    DUMP is a folder, a file or an archive of any mix. Into --out go manifest.jsonl (every file with its hash, first; dated
    by an authority that [capture] timestamp or [ledger] authorities of the settings names: manifest.tsr),
    findings.jsonl (a line for each item), errors.jsonl, summary.json and report.html (one file, read offline; a working
    paper until two people have read it). The same dump gives the same files. The same call goes on after a stop. With
    --ocr, at last, ocr.jsonl: what was read in pictures and scans, and where most of it stands. Exit code 1: some items
    could not be read; errors.jsonl (and ocr.jsonl) lists them.

    Example: chaffinch leak triage dump.zip --archive archive --ledger ledger.jsonl --breach 2027-03-01 --out findings
    """
    from chaffinch.leaks.archive.keys import choose_key_file
    from chaffinch.leaks.reading.tesseract import find_engine
    from chaffinch.leaks.triage import TriageOrder
    from chaffinch.leaks.triage.folder import open_folder
    from chaffinch.leaks.triage.order import read_breach

    begun = read_breach(breach)
    order = TriageOrder(
        source=dump if "://" in dump else str(Path(dump).resolve()),
        archive=str(archive.resolve()),
        key_file=str(
            choose_key_file(key_file, environment=os.environ, keys_folder=find_home(home).keys).resolve()
        ),
        ledger_file=str(ledger_file.resolve()) if ledger_file else "",
        breach=begun.isoformat() if begun else "",
        workers=workers,
        scheduler=scheduler,
    )
    passwords = password_file.read_text("utf-8").splitlines() if password_file else []
    engine = find_engine(ocr_languages) if ocr_languages else None
    with open_folder(out) as folder:
        dated = read_settings(home)
        faults = carry_out(order, folder, passwords=passwords, language=language, dated=dated, engine=engine)
    sys.exit(1 if faults else 0)


def read_settings(home: Path | None) -> Configuration | None:
    """Return the settings of the home folder, which name authorities; None where there are none.

    Raises:
        ConfigurationError: the file is wrong.
    """
    from chaffinch.desk.configuration import load_configuration

    place = find_home(home)
    return load_configuration(place.settings_file) if place.settings_file.exists() else None


def carry_out(
    order: TriageOrder,
    folder: TriageFolder,
    *,
    passwords: list[str],
    language: str,
    dated: Configuration | None = None,
    engine: OcrEngine | None = None,
) -> int:
    """Write everything into the folder; return how many items could not be read, those that OCR could not counted.

    Args:
        order: what is triaged.
        folder: open.
        passwords: tried on what is encrypted.
        language: of the report.
        dated: names the authorities that date the manifest.
        engine: reads pictures and scans at last; None for no such pass.

    Raises:
        click.Abort: it was interrupted; what was judged is kept.
    """
    from chaffinch.leaks.triage.writing import write_figures

    begun, clock = datetime.now(UTC), time.monotonic()
    first = list[float]()
    manifest, stamp = _judge_all(
        order,
        folder,
        passwords=passwords,
        dated=dated,
        begun=begun,
        note=partial(follow_progress, first=first, clock=clock),
    )
    summary = write_figures(
        folder,
        dump={
            "sha256": manifest.dump_sha256,
            "files": manifest.files,
            "size": manifest.size,
            "faults": manifest.faults,
        },
        breach=order.breach,
        versions={"chaffinch": __version__},
    )
    write_report(folder, summary, name=Path(order.source).name, language=language, stamp=stamp)
    if engine is not None:
        summary = add_pictures(
            order, folder, summary, engine=engine, passwords=passwords, language=language, stamp=stamp
        )
    write_run(folder, begun=begun, seconds=time.monotonic() - clock, first=first, stamp=stamp)
    result = {"out": str(folder.path), "items": summary["items"], "verdicts": summary["verdicts"]}
    click.echo(json.dumps(result | {"errors": summary["errors"]}))
    _say_locked(summary["errors"], language=language)
    unread: int = sum(summary["errors"].values())
    unread += summary["ocr"]["failed"] if summary["ocr"] else 0
    return unread + manifest.faults


def _say_locked(errors: Mapping[str, int], *, language: str) -> None:
    """Say of what stayed encrypted how many items it is, and why: there is something to be done about it."""
    from chaffinch.reports.leak_words import say_item_fault

    for code, count in errors.items():
        if code.startswith("encrypted"):
            click.echo(f"{count} × {code}: {say_item_fault(code, language=language)}", err=True)


def _judge_all(
    order: TriageOrder,
    folder: TriageFolder,
    *,
    passwords: list[str],
    dated: Configuration | None,
    begun: datetime,
    note: Callable[[Callable[[int], None]], Callable[[TriageProgress], None]],
) -> tuple[ManifestSummary, ManifestStamp | None]:
    """List the files, then judge every item; return the list, and who dated it.

    Args:
        order: what is triaged.
        folder: open.
        passwords: tried on what is encrypted.
        dated: names the authorities that date the manifest.
        begun: when.
        note: gives what is told of progress, beside the bar that it moves on.

    Raises:
        click.Abort: it was interrupted; what was judged is kept.
    """
    from chaffinch.desk.custody_dating import date_custody
    from chaffinch.leaks.triage.custody import take_custody
    from chaffinch.leaks.triage.parts import check_order, plan_order
    from chaffinch.leaks.triage.writing import list_terms, write_findings

    check_order(order)
    plan = plan_order(order)
    with stop_on_interrupt() as should_stop:
        with report_progress("listing the dump", total=plan.size) as bar:
            manifest = take_custody(order.source, folder.path, now=begun, on_read=bar.advance)
        stamp = date_custody(folder.path, dated) if dated else None
        folder.begin(list_terms(order, dump=manifest.dump_sha256))
        with report_progress("judging the dump", total=plan.size) as bar:
            whole = write_findings(
                order,
                folder,
                passwords=passwords,
                should_stop=should_stop,
                on_progress=note(bar.advance),
                plan=lambda _: plan,
            )
    if not whole:
        raise _tell_stopped()
    return manifest, stamp


def add_pictures(
    order: TriageOrder,
    folder: TriageFolder,
    summary: dict[str, Any],
    *,
    engine: OcrEngine,
    passwords: list[str],
    language: str,
    stamp: ManifestStamp | None,
) -> dict[str, Any]:
    """Read pictures and scans, write summary and report anew; return the summary.

    Raises:
        click.Abort: it was interrupted; what was read is kept, and the report is of what was judged.
    """
    records = read_pictures(
        order,
        folder,
        engine=engine,
        dump=summary["dump"]["sha256"],
        passwords=passwords,
        stopping=stop_on_interrupt,
    )
    if records is None:
        raise _tell_stopped()
    told = add_ocr(folder, summary, records, engine=engine)
    name = Path(order.source).name
    write_report(folder, told, name=name, language=language, stamp=stamp, records=records)
    return told


def _tell_stopped() -> click.Abort:
    click.echo("chaffinch: what was judged is kept; the same call goes on from there.", err=True)
    return click.Abort()


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Take the first interrupt as a wish to stop cleanly, the second as one to stop at once."""
    asked = False

    def note(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def follow_progress(
    advance: Callable[[int], None], *, first: list[float], clock: float
) -> Callable[[TriageProgress], None]:
    """Return what moves the bar on, and notes when the first verdicts came."""
    shown = 0

    def follow(progress: TriageProgress) -> None:
        nonlocal shown
        advance(progress.size_done - shown)
        shown = progress.size_done
        if progress.items and not first:
            first.append(time.monotonic() - clock)

    return follow


def write_report(
    folder: TriageFolder,
    summary: Mapping[str, Any],
    *,
    name: str,
    language: str,
    stamp: ManifestStamp | None,
    records: Mapping[str, OcrRecord] | None = None,
) -> None:
    """Write `report.html`, with what OCR read where that pass is done."""
    from chaffinch.leaks.triage.ocr_figures import add_evidence, list_placed
    from chaffinch.reports.triage_report import TriageReport, choose_shown, render_triage

    read = records or {}
    chosen = choose_shown(folder.read_findings(), placed=list_placed(read))
    report = TriageReport(name=name, summary=summary, findings=list(add_evidence(chosen, read)), stamp=stamp)
    folder.write_whole("report.html", render_triage(report, language=language))


def write_run(
    folder: TriageFolder,
    *,
    begun: datetime,
    seconds: float,
    first: list[float],
    stamp: ManifestStamp | None,
) -> None:
    """Write `run.json`: when, and how long; but for a time-stamp no other file says so: the same dump, the same files."""
    from chaffinch.leaks.triage.lines import write_whole_json

    values = {
        "begun_at": begun.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "first_verdicts_after_seconds": round(first[0], 1) if first else None,
        "manifest_stamped": {"at": stamp.at.isoformat(), "by": stamp.by} if stamp else None,
    }
    folder.write_whole("run.json", write_whole_json(values))
