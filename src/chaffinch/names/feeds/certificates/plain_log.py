"""A log of RFC 6962: three questions, answered in JSON."""

from __future__ import annotations

import binascii
import json
from collections.abc import Sequence
from typing import Any

from chaffinch.ground.merkle import Frontier, ProofError, verify_consistency
from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.heads import TreeHead, read_tree_head
from chaffinch.names.feeds.certificates.loglist import Log
from chaffinch.names.feeds.certificates.server import Stop

_SMALLEST_STEP = 32
_LARGEST_HEAD = 20_000
_LARGEST_PROOF = 100_000
_LARGEST_ANSWER = 32_000_000


class PlainLog:
    """Ask a log of RFC 6962.

    Attributes:
        step: entries asked for at once; once the log has given fewer, the most that it ever gave.
    """

    can_split = True

    def __init__(self, log: Log, fetcher: Fetcher) -> None:
        self.log = log
        self.step = 256
        self._most_given = 0
        self._fetcher = fetcher

    def fetch_head(self, *, stop: Stop) -> TreeHead:
        """See `LogServer`."""
        answer = self._fetcher.get(f"{self.log.address}ct/v1/get-sth", limit_bytes=_LARGEST_HEAD, stop=stop)
        return read_tree_head(answer.body, log=self.log)

    def fetch_frontier(self, size: int, *, root: bytes | None, head: TreeHead, stop: Stop) -> Frontier | None:
        """See `LogServer`; a tree's own head, and a size that is a power of two, need their root."""
        if size == head.size:
            if root is not None and root != head.root:
                raise LogAnswerError("inconsistent", self.log.address, first=size, second=head.size)
            return None
        url = f"{self.log.address}ct/v1/get-sth-consistency?first={size}&second={head.size}"
        untrusted = self._ask(url, limit_bytes=_LARGEST_PROOF, stop=stop)
        try:
            proof = [binascii.a2b_base64(one, strict_mode=True) for one in untrusted["consistency"]]
            return verify_consistency(
                proof, first=size, first_root=root, second=head.size, second_root=head.root
            )
        except (ValueError, KeyError, TypeError, ProofError) as fault:
            raise LogAnswerError(
                "inconsistent", self.log.address, first=size, second=head.size, cause=str(fault)[:200]
            ) from fault

    def cut(self, start: int, end: int) -> int:
        """See `LogServer`."""
        return min(end, start + self.step)

    def fetch_leaves(self, start: int, end: int, *, head: TreeHead, stop: Stop) -> Sequence[bytes]:
        """See `LogServer`; asks again for what a short answer left out."""
        leaves: list[bytes] = []
        while (begin := start + len(leaves)) < end:
            url = f"{self.log.address}ct/v1/get-entries?start={begin}&end={end - 1}"
            untrusted = self._ask(url, limit_bytes=_LARGEST_ANSWER, stop=stop)
            try:
                given = [
                    binascii.a2b_base64(entry["leaf_input"], strict_mode=True)
                    for entry in untrusted["entries"][: end - begin]
                ]
            except (ValueError, KeyError, TypeError) as fault:
                raise _name_answer(url, fault) from fault
            if not given:
                raise LogAnswerError("bad-answer", url, cause="no entries")
            self._most_given = max(self._most_given, len(given))
            if len(given) < end - begin:  # a log's limit; or its habit of ending answers at round numbers
                self.step = max(_SMALLEST_STEP, self._most_given)
            leaves += given
        return leaves

    def _ask(self, url: str, *, limit_bytes: int, stop: Stop) -> Any:
        answer = self._fetcher.get(url, limit_bytes=limit_bytes, stop=stop)
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as fault:
            raise _name_answer(url, fault) from fault


def _name_answer(url: str, fault: Exception) -> LogAnswerError:
    return LogAnswerError("bad-answer", url, cause=f"{type(fault).__name__}: {fault}"[:200])
