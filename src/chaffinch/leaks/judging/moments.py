"""Dates as print-outs and quotations write them, held against a date that is known: one moment in some zone, or not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv january januar janvier enero gennaio",
            "feb fev fév févr fevr february februar février fevrier febrero febbraio",
            "mar mars mär mrz märz march maerz marzo", "apr avr april avril abril aprile abr", "may mai mayo maggio mag",
            "jun june juin juni junio giugno giu",
            "jul juil july juillet juli julio luglio lug", "aug august août aout agosto ago",
            "sep sept september septembre septiembre settembre set", "oct okt october octobre oktober octubre ottobre ott",
            "nov november novembre noviembre", "dec déc dez dic december décembre decembre dezember diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = frozenset(
    name
    for names in (
        "mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday",
        "lun lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche",
        "mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag so sonntag",
        "lunes martes mié miércoles jue jueves vie viernes sáb sábado dom domingo",
        "lunedì martedì mercoledì gio giovedì venerdì sabato domenica",
    )
    for name in names.split()
)
_CLOCK = re.compile(r"(?:\b|(?<=\dT))(\d{1,2})\s?[:hH.]\s?(\d{2})(?:[:.](\d{2}))?\b(?:\s*([aApP])\.?[mM]\b)?")
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\b|(?=T\d))")
_COMPACT = re.compile(r"\b((?:19|20)\d{2})(\d{2})(\d{2})(?=[T ]\d{2}:?\d{2})")
"""As databases write a day (ISO 8601, basic form), where a time stands behind it."""
_FIGURES = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b")
_NAMED = re.compile(
    r"\b(?:(\d{1,2})(?:er|st|nd|rd|th|\.|º)?\s*(?:de\s+)?[-\s]?)?([^\W\d_]{3,10})\.?"
    r"[\s,-]+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?:de\s+)?(\d{4})\b"
)
_CTIME = re.compile(
    r"\b([^\W\d_]{3,10})\.?\s+(\d{1,2})\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[A-Z]{2,5}\s+)?(\d{4})\b"
)
_PARTS = frozenset(
    word
    for words in (
        "am pm a p m h er st nd rd th - le el den",
        "gmt utc z cet cest met mest bst ist est edt cst cdt mst mdt pst pdt",
        "ago year years week weeks day days hour hours minute minutes",
        "il y an ans mois semaine semaines jour jours heure heures",
    )
    for word in words.split()
)
_ZONE_WRITTEN = re.compile(r"(?<=\d)[ (]{0,3}(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})\b")
Agreement = Literal["exact", "zone", "none"]
_ZONE = timedelta(hours=14)
_CLOSE = timedelta(minutes=2)
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)


def agrees_with(written: str, known: datetime) -> bool | None:
    """Return whether a written date may be that moment in some zone; None where no date can be read.

    A date without a time of day agrees if it is of that day in some zone; 3/5 may be March or May.
    """
    days = _read_days(written)
    if not days:
        return None
    times = _read_times(written)
    plain = known.replace(tzinfo=None, second=0, microsecond=0)
    for day in days:
        for time in times or (None,):
            if time is None:
                if day - _ZONE <= plain < day + timedelta(days=1) + _ZONE:
                    return True
            elif is_shifted(day + time, plain):
                return True
    return False


def list_moments(written: str) -> frozenset[datetime]:
    """Return the moments, to the minute and in the zone in which they stand there, that a text may name."""
    times = _read_times(written)
    return frozenset(day + time for day in _read_days(written) for time in times)


def measure_agreement(written: str, known: datetime) -> Agreement:
    """Return how a written date agrees with a moment.

    Returns:
        exact: to the minute by the zone that stands with it, or by the clock of the moment's own zone or of UTC. zone: it
        may be that moment in some other zone, or says its day alone. none: it is another one, or no date can be read.
    """
    if not agrees_with(written, known):
        return "none"
    minute = known.replace(second=0, microsecond=0)
    clocks = [minute.replace(tzinfo=None)]
    if known.tzinfo is not None:
        universal = minute.astimezone(UTC).replace(tzinfo=None)
        zone = _ZONE_WRITTEN.search(written)
        clocks.append(universal)
        if zone:
            away = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
            clocks = [universal + (away if zone[1] == "+" else -away)]
    near = any(abs(one - clock) <= _MINUTE for one in list_moments(written) for clock in clocks)
    return "exact" if near else "zone"


def is_shifted(one: datetime, other: datetime) -> bool:
    """Return whether two moments, taken without their zones, may be one that was written in two zones."""
    away = abs(one - other)
    rest = away % _QUARTER
    return away <= _ZONE + _CLOSE and min(rest, _QUARTER - rest) <= _CLOSE


def is_calendar_word(word: str) -> bool:
    """Return whether a case folded word is, alone, the name of a month or of a day of the week."""
    return word in _MONTHS or word in _WEEKDAYS


def is_date_word(word: str) -> bool:
    """Return whether a case folded word may be a part of a date: a figure, a name of the calendar or of a zone."""
    return word[0].isdigit() or is_calendar_word(word) or word in _PARTS


def _read_days(written: str) -> list[datetime]:
    found: list[tuple[int, int, int]] = []
    written_by_year = [*_ISO.findall(written), *_COMPACT.findall(written)]
    found += [(int(year), int(month), int(day)) for year, month, day in written_by_year]
    for one, other, year in _FIGURES.findall(written):
        whole = int(year) + (2000 if len(year) == 2 else 0)
        found += [(whole, int(other), int(one)), (whole, int(one), int(other))]
    for before, name, behind, year in _NAMED.findall(written):
        if (month := _MONTHS.get(name.casefold())) and (before or behind):
            found.append((int(year), month, int(before or behind)))
    for name, day, year in _CTIME.findall(written):
        if month := _MONTHS.get(name.casefold()):
            found.append((int(year), month, int(day)))
    days = []
    for year_, month_, day_ in found:
        try:
            days.append(datetime(year_, month_, day_))  # noqa: DTZ001 - written without a zone
        except ValueError:
            continue
    return days


def _read_times(written: str) -> list[timedelta]:
    times = []
    for match in _CLOCK.finditer(_FIGURES.sub(" ", written)):
        hour, minute = int(match[1]), int(match[2])
        half = (match[4] or "").lower()
        hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
        if hour < 24 and minute < 60:
            times.append(timedelta(hours=hour, minutes=minute))
    return times
