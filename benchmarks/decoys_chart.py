"""Draw how an attacker fares: flatness and the success-number graph (Wang, Cheng, Wang, Yan and Huang, NDSS 2018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _MARGIN, _GAP = 380, 260, 56, 40
#: Dark enough on white, light enough on black.
_COLOURS = ("#2f7d4f", "#c2571a", "#8a63c9", "#3b82c4", "#888888")

Curve = Sequence[tuple[float, float]]


def draw_charts(flatness: Mapping[str, Curve], success: Mapping[str, Curve], *, k: int) -> str:
    """Return an SVG with both charts beside each other; text and axes take the page's colour."""
    width = 2 * (_WIDTH + _MARGIN) + _GAP
    users = max(y for curve in success.values() for _, y in curve)
    fails = max(x for curve in success.values() for x, _ in curve)
    panels = [
        _draw_panel(
            flatness,
            0,
            across=(1, k),
            up=(0, 1),
            below=f"tries at one of {k} log-ins",
            beside="share of true log-ins found",
        ),
        _draw_panel(
            success,
            _WIDTH + _MARGIN + _GAP,
            across=(0, fails),
            up=(0, users),
            below="failed tries in all",
            beside="true log-ins found",
        ),
    ]
    return _frame(
        "".join(panels),
        flatness,
        width=width,
        title="How soon an attacker finds the true log-in among decoys",
    )


def draw_alarms(curves: Mapping[str, Curve], *, real: int) -> str:
    """Return an SVG: how often an alarm rings before a true log-in opens, by how many decoys are watched.

    Args:
        curves: how an attacker sorts → (decoys watched, share of attackers), from one on.
        real: true log-ins among the decoys; perfect mixing is w / (w + real).
    """
    most = max(x for curve in curves.values() for x, _ in curve)
    perfect = [(float(x), x / (x + real)) for x in range(1, int(most) + 1)]
    shown: dict[str, Curve] = {**curves, "perfect mixing": perfect}
    panel = _draw_panel(
        shown,
        0,
        across=(1, most),
        up=(0, 1),
        below=f"decoys watched, of {most:g} among {real} true log-ins",
        beside="share of attackers with whom an alarm rings first",
    )
    return _frame(
        panel, shown, width=_WIDTH + 2 * _MARGIN, title="How often an alarm rings before a true log-in opens"
    )


def _frame(panels: str, names: Iterable[str], *, width: int, title: str) -> str:
    """Return the picture: panels, and below them a legend of the names."""
    legend = [
        f'<g transform="translate({_MARGIN},{_HEIGHT + _MARGIN + 34 + 20 * row})">'
        f'<rect width="18" height="4" y="-6" fill="{_colour(row)}"/>'
        f'<text x="26">{escape(name)}</text></g>'
        for row, name in enumerate(names)
    ]
    height = _HEIGHT + 2 * _MARGIN + 20 * len(legend)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>"
        "<style>svg{color:#222}@media(prefers-color-scheme:dark){svg{color:#ddd}}text{fill:currentColor}</style>"
        f"{panels}{''.join(legend)}</svg>\n"
    )


def _colour(row: int) -> str:
    return _COLOURS[row % len(_COLOURS)]


def _draw_panel(
    curves: Mapping[str, Curve],
    left: int,
    *,
    across: tuple[float, float],
    up: tuple[float, float],
    below: str,
    beside: str,
) -> str:
    def place(x: float, y: float) -> str:
        return (
            f"{(x - across[0]) / (across[1] - across[0]) * _WIDTH:.1f},"
            f"{_HEIGHT - (y - up[0]) / (up[1] - up[0]) * _HEIGHT:.1f}"
        )

    parts = [f'<path d="M0,0V{_HEIGHT}H{_WIDTH}" fill="none" stroke="currentColor"/>']
    for row, curve in enumerate(curves.values()):
        points = " ".join(place(x, y) for x, y in curve)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{_colour(row)}" stroke-width="2"/>')
    for value, anchor, at in ((across[0], "start", 0), (across[1], "end", _WIDTH)):
        parts.append(f'<text x="{at}" y="{_HEIGHT + 16}" text-anchor="{anchor}">{value:g}</text>')
    for value, at in ((up[0], _HEIGHT), (up[1], 10)):
        parts.append(f'<text x="-6" y="{at}" text-anchor="end">{value:g}</text>')
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT + 16}" text-anchor="middle">{escape(below)}</text>')
    parts.append(f'<text x="0" y="-12">{escape(beside)}</text>')
    return f'<g transform="translate({_MARGIN + left},{_MARGIN - 16})">{"".join(parts)}</g>'
