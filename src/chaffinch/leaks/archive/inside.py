"""What runs in the sandbox: take of many messages what is compared; only plain values leave it."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.runs import pick_quoted
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.prints import print_mail, read_keys
from chaffinch.mail.quotes import list_quotations

_SECONDS = 15
"""For one item."""


def print_batch(untrusted: bytes) -> list[dict[str, Any]]:
    """Return what was taken of each message, in order; one that takes too long is a fault.

    Args:
        untrusted: as for `print_all`.
    """
    signal.signal(signal.SIGALRM, _give_up)
    return print_all(untrusted, bound=_bound)


def print_all(
    untrusted: bytes, *, bound: Callable[[], AbstractContextManager[None]] = nullcontext
) -> list[dict[str, Any]]:
    """Return what was taken of each message, in order.

    Args:
        untrusted: a line of JSON, `{"keys": TEXT, "sizes": [..]}`, and the messages one after the other.
        bound: ends the work on one message by TimeoutError.
    """
    head, _, content = untrusted.partition(b"\n")
    order = json.loads(head)
    keys = read_keys(order["keys"].encode())
    printed: list[dict[str, Any]] = []
    start = 0
    for size in order["sizes"]:
        try:
            with bound():
                printed.append(_describe(content[start : start + size], keys))
        except TimeoutError:
            printed.append({"fault": "timeout"})
        except RecursionError:
            printed.append({"fault": "malformed"})
        start += size
    return printed


@contextmanager
def _bound() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _describe(untrusted: bytes, keys: KeyArchive) -> dict[str, Any]:
    mail = print_mail(untrusted, keys)
    text, page = mail["text"], mail["html_text"]
    return {
        "mail": mail,
        "texts": list(dict.fromkeys(hashed for said in (text, page) if said and (hashed := hash_text(said)))),
        "sketch": list(sketch_text(text)),
        "quoted": list(pick_quoted(list_quotations(text))),
    }


def _give_up(_number: int, _frame: object) -> None:
    raise TimeoutError
