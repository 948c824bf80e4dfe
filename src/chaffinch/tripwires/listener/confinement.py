"""What the listener gives up before it talks to anybody: root, the rest of the disk, connections of its own."""

from __future__ import annotations

import ctypes
import os
import pwd
import struct
from pathlib import Path
from typing import Final

from chaffinch.tripwires.listener.errors import ListenerError

#: System calls (the same numbers on every architecture that Linux has had them on) and prctl's option.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVS: Final = 38
_VERSION_FLAG, _PATH_BENEATH = 1, 1
#: Of linux/landlock.h: what changes files, and what of it the first version of the interface knew.
_WRITES_1 = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12)) | 1 << 0
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1


def drop_root(folder: Path, *, user: str) -> None:
    """Become an ordinary user for good, where this is root; files made from now on are their owner's only.

    Args:
        folder: whose owner it becomes where no user is named.
        user: name; empty for the folder's owner.

    Raises:
        ListenerError: that user is root, or there is none of that name.
    """
    os.umask(0o077)
    if os.geteuid() != 0:
        return
    number, group, groups = _find_user(folder, user)
    if number == 0 or group == 0:
        raise ListenerError(
            "The listener does not run as root.",
            why="Whatever is wrong with it would be wrong with the whole machine.",
            todo="Give its folder to a user of its own (chown), or name one with --user.",
        )
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(number, number, number)


def _find_user(folder: Path, user: str) -> tuple[int, int, list[int]]:
    """Return the numbers of a user, his group, and all his groups."""
    owner = folder.stat()
    try:
        entry = pwd.getpwnam(user) if user else pwd.getpwuid(owner.st_uid)
    except KeyError as error:
        if user:
            raise ListenerError(
                f"There is no user {user!r}.", todo="Name one that owns the listener's folder."
            ) from error
        return owner.st_uid, owner.st_gid, [owner.st_gid]
    return entry.pw_uid, entry.pw_gid, sorted({*os.getgrouplist(entry.pw_name, entry.pw_gid)} - {0})


def confine(folder: Path) -> str:
    """Have the kernel refuse this process to write outside the folder, or to connect anywhere; return by what.

    Landlock, of Linux 5.13 (files) and 6.7 (connections). Sockets that listen already go on listening. Returns an empty
    string where the kernel has no Landlock; `chaffinch listener unit` has systemd do the same.
    """
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    version = library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    if version < 1:
        return ""
    files = _WRITES_1 | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    network = _BIND_TCP | _CONNECT_TCP if version >= 4 else 0
    wanted = struct.pack("=QQ", files, network)[: 16 if version >= 4 else 8]
    rules = library.syscall(_CREATE_RULESET, wanted, ctypes.c_size_t(len(wanted)), ctypes.c_uint32(0))
    if rules < 0:
        return ""
    opened = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        beneath = struct.pack("=Qi", files & ~1, opened)
        added = library.syscall(_ADD_RULE, rules, ctypes.c_int(_PATH_BENEATH), beneath, ctypes.c_uint32(0))
        done = added == 0 and library.syscall(_RESTRICT_SELF, rules, ctypes.c_uint32(0)) == 0
    finally:
        os.close(opened)
        os.close(rules)
    return "landlock" if done else ""
