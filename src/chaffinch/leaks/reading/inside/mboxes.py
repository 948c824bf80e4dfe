"""Read an mbox, or a part of one: each message is a piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast

from chaffinch.leaks.reading.inside.fetching import give_bytes
from chaffinch.leaks.reading.inside.items import announce_container, write_item
from chaffinch.leaks.reading.inside.mails import read_message
from chaffinch.leaks.reading.inside.opening import read_piece
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.leaks.reading.mbox import split_messages


def read_mbox(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the messages with their attachments; 0 is what stands before the first `From ` line, where something does."""
    yield from announce_container(piece)
    start, first = piece.resume or (piece.start, piece.first)
    stream = piece.stream
    if piece.content is not None:
        stream = piece.file
    if piece.seekable and piece.content is None:
        cast(BinaryIO, stream).seek(start)
    boxed = split_messages(
        stream, start=start, end=piece.end or None, first=first, most=reading.limits.item_bytes
    )
    for message in boxed:
        if message is None:
            yield None
            continue
        if piece.depth == 0:
            reading.at = [reading.at[0], [message.offset, max(1, message.number)]]
        path = f"{piece.path}!/{message.number}"
        if message.content is None:
            yield from reading.begin(path)
            yield write_item(path, sha256=message.sha256, size=message.size, kind="mail", fault="too-large")
            continue
        held = Piece(
            path=path,
            name="",
            stream=stream,
            content=message.content,
            sha256=message.sha256,
            size=message.size,
            depth=piece.depth + 1,
        )
        if message.number:
            if reading.wanted is not None and path in reading.wanted.paths:
                yield from give_bytes(held, reading)
            yield from read_message(held, reading, sha256=message.sha256)
        else:
            yield from read_piece(held, reading)
        yield from reading.begin(piece.path)
