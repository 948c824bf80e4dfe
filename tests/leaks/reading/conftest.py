"""One sandbox for many small files: its start takes longer than they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.leaks.reading.dumps import Shelf


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """What is laid there is read; passwords: `faux`, `sésame`."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    yield shelf
    shelf.close()
