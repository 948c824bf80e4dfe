"""What programs and sites show beside a message without saying anything of it: rows of its head's table, buttons, its files.

Their words are their own, and every new one has others. None of this is explained: it is shown, and accuses nobody.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from chaffinch.leaks.judging.additions import MOST_LINES, PART, Piece, read_pieces
from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.words import WEIGHTY, is_address, read_words

_CELL_END = re.compile(r"\s*[|·•\t]\s*|\s{2,}")
_MOST_CELLS = 8
_MOST_OF_ROW, _MOST_ANNOUNCED = 8, 12
_ENDS_OPEN = re.compile(r":[\s\"'«»“”\[\](.…)]*$")
_ENDS_SENTENCE = re.compile(r"[.!?…][\s\"'»”)]*$")
_BUTTON = re.compile(r"\W{0,3}[^\W\d_]{1,20}(?:[ \xa0'’-][^\W\d_]{1,20}){0,3}\W{0,3}(?<![.!?,;:%€$£])")
_FILE_ROW = re.compile(r"\W{0,3}(?:[^\W\d_]{1,20}\W{1,3}){0,5}[^\W\d_]{1,20}\W{0,3}(?<![.!?,;:%€$£])|\W*")


def ends_with_head(block: str, known: Known | None, *, is_below_head: bool = False) -> bool:
    """Return whether no line that nothing is known of stands between a block's last printed head, if any, and its end.

    What a page offers to do there (`View HTML version`, `Reply | Forward`) says nothing of the message, nor do further rows
    of the head's table, whatever their labels (`Thread ID 5c2f`, `MD5 Hash: …`).
    """
    nearest = "\n".join(block.split("\n")[-MOST_LINES:])
    codes = list[frozenset[str] | None]()
    end = 0 if is_below_head else -1  # of the head's table
    pieces = list(read_pieces(nearest, known))
    for piece, following in zip_longest(pieces, pieces[1:]):
        told = piece.codes or frozenset()
        follows = piece.start == end and (bool(told) or _is_row(piece.lines[0], known))
        end = piece.end if follows or "printed-head" in told else -1
        if piece.codes is not None or not (follows or _is_furniture(piece, following, known)):
            codes.append(piece.codes)
    heads = [place for place, code in enumerate(codes) if code is not None and "printed-head" in code]
    # what its page hides from its reader a program may show: one line, where it is not known which
    hidden = 1 if known is not None and known.hides_words and not known.hidden else 0
    below = codes[heads[-1] :] if heads else codes if is_below_head else []
    return below.count(None) <= hidden


def is_button(line: str) -> bool:
    """Return whether a line may be what a page offers to do: cells of few words, without a figure or a sentence's signs.

    A colon is one of these where nothing stands in a cell behind it: a table of properties has `Address type:` and `SMTP`.
    """
    *before, last = _CELL_END.split(line.strip())
    cells = [*(cell.removesuffix(":") for cell in before), last]
    return len(cells) <= _MOST_CELLS and all(_BUTTON.fullmatch(cell) for cell in cells)


def introduces(block: str) -> bool:
    """Return whether a block is one line by which somebody announces a passage: `Extract of the mail of 3 May:`."""
    lines = [line for line in block.split("\n") if read_words(line).words]
    return (
        len(lines) == 1
        and len(lines[0].split()) <= _MOST_ANNOUNCED
        and bool(_ENDS_OPEN.search(lines[0]))
        and not WEIGHTY.intersection(read_words(lines[0]).words)
    )


def _is_furniture(piece: Piece, following: Piece | None, known: Known | None) -> bool:
    """Return whether a line is what a page offers to do, or a row of its table of files, or that table's heading."""
    line, below = (_drop_files(one.lines[0], known) if one else "" for one in (piece, following))
    is_row = line != piece.lines[0] or (following is not None and below != following.lines[0])
    return is_button(line) or (is_row and bool(_FILE_ROW.fullmatch(line.strip())))


def _drop_files(line: str, known: Known | None) -> str:
    """Return a line without names of attached files, and what a program says of them: their kinds, how large they are."""
    low = line.casefold()
    name = next((one for one in known.files if one in low), "") if known else ""
    return PART.sub(" ", low.replace(name, " ", 1)) if name else line


def _is_row(line: str, known: Known | None) -> bool:
    """Return whether a line may be a row of a head's table: a few words, no sentence, no sum, nobody else's address."""
    words = read_words(line).words
    people = {word for word in words if is_address(word)} - (known.addresses if known else frozenset())
    return (
        len(line.split()) <= _MOST_OF_ROW
        and not people
        and not _ENDS_SENTENCE.search(line)
        and not (WEIGHTY - {"-"}).intersection(words)
    )
