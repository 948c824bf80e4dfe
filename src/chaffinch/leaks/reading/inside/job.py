"""What a crew's worker runs: read some files, one after the other, and tell where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from chaffinch.leaks.reading.inside.opening import read_piece
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value, choose_wanted, set_up

__all__ = ["fetch_items", "read_files", "set_up"]


def read_files(reading: Reading, request: dict[str, Any], files: list[BinaryIO]) -> Iterator[Value | None]:
    """Yield every item of the files, each with `at`: where reading may begin again so that this item comes again.

    Args:
        reading: the state of this worker.
        request: `files`: path, size, start, end and first of each; `skip`: path → code of what is told and not read;
            `resume`: where in the first file; `singly`: tell what begins, too.
        files: in the same order; behind them those that may be written to, as many as `scratch` says.
    """
    reading.skip, reading.singly = request["skip"], request["singly"]
    reading.scratches = files[len(files) - request["scratch"] :]
    for number, (told, file) in enumerate(zip(request["files"], files, strict=False)):
        piece = Piece(
            path=told["path"],
            name=told["path"].rpartition("/")[2],
            stream=file,
            size=told["size"],
            seekable=True,
            start=told["start"],
            end=told["end"],
            first=told["first"],
            resume=request["resume"] if number == 0 else None,
        )
        reading.begin_file(told["size"])
        reading.at = [number, piece.resume]
        for value in read_piece(piece, reading):
            yield value if value is None or "begin" in value else {**value, "at": reading.at}


def fetch_items(reading: Reading, request: dict[str, Any], files: list[BinaryIO]) -> Iterator[Value | None]:
    """Yield the bytes of some items of one file (`fetching.give_bytes`) or their `fault`, in the order in which they lie.

    Args:
        reading: the state of this worker.
        request: `path` and `size` of the file, `wanted`: paths of items in it (or its own), `scratch` as in `read_files`.
        files: the file; behind it those that may be written to, as many as `scratch` says.
    """
    reading.skip, reading.singly = {}, False
    reading.wanted = choose_wanted(request["wanted"])
    reading.scratches = files[len(files) - request["scratch"] :]
    path, size = request["path"], request["size"]
    piece = Piece(path=path, name=path.rpartition("/")[2], stream=files[0], size=size, seekable=True)
    reading.begin_file(size)
    reading.at = [0, None]
    for value in read_piece(piece, reading):
        if value is None or "of" in value:
            yield value
        elif value["item"]["fault"] and value["item"]["where"]["path"] in reading.wanted.paths:
            yield {"of": value["item"]["where"]["path"], "fault": value["item"]["fault"]}
