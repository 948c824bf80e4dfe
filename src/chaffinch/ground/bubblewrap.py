"""Build the command line of a bubblewrap sandbox that can run this package's own code.

Inside stand the system's programs, this package and its libraries, all read-only at fixed paths, an empty /tmp, and
nothing else: no home, no network, no other process. The paths are bound by bubblewrap itself, so a checkout in a
folder that only its owner may enter works too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import site
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import chaffinch
from chaffinch.errors import ChaffinchError

INSIDE = Path("/opt/chaffinch")
NOBODY = 65_534
_FREE_IDS = range(0x7000_0000, 0x7FFF_0000)
"""Above every range that systemd hands out (uid_gid docs): a fresh user a call shares nothing with another."""


class SandboxMissingError(ChaffinchError):
    """The system cannot build the sandbox."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One path of the outside that is seen inside."""

    outside: Path
    inside: Path
    writable: bool = False
    optional: bool = False


def build_command(
    program: Sequence[str],
    *,
    bindings: Sequence[Binding] = (),
    environment: Sequence[tuple[str, str]] = (),
    tmp_bytes: int = 64_000_000,
    nested_user_namespaces: bool = False,
    user: int | None = None,
) -> list[str]:
    """Return the command that runs the program inside the sandbox as an ordinary user.

    Started by root, bubblewrap binds the paths and setpriv then becomes a user that nothing else runs as, a fresh one
    or the `user` named; started by anybody else, a user namespace does both and it stays that user.

    Raises:
        SandboxMissingError: bubblewrap or setpriv is not installed.
    """
    root = os.geteuid() == 0
    command = [_find_program("bwrap", package="bubblewrap"), *_unshare(root=root)]
    if not root and not nested_user_namespaces:
        command += ["--unshare-user", "--disable-userns"]
    command += _lay_system(tmp_bytes=tmp_bytes)
    for binding in (*_list_python_bindings(), *bindings):
        for folder in reversed(binding.inside.parents[:-1]):
            command += _make_folder(str(folder))
        flag = ("--bind" if binding.writable else "--ro-bind") + ("-try" if binding.optional else "")
        command += [flag, str(binding.outside), str(binding.inside)]
    command += ["--clearenv", "--chdir", "/tmp"]  # noqa: S108 - the sandbox's own
    for name, value in (*_list_environment(), *environment):
        command += ["--setenv", name, value]
    command += ["--remount-ro", "/"]
    return [*command, "--", *(_drop_to_ordinary_user(user) if root else ()), *program]


def find_python() -> str:
    """Return the interpreter's path, the same inside and outside."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix, "bin", version)
    return str(base if base.exists() else Path(sys.base_prefix, "bin", "python3"))


def _find_program(name: str, *, package: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/bin:/usr/sbin:/bin")
    if path is None:
        raise SandboxMissingError(
            f"{name} is not installed",
            why="hostile files and pages are only opened inside a sandbox",
            todo=f"install it: apt install {package}",
        )
    return path


def _unshare(*, root: bool) -> list[str]:
    flags = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    flags += ["--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if root:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            flags += ["--cap-add", capability]  # setpriv gives them up on its way
    return flags


def _lay_system(*, tmp_bytes: int) -> list[str]:
    laid = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if Path("/", name).is_symlink():
            laid += ["--symlink", f"usr/{name}", f"/{name}"]
        elif Path("/", name).is_dir():
            laid += ["--ro-bind", f"/{name}", f"/{name}"]
    laid += [*_make_folder("/etc"), *_make_folder("/run")]
    laid += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    laid += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    laid += ["--proc", "/proc", "--dev", "/dev"]
    laid += ["--perms", "1777", "--size", str(tmp_bytes), "--tmpfs", "/tmp"]  # noqa: S108
    laid += ["--perms", "1777", "--size", str(tmp_bytes), "--tmpfs", "/dev/shm"]  # noqa: S108
    return laid


def _make_folder(path: str) -> list[str]:
    return ["--perms", "0755", "--dir", path]  # else bubblewrap makes it for root's eyes only


def _list_python_bindings() -> list[Binding]:
    package = Path(chaffinch.__file__).resolve().parent
    bindings = [Binding(package, INSIDE / "source" / "chaffinch")]
    for number, folder in enumerate(_list_library_folders()):
        bindings.append(Binding(folder, INSIDE / f"libraries{number}"))
    base = Path(sys.base_prefix).resolve()
    if not base.is_relative_to("/usr") or base.is_relative_to("/usr/local"):
        bindings.append(Binding(base, base))
    return bindings


def _list_library_folders() -> list[Path]:
    """Return the environment's library folders; the system's own are inside already."""
    candidates = [Path(entry).resolve() for entry in (*sys.path, *site.getsitepackages()) if entry]
    folders = dict.fromkeys(path for path in candidates if path.name in ("site-packages", "dist-packages"))
    return [path for path in folders if path.is_dir()]


def _list_environment() -> list[tuple[str, str]]:
    paths = [str(INSIDE / "source")]
    paths += [str(INSIDE / f"libraries{number}") for number, _ in enumerate(_list_library_folders())]
    return [
        ("PATH", "/usr/bin:/bin"),
        ("HOME", "/tmp"),  # noqa: S108
        ("LANG", "C.UTF-8"),
        ("OPENSSL_CONF", "/dev/null"),
        ("PYTHONPATH", ":".join(paths)),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONNOUSERSITE", "1"),
        ("PYTHONSAFEPATH", "1"),
    ]


def _drop_to_ordinary_user(chosen: int | None) -> list[str]:
    setpriv = _find_program("setpriv", package="util-linux")
    user = str(choose_user() if chosen is None else chosen)
    return [
        setpriv, "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs", "--inh-caps=-all",
        "--ambient-caps=-all", "--bounding-set=-all", "--",
    ]  # fmt: skip


def choose_user() -> int:
    """Return a fresh user id where this root may become any; else the one of nobody (a container's root)."""
    whole = Path("/proc/self/uid_map").read_text().split() == ["0", "0", "4294967295"]
    return _FREE_IDS[secrets.randbelow(len(_FREE_IDS))] if whole else NOBODY
