"""Hostile bytes by the thousand are parsed where they can harm nothing: one bad item ends one worker, and the next goes on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ground.test_isolate import copy_ground, run_from

from chaffinch.ground.crew import CrewError, CrewLimits, ServedFile, Worker
from chaffinch.ground.isolate import Fault

QUICK = CrewLimits(seconds=2, wall_seconds=3, quiet_seconds=2)


def make_worker(work: str, *, limits: CrewLimits = QUICK) -> Worker:
    """Return a worker that runs `lambda request, files: work`."""
    return Worker(
        "operator:call",
        setup="builtins:eval",
        setup_input=f"lambda request, files: {work}".encode(),
        limits=limits,
    )


@pytest.fixture(scope="module")
def evaluating() -> Iterator[Worker]:
    with make_worker("eval(request, {'files': files})") as worker:
        yield worker


def find_fault(worker: Worker, request: Any) -> str:
    with pytest.raises(CrewError) as fault:
        list(worker.ask(request))
    return fault.value.code


def test_one_process_answers_many_requests_and_knows_what_it_was_told_once() -> None:
    with make_worker("(value * 2 for value in request)") as worker:
        assert [list(worker.ask([number, "a"])) for number in range(100)] == [
            [number * 2, "aa"] for number in range(100)
        ]
        assert worker.started == 1


@settings(max_examples=50, deadline=None)
@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_values_come_back_as_they_are(evaluating: Worker, value: Any) -> None:
    assert list(evaluating.ask(f"[[{value!r}]]")) == [[value]]


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("[__import__('time').sleep(60)]", "timeout"),
        ("[9**9**9]", "timeout"),
        ("(None for _ in iter(int, 1))", "timeout"),
        ("['a' * 10**9]", "memory"),
        ("[list(range(10**9))]", "memory"),
        ("[__import__('os').kill(__import__('os').getpid(), 11)]", "crashed"),
        ("[__import__('os')._exit(0)]", "crashed"),
        ("[1/0]", "crashed"),
        ("[object()]", "crashed"),
        ("['a' * 70_000_000]", "too-large"),
    ],
)
def test_each_way_to_fail_has_its_name_and_the_next_worker_goes_on(
    evaluating: Worker, work: str, code: Fault
) -> None:
    assert list(evaluating.ask("[7]")) == [7]
    before = evaluating.started
    assert find_fault(evaluating, work) == code
    assert list(evaluating.ask("[7]")) == [7]
    assert evaluating.started == before + 1


def test_what_was_answered_before_a_fault_is_not_lost() -> None:
    with make_worker("(1 // (3 - number) for number in range(9))") as worker:
        got = []
        with pytest.raises(CrewError):
            got.extend(list(worker.ask(None, singly=True)))
        answers = worker.ask(None, singly=True)
        got = [next(answers), next(answers), next(answers)]
        assert got == [0, 0, 1]
        with pytest.raises(CrewError):
            next(answers)


@pytest.mark.parametrize(
    "work",
    [
        "[__import__('socket').create_connection(('127.0.0.1', 22), 1)]",
        "[open('/opt/chaffinch/source/chaffinch/errors.py', 'w')]",
        "[open('/etc/shadow').read()]",
        f"[open({__file__!r}).read()]",
        "[open('/x', 'w')]",
        "[__import__('os').setuid(0)]",
        "[__import__('os').fork() or __import__('time').sleep(1) for _ in range(50)]",
        "[open('/tmp/big', 'wb').write(b'a' * 65_000_000) for _ in range(2)]",
    ],
)
def test_inside_there_is_no_network_no_file_and_no_power(evaluating: Worker, work: str) -> None:
    assert find_fault(evaluating, work) in ("crashed", "timeout")


def test_a_file_that_is_handed_in_can_be_read_and_not_written(evaluating: Worker, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"abc" * 1_000_000)
    (tmp_path / "one").chmod(0o600)
    descriptor = os.open(tmp_path / "one", os.O_RDONLY)
    try:
        assert list(evaluating.ask("[len(files[0].read())]", files=[descriptor])) == [3_000_000]
        with pytest.raises(CrewError):
            list(evaluating.ask("[__import__('os').write(files[0].fileno(), b'x')]", files=[descriptor]))
        with pytest.raises(CrewError):
            list(evaluating.ask("[open(f'/proc/self/fd/{files[0].fileno()}', 'r+b')]", files=[descriptor]))
    finally:
        os.close(descriptor)
    assert list(evaluating.ask("[len(__import__('os').listdir('/proc/self/fd'))]")) == list(
        evaluating.ask("[len(__import__('os').listdir('/proc/self/fd'))]")
    )


def test_a_file_without_a_descriptor_is_read_through_us_at_any_place(evaluating: Worker) -> None:
    content = bytes(range(256)) * 20_000
    asked: list[int] = []

    def read(offset: int, count: int) -> bytes:
        asked.append(offset)
        return content[offset : offset + count]

    served = ServedFile(size=len(content), read=read)
    work = "[files[0].seek(3_000_001), files[0].read(3).hex(), len(files[0].read()), files[0].read(1).hex()]"
    assert list(evaluating.ask(work, files=[served])) == [
        3_000_001,
        content[3_000_001:3_000_004].hex(),
        len(content) - 3_000_004,
        "",
    ]
    assert max(asked) < len(content)


def test_a_file_that_cannot_be_read_any_more_is_a_fault_of_that_request_only(evaluating: Worker) -> None:
    def fail(offset: int, count: int) -> bytes:
        raise OSError("the disk is gone")

    with pytest.raises(CrewError, match="crashed") as fault:
        list(evaluating.ask("[files[0].read()]", files=[ServedFile(10, fail)]))
    assert "the disk is gone" in fault.value.why
    assert list(evaluating.ask("[1]")) == [1]


def test_a_worker_is_replaced_after_many_answers_and_when_it_has_grown() -> None:
    limits = CrewLimits(answers=10, rest_bytes=100_000_000)
    with make_worker(
        "globals().setdefault('kept', bytearray(request)) and range(4)", limits=limits
    ) as worker:
        for _ in range(6):
            list(worker.ask(8))
        assert worker.started == 2
        list(worker.ask(8))
        list(worker.ask(120_000_000))
        list(worker.ask(8))
        assert worker.started == 3


def test_who_asks_no_further_leaves_no_process_behind() -> None:
    with make_worker("iter(int, 1)") as worker:
        answers = worker.ask(None, singly=True)
        assert next(answers) == 0
        answers.close()
        assert worker.is_fresh


def test_a_set_up_that_fails_says_why() -> None:
    with make_worker(")") as worker, pytest.raises(CrewError) as fault:
        list(worker.ask(1))
    assert "SyntaxError" in fault.value.why


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_has_workers_too() -> None:
    script = (
        "from chaffinch.ground.crew import Worker\n"
        "with Worker('operator:call', setup='builtins:eval', setup_input=b'lambda a, b: a') as worker:\n"
        "    print(list(worker.ask([1, 2])))"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        copy_ground(folder)
        ordinary = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        assert run_from(folder, *ordinary, script=script) == "[1, 2]\n"
