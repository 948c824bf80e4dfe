"""A dump's messages by day as a picture: how many of what verdict, and which days our archive covers. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_EDGE, _TOP, _FLOOR = 8, 12, 150
_LEAST_HEIGHT = 2.0
GROUPS: Mapping[str, str] = {
    "genuine": "ours", "repackaged": "ours", "excerpt": "ours", "unproven": "open", "unverifiable": "open",
    "foreign": "open", "conflict": "open", "altered": "false", "invented": "false", "decoy": "decoy",
}  # fmt: skip
ORDER = ("ours", "open", "decoy", "false")
"""From the floor up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a picture is, in the units of its view box: one for each kind of window, so that its words stay readable."""

    width: int
    most_bars: int
    marks: int
    """Days that are written below."""
    height: int = 190

    @property
    def right(self) -> int:
        """Where the last bar ends."""
        return self.width - _EDGE


WIDE, NARROW = Frame(1000, 120, 5), Frame(360, 45, 3)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a bar, in the units of the view box."""

    group: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Some days side by side."""

    since: date
    until: date
    """The last of them."""
    count: int
    false: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day written below."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    covered: tuple[tuple[float, float], ...]
    """Where the line of what is covered stands: from, and how wide."""
    since: date
    until: date
    days_a_bar: int
    frame: Frame


def draw_timeline(
    counts: Iterable[tuple[date, str, int]],
    *,
    covered: Sequence[tuple[date, date]] = (),
    frame: Frame = WIDE,
) -> Timeline | None:
    """Return the picture of items by day and verdict; None where no item has a day.

    Args:
        counts: day, verdict, how many.
        covered: spans of which every message is known, first and last day.
        frame: how large it is.
    """
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    for day, verdict, count in counts:
        by_day[day][GROUPS.get(verdict, "open")] += count
    if not by_day:
        return None
    since, until = _choose_span(by_day)
    days = (until - since).days + 1
    step = -(-days // frame.most_bars)
    bars = -(-days // step)
    width = (frame.right - _EDGE) / bars
    sums: list[Counter[str]] = [Counter() for _ in range(bars)]
    for day, groups in by_day.items():
        if since <= day <= until:
            sums[(day - since).days // step].update(groups)
    most = max(sum(one.values()) for one in sums)
    drawn = tuple(
        Bar(
            since + timedelta(days=at * step),
            min(until, since + timedelta(days=(at + 1) * step - 1)),
            sum(one.values()),
            one["false"],
            _stack(one, x=_EDGE + at * width, width=width, most=most),
        )
        for at, one in enumerate(sums)
        if one
    )

    def place(day: date) -> float:
        return round(_EDGE + (day - since).days / (bars * step) * (frame.right - _EDGE), 1)

    spans = tuple(
        (
            place(max(first, since)),
            round(place(min(last, until) + timedelta(days=1)) - place(max(first, since)), 1),
        )
        for first, last in covered
        if first <= until and last >= since
    )
    return Timeline(drawn, _mark(since, until, place, marks=frame.marks), spans, since, until, step, frame)


def _choose_span(by_day: Mapping[date, Counter[str]]) -> tuple[date, date]:
    """Return the days that are drawn: a hundredth of the items at either end, with wrong dates, may lie outside."""
    total = sum(sum(one.values()) for one in by_day.values())
    ordered = sorted(by_day)
    edge, seen, since = total // 100, 0, ordered[0]
    for day in ordered:
        seen += sum(by_day[day].values())
        if seen > edge:
            since = day
            break
    seen, until = 0, ordered[-1]
    for day in reversed(ordered):
        seen += sum(by_day[day].values())
        if seen > edge:
            until = day
            break
    return since, until


def _stack(groups: Counter[str], *, x: float, width: float, most: int) -> tuple[Block, ...]:
    blocks, y = [], float(_FLOOR)
    for group in ORDER:
        if groups[group]:
            # What accuses somebody must be seen, be it one item among thousands.
            height = max(_LEAST_HEIGHT, (_FLOOR - _TOP) * groups[group] / most)
            y -= height
            blocks.append(
                Block(group, round(x, 1), round(y, 1), round(max(1.0, width - 1), 1), round(height, 1))
            )
    return tuple(blocks)


def _mark(since: date, until: date, place: Callable[[date], float], *, marks: int) -> tuple[Mark, ...]:
    days, gaps = (until - since).days, marks - 1
    shown = sorted({since + timedelta(days=round(days * part / gaps)) for part in range(marks)})
    return tuple(Mark(place(day), day) for day in shown)
