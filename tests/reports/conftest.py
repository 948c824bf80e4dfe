"""What the tests of this room share: compiled catalogues and one digest of five addresses."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from chaffinch.names.match import Trick
from chaffinch.reports.digest import DigestCase, DigestContent, DigestNumbers

PARIS = ZoneInfo("Europe/Paris")


def draw_picture(shade: int = 200, *, size: tuple[int, int] = (640, 400), form: str = "JPEG") -> bytes:
    """Draw a plain picture."""
    written = io.BytesIO()
    Image.new("RGB", size, (shade, 120, 40)).save(written, form)
    return written.getvalue()


def make_case(number: int = 12, **changes: object) -> DigestCase:
    """Make a case in which a dot stands for a hyphen, with what the test wants otherwise."""
    values: dict[str, object] = {
        "number": number,
        "host": "portail.mouvement.aurore.test",
        "display": "portail.mouvement.aurore.test",
        "brand": "portail.mouvement-aurore.test",
        "tricks": (Trick("separator", "-", ".", 17, 18),),
        "tier": "alert",
        "state": "captured",
        "verdict": "copy",
        "verdict_reasons": (("looks-like", {"percent": 97}), ("posts-elsewhere", {"host": "collecte.test"})),
        "first_seen": datetime(2026, 11, 9, 8, 5, tzinfo=PARIS),
        "sightings": 10,
        "picture": draw_picture(number % 250),
        "no_picture_reason": "",
        "url": f"https://bureau.mouvement-aurore.test/cases/{number}/",
    }
    return DigestCase(**{**values, **changes})  # type: ignore[arg-type]


def make_content(*cases: DigestCase, **changes: object) -> DigestContent:
    """Make a week's digest of `cases`."""
    values: dict[str, object] = {
        "organisation": "Mouvement Aurore",
        "since": datetime(2026, 11, 9, tzinfo=PARIS),
        "until": datetime(2026, 11, 16, tzinfo=PARIS),
        "numbers": DigestNumbers(
            names_checked=99_993,
            sightings=17,
            new_cases=5,
            confirmed=2,
            dismissed=1,
            waiting=2,
            gone=1,
            undecided=4,
        ),
        "cases": cases,
        "desk_url": "https://bureau.mouvement-aurore.test",
        "genuine_sign_in": ("https://portail.mouvement-aurore.test",),
        "contact": "Inès, 01 99 00 12 34",
    }
    return DigestContent(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def week() -> DigestContent:
    """Five addresses, each in another state, one of them with a Cyrillic letter and no picture."""
    return make_content(
        make_case(12),
        make_case(
            13,
            host="rnouvement-aurore.test",
            display="rnouvement-aurore.test",
            state="confirmed",
            tricks=(Trick("homoglyph", "m", "rn", 0, 2),),
        ),
        make_case(
            14,
            host="xn--mouvment-aurore-7nm.test",
            display="mouvеment-aurore.test",
            state="new",
            verdict="",
            verdict_reasons=(),
            tricks=(Trick("homoglyph", "e", "е", 4, 5),),
            picture=b"",
            no_picture_reason="timeout",
        ),
        make_case(
            15,
            host="portail.mouvement-aurore.test.acces-compte.test",
            display="portail.mouvement-aurore.test.acces-compte.test",
            state="reported",
            tricks=(Trick("subdomain", "", "acces-compte.test", 30, 47),),
        ),
        make_case(16, host="mouvement-aurores.test", display="mouvement-aurores.test", state="dismissed"),
    )
