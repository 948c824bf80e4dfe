"""Unicode's own cases: the ASCII form that a browser would look up, and the Unicode form that a person would see."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.names.vectors.reading import IdnaCase, load_exceptions, read_ascii, read_idna_cases

from chaffinch.names.hosts import Host, read_host

pytestmark = pytest.mark.corpus
EXCEPTIONS = load_exceptions()["idna"]


@pytest.fixture(scope="module")
def cases(corpus: Path) -> list[IdnaCase]:
    return list(read_idna_cases(corpus / "vectors/IdnaTestV2.txt.gz"))


@pytest.fixture(scope="module")
def lenient(cases: list[IdnaCase]) -> list[IdnaCase]:
    """What the standard refuses and we read, cases with a query left out."""
    return [case for case in cases if case.codes and "?" not in case.source and read_ascii(case.source)]


def test_every_valid_name_is_read_in_both_forms(cases: list[IdnaCase]) -> None:
    valid = [case for case in cases if not case.codes]
    assert len(valid) == 549
    otherwise = []
    for case in valid:
        host = read_host(case.source.encode())
        assert isinstance(host, Host), ascii(case.source)
        assert host.ascii == case.ascii, ascii(case.source)
        if host.display != case.display:
            otherwise.append(case.source)
    assert otherwise == EXCEPTIONS["display"]


def test_a_refused_name_that_we_read_has_the_standards_ascii_form(lenient: list[IdnaCase]) -> None:
    otherwise = [case.source for case in lenient if read_ascii(case.source) != case.ascii.strip(".")]
    assert otherwise == EXCEPTIONS["kept_as_written"]


def test_each_lenience_has_its_reason_and_its_number(lenient: list[IdnaCase]) -> None:
    codes = Counter(code for case in lenient for code in case.codes)
    assert codes == {code: entry["cases"] for code, entry in EXCEPTIONS["lenient"].items()}


def test_a_question_mark_ends_the_host(cases: list[IdnaCase]) -> None:
    asking = [case for case in cases if "?" in case.source]
    assert len(asking) == EXCEPTIONS["query"]
    assert all("?" not in (read_ascii(case.source) or "") for case in asking)
