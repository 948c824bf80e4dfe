"""The public-suffix list's own cases: what somebody registered, and what a registry keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.names.vectors.reading import load_exceptions, read_ascii, read_suffix_cases

from chaffinch.names.hosts import split_suffix

pytestmark = pytest.mark.corpus


def test_every_registered_domain_is_the_lists_but_for_the_listed(corpus: Path) -> None:
    cases = list(read_suffix_cases(corpus / "vectors/test_psl.txt"))
    differing = []
    for untrusted_host, registered in cases:
        host = read_ascii(untrusted_host)
        found = split_suffix(host)[0] if host else ""
        if found != (read_ascii(registered) or ""):
            differing.append(untrusted_host)
    assert len(cases) == 77
    assert differing == [host for entry in load_exceptions()["suffix"] for host in entry["inputs"]]
