"""Plain lists: a host or a URL a line."""

from __future__ import annotations

from chaffinch.names.feeds.lists.piece import Parsed, Piece, State, TextFormat, begin_without

_COMMENTS = (b"#", b";")


def parse_plain(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take each line as it stands, blanks around it off; blank lines and those that begin with # or ; are none."""
    lines = piece.split()
    numbers = range(piece.line, piece.line + len(lines))
    text = piece.text
    if not (
        b"#" in text or b";" in text or b" " in text or b"\t" in text or b"\n\n" in text or text[:1] == b"\n"
    ):
        return Parsed(names=lines, places=list(numbers)), state
    parsed = Parsed()
    for number, line in zip(numbers, lines, strict=True):
        name = line.strip()
        if name and not name.startswith(_COMMENTS):
            parsed.add(name, number)
    return parsed, state


PLAIN = TextFormat("plain", begin_without, parse_plain)
