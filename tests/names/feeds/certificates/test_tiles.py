"""The tree of a static log: where its tiles stand, and that each is checked up to the signed root."""

from __future__ import annotations

import pytest
from tests.ground.loopback_web import Reply
from tests.names.feeds.certificates.issuing import Made
from tests.names.feeds.certificates.served_log import ServedLog, find_root, go_on, serve

from chaffinch.names.feeds.certificates import LogAnswerError
from chaffinch.names.feeds.certificates.tiled_log import TiledLog, name_tile

_COUNT = 66_000
_LEAVES = [Made(b"%d" % number, b"", ()) for number in range(_COUNT)]


@pytest.mark.parametrize(
    ("kind", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        ("data", 1_000, 3, "tile/data/x001/000.p/3"),
        (2, 999, 255, "tile/2/999.p/255"),
    ],
)
def test_tiles_stand_where_the_specification_puts_them(
    kind: str | int, index: int, width: int, path: str
) -> None:
    assert name_tile(kind, index, width=width) == path


@pytest.fixture
def served() -> ServedLog:
    return ServedLog("static", _LEAVES)


@pytest.mark.parametrize("size", [1, 256, 257, 65_535, 65_536, 65_799, _COUNT])
def test_the_beginning_of_a_tree_of_three_levels_is_proved(served: ServedLog, size: int) -> None:
    with serve(served) as fetcher:
        server = TiledLog(served.log, fetcher)
        head = server.fetch_head(stop=go_on)
        root = find_root(served.tree[:size])
        frontier = server.fetch_frontier(size, root=root, head=head, stop=go_on)
    assert frontier is not None
    assert (frontier.size, frontier.find_root()) == (size, root)
    assert len(served.asked) < 10


@pytest.mark.parametrize(
    "path", ["/tile/0/001", "/tile/0/257.p/208", "/tile/1/000", "/tile/1/001.p/1", "/tile/2/000.p/1"]
)
def test_a_tile_that_does_not_fit_below_the_root_proves_nothing(served: ServedLog, path: str) -> None:
    honest = served.answer(path, {}).body

    def spoil(asked: str) -> Reply | None:
        return Reply(honest[:-32] + bytes(32)) if asked == path else None

    served.spoil = spoil
    with serve(served) as fetcher:
        server = TiledLog(served.log, fetcher)
        head = server.fetch_head(stop=go_on)
        with pytest.raises(LogAnswerError) as caught:
            server.fetch_frontier(
                257 if path.startswith("/tile/0") else 65_535, root=None, head=head, stop=go_on
            )
            server.fetch_frontier(300, root=None, head=head, stop=go_on)
    assert caught.value.fault.code == "inconsistent"


def test_a_tile_of_another_length_is_a_bad_answer(served: ServedLog) -> None:
    served.spoil = lambda path: Reply(b"short") if path.startswith("/tile/0/") else None
    with serve(served) as fetcher:
        server = TiledLog(served.log, fetcher)
        head = server.fetch_head(stop=go_on)
        with pytest.raises(LogAnswerError) as caught:
            server.fetch_frontier(300, root=None, head=head, stop=go_on)
    assert caught.value.fault.code == "bad-answer"
