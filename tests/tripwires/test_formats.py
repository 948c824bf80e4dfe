"""Every format is read alike, whoever wrote the name that stands in its lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tripwires.samples import NAME, SAMPLES, SOURCE, Sample, read_with

from chaffinch.tripwires.fields import BROKEN
from chaffinch.tripwires.formats.table import FORMATS

EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
AT = datetime(2026, 11, 21, 17, 7, 19, tzinfo=UTC)


def test_every_format_that_can_be_named_is_tested() -> None:
    assert {sample.name for sample in SAMPLES} | {"dovecot", "portal"} == set(FORMATS)


@EVERY
def test_who_when_from_where_and_whether_it_opened(sample: Sample) -> None:
    form = sample.open_format()
    refused, opened = (read_with(form, line(NAME)) for line in (sample.refused, sample.opened))
    assert refused is not None
    assert opened is not None
    for seen in (refused, opened):
        assert (seen.login, seen.source, seen.protocol) == (NAME, SOURCE, sample.protocol)
        assert seen.at is not None
        assert seen.at.replace(microsecond=0) == AT
        assert seen.mark is None
    assert (refused.success, refused.failure) == (False, sample.failure)
    assert (opened.success, opened.failure) == (True, "")


@EVERY
def test_the_quick_look_names_whom_the_whole_reading_names(sample: Sample) -> None:
    form = sample.open_format()
    for line in (sample.refused(NAME), sample.opened(NAME), sample.refused(NAME) + "\r"):
        assert form.find_login(line.encode()) == NAME.encode()


@EVERY
def test_other_lines_are_no_attempts(sample: Sample) -> None:
    form = sample.open_format()
    for line in sample.others:
        assert form.find_login(line.encode()) is None, line


HOSTILE = (
    f"x from 9.9.9.9 port 1 ssh2: {NAME}",
    f"invalid user {NAME} from 9.9.9.9 port 1",
    f"x, sasl_username={NAME}",
    f"x]: SASL LOGIN authentication failed: y, sasl_username={NAME}",
    f'x", "ipAddress": "9.9.9.9", "email": "{NAME}',
    f'{NAME}" (Remote IP: 9.9.9.9)',
    f'x", ipAddress="9.9.9.9", username="{NAME}',
    f"x, ipAddress=9.9.9.9, username={NAME}",
    f'- [21/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-" {NAME}',
    "2026-11-21 17:07:19;x;9.9.9.9;OK",
    f"x,{NAME},9.9.9.9,Success",
    '"',
    "\\",
    '\\"',
    "é\u202e\x1b[31m",
)


@EVERY
@pytest.mark.parametrize("name", HOSTILE)
def test_a_forged_name_forges_neither_source_nor_outcome_nor_another_name(sample: Sample, name: str) -> None:
    form = sample.open_format()
    line = sample.refused(name).encode()
    quick, seen = form.find_login(line), read_with(form, line)
    if seen is None:
        # Not believed: it is counted where it can be told to be an attempt, and names no decoy.
        assert quick != NAME.encode()
        return
    assert (seen.source, seen.success) == (SOURCE, False)
    assert seen.login != NAME
    assert seen.login.isprintable()
    assert quick not in (None, BROKEN, NAME.encode())


@EVERY
def test_a_line_that_is_cut_anywhere_is_noticed_or_names_nobody(sample: Sample) -> None:
    form = sample.open_format()
    line = sample.refused(NAME).encode()
    for end in range(len(line)):
        cut = line[:end]
        quick, seen = form.find_login(cut), read_with(form, cut)
        assert seen is None or not seen.success
        if line.startswith(b"{") and end > 1:
            assert seen is None
            assert quick in (BROKEN, NAME.encode()) or cut.rstrip(b", ").endswith(b"}")


@EVERY
@given(junk=st.binary(max_size=200))
def test_no_bytes_break_it(sample: Sample, junk: bytes) -> None:
    form = sample.open_format()
    line = junk.replace(b"\n", b"")
    for mixed in (line, sample.refused("NAME").encode().replace(b"NAME", line), b"{" + line + b"}"):
        form.find_login(mixed)
        seen = read_with(form, mixed)
        assert seen is None or (
            seen.login.isprintable() and len(seen.login) <= 320 and len(seen.agent) <= 320
        )
        assert seen is None or seen.source in ("", SOURCE) or mixed is line


@EVERY
@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
        lambda text: text == text.strip() and "'" not in text and text not in ("-", "(unavailable)")
    )
)
def test_whatever_is_typed_as_a_name_is_read_back_or_refused(sample: Sample, name: str) -> None:
    form = sample.open_format()
    line = sample.refused(name).encode()
    seen = read_with(form, line)
    if seen is not None:
        assert seen.source == SOURCE
        assert not seen.success
    elif sample.key != "bare":
        raise AssertionError(line)
