"""Prints as plain values and back, strictly: what comes out of a sandbox is as hostile as what went in."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from chaffinch.leaks.prints import DocumentPrint, MailPrint

_Print = TypeVar("_Print")


class NoPrintError(ValueError):
    """The values are not those of a print."""


def write_values(one: MailPrint | DocumentPrint) -> dict[str, Any]:
    """Return a print as plain values."""
    return asdict(one)


def read_values(wanted: type[_Print], untrusted: Any) -> _Print:
    """Return the print of plain values.

    Raises:
        NoPrintError: a value is missing, unknown or of another type.
    """
    if not isinstance(untrusted, Mapping):
        raise NoPrintError(f"no {wanted.__name__}")
    hints = _read_hints(wanted)  # type: ignore[arg-type]  # a class is hashable
    if not set(untrusted) <= set(hints):
        raise NoPrintError(f"unknown values of {wanted.__name__}")
    try:
        return wanted(**{name: _read(hints[name], value) for name, value in untrusted.items()})
    except TypeError as error:
        raise NoPrintError(f"values of {wanted.__name__} are missing") from error


def strip_texts(mail: MailPrint) -> MailPrint:
    """Return a message without its words: what an archive of signatures keeps."""
    nameless = tuple(replace(one, name="") for one in mail.attachments)
    return replace(
        mail, text="", html_text="", subject="", sender_name="", attachments=nameless, headers=(), received=()
    )


@cache
def _read_hints(wanted: type) -> dict[str, Any]:
    assert is_dataclass(wanted)  # noqa: S101 -- the callers name dataclasses
    hints = typing.get_type_hints(wanted)
    return {entry.name: hints[entry.name] for entry in fields(wanted)}


def _read(wanted: Any, value: Any) -> Any:
    """Return a value as its type wants it."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is tuple:
        return _read_tuple(inner, value)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise NoPrintError("no mapping of texts")
        return value
    if origin is typing.Literal:
        if value not in inner:
            raise NoPrintError(f"{str(value)[:40]!r} is none of {inner}")
        return value
    if is_dataclass(wanted) and isinstance(wanted, type):
        return read_values(wanted, value)
    if type(value) is not wanted:
        raise NoPrintError(f"a value is no {wanted.__name__}")
    return value


def _read_tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise NoPrintError("no list")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_read(inner[0], one) for one in value)
    if len(value) != len(inner):
        raise NoPrintError("a list of another length")
    return tuple(_read(kind, one) for kind, one in zip(inner, value, strict=True))
