"""Run a program with a list of arguments, never by a shell; what it says is kept short, what it is told is not logged."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from chaffinch.tripwires.fields import clean
from chaffinch.tripwires.providers.provider import ProviderError

_SECONDS = 60.0
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    code: int
    said: str
    """The end of what it said, made fit to be shown."""


def run_program(arguments: Sequence[str], *, seconds: float = _SECONDS) -> Ended:
    """Run a program to its end.

    Args:
        arguments: its name or path, then what it is told.
        seconds: the longest it may take; then it and what it began are killed.

    Raises:
        ProviderError: `command`: there is none, or it took too long.
    """
    try:
        process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Of our own environment, which may hold secrets, it gets what a program needs to run at all.
            env={"PATH": PATH, "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/")},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ProviderError("command", f"{arguments[0]}: {getattr(error, 'strerror', '') or error}") from None
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        raise ProviderError("command", f"{arguments[0]}: longer than {seconds:.0f} s") from None
    return Ended(process.returncode, clean(said[-300:].strip()))
