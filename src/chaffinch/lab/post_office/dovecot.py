"""A real Dovecot for the range: IMAP on loopback, in a folder of its own, ends with the range without a trace."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from grp import getgrgid
from pathlib import Path
from typing import Self

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.lab.accounts import ACCOUNTS, Account
from chaffinch.lab.loopback import LOOPBACK, open_listener
from chaffinch.lab.post_office.configuration import Setting, write_configuration
from chaffinch.lab.post_office.lockout import LockOut
from chaffinch.lab.post_office.policy import PolicyServer

_START_SECONDS = 20.0
_END_SECONDS = 10.0
_SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/sbin"


class NoDovecotError(UsageError):
    """Dovecot is not installed."""


class DovecotStartError(ChaffinchError):
    """Dovecot did not come up."""


def find_dovecot() -> str | None:
    """Return where the program stands, None when it is not installed."""
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + os.pathsep + _SYSTEM_FOLDERS)


class PostOffice:
    """The range's mail server; use it as a context manager, from a thread that lives as long as it does.

    It knows the accounts of the demo organisation and those given (traps, or a simulated staff). It runs as whoever
    starts it; root steps down to `nobody` first.

    Attributes:
        port: IMAP without TLS on 127.0.0.1.
        log_file: Dovecot's own log, readable while the server runs.
        version: what `dovecot --version` says.
    """

    def __init__(
        self,
        *,
        accounts: Iterable[Account] = (),
        lock_out: LockOut | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.port = 0
        self.log_file: Path
        self.version = ""
        self._accounts = (*ACCOUNTS, *accounts)
        self._lock_out = lock_out or LockOut()
        self._clock = clock
        self._closing = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start serving.

        Raises:
            NoDovecotError: it is not installed.
            DovecotStartError: it did not come up.
        """
        program = find_dovecot()
        if program is None:
            raise NoDovecotError(
                "There is no Dovecot on this machine",
                why="the range's mail server is a real one",
                todo="apt-get install dovecot-imapd",
            )
        self.version = _ask_version(program)
        with contextlib.ExitStack() as closing:
            self._start(program, closing)
            self._closing = closing.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and take everything away."""
        self._closing.close()

    def _start(self, program: str, closing: contextlib.ExitStack) -> None:
        policy = closing.enter_context(PolicyServer(self._lock_out, clock=self._clock))
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="chaffinch-post-")))
        user = _find_user()
        self.port = _find_free_port()
        setting = Setting(
            folder=folder,
            user=user.pw_name,
            group=getgrgid(user.pw_gid).gr_name,
            uid=user.pw_uid,
            gid=user.pw_gid,
            port=self.port,
            policy_port=policy.port,
            policy_key=policy.key,
            nonce=secrets.token_hex(16),
        )
        self.log_file = folder / "dovecot.log"
        _lay_out(setting, self._accounts, write_configuration(setting, self.version))
        process = _run(program, setting)
        closing.callback(_end, process)
        _await_greeting(process, self.port, log_file=self.log_file)


def _ask_version(program: str) -> str:
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True)
    return asked.stdout.split()[0]


def _find_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError as fault:
        raise DovecotStartError(
            "The range's Dovecot did not start",
            why="it wants a user with a name, and /etc/passwd has none for this one",
            todo="start it as a user of this machine",
        ) from fault


def _find_free_port() -> int:
    with open_listener() as listener:
        return int(listener.getsockname()[1])


def _lay_out(setting: Setting, accounts: Iterable[Account], configuration: str) -> None:
    folder = setting.folder
    for name in ("run", "state", "mail"):
        (folder / name).mkdir(mode=0o700)
    lines = "".join(
        f"{account.address.lower()}:{_hash_password(account.password)}::::::\n" for account in accounts
    )
    (folder / "users").write_text(lines, encoding="utf-8")
    (folder / "dovecot.conf").write_text(configuration, encoding="utf-8")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, setting.uid, setting.gid)


def _hash_password(password: str) -> str:
    salt = secrets.token_bytes(8)
    digest = hashlib.sha512(password.encode() + salt).digest()
    return "{SSHA512}" + base64.b64encode(digest + salt).decode()


def _run(program: str, setting: Setting) -> subprocess.Popen[bytes]:
    step_down = (
        ["--reuid", str(setting.uid), "--regid", str(setting.gid), "--clear-groups"]
        if os.geteuid() == 0
        else []
    )
    # Should this process be killed, the kernel ends Dovecot as well.
    command = ["setpriv", *step_down, "--pdeathsig", "TERM", program, "-F", "-c"]
    with (setting.folder / "stderr").open("wb") as told:
        return subprocess.Popen(
            [*command, str(setting.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
        )


def _await_greeting(process: subprocess.Popen[bytes], port: int, *, log_file: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=5) as bare:
            if bare.recv(100).startswith(b"* OK"):
                return
        time.sleep(0.05)
    told = [
        path.read_text(errors="replace") for path in (log_file, log_file.with_name("stderr")) if path.exists()
    ]
    raise DovecotStartError(
        "The range's Dovecot did not start",
        why="".join(told)[-600:] or "it said nothing",
        todo="see what `dovecot --version` and the message above say",
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
