"""The OCR pass of `chaffinch leak triage`: after everything is judged and the report is written, and into a report again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from chaffinch.ground.progress import report_progress

if TYPE_CHECKING:
    from chaffinch.leaks.reading.tesseract import OcrEngine
    from chaffinch.leaks.triage import TriageOrder
    from chaffinch.leaks.triage.folder import TriageFolder
    from chaffinch.leaks.triage.ocr_log import OcrRecord


def read_pictures(
    order: TriageOrder,
    folder: TriageFolder,
    *,
    engine: OcrEngine,
    dump: str,
    passwords: Sequence[str],
    stopping: Callable[[], AbstractContextManager[Callable[[], bool]]],
) -> Mapping[str, OcrRecord] | None:
    """Read every picture and scan of a triage that is done; return what was read by item, None where it was interrupted.

    Args:
        order: the triage.
        folder: where it is written down.
        engine: what reads.
        dump: hash of the whole dump.
        passwords: tried on what is encrypted.
        stopping: a block in which an interrupt is a wish to stop.

    Raises:
        ChaffinchError: something cannot be opened or written; what was read is kept.
    """
    from chaffinch.leaks.triage.ocr import list_contents, read_contents
    from chaffinch.leaks.triage.ocr_log import open_log
    from chaffinch.leaks.triage.writing import list_terms

    terms = {
        "engine": "tesseract",
        "version": engine.version,
        "languages": engine.languages,
        "turns": engine.turns,
    }
    contents = list_contents(folder.read_tallies())
    with open_log(folder.path) as log:
        log.begin({**list_terms(order, dump=dump), **terms})
        left = sum(items[0] not in log.records for items in contents.values())
        with (
            stopping() as should_stop,
            report_progress("reading pictures", total=left, unit=" pictures") as bar,
        ):
            whole = read_contents(
                order,
                contents,
                log,
                engine=engine,
                passwords=passwords,
                should_stop=should_stop,
                on_read=bar.advance,
            )
        return log.records if whole else None


def add_ocr(
    folder: TriageFolder, summary: Mapping[str, Any], records: Mapping[str, OcrRecord], *, engine: OcrEngine
) -> dict[str, Any]:
    """Write `summary.json` anew, with what the pass read; return what it holds."""
    from chaffinch.leaks.triage.lines import write_whole_json
    from chaffinch.leaks.triage.ocr_figures import count_ocr

    told = {**summary, "ocr": count_ocr(folder.read_tallies(), records, engine=engine)}
    folder.write_whole("summary.json", write_whole_json(told))
    return told
