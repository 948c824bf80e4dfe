"""Evidence of an attacker, as it was handed out: whether its log lines are those that their hashes name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from chaffinch.pages.bundle.manifest import BundleError

LINES, INDEX = "lines.log", "lines.json"


@dataclass(frozen=True, slots=True)
class LineCheck:
    """What the lines of the evidence are."""

    whole: int
    """Exactly as they stand in the log."""
    cut: int
    """With a password cut out: only the log itself shows that the rest is whole."""
    missing: int
    """That were not kept."""


def check_lines(untrusted_files: Mapping[str, bytes]) -> LineCheck:
    """Return how many lines are what their hashes say.

    Raises:
        BundleError: the files are none of such evidence, or a line has another hash.
    """
    whole = cut = missing = 0
    try:
        text = untrusted_files[LINES]
        for told in json.loads(untrusted_files[INDEX]):
            if told["kept"] is not True:
                missing += 1
                continue
            line = text[int(told["begins"]) : int(told["begins"]) + int(told["bytes"])]
            if told["password_cut_out"] is True:
                cut += 1
            elif hashlib.sha256(line).hexdigest() == told["sha256"]:
                whole += 1
            else:
                raise BundleError(f"The line of use {told['use']} has another hash than {INDEX} says")
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise BundleError("This is no evidence of an attacker", why=type(fault).__name__) from fault
    return LineCheck(whole, cut, missing)
