"""The program inside the sandbox: bound itself, call one function on what comes in, write what it returns."""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any


def main(function: str, memory_bytes: str, seconds: str, output_bytes: str, processes: str) -> int:
    """Run one call; the first byte written says what follows: bytes, JSON, or a fault."""
    answer_pipe = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints is not the answer
    untrusted_input = sys.stdin.buffer.read()
    _bound(int(memory_bytes), seconds=int(seconds), output_bytes=int(output_bytes), processes=int(processes))
    try:
        answer = _encode(_find_function(function)(untrusted_input))
    except MemoryError:
        answer = b"m"
    if len(answer) > int(output_bytes) + 1:
        answer = b"l"
    with os.fdopen(answer_pipe, "wb") as pipe:
        pipe.write(answer)
    return 0 if answer[:1] in b"bj" else 1


def _bound(memory_bytes: int, *, seconds: int, output_bytes: int, processes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _find_function(name: str) -> Callable[[bytes], Any]:
    module, _, attribute = name.partition(":")
    function: Callable[[bytes], Any] = getattr(importlib.import_module(module), attribute)
    return function


def _encode(value: Any) -> bytes:
    if isinstance(value, bytes):
        return b"b" + value
    return b"j" + json.dumps(value).encode()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
