"""Read an Outlook store (PST, OST) by libpff: its folders' messages, then those that were deleted and are still there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypff

from chaffinch.leaks.reading.inside.items import announce_container
from chaffinch.leaks.reading.inside.mails import write_mail
from chaffinch.leaks.reading.inside.members import Names
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value
from chaffinch.leaks.reading.inside.stored import Stored, decode_value, make_attachment, print_stored

MOST_PROPERTIES = 2_000
MOST_DEPTH = 50
_BROKEN = (OSError, ValueError, RuntimeError, OverflowError, SystemError)
_BLOCK = 1 << 20


def read_store(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the messages, each with its attachments; their paths name folder and number: `a.pst!/Inbox/3`."""
    store = pypff.file()
    try:
        store.open_file_object(piece.file)
        root = store.get_root_folder()
    except _BROKEN as fault:
        raise FaultyError("malformed") from fault
    yield from announce_container(piece)
    damaged = False
    for number, (path, message) in enumerate(_walk_store(store, root, piece.path)):
        if number < (piece.resume or 0):
            continue
        if piece.depth == 0:
            reading.at = [reading.at[0], number]
        if message is None:
            damaged = True
            continue
        reading.take_member()
        yield from _read_message(path, message, piece, reading)
    if damaged:
        yield from write_fault(piece, "malformed")


def _walk_store(store: Any, root: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield each message with its path; None for what cannot be got at."""
    yield from _walk_folder(root, path + "!", 0)
    try:
        count = store.get_number_of_orphan_items()
    except _BROKEN:
        return
    for number in range(count):
        shown = f"{path}!/\\deleted/{number + 1}"
        try:
            yield shown, store.get_orphan_item(number)
        except _BROKEN:
            yield shown, None


def _walk_folder(folder: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > MOST_DEPTH:
        yield path, None
        return
    for number in range(folder.get_number_of_sub_messages()):
        shown = f"{path}/{number + 1}"
        try:
            yield shown, folder.get_sub_message(number)
        except _BROKEN:
            yield shown, None
    names = Names()
    for number in range(folder.get_number_of_sub_folders()):
        try:
            below = folder.get_sub_folder(number)
            name = names.show((below.get_name() or "\\").replace("/", "\\"))
        except _BROKEN:
            yield path, None
            continue
        yield from _walk_folder(below, f"{path}/{name}", depth + 1)


def _read_message(path: str, message: Any, parent: Piece, reading: Reading) -> Iterator[Value | None]:
    if not reading.asks_for(path):
        return
    piece = Piece(path=path, name="", stream=parent.stream, content=b"", depth=parent.depth + 1)
    if code := reading.skip.get(path):
        yield from write_fault(piece, code, kind="mail", hashed=False)
        return
    yield from reading.begin(path)
    try:
        stored = _take_message(message, reading)
    except _BROKEN:
        yield from write_fault(piece, "malformed", kind="mail", hashed=False)
        return
    mail = print_stored(stored, reading.keys)
    yield from write_mail(piece, reading, mail, tuple(stored.attachments), sha256="")
    yield from reading.begin(parent.path)


def _take_message(message: Any, reading: Reading) -> Stored:
    stored = Stored(_take_values(message, 0))
    try:
        recipients = message.get_recipients() if hasattr(message, "get_recipients") else message.recipients
        stored.recipients = [
            _take_values(recipients, number)
            for number in range(min(2_000, recipients.get_number_of_record_sets()))
        ]
    except (*_BROKEN, AttributeError):
        stored.recipients = []
    for number in range(min(500, message.get_number_of_attachments())):
        try:
            attachment = message.get_attachment(number)
            values = _take_values(attachment, 0)
            content = _take_content(attachment, reading)
        except _BROKEN:
            values, content = {}, b""
        stored.attachments.append(make_attachment(values, content))
    return stored


def _take_content(attachment: Any, reading: Reading) -> bytes:
    size = min(attachment.get_size(), reading.limits.item_bytes)
    blocks, held = [], 0
    while held < size and (block := attachment.read_buffer(min(_BLOCK, size - held))):
        reading.take(len(block))
        blocks.append(block)
        held += len(block)
    return b"".join(blocks)


def _take_values(item: Any, number: int) -> dict[int, Any]:
    """Return the properties of one set that can be read."""
    values: dict[int, Any] = {}
    if number >= item.get_number_of_record_sets():
        return values
    entries = item.get_record_set(number)
    for place in range(min(MOST_PROPERTIES, entries.get_number_of_entries())):
        try:
            entry = entries.get_entry(place)
            kind, name, raw = entry.get_value_type(), entry.get_entry_type(), entry.get_data()
        except _BROKEN:
            continue
        if raw is not None and name is not None and kind is not None:
            value = decode_value(raw, kind)
            if value is not None:
                values[name] = value
    return values
