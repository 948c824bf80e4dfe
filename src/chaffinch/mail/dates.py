"""Dates of headers, in the forms in which programs of thirty years wrote them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv januar enero", "feb fev fév févr februar febrero", "mar mars mär mrz märz marzo", "apr avr april abr",
            "may mai mayo", "jun juin juni", "jul juil juillet juli", "aug aoû août aout ago", "sep sept", "oct okt",
            "nov", "dec déc dez dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "cest": 120, "mest": 120,
    "eet": 120, "eest": 180, "msk": 180, "msd": 240, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "hst": -600, "akst": -540, "akdt": -480,
}  # fmt: skip
_TIME = r"(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
_ZONE = r"\s*(?:\(?(?:GMT|UTC)?\s*([+-])\s*(\d{1,2}):?(\d{2})\b|\(?([A-Za-z]{1,5})\b)?"
_ORDINARY = re.compile(
    r"(?:[^\W\d]{2,10}[.,\s]+)?(\d{1,2})[\s.-]+([^\W\d]{3,10})\.?[\s,.-]+(\d{2,4}),?\s+(?:at\s+|à\s+|um\s+)?"
    + _TIME
    + _ZONE
)
_AMERICAN = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s+)?([^\W\d]{3,10})\.?\s+(\d{1,2}),\s+(\d{4}),?\s+(?:at\s+)?" + _TIME + _ZONE
)
_CTIME = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s+)?([^\W\d]{3,10})\s+(\d{1,2})\s+"
    + _TIME
    + r"\s+(?:([A-Za-z]{1,5})\s+|([+-]\d{4})\s+)?(\d{4})"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T\s]+" + _TIME + _ZONE)
_SPACE = re.compile(r"\s+")


def read_date(untrusted: str) -> tuple[datetime | None, str]:
    """Return the moment with its zone as written, and a fault's code.

    Codes: `bad-date` it cannot be read (then None), `odd-date` it is not of RFC 5322's form, `no-zone` it does not say its
    zone (then UTC).
    """
    text = _SPACE.sub(" ", untrusted[:200]).strip()
    for form, read in (
        (_ORDINARY, _read_ordinary),
        (_ISO, _read_iso),
        (_CTIME, _read_ctime),
        (_AMERICAN, _read_american),
    ):
        match = form.match(text)
        if not match:
            continue
        try:
            moment, has_zone = read(match)
        except (ValueError, OverflowError):
            continue
        return moment, "no-zone" if not has_zone else "" if form is _ORDINARY else "odd-date"
    return None, "bad-date"


def _read_ordinary(match: re.Match[str]) -> tuple[datetime, bool]:
    day, month, year, *rest = match.groups()
    return _make(year, _read_month(month), day, rest[:4], rest[4:])


def _read_american(match: re.Match[str]) -> tuple[datetime, bool]:
    month, day, year, *rest = match.groups()
    return _make(year, _read_month(month), day, rest[:4], rest[4:])


def _read_iso(match: re.Match[str]) -> tuple[datetime, bool]:
    year, month, day, *rest = match.groups()
    return _make(year, int(month), day, rest[:4], rest[4:])


def _read_ctime(match: re.Match[str]) -> tuple[datetime, bool]:
    month, day, hour, minute, second, half, name, offset, year = match.groups()
    zone = (offset[0], offset[1:3], offset[3:], None) if offset else (None, None, None, name)
    return _make(year, _read_month(month), day, (hour, minute, second, half), zone)


def _read_month(untrusted: str) -> int:
    name = untrusted.lower()
    for length in (len(name), 4, 3):
        if name[:length] in _MONTHS:
            return _MONTHS[name[:length]]
    raise ValueError(untrusted)


def _make(
    untrusted_year: str,
    month: int,
    day: str,
    time: tuple[str | None, ...] | list[str | None],
    zone: tuple[str | None, ...] | list[str | None],
) -> tuple[datetime, bool]:
    """Put a moment together; years of two and three digits as RFC 5322, 4.3 reads them."""
    year = int(untrusted_year)
    if len(untrusted_year) < 4:
        year += 2000 if len(untrusted_year) == 2 and year < 50 else 1900
    hour, minute, second = (int(number or 0) for number in time[:3])
    half = (time[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    sign, hours, minutes, name = zone
    offset = None
    if sign:
        offset = (int(hours or 0) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1)
        if sign == "-" and not offset:
            offset = None  # -0000 says that the zone is not known (RFC 5322, 3.3)
    elif name and name.lower() in _ZONES:
        offset = _ZONES[name.lower()]
    moment = datetime(year, month, int(day), hour, minute, min(second, 59), tzinfo=UTC)
    if offset is None:
        return moment, False
    return moment.replace(tzinfo=timezone(timedelta(minutes=offset)) if offset else UTC), True
