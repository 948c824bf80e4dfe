"""The few values of each item by which a whole dump is looked at: kept with its parts, encrypted."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from chaffinch.desk.models import Dump
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.judging import Facts, take_facts

_PURPOSE = "dump facts"
_LISTS = ("exports", "where", "forms")


def seal_facts(judged: Sequence[Judged], *, key: bytes) -> bytes:
    """Return the facts of a part's items, compressed and encrypted."""
    facts = [asdict(take_facts(one.item, one.finding)) for one in judged]
    plain = zlib.compress(json.dumps(facts, separators=(",", ":")).encode("ascii"))
    return encrypt(plain, key=key, purpose=_PURPOSE)


def read_facts(dump: Dump, *, key: bytes) -> Iterator[Facts]:
    """Yield the facts of every item of a dump.

    What was judged anew since keeps the verdict that it was read with.

    Raises:
        UnreadableSecretError: something was changed, or the key is another.
    """
    for sealed in dump.parts.values_list("sealed_facts", flat=True).iterator(chunk_size=20):
        for values in json.loads(zlib.decompress(decrypt(bytes(sealed), key=key, purpose=_PURPOSE))):
            yield Facts(**values | {name: tuple(values.get(name, ())) for name in _LISTS})
