"""The digest on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from tests.reports.conftest import PARIS, draw_picture, make_case, make_content
from tests.reports.test_digest_mail import UNSPEAKABLE

from chaffinch.names.match import Trick
from chaffinch.reports.digest import DigestContent
from chaffinch.reports.digest_pdf import render_digest_pdf

NOW = datetime(2026, 11, 16, 7, 0, tzinfo=PARIS)
both = pytest.mark.parametrize("locale", ["en", "fr"])
needs_reader = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed"
)


def read_pdf(pdf: bytes, folder: Path) -> str:
    path = folder / "digest.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return read.stdout.decode()


@both
def test_it_is_an_archivable_and_accessible_pdf_and_always_the_same(week: DigestContent, locale: str) -> None:
    pdf = render_digest_pdf(week, locale=locale, now=NOW)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in pdf
    assert b"pdfuaid:part" in pdf
    assert pdf == render_digest_pdf(week, locale=locale, now=NOW)


@needs_reader
@both
def test_its_text_holds_every_address_and_the_advice(
    week: DigestContent, locale: str, tmp_path: Path
) -> None:
    said = read_pdf(render_digest_pdf(week, locale=locale, now=NOW), tmp_path)
    for case in week.cases:
        assert case.display.replace(".", "[.]") in said
    for needed in ("https://portail.mouvement-aurore.test", "Inès, 01 99 00 12 34", "U+0435"):
        assert needed in said
    assert UNSPEAKABLE.search(said) is None
    assert "\u200b" not in said


@needs_reader
def test_hostile_text_is_never_markup(tmp_path: Path) -> None:
    attack = '#panic("x") *bold* $x$ \\ #image("/etc/passwd") "]['
    case = make_case(
        display=attack,
        verdict_reasons=(("same-title", {"title": attack}),),
        tricks=(Trick("insertion", "", attack, 0, len(attack)),),
    )
    said = read_pdf(
        render_digest_pdf(make_content(case, organisation=attack), locale="en", now=NOW), tmp_path
    )
    assert '#panic("x") *bold* $x$' in re.sub(r"\s+", " ", said)


def test_letters_that_no_font_here_can_draw_do_not_stop_it() -> None:
    case = make_case(display="mouvement\U00012000\U0001f9ff-aurore.test")
    assert render_digest_pdf(make_content(case), locale="fr", now=NOW).startswith(b"%PDF")


def test_letters_that_run_from_right_to_left_do_not_stop_it() -> None:
    assert render_digest_pdf(make_content(make_case(display="כניסה.test")), locale="fr", now=NOW).startswith(
        b"%PDF"
    )


def test_a_broken_picture_does_not_stop_it() -> None:
    case = make_case(picture=draw_picture()[:500])
    assert render_digest_pdf(make_content(case), locale="en", now=NOW).startswith(b"%PDF")


def test_a_quiet_week_and_a_flood_are_both_made() -> None:
    assert render_digest_pdf(make_content(), locale="en", now=NOW).startswith(b"%PDF")
    flood = make_content(*[make_case(number) for number in range(200)])
    assert len(render_digest_pdf(flood, locale="en", now=NOW)) < 3_000_000
