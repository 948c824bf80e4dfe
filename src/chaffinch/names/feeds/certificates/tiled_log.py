"""A static log (c2sp.org/static-ct-api): files only; its entries and its tree come in tiles of 256."""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.ground.merkle import HASH_BYTES, Frontier
from chaffinch.ground.web import Fetcher, FetchError
from chaffinch.names.feeds.certificates.entries import EntryError, cut_tile
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.heads import TreeHead, read_checkpoint_note
from chaffinch.names.feeds.certificates.loglist import Log
from chaffinch.names.feeds.certificates.server import Stop

WIDTH = 256
_BITS = 8
_LARGEST_NOTE = 100_000
_LARGEST_TILE = 64_000_000


def name_tile(kind: str | int, index: int, *, width: int = WIDTH) -> str:
    """Return a tile's path: "tile/0/x001/x234/067", with ".p/5" behind it when it holds only five yet."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{kind}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


class TiledLog:
    """Read a static log."""

    can_split = False

    def __init__(self, log: Log, fetcher: Fetcher) -> None:
        self.log = log
        self._fetcher = fetcher

    def fetch_head(self, *, stop: Stop) -> TreeHead:
        """See `LogServer`."""
        answer = self._fetcher.get(f"{self.log.address}checkpoint", limit_bytes=_LARGEST_NOTE, stop=stop)
        return read_checkpoint_note(answer.body, log=self.log)

    def fetch_frontier(self, size: int, *, root: bytes | None, head: TreeHead, stop: Stop) -> Frontier | None:
        """See `LogServer`; every tile that it takes hashes from is checked up to the head's root."""
        tiles = HashTiles(self.log, self._fetcher, head=head, stop=stop)
        frontier = tiles.read_frontier(size)
        if root is not None and frontier.find_root() != root:
            raise LogAnswerError("inconsistent", self.log.address, first=size, second=head.size)
        return frontier

    def cut(self, start: int, end: int) -> int:
        """See `LogServer`: at the tile's end."""
        return min(end, (start // WIDTH + 1) * WIDTH)

    def fetch_leaves(self, start: int, end: int, *, head: TreeHead, stop: Stop) -> Sequence[bytes]:
        """See `LogServer`; start to end lies within one tile."""
        index = start // WIDTH
        width = min(WIDTH, head.size - index * WIDTH)
        url, untrusted_tile = _fetch_tile(
            self._fetcher, self.log, "data", index, width=width, limit_bytes=_LARGEST_TILE, stop=stop
        )
        try:
            leaves = list(cut_tile(untrusted_tile))
        except EntryError as fault:
            raise LogAnswerError("bad-answer", url, cause=str(fault)) from fault
        if not width <= len(leaves) <= WIDTH:
            raise LogAnswerError("bad-answer", url, cause=f"{len(leaves)} entries in a tile of {width}")
        return leaves[start - index * WIDTH : end - index * WIDTH]


class HashTiles:
    """The hashes of one head's tree; each tile is compared with the one above it, the last with the signed root."""

    def __init__(self, log: Log, fetcher: Fetcher, *, head: TreeHead, stop: Stop) -> None:
        self._log = log
        self._fetcher = fetcher
        self._head = head
        self._stop = stop
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._is_edge_read = False

    def read_frontier(self, size: int) -> Frontier:
        """Return the frontier of the tree's first `size` leaves.

        Raises:
            LogAnswerError: "inconsistent" when a tile does not fit below the head's root.
        """
        if not self._is_edge_read:
            self._is_edge_read = True
            if self._gather(self._head.size).find_root() != self._head.root:
                raise self._name_fault("edge")
        return self._gather(size)

    def _gather(self, size: int) -> Frontier:
        """Take from each level, the highest first, the hashes beyond what the level above covers."""
        frontier = Frontier()
        for level in reversed(range(_count_levels(size))):
            nodes = size >> (_BITS * level)
            index, width = divmod(nodes, WIDTH)
            if width:
                for hashed in self._read_tile(level, index)[:width]:
                    frontier.add(hashed, level=_BITS * level)
        return frontier

    def _read_tile(self, level: int, index: int) -> list[bytes]:
        hashes = self._tiles.get((level, index))
        if hashes is None:
            width = min(WIDTH, (self._head.size >> (_BITS * level)) - index * WIDTH)
            url, body = _fetch_tile(
                self._fetcher,
                self._log,
                level,
                index,
                width=width,
                limit_bytes=WIDTH * HASH_BYTES,
                stop=self._stop,
            )
            if len(body) < width * HASH_BYTES or len(body) % HASH_BYTES:
                raise LogAnswerError(
                    "bad-answer", url, cause=f"{len(body)} bytes in a tile of {width} hashes"
                )
            hashes = [body[place : place + HASH_BYTES] for place in range(0, width * HASH_BYTES, HASH_BYTES)]
            if width == WIDTH:
                self._check_full(hashes, level=level, index=index)
            self._tiles[level, index] = hashes
        return hashes

    def _check_full(self, hashes: list[bytes], *, level: int, index: int) -> None:
        """Compare a full tile with its hash in the tile above; what is partial is part of the edge."""
        tree = Frontier()
        for hashed in hashes:
            tree.add(hashed)
        above = self._read_tile(level + 1, index // WIDTH)
        if above[index % WIDTH] != tree.find_root():
            raise self._name_fault(name_tile(level, index))

    def _name_fault(self, what: str) -> LogAnswerError:
        return LogAnswerError("inconsistent", self._log.address, about=what, second=self._head.size)


def _fetch_tile(
    fetcher: Fetcher, log: Log, kind: str | int, index: int, *, width: int, limit_bytes: int, stop: Stop
) -> tuple[str, bytes]:
    """Return a tile and its address; a partial one that is gone because it became full is taken from the full one."""
    url = log.address + name_tile(kind, index, width=width)
    try:
        return url, fetcher.get(url, limit_bytes=limit_bytes, stop=stop).body
    except FetchError as fault:
        if width == WIDTH or fault.status not in (403, 404, 410):
            raise
    url = log.address + name_tile(kind, index)
    return url, fetcher.get(url, limit_bytes=limit_bytes, stop=stop).body


def _count_levels(size: int) -> int:
    return max(1, -(-size.bit_length() // _BITS))
