"""Texts, names and files in the letters of a message: RFC 2045, 2047, 2231, 3676. Written here, since every library that
writes messages can be told by how it folds and encodes."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from urllib.parse import quote

_LINE = 76
_FLOWED = 72
_FOLD = 78
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/'")
_SPECIAL = frozenset('()<>[]:;@\\,."')


def encode_word(text: str, *, charset: str) -> str:
    """Return a text as encoded words of 75 characters at most (RFC 2047, Q), characters whole, folded by a space.

    Args:
        text: what has letters beyond ASCII; any other comes back as it is.
        charset: utf-8, as the mail program spells it.
    """
    if text.isascii():
        return text
    room = 75 - len(charset) - 7
    words, current = [], ""
    for sign in text:
        coded = "_" if sign == " " else "".join(chr(b) if b in _PLAIN else f"={b:02X}" for b in sign.encode())
        if len(current) + len(coded) > room:
            words.append(current)
            current = ""
        current += coded
    return "\r\n ".join(f"=?{charset}?Q?{word}?=" for word in [*words, current])


def write_address(name: str, address: str, *, charset: str, quoted: bool) -> str:
    """Return a name with its address; a name is quoted where it must be, or always."""
    if not name.isascii():
        return f"{encode_word(name, charset=charset)} <{address}>"
    if quoted or _SPECIAL & set(name):
        return f'"{name}" <{address}>'
    return f"{name} <{address}>"


def fold_items(name: str, items: Sequence[str], *, joint: str, each: bool) -> str:
    """Return a header of several items (`Name: a, b`): each on its line, or as many as there is room for.

    Args:
        name: of the header.
        items: what it lists, each as it is written.
        joint: what stands between two on one line, such as `, `.
        each: whether every item begins a line.
    """
    lines, mark = [f"{name}: {items[0]}"], joint.rstrip(" ")
    for item in items[1:]:
        if each or len(lines[-1].rpartition("\n")[2]) + len(joint) + len(item) > _FOLD:
            lines[-1] += mark
            lines.append(f" {item}")
        else:
            lines[-1] += joint + item
    return "\r\n".join(lines)


def fold_text(name: str, text: str, *, charset: str) -> str:
    """Return a header with a text, folded at spaces before 78 characters."""
    if not text.isascii():
        return f"{name}: {encode_word(text, charset=charset)}"
    lines, current = [], f"{name}:"
    for word in text.split(" "):
        if len(current) + 1 + len(word) > _FOLD and current.strip() != f"{name}:":
            lines.append(current)
            current = ""
        current += f" {word}"
    return "\r\n".join([*lines, current])


def encode_quoted(text: str) -> str:
    """Return a text in quoted-printable (RFC 2045, 6.7) with CRLF, lines of 76 characters at most."""
    return "\r\n".join(_quote_line(line) for line in text.split("\n"))


def _quote_line(line: str) -> str:
    raw = line.encode()
    coded = [
        chr(byte)
        if (33 <= byte <= 126 and byte != 61) or (byte in (9, 32) and at < len(raw) - 1)
        else f"={byte:02X}"
        for at, byte in enumerate(raw)
    ]
    lines, current = [], ""
    for place, sign in enumerate(coded):
        last = place == len(coded) - 1
        if len(current) + len(sign) > _LINE - (0 if last else 1):
            lines.append(current + "=")
            current = ""
        current += sign
    return "\r\n".join([*lines, current])


def encode_base64(content: bytes, *, width: int = 76) -> str:
    """Return bytes in base64, in lines of that width."""
    text = base64.b64encode(content).decode()
    return "\r\n".join(text[at : at + width] for at in range(0, len(text), width))


def write_parameter(name: str, value: str, *, quoted: bool) -> str:
    """Return a parameter such as `filename=…`; other letters than ASCII's as RFC 2231 has them."""
    if not value.isascii():
        return f"{name}*=UTF-8''{quote(value, safe='')}"
    return (
        f'{name}="{value}"' if quoted or _SPECIAL - {"."} & set(value) or " " in value else f"{name}={value}"
    )


Line = tuple[int, str]
"""How deep it is quoted, and what it says."""


def flow_lines(lines: Sequence[Line]) -> str:
    """Return lines as format=flowed (RFC 3676): broken after a space, quotations marked, risky beginnings stuffed."""
    out: list[str] = []
    for depth, text in lines:
        prefix = ">" * depth + (" " if depth else "")
        for piece in break_text(text, _FLOWED - len(prefix), keep_space=True):
            risky = not depth and (piece.startswith((" ", ">")) or piece.startswith("From "))
            out.append(f"{prefix}{' ' if risky else ''}{piece}" if piece or not depth else prefix.rstrip())
    return "\n".join(out)


def mark_lines(lines: Sequence[Line]) -> str:
    """Return lines as they are, quotations marked; each depth with its `> `."""
    return "\n".join(("> " * depth + text) if text else ("> " * depth).rstrip() for depth, text in lines)


def break_text(text: str, width: int, *, keep_space: bool) -> list[str]:
    """Break one line at spaces; a signature's `-- ` stays whole."""
    if text == "-- " or len(text) <= width:
        return [text if text == "-- " else text.rstrip(" ")]
    pieces, current = [], ""
    for word in text.split(" "):
        if current and len(current) + 1 + len(word) > width:
            pieces.append(current + (" " if keep_space else ""))
            current = word
        else:
            current = f"{current} {word}" if current else word
    return [*pieces, current]
