"""A lane worked from the terminal: real jobs on a real database, until there is nothing more to wait for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_stop import run
from tests.desk.jobs.conftest import Database, database, migrated, own_kinds  # noqa: F401 -- fixtures

from chaffinch.cli import lanes
from chaffinch.cli.lanes import work_lane
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.jobs.worker import Lane
from chaffinch.desk.models import Job


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_LOOK_SECONDS", 0.02)


@pytest.mark.usefixtures("database")
def test_it_works_until_nothing_is_running_any_more() -> None:
    done: list[int] = []

    @job_kind("work")
    def work(payload: Mapping[str, Any], context: JobContext) -> None:
        done.append(payload["number"])

    for number in range(5):
        enqueue("work", {"number": number}, now=datetime.now(UTC))
    work_lane(
        Lane("quick"),
        title="work",
        total=5,
        unit=" jobs",
        count_done=lambda: len(done),
        is_running=lambda: len(done) < 5,
    )
    assert done == [0, 1, 2, 3, 4]
    assert not any(thread.name == "work" for thread in threading.enumerate())


@pytest.mark.usefixtures("database")
def test_an_interrupt_ends_the_worker_and_leaves_the_rest_to_others() -> None:
    begun = threading.Event()

    @job_kind("work")
    def work(payload: Mapping[str, Any], context: JobContext) -> None:
        begun.set()

    job_kind("later", lane="slow")(work)
    enqueue("work", {}, now=datetime.now(UTC))
    enqueue("later", {}, now=datetime.now(UTC))  # of another lane

    def interrupt() -> int:
        if begun.is_set():
            raise KeyboardInterrupt
        return 0

    with pytest.raises(KeyboardInterrupt):
        work_lane(
            Lane("quick"),
            title="work",
            total=None,
            unit=" jobs",
            count_done=interrupt,
            is_running=lambda: True,
        )
    assert not any(thread.name == "work" for thread in threading.enumerate())
    assert not Job.objects.filter(state=Job.State.LEASED).exists()
    assert Job.objects.get(kind="later").state == Job.State.WAITING


@pytest.mark.parametrize("verb", ["feed", "plant"])
@pytest.mark.parametrize("half", [["--reason", "It was a power cut."], ["--as", "ines"]])
def test_who_has_something_go_on_says_who_and_why(tmp_path: Path, verb: str, half: list[str]) -> None:
    said = run(verb, "run", "3", *half, home=tmp_path / "home")
    assert said.returncode == 2
    assert "give both --reason and --as" in said.stderr
    assert not (tmp_path / "home").exists()
