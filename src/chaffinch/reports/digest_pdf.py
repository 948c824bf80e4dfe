"""The digest on paper: a PDF/A and PDF/UA by typst, from data and a template of this package."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typst

from chaffinch.errors import ChaffinchError
from chaffinch.reports.catalogue import load_translations, say_number
from chaffinch.reports.digest import DigestContent
from chaffinch.reports.digest_advice import say_advice
from chaffinch.reports.digest_words import CaseWords, DigestWords, say_digest
from chaffinch.reports.untrusted import defang

#: Two or three cards a page and some fifteen rows: a paper that is still read.
CARDS, ROWS = 30, 120
#: Archivable and readable aloud (PDF/A-2a, PDF/UA-1). Both allow no character that no font here can draw, and
#: then the plain form must do.
STANDARDS: tuple[list[Literal["a-2a", "ua-1"]], ...] = (["a-2a", "ua-1"], [])


class PdfError(ChaffinchError):
    """The PDF could not be made."""


def render_digest_pdf(content: DigestContent, *, locale: str, now: datetime) -> bytes:
    """Render `content` as a PDF whose creation time is `now`; the same content gives the same bytes.

    Raises:
        PdfError: typst refuses the template or a picture.
    """
    digest = say_digest(content, locale=locale)
    worth = [case for case in digest.cases if not case.dismissed]
    cards, others = worth[:CARDS], worth[CARDS:] + [case for case in digest.cases if case.dismissed]
    data = _make_data(digest, cards, others, locale=locale)
    data["advice"] = asdict(say_advice(content.genuine_sign_in, content.contact, locale=locale))
    with TemporaryDirectory(prefix="chaffinch-pdf-") as folder:
        for case in cards:
            if case.picture:
                Path(folder, _name_picture(case)).write_bytes(case.picture)
        return _compile_document(Path(folder), data, now=now)


def _make_data(
    digest: DigestWords, cards: Sequence[CaseWords], others: Sequence[CaseWords], *, locale: str
) -> dict[str, object]:
    words = load_translations(locale)
    more = max(0, len(others) - ROWS)
    return {
        "language": digest.language,
        "organisation": digest.organisation,
        "subject": digest.subject,
        "heading": digest.heading,
        "period": digest.period,
        "lead": digest.lead,
        "waiting": digest.waiting,
        "cards": [_describe_case(case, locale=locale) for case in cards],
        "rows": [_describe_case(case, locale=locale) for case in others[:ROWS]],
        "also_found": words.gettext("Also found"),
        "more_cases": words.gettext("There are more on the desk: %(count)s.")
        % {"count": say_number(more, locale=locale)}
        if more
        else "",
        "figures": words.gettext("The period in figures"),
        "numbers": digest.numbers,
        "more": digest.more,
        "page_of": words.gettext("page %(page)s of %(pages)s"),
    }


def _describe_case(case: CaseWords, *, locale: str) -> dict[str, object]:
    alt = load_translations(locale).gettext("Screen capture of the page at %(address)s")
    return {
        "parts": [asdict(part) for part in case.parts],
        "ascii_host": case.ascii_host,
        "trick": case.trick,
        "verdict": case.verdict,
        "reasons": case.reasons,
        "state": case.state,
        "tone": case.tone,
        "label": case.label,
        "seen": f"{case.first_seen[:1].upper()}{case.first_seen[1:]}, {case.seen}",
        "picture": _name_picture(case) if case.picture else "",
        "alt": alt % {"address": defang(case.address)},
        "no_picture": case.no_picture,
    }


def _name_picture(case: CaseWords) -> str:
    return f"case-{case.number}.jpg"


def _compile_document(folder: Path, data: Mapping[str, object], *, now: datetime) -> bytes:
    """Run typst with `folder` as all it can read; no package is ever fetched, since the template names none."""
    with as_file(files("chaffinch.reports") / "templates" / "digest.typ") as template:
        main = Path(shutil.copy(template, folder))
    problem = ""
    for standards in STANDARDS:
        try:
            compiled = typst.compile(
                main,
                root=folder,
                format="pdf",
                sys_inputs={"digest": json.dumps(data, ensure_ascii=False)},
                pdf_standards=[*standards],
                timestamp=int(now.timestamp()),
            )
        except typst.TypstError as error:
            problem = str(error)
            continue
        return bytes(compiled)
    raise PdfError(
        "The digest could not be made as a PDF.",
        why=problem,
        todo="The mail and the desk show the same digest.",
    )
