"""Which message a print says that it is: its head's date, apart from those of what it quotes.

People delete mail, and answers quote it. A print of a deleted letter has most of its words in common with the answer that is
in the archive, and is no altered copy of that answer; a print of an answer to one of ours is none of ours with words put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from chaffinch.leaks.judging.claims import Known, read_printed_head, swap_labels
from chaffinch.leaks.judging.labels import LABEL_WORDS, restore_label
from chaffinch.leaks.judging.moments import Agreement, is_date_word, list_moments, measure_agreement
from chaffinch.leaks.judging.words import Words, is_address, read_words
from chaffinch.mail.quote_heads import find_attribution, find_divider
from chaffinch.mail.quotes import split_quotes

Claim = Literal["this", "other", "maybe", "unsaid", "quotes"]
"""maybe: its date is that of our message in some zone. quotes: it has nothing that our author himself wrote."""
_MOST_LINES, _MOST_TOP = 2_000, 40
_HEAD_LINES, _ATTRIBUTION_LINES = 40, 4
_LONGEST_HEAD = 300
"""Signs of a line that says who wrote when; a longer one has what he wrote in it."""
_LEAST_OWN, _RUN, _HELD = 6, 3, 0.4
"""Words that a message must have of its own, and the share of their runs that a print of it holds at least."""


@dataclass(frozen=True, slots=True)
class _Dates:
    """Dates with a time of day, as a print writes them."""

    top: tuple[str, ...]
    """Above whatever is quoted."""
    head: tuple[str, ...]
    """Those of them that are said to be the message's: in a labelled field, or beside a label or an address."""
    quoted: tuple[str, ...]
    """In the heads of what is quoted."""


def read_claim(text: str, ours: str, known: Known) -> Claim:
    """Return whether a print says by its date that it is this message of ours, or another one, or does not say.

    Args:
        text: the print.
        ours: the text of our message.
        known: of our message.
    """
    if known.date is None:
        return "unsaid"
    dates = _list_dates(text)
    if _measure_best(dates.top, known.date) == "exact":
        return "this"
    if _measure_best(dates.quoted, known.date) == "exact":
        return "other"
    if _list_all(dates.head) & _list_quoted_by(ours, known.date):
        return "other"
    if not dates.head:
        return "unsaid"
    return "other" if _measure_best(dates.top, known.date) == "none" else "maybe"


def lacks_own_words(ours: str, text: str) -> bool:
    """Return whether a print has little of what the author of our message wrote, and so at most what it quotes."""
    passages = split_quotes(ours)
    own = read_words("\n".join(one.text for one in passages if not one.level and one.kind != "signature"))
    if len(own) < _LEAST_OWN or not any(one.level for one in passages):
        return False
    runs, held = _list_runs(own), _list_runs(read_words(text))
    return len(runs & held) < _HELD * len(runs)


def _list_runs(words: Words) -> set[tuple[str, ...]]:
    return {words.words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


def _measure_best(dates: tuple[str, ...], known: datetime) -> Agreement:
    found = {measure_agreement(written, known) for written in dates}
    return "exact" if "exact" in found else "zone" if "zone" in found else "none"


def _list_quoted_by(ours: str, date: datetime) -> frozenset[datetime]:
    """Return the moments of what our message quotes, as they stand there and in UTC, by its own zone."""
    dates = _list_dates(ours)
    found = _list_all((*dates.head, *dates.quoted))
    return found | {moment - (date.utcoffset() or timedelta(0)) for moment in found}


def _list_all(dates: tuple[str, ...]) -> frozenset[datetime]:
    return frozenset[datetime]().union(*map(list_moments, dates))


@lru_cache(maxsize=16)
def _list_dates(text: str) -> _Dates:
    """Return the dates of a print; it is held against several messages, one after the other."""
    lines = [restore_label(line) for line in text.split("\n")[:_MOST_LINES]]
    top, head, quoted = list[str](), list[str](), list[str]()
    is_top, number = True, 0
    while number < len(lines):
        line = lines[number]
        used, fields = _read_head(lines[number : number + _HEAD_LINES])
        if used:
            # a second head is that of what is quoted
            is_top = is_top and not head
            written = fields.get("date", "")
            if list_moments(written):
                (head if is_top else quoted).append(written)
            number += used
            continue
        said = find_attribution(lines[number : number + _ATTRIBUTION_LINES])
        if said or find_divider(line) or line.startswith(">"):
            is_top = False
        if not is_top:
            quoted.append(" ".join(lines[number : number + said]))
        elif number < _MOST_TOP and list_moments(line):
            (head if _is_of_head(line) else top).append(line)
        number += max(said, 1)
    return _Dates((*top, *head), tuple(head), tuple(quoted))


def _is_of_head(line: str) -> bool:
    """Return whether a date stands beside an address, or alone beside a label; one without either may be of the printing."""
    if len(line) > _LONGEST_HEAD:
        return False
    words = read_words(line).words
    rest = [word for word in words if not is_date_word(word)]
    return any(map(is_address, words)) or (bool(rest) and all(word in LABEL_WORDS for word in rest))


def _read_head(lines: list[str]) -> tuple[int, dict[str, str]]:
    """Return of how many lines a labelled head is, and its fields; a table's labels may stand before or behind."""
    if not lines[0].strip():
        return 0, {}
    found = read_printed_head(lines)
    if not found.lines or "date" not in found.fields:
        swapped = read_printed_head(swap_labels(lines))
        found = swapped if "date" in swapped.fields else found
    return found.lines, found.fields
