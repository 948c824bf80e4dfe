"""The bars of a triage's timeline as the page draws them, and what each of them says."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date

from chaffinch.reports.catalogue import load_formats, load_translations, say_number
from chaffinch.reports.triage_timeline import Timeline, TimelineBar

WIDTH, HEIGHT = 1000, 160
_SEEN = {"ours": 1.0, "rest": 1.0, "false": 4.0}
"""One altered message among thousands is what the picture is for: it is never thinner than can be seen."""
_FORMATS = {"day": "long", "month": "LLLL y", "year": "y"}


def word_timeline(timeline: Timeline, locale: str) -> dict[str, Any]:
    """Return the picture's values: bars in its own units, the days at its ends, and the picture in words."""
    bars = timeline.bars
    words = load_translations(locale)
    said = {
        "day": words.gettext("Messages by the day that they bear, the most on one day: %(most)s."),
        "month": words.gettext("Messages by the month that they bear, the most in one month: %(most)s."),
        "year": words.gettext("Messages by the year that they bear, the most in one year: %(most)s."),
    }[timeline.step] % {"most": say_number(timeline.highest, locale=locale)}
    outside = words.ngettext(
        "%(count)s message bears a day far from all others, and is not drawn.",
        "%(count)s messages bear a day far from all others, and are not drawn.",
        timeline.outside,
    ) % {"count": say_number(timeline.outside, locale=locale)}
    return {
        "bars": [_place_bar(timeline, number, locale) for number in range(len(bars))],
        "first_day": _say_start(timeline, bars[0], locale) if bars else "",
        "last_day": _say_start(timeline, bars[-1], locale) if bars else "",
        "picture_words": said,
        "outside": outside if timeline.outside else "",
    }


def _place_bar(timeline: Timeline, number: int, locale: str) -> dict[str, Any]:
    bar = timeline.bars[number]
    wide, high = WIDTH / len(timeline.bars), (HEIGHT - 6) / max(1, timeline.highest)
    parts, base = [], float(HEIGHT)
    for name, count in (("ours", bar.ours), ("rest", bar.rest), ("false", bar.false)):
        if count:
            tall = max(count * high, _SEEN[name])
            base -= tall
            parts.append({"name": name, "y": round(base, 2), "height": round(tall, 2)})
    return {
        "x": round(number * wide, 2),
        "width": round(wide * 0.86, 2),
        "parts": parts,
        "said": _say_bar(timeline, bar, locale),
    }


def _say_start(timeline: Timeline, bar: TimelineBar, locale: str) -> str:
    return format_date(bar.since, format=_FORMATS[timeline.step], locale=load_formats(locale))


def _say_bar(timeline: Timeline, bar: TimelineBar, locale: str) -> str:
    said = load_translations(locale).gettext(
        "%(when)s: ours %(ours)s, altered or invented %(false)s, other %(rest)s"
    )
    return said % {
        "when": _say_start(timeline, bar, locale),
        "ours": say_number(bar.ours, locale=locale),
        "false": say_number(bar.false, locale=locale),
        "rest": say_number(bar.rest, locale=locale),
    }
