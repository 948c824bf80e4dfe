"""Hostile bytes are parsed where they can harm nothing: a value or a named error comes back."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from chaffinch.ground import isolate
from chaffinch.ground.bubblewrap import SandboxMissingError
from chaffinch.ground.isolate import IsolationError, IsolationLimits, run_isolated

EVAL = "builtins:eval"
QUICK = IsolationLimits(seconds=2)


def test_json_and_bytes_come_back_as_they_are() -> None:
    assert run_isolated("json:loads", b'{"a": [1, "\xc3\xa9"]}') == {"a": [1, "é"]}
    assert run_isolated("binascii:hexlify", b"\x00\xff" * 500_000) == b"00ff" * 500_000


def test_what_a_parser_prints_is_not_its_answer() -> None:
    assert run_isolated(EVAL, b"print('x') or 7") == 7


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (b"__import__('time').sleep(60)", "timeout"),
        (b"9**9**9", "timeout"),
        (b"'a' * 10**9", "memory"),
        (b"list(range(10**9))", "memory"),
        (b"__import__('os').kill(__import__('os').getpid(), 11)", "crashed"),
        (b"__import__('os')._exit(0)", "crashed"),
        (b"1/0", "crashed"),
        (b"'a' * 70_000_000", "too-large"),
        (b"object()", "crashed"),
    ],
)
def test_each_way_to_fail_has_its_name(work: bytes, code: str) -> None:
    with pytest.raises(IsolationError) as fault:
        run_isolated(EVAL, work, limits=QUICK)
    assert fault.value.code == code


def test_more_input_than_allowed_is_not_even_started() -> None:
    with pytest.raises(IsolationError) as fault:
        run_isolated(EVAL, b"11", limits=IsolationLimits(input_bytes=1))
    assert fault.value.code == "too-large"


@pytest.mark.parametrize(
    "work",
    [
        "__import__('socket').create_connection(('127.0.0.1', 22), 1)",
        "open('/opt/chaffinch/source/chaffinch/errors.py', 'w')",
        "open('/etc/shadow')",
        f"open({__file__!r})",
        "open('/x', 'w')",
        "__import__('os').setuid(0)",
        "[__import__('os').fork() or __import__('time').sleep(1) for _ in range(50)]",
        "__import__('os').kill(1, 9) or open('/proc/1/root/etc/shadow')",
    ],
)
def test_inside_there_is_no_network_no_file_and_no_power(work: str) -> None:
    with pytest.raises(IsolationError):
        run_isolated(EVAL, work.encode(), limits=QUICK)


def test_inside_it_is_an_ordinary_user_with_nobody_beside_it() -> None:
    assert run_isolated(EVAL, b"__import__('os').getuid()") != 0
    numbers = run_isolated(EVAL, b"sorted(n for n in __import__('os').listdir('/proc') if n.isdigit())")
    assert len(numbers) <= 3
    secret = run_isolated(EVAL, b"sorted(__import__('os').environ)")
    assert set(secret) <= {"HOME", "LANG", "LC_CTYPE", "OPENSSL_CONF", "PATH", "PWD", *PYTHON_NAMES}


PYTHON_NAMES = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE", "PYTHONSAFEPATH"}


def test_a_missing_bubblewrap_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaffinch.ground.bubblewrap.shutil.which", lambda *_, **__: None)
    with pytest.raises(SandboxMissingError) as fault:
        run_isolated(EVAL, b"1")
    assert "apt install bubblewrap" in fault.value.diagnostics()


RUN = "from chaffinch.ground.isolate import run_isolated; print(run_isolated('json:loads', b'[1]'))"


def copy_ground(folder: Path) -> None:
    """Copy what isolation needs of the package."""
    package = Path(isolate.__file__).parent.parent
    shutil.copytree(package / "ground", folder / "chaffinch" / "ground")
    for name in ("__init__.py", "errors.py"):
        shutil.copy(package / name, folder / "chaffinch" / name)


def run_from(folder: Path, *before: str, script: str = RUN) -> str:
    """Run a script from the copied package; return what it printed or complained."""
    ran = subprocess.run(
        [*before, "/usr/bin/python3", "-c", script],
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    return ran.stdout + ran.stderr


def test_it_works_from_a_checkout_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    copy_ground(closed)
    assert run_from(closed) == "[1]\n"


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become somebody else; everybody else is tested above"
)
def test_an_ordinary_user_can_isolate_too() -> None:
    with tempfile.TemporaryDirectory() as name:  # not under pytest's own folder, which others cannot enter
        folder = Path(name)
        folder.chmod(0o755)
        copy_ground(folder)
        ordinary = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        assert run_from(folder, *ordinary) == "[1]\n"
