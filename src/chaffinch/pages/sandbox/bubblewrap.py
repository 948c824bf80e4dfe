"""The sandbox of the worker and its Chromium: no network, only the gates' sockets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chaffinch.ground.bubblewrap import INSIDE, Binding, build_command, find_python

FIRST_PORT = 3128
_TMP_BYTES = 1_000_000_000
_READ_ONLY = ("/etc/fonts", "/etc/chromium", "/usr/share/fonts")


def list_ports(gates: Sequence[Path]) -> dict[Path, int]:
    """Return the loopback port inside that stands for each gate."""
    return {path: FIRST_PORT + number for number, path in enumerate(gates)}


def build_worker_command(
    gates: Sequence[Path], *, spki_sha256: Sequence[str] = (), program: str = "chaffinch.pages.inside.worker"
) -> list[str]:
    """Return the command that runs the worker; `program` is the module that it runs.

    Chromium builds its own sandbox from user namespaces, so these stay allowed inside.

    Raises:
        SandboxMissingError: bubblewrap or setpriv is not installed.
    """
    inside = {path: INSIDE / "gates" / f"{number}.sock" for number, path in enumerate(gates)}
    bindings = [Binding(Path(path), Path(path), optional=True) for path in _READ_ONLY]
    bindings += [Binding(path, inside[path], writable=True) for path in gates]
    command = [find_python(), "-m", program]
    command += [f"{inside[path]}:{port}" for path, port in list_ports(gates).items()]
    return build_command(
        [*command, "--", *spki_sha256],
        bindings=bindings,
        environment=[("XDG_RUNTIME_DIR", "/tmp"), ("TZ", "UTC")],  # noqa: S108 - the sandbox's own
        tmp_bytes=_TMP_BYTES,
        nested_user_namespaces=True,
    )
