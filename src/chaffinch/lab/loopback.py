"""The only address that the range ever listens on."""

from __future__ import annotations

import socket

from chaffinch.errors import RefusedError

LOOPBACK = "127.0.0.1"


class NotLoopbackError(RefusedError):
    """The practice range was asked to listen where others could reach it."""


def open_listener(address: str = LOOPBACK) -> socket.socket:
    """Return a socket that listens on a free port of loopback.

    Raises:
        NotLoopbackError: the address is anything but 127.0.0.1, before or after the binding.
    """
    if address != LOOPBACK:
        raise _refuse(address)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((address, 0))
    if listener.getsockname()[0] != LOOPBACK:
        listener.close()
        raise _refuse(address)
    listener.listen()
    listener.setblocking(False)
    return listener


def _refuse(address: str) -> NotLoopbackError:
    return NotLoopbackError(
        f"The practice range does not listen on {address!r}",
        why="its pages imitate a sign-in page, so nobody but this machine may reach them",
        todo=f"leave the address at {LOOPBACK}; no setting widens it",
    )
