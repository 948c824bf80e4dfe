"""Whether one stretch of text is another one as an export damages it: letter by letter, never by likeness.

All letters and digits of ASCII must be there, in order; only signs beyond ASCII, punctuation and line ends may differ, each
in a way that charsets, encodings and conversions are known for (`signs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.leaks.judging.signs import LIGATURES, compile_notation, list_damaged, list_plain

MOST_SIGNS = 4_000
"""Of one stretch; a longer one is no damage of single signs."""
_MOST_PLACES, _MOST_FILL = 200, 8
_BREAK = re.compile(r"(?:=?20)?=?[ \t]*\n[ \t>|]*|=20(?=\s)|-\n[ \t>|]*")
_FILL = re.compile(r"[^\w€$£¥%]|_")
_BLANKS = re.compile(r"[^\S\n]+")
_LETTER = re.compile(r"[^\W_]")
_ESCAPES = frozenset("=&%\\{?")
_SPACES = re.compile(r"(?:[\s?_|>\ufffd\xa0]|=20|=\n|=a0|&nbsp;|&#160;|Â)+", re.IGNORECASE)
_ENTITIES = {"&": ("&amp;",), "<": ("&lt;",), ">": ("&gt;",), '"': ("&quot;",), "'": ("&apos;", "&#39;")}
_MEANING = frozenset("€$£¥%-")


def is_damaged(ours: str, theirs: str, *, plain: bool = False) -> bool:
    """Return whether theirs is ours with damage.

    Args:
        ours: as it was.
        theirs: as it leaked.
        plain: whether signs may also have become what does not show (`é` written `e`, or left out).
    """
    if max(len(ours), len(theirs)) > MOST_SIGNS:
        return False
    mine, said = _fold(ours), _fold(theirs)
    return _may_begin(mine, said) and _may_begin(mine[::-1], said[::-1]) and _can_end(mine, said, plain=plain)


def _may_begin(ours: str, theirs: str) -> bool:
    """Return whether the first letters let one be the other; most differences are told apart by them."""
    one, other = _LETTER.search(ours), _LETTER.search(theirs)
    if one is None or other is None or one[0] == other[0]:
        return True
    return (
        not (one[0].isascii() and other[0].isascii())
        or one[0] in "fit"
        or bool(_ESCAPES.intersection(theirs))
        or not ours[: one.start()].isascii()
    )


def list_lost(ours: str, theirs: str) -> set[str]:
    """Return the letters and signs of money beyond ASCII that stand in ours and not in theirs."""
    return {
        sign for sign in ours.casefold() if not sign.isascii() and (sign.isalnum() or sign in _MEANING)
    } - set(theirs.casefold())


def _fold(text: str) -> str:
    """Return a text case folded sign by sign, with one blank for blanks that are no line ends."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return _BLANKS.sub(" ", lower).strip()


def _can_end(ours: str, theirs: str, *, plain: bool) -> bool:
    """Follow all ways to read theirs as ours at once; return whether one gets to the end of both."""
    reached: list[set[int]] = [set() for _ in range(len(ours) + 1)]
    reached[0].add(0)
    for at, sign in enumerate(ours):
        places = _pass_fill(reached[at], theirs)
        figure = _parts_figure(ours, at)
        if len(places) > _MOST_PLACES:
            return False
        for place in places:
            reached[at + 1].update(_read_sign(sign, theirs, place, plain=plain, figure=figure))
            if sign == "-" and _joins_letters(ours, at):
                reached[at + 1].add(place)
            for ligature in LIGATURES:
                if ours.startswith(ligature, at):
                    reached[at + len(ligature)].update(_read_ligature(theirs, place))
        reached[at] = set()
    return len(theirs) in _pass_fill(reached[-1], theirs)


def _pass_fill(places: set[int], theirs: str) -> set[int]:
    """Return these places and those behind a line's end, or behind punctuation, that may stand there."""
    found = set(places)
    for start in places:
        place = start
        while (broken := _BREAK.match(theirs, place)) and broken.end() > place:
            place = broken.end()
            found.add(place)
        for _ in range(_MOST_FILL):
            if place >= len(theirs) or theirs[place] in _MEANING or not _FILL.match(theirs, place):
                break
            if theirs[place].isspace() or _parts_figure(theirs, place):
                break
            place += 1
            found.add(place)
    return found


def _parts_figure(text: str, at: int) -> bool:
    """Return whether a sign stands between two digits: 5.40 without its point is another figure."""
    return text[at] in ".,:" and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _joins_letters(text: str, at: int) -> bool:
    """Return whether a sign stands between two letters: a hyphen there is lost where a line was broken at it."""
    return 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()


def _read_sign(sign: str, theirs: str, place: int, *, plain: bool, figure: bool) -> Iterator[int]:
    """Yield where one may be in theirs behind this sign of ours; a sign of a figure must be there."""
    if theirs.startswith(sign, place):
        yield place + len(sign)
    if sign.isspace():
        if found := _SPACES.match(theirs, place):
            yield found.end()
        # what stood between two blanks, or behind the last one, is lost
        if not place or theirs[place - 1].isspace() or place == len(theirs):
            yield place
        if sign == "\n":  # cells and lines of a page that were put together
            yield place
    elif not sign.isascii():
        forms = list_damaged(sign) + (list_plain(sign) if plain else ())
        yield from (place + len(form) for form in forms if theirs.startswith(form, place))
        if written := compile_notation(sign).match(theirs, place):
            yield from {written.end(), written.start("end")}
        if not sign.isalnum() and sign not in _MEANING:
            yield place
    elif not sign.isalnum():
        if sign not in _MEANING and not figure:
            yield place
            if place < len(theirs) and theirs[place].isspace():
                yield place + 1
        yield from (place + len(form) for form in _list_escaped(sign) if theirs.startswith(form, place))


def _list_escaped(sign: str) -> tuple[str, ...]:
    """Return an ASCII sign that is no letter, as encodings write it."""
    number = ord(sign)
    return (
        f"={number:02x}",
        f"%{number:02x}",
        f"&#{number};",
        f"&#x{number:x};",
        f"&#{number:03d};",
        *_ENTITIES.get(sign, ()),
    )


def _read_ligature(theirs: str, place: int) -> Iterator[int]:
    """Yield where one may be behind a ligature that a print-out lost."""
    yield place
    if place < len(theirs) and (theirs[place] in "?\ufffd_ " or not theirs[place].isascii()):
        yield place + 1
