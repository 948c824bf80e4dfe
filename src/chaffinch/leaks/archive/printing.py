"""Messages through the sandbox, many at a time: one that breaks it is found by halves, and is an item with its fault."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Protocol

from chaffinch.ground.isolate import IsolationError, IsolationLimits, run_isolated
from chaffinch.leaks.archive.found import Found, Printed
from chaffinch.leaks.archive.values import NoPrintError, read_values
from chaffinch.leaks.prints import ItemPrint, MailPrint, Where

LARGEST = 60_000_000
"""Bytes of one message that is read; a larger one is an item with its fault."""
_LIMITS = IsolationLimits(seconds=90.0, memory_bytes=512_000_000, input_bytes=68_000_000)


class Run(Protocol):
    """As `ground.isolate.run_isolated`."""

    def __call__(self, function: str, untrusted_input: bytes, *, limits: IsolationLimits) -> Any:
        """Return what the function returns."""


class Printer:
    """Takes of messages what is compared."""

    def __init__(self, keys: Sequence[str] = (), *, run: Run = run_isolated) -> None:
        """Set out.

        Args:
            keys: lines of an archive of DKIM keys.
            run: calls a function of this package on bytes, in a sandbox.
        """
        self._keys, self._run = "\n".join(keys), run

    def print_batch(self, batch: Sequence[Found]) -> list[Printed]:
        """Return what was taken of each, in order; what cannot be read is an item with its fault.

        Raises:
            IsolationError: no sandbox can be built here.
        """
        taken = iter(self._print_isolated([one for one in batch if _is_readable(one)]))
        return [next(taken) if _is_readable(one) else _fail(one, one.fault or "too-large") for one in batch]

    def _print_isolated(self, batch: Sequence[Found]) -> list[Printed]:
        if not batch:
            return []
        head = json.dumps({"keys": self._keys, "sizes": [len(one.untrusted) for one in batch]}).encode()
        enclosed = b"".join([head, b"\n", *(one.untrusted for one in batch)])
        try:
            untrusted = self._run("chaffinch.leaks.archive.inside:print_batch", enclosed, limits=_LIMITS)
            if not isinstance(untrusted, list) or len(untrusted) != len(batch):
                raise IsolationError("crashed", why="it answered something else")
        except IsolationError as error:
            if error.code == "not-available":
                raise
            if len(batch) == 1:
                return [_fail(batch[0], error.code)]
            middle = len(batch) // 2
            return [*self._print_isolated(batch[:middle]), *self._print_isolated(batch[middle:])]
        return [_read(one, values) for one, values in zip(batch, untrusted, strict=True)]


def _is_readable(found: Found) -> bool:
    return not found.fault and len(found.untrusted) <= LARGEST


def _read(found: Found, untrusted: Any) -> Printed:
    """Return what came out of the sandbox for one message, checked."""
    try:
        if "fault" in untrusted:
            return _fail(found, str(untrusted["fault"])[:40])
        mail = read_values(MailPrint, untrusted["mail"])
        numbers = [*untrusted["sketch"], *untrusted["quoted"]]
        if not all(type(one) is int and 0 <= one < 2**64 for one in numbers):
            raise NoPrintError("no numbers")
        return Printed(
            found,
            ItemPrint(_locate(found), "mail", mail=mail),
            texts=tuple(str(one) for one in untrusted["texts"]),
            sketch=tuple(untrusted["sketch"]),
            quoted=tuple(untrusted["quoted"]),
        )
    except (NoPrintError, KeyError, TypeError):
        return _fail(found, "malformed")


def _fail(found: Found, fault: str) -> Printed:
    return Printed(found, ItemPrint(_locate(found), "mail", fault=fault))


def _locate(found: Found) -> Where:
    return Where(found.path, hashlib.sha256(found.untrusted).hexdigest(), len(found.untrusted))
