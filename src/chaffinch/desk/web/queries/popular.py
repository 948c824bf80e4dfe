"""Half of the million most visited domains, to try a new line of the watchlist on: what it says of them is a false alarm."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

#: From MISP's warning lists, which the installed package carries (Tranco's list, https://tranco-list.eu/).
_LIST = "data/misp-warninglists/lists/tranco/list.json"


@cache
def load_popular() -> bytes:
    """Return the names, a line each, as one buffer of some 7 MB; read once, at the first question.

    Every second one of the list, which is in alphabetical order: as many as are tried in half a second.
    """
    names = json.loads(files("pymispwarninglists").joinpath(_LIST).read_bytes())["list"][::2]
    return "\n".join(names).encode()


@cache
def count_popular() -> int:
    """Return how many names there are."""
    return load_popular().count(b"\n") + 1
