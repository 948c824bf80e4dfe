"""Tables: the right column, quoted fields, broken rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.names.feeds.lists.lists_read import faults, names, read, read_text

from chaffinch.names.feeds.lists import ListFeed, ListFormatError

NEW = (
    'domain,registered,registrar\nen-marche.example,2026-11-20,"Some, Ltd."\nfree.example,2026-11-20,Other\n'
)
URLS = (
    '# id,dateadded,url,url_status\n"3","2026-11-20 10:00:01","http://a.example/x,y","online"\n'
    '"2","2026-11-20 10:00:00","http://192.0.2.7/z","offline"\n'
)


def test_the_column_of_hosts_is_found_and_the_header_is_no_name(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, NEW)
    assert chunk.names == (b"en-marche.example", b"free.example")
    assert chunk.places == (2, 3)
    state = chunk.checkpoint["state"]
    assert (chunk.checkpoint["format"], state["column"], state["title"]) == ("csv", 1, "domain")


def test_a_ranked_list_without_a_header_is_read(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, "1,google.com\n2,facebook.com\n3,youtube.com\n")
    assert chunk.names == (b"google.com", b"facebook.com", b"youtube.com")
    assert chunk.checkpoint["state"]["column"] == 2


def test_a_header_in_a_comment_names_the_columns(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, URLS)
    assert chunk.names == (b"http://a.example/x,y", b"http://192.0.2.7/z")
    assert chunk.checkpoint["state"]["title"] == "url"
    assert read_text(tmp_path, URLS, format="csv", column="URL").names == chunk.names


@pytest.mark.parametrize("column", ["ns", 3, "3"])
def test_a_column_is_taken_by_its_name_or_its_number(tmp_path: Path, column: str | int) -> None:
    content = "domain\tday\tns\na.example\t1\tns.b.example\nc.example\t2\tns.d.example\n"
    chunk = read_text(tmp_path, content, format="tsv", column=column)
    assert chunk.names == (b"ns.b.example", b"ns.d.example")


def test_of_two_columns_of_hosts_the_one_with_the_better_name_is_taken(tmp_path: Path) -> None:
    assert read_text(tmp_path, "ns,domain\nns1.a.example,b.example\n").names == (b"b.example",)


@pytest.mark.parametrize("column", ["host", 7])
def test_a_column_that_is_not_there_is_an_error_that_names_those_that_are(
    tmp_path: Path, column: str | int
) -> None:
    with pytest.raises(ListFormatError, match="has no column") as caught:
        read_text(tmp_path, NEW, column=column)
    assert "registrar" in caught.value.why or "3 fields" in caught.value.why


def test_a_table_without_addresses_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="No column"):
        read_text(tmp_path, "1,2\n3,4\n", format="csv")


def test_a_quoted_field_may_run_over_lines_and_hold_quotes(tmp_path: Path) -> None:
    content = 'note,domain\n"two\nlines, ""quoted""",a.example\nshort,b.example\n'
    chunk = read_text(tmp_path, content, column="domain")
    assert chunk.names == (b"a.example", b"b.example")
    assert chunk.places == (2, 4)


def test_short_rows_and_open_quotes_are_faults_and_the_rest_is_read(tmp_path: Path) -> None:
    content = 'day,domain\n1\n2,"a.example\n3,b.example\n4,\n' + "5,c.example\n" * 100
    chunk = read_text(tmp_path, content, column=2)
    assert chunk.names[:2] == (b"a.example", b"b.example")
    assert len(chunk.names) == 102
    assert faults(chunk) == [("no-such-column", "2"), ("open-quote", "3")]
    assert chunk.checkpoint["left_out"] == {"empty-field": 1}


def test_a_field_that_runs_over_a_piece_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list"
    row = '"%d\n%s",name-%d.example\n'
    path.write_text("note,domain\n" + "".join(row % (number, "x" * 100, number) for number in range(3_000)))
    assert names(read(ListFeed(path))) == [b"name-%d.example" % number for number in range(3_000)]
