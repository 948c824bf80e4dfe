"""STIX 2.1 bundles: addresses of indicators' patterns and of observed objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from chaffinch.names.feeds.lists.document import DocumentFormat, Extracted, read_name

_OBSERVED = frozenset(("domain-name", "url"))
_STRING = r"'((?:[^'\\]|\\.)*)'"
#: Taken whole, so that a pattern full of quotes is not searched again from each of them.
_UNCLOSED = r"|'.*"
_COMPARED = re.compile(
    r"(?<![\w.:-])(?:domain-name|url):value\s*(?:=\s*" + _STRING + r"|IN\s*\(([^()]*)\))|" + _STRING,
    re.DOTALL,
)
_MEMBER = re.compile(_STRING + _UNCLOSED, re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MOST_PATTERN = 100_000


def extract_stix(document: Any) -> Extracted:
    """Return what patterns compare `domain-name:value` or `url:value` with by `=` or `IN`, and observed objects' values.

    Revoked indicators, negations, LIKE and MATCHES are left out.
    """
    extracted = Extracted()
    objects = document.get("objects") if isinstance(document, dict) else None
    if not isinstance(objects, list):
        extracted.add_fault("wrong-shape", 0, field="objects")
        return extracted
    for number, one in enumerate(objects, 1):
        extracted.entries = number
        if not isinstance(one, dict):
            extracted.add_fault("wrong-shape", number, field="objects")
        elif one.get("revoked") is True:
            extracted.left_out["revoked"] += 1
        elif one.get("type") in ("domain-name", "url"):
            _add(extracted, one.get("value"), number)
        elif one.get("type") == "indicator":
            _read_indicator(extracted, one, number)
        else:
            extracted.left_out["other-type"] += 1
    return extracted


def _read_indicator(extracted: Extracted, indicator: dict[str, Any], number: int) -> None:
    pattern = indicator.get("pattern")
    if indicator.get("pattern_type", "stix") != "stix":
        extracted.left_out["other-pattern"] += 1
    elif not isinstance(pattern, str) or len(pattern) > _MOST_PATTERN:
        extracted.add_fault("wrong-shape", number, field="pattern")
    else:
        values = list(dict.fromkeys(_iterate_values(pattern)))
        for value in values:
            _add(extracted, value, number)
        if not values:
            extracted.left_out["other-pattern"] += 1


def _iterate_values(pattern: str) -> Iterator[str]:
    for found in _COMPARED.finditer(pattern):
        if found[1] is not None:
            yield _ESCAPE.sub(r"\1", found[1])
        elif found[2] is not None:
            yield from (_ESCAPE.sub(r"\1", member) for member in _MEMBER.findall(found[2]) if member)


def _add(extracted: Extracted, value: object, number: int) -> None:
    if (name := read_name(value)) is None:
        extracted.add_fault("bad-value", number)
    else:
        extracted.add(name, number)


STIX = DocumentFormat("stix", extract_stix)
