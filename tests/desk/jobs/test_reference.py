from __future__ import annotations

import inspect
import re
from pathlib import Path

from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Job

REFERENCE = (Path(__file__).parents[3] / "docs/reference/jobs.md").read_text(encoding="utf-8")


def test_the_reference_names_every_rule_of_a_kind_with_its_default() -> None:
    rules = inspect.signature(job_kind).parameters.values()
    documented = dict(re.findall(r"^\| `(\w+)` \| `?(\w+)`? \|", REFERENCE, re.MULTILINE))
    assert documented == {rule.name: str(rule.default) for rule in rules if rule.name != "name"}


def test_the_reference_names_every_state() -> None:
    assert set(re.findall(r"^\| (\w+) \| .* \|.*\|$", REFERENCE, re.MULTILINE)) >= set(Job.State.values)
