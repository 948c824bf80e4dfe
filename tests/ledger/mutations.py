"""Disclosures changed by chance: another value somewhere, a bit of a time-stamp, a key less."""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.ledger.vectors_index import FOLDER

from chaffinch.ledger.verify import canonical

NAMES = (
    "document", "opened", "grown", "archive-original", "rotated-signed-by-new-known-by-old", "one-timestamp",
    "token-names-its-certificate-by-sha-1",
)  # fmt: skip
_ODD: tuple[Any, ...] = (
    "",
    0,
    1,
    -1,
    7,
    "x",
    [],
    {},
    [[]],
    [{}],
    ["x"],
    2**53 - 1,
    "AA==",
    "A" * 43 + "=",
    "é",
    {"a": 1},
)


def make_mutations(count: int, *, seed: int) -> Iterator[bytes]:
    """Yield so many changed disclosures; half of them have a changed time-stamp."""
    chance = random.Random(seed)
    files = [json.loads((FOLDER / f"{name}.json").read_bytes()) for name in NAMES]
    for number in range(count):
        values = copy.deepcopy(chance.choice(files))
        if number % 2:
            _change_token(values, chance)
        else:
            _change_value(values, chance)
        yield canonical(values)


def _change_token(values: dict[str, Any], chance: random.Random) -> None:
    stamp = chance.choice(values["stamps"])
    token = bytearray(base64.b64decode(stamp["token"]))
    place = chance.randrange(len(token))
    token[place] = chance.choice([token[place] ^ (1 << chance.randrange(8)), chance.randrange(256)])
    stamp["token"] = base64.b64encode(bytes(token)).decode()


def _change_value(values: dict[str, Any], chance: random.Random) -> None:
    *way, last = chance.choice([path for path in _list_paths(values) if path])
    holder: Any = values
    for step in way:
        holder = holder[step]
    old = holder[last]
    if chance.random() < 0.1 and isinstance(holder, dict):
        del holder[last]
    elif chance.random() < 0.4 or not old:
        holder[last] = chance.choice(_ODD)
    elif isinstance(old, str):
        place = chance.randrange(len(old))
        holder[last] = old[:place] + chance.choice("aA0+ =\n—é") + old[place + chance.randrange(2) :]
    elif isinstance(old, int):
        holder[last] = chance.choice([old + 1, old - 1, old ^ 4_096, -old])
    else:
        holder[last] = chance.choice([[], {}, [old], old])


def _list_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _list_paths(one, (*path, key))
