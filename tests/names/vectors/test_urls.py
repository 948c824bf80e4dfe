"""The WHATWG's own cases: the host that a browser would open is the host that we compare."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.names.vectors.reading import UrlCase, load_exceptions, read_ascii, read_url_cases

pytestmark = pytest.mark.corpus
EXCEPTIONS = load_exceptions()["url"]


@pytest.fixture(scope="module")
def cases(corpus: Path) -> list[UrlCase]:
    return list(read_url_cases(corpus / "vectors/urltestdata.json.gz"))


def test_every_host_is_a_browsers_but_for_the_listed(cases: list[UrlCase]) -> None:
    inside = [case for case in cases if not case.outside]
    differing = {case.input for case in inside if read_ascii(case.input) != case.host}
    assert len(inside) == 403
    assert differing == {url for entry in EXCEPTIONS["differs"] for url in entry["inputs"]}


def test_what_must_fail_fails_but_for_the_listed(cases: list[UrlCase]) -> None:
    """Of 273 that must fail, 205 are hosts of special schemes; eight of these are read, for the reasons listed."""
    failing = [case for case in cases if case.host is None]
    inside = [case for case in failing if not case.outside]
    read = [case.input for case in inside if read_ascii(case.input)]
    assert (len(failing), len(inside), len(read)) == (273, 205, 8)


def test_what_is_not_compared_is_counted_with_its_reason(cases: list[UrlCase]) -> None:
    outside = Counter(case.outside for case in cases if case.outside)
    assert outside == {reason: entry["cases"] for reason, entry in EXCEPTIONS["outside"].items()}
