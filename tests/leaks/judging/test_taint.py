"""A small dump with known truth: what must never happen does not happen, on kinds that the model was made on and on others."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pytest
from benchmarks.taint import SETS, judge_all, judge_set
from benchmarks.taints.dump import DumpWriter, World, build_world
from benchmarks.taints.mails import read_ham
from benchmarks.taints.tally import Tally
from tests.conftest import CORPUS

pytestmark = pytest.mark.corpus
GIVEN = argparse.Namespace(items=96, seed=5)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(read_ham(Path(CORPUS))[:120], 130, random.Random(5))


@pytest.mark.parametrize("name", ["first", "fourth"])
def test_nothing_genuine_is_called_false_and_nothing_false_genuine(world: World, name: str) -> None:
    assert name in SETS
    tally = judge_set(name, world, GIVEN)
    assert tally.share("exact", ("genuine",)) == (96, 96)
    assert tally.share("whole", ("decoy", "invented"))[0] == 0
    assert tally.share("invented", ("genuine", "repackaged", "excerpt", "unproven"))[0] == 0
    assert tally.share("unknown", ("altered", "decoy", "invented"))[0] == 0
    assert tally.share("planted", ("genuine", "repackaged", "excerpt"))[0] == 0
    found, tried = tally.share("altered", ("altered",))
    assert tried == 12
    assert found >= 11


def test_the_same_dump_is_judged_the_same_to_the_byte(world: World) -> None:
    cases = list(
        DumpWriter(
            world, random.Random(3), name="same", exports=SETS["first"][0], mutations=SETS["first"][1]
        ).list_repackaged(26)
    )
    tallies = [Tally(), Tally()]
    for tally in tallies:
        judge_all(cases, world, tally)
    assert tallies[0].digests == tallies[1].digests
