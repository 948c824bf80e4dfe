"""One running range for the tests of a module that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chaffinch.lab.range import Range


@pytest.fixture(scope="module")
def practice_range(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    """Serve a range from a fresh home folder."""
    with Range(tmp_path_factory.mktemp("range")) as running:
        yield running
