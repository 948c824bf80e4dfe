"""What waits and what reckons is given to different test processes, and nothing is given twice or left."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from types import SimpleNamespace

import pytest

from tests.shifts import ShiftScheduling

WAITING = [f"tests/e2e/test_{number}.py::test_{one}" for number in range(4) for one in range(3)]
RECKONING = [f"tests/mail/test_{number}.py::test_{one}" for number in range(10) for one in range(3)]


@dataclass(eq=False)
class Process:
    """A test process that only notes what it is given."""

    number: int
    given: list[int] = field(default_factory=list)
    shutting_down: bool = False

    @property
    def gateway(self) -> SimpleNamespace:
        return SimpleNamespace(id=f"gw{self.number}")

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def run_all(tests: list[str], *, processes: int) -> list[list[str]]:
    """Give all tests out, each process doing one after the other in turn; return what each has done."""
    option = SimpleNamespace(loadscopereorder=False)
    scheduling = ShiftScheduling(SimpleNamespace(option=option, getvalue=lambda _: ["popen"] * processes))
    nodes = [Process(number) for number in range(processes)]
    for node in nodes:
        scheduling.add_node(node)
    for node in nodes:
        scheduling.add_node_collection(node, tests)
    scheduling.schedule()
    done: list[list[str]] = [[] for _ in nodes]
    while any(len(node.given) > len(ended) for node, ended in zip(nodes, done, strict=True)):
        for node, ended in zip(nodes, done, strict=True):
            if len(node.given) > len(ended):
                index = node.given[len(ended)]
                ended.append(tests[index])
                scheduling.mark_test_complete(node, index)
    return done


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ShiftScheduling, "cores", 2)


def test_each_kind_begins_in_its_own_processes() -> None:
    done = run_all(WAITING + RECKONING, processes=4)
    assert [ended[0].split("/")[1] for ended in done] == ["mail", "mail", "e2e", "e2e"]


def test_all_help_at_the_end_and_every_test_is_run_once() -> None:
    done = run_all(WAITING + RECKONING, processes=4)
    assert sorted(chain.from_iterable(done)) == sorted(WAITING + RECKONING)
    assert {name.split("/")[1] for name in done[2] + done[3]} == {"e2e", "mail"}


@pytest.mark.parametrize("tests", [WAITING, RECKONING])
def test_where_only_one_kind_is_wanted_all_take_it(tests: list[str]) -> None:
    done = run_all(tests, processes=3)
    assert all(done)
    assert sorted(chain.from_iterable(done)) == sorted(tests)


def test_a_file_stays_in_one_process() -> None:
    done = run_all(WAITING + RECKONING, processes=4)
    files = [name for ended in done for name in {name.partition("::")[0] for name in ended}]
    assert len(files) == len(set(files)) == 14
