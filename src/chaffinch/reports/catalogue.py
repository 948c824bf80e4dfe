"""The one message catalogue: English is the language of the source, French comes from `locale/`."""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

LOCALES = ("en", "fr")
#: The catalogue's name: Django looks for no other, and one file must serve both.
DOMAIN = "django"
FOLDER = Path(__file__).resolve().parent.parent / "locale"
#: British forms for English: the day before the month and 24 hours, as in the rest of Europe.
_FORMATS = {"en": "en_GB", "fr": "fr"}
_MOMENTS = {"en": "d MMMM, HH:mm", "fr": "d MMMM 'à' HH:mm"}


def choose_locale(wanted: str) -> str:
    """Return the language of ours for `wanted` ("fr-FR", "fr_BE"): English where we have none."""
    language = wanted.replace("_", "-").split("-", 1)[0].lower()
    return language if language in LOCALES else "en"


@cache
def load_translations(locale: str) -> gettext.NullTranslations:
    """Load what `locale` needs to say every message; the source's own words where none is compiled."""
    return gettext.translation(DOMAIN, FOLDER, languages=[choose_locale(locale)], fallback=True)


def gettext_noop(message: str) -> str:
    """Mark `message` for the catalogue and return it as it is; it is said later, in the reader's language."""
    return message


def load_formats(locale: str) -> Locale:
    """Return Babel's rules for dates and numbers in `locale`."""
    return Locale.parse(_FORMATS[choose_locale(locale)])


def say_day(moment: date, *, locale: str) -> str:
    """Say a day in full ("16 November 2026"), in the time zone that `moment` carries."""
    return format_date(moment, format="long", locale=load_formats(locale))


def say_moment(moment: datetime, *, locale: str) -> str:
    """Say a day and a time without the year ("16 November, 14:05")."""
    return format_datetime(
        moment,
        format=_MOMENTS[choose_locale(locale)],
        tzinfo=moment.tzinfo,
        locale=load_formats(locale),
    )


def say_number(number: int, *, locale: str) -> str:
    """Say a whole number with its groups of three ("12,345", "12 345")."""
    return format_decimal(number, locale=load_formats(locale))


@cache
def make_environment(locale: str) -> Environment:
    """Make the Jinja2 environment of this room's templates: HTML is escaped, a missing value is an error."""
    environment = Environment(
        loader=PackageLoader("chaffinch.reports"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(load_translations(locale), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["number"] = lambda number: say_number(number, locale=locale)
    return environment
