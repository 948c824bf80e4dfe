"""Block lists, read back as their readers read them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.reports.blocklists import (
    BlockedHost,
    BlockList,
    write_csv,
    write_hosts_file,
    write_policy_zone,
)

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def block(host: str, number: int = 1, *, kinds: tuple[str, ...] = ("separator",)) -> BlockedHost:
    return BlockedHost(
        host=host, first_seen=AT - timedelta(days=3), confirmed_at=AT, kinds=kinds, case_number=number
    )


def write_zone(*hosts: BlockedHost, own: tuple[str, ...] = ()) -> BlockList:
    return write_policy_zone(hosts, zone="rpz.aurore.test", at=AT, own_domains=own)


def read_zone(text: str) -> dict[str, str]:
    """Read the records of a zone file as (owner, type and value)."""
    records = [line.split(maxsplit=3) for line in text.splitlines() if line and line[0] not in ";$"]
    assert all(len(record) == 4 and record[1] == "IN" for record in records)
    return {owner: f"{kind} {value}" for owner, _, kind, value in records}


def test_the_zone_answers_nothing_for_a_host_and_all_below_it() -> None:
    records = read_zone(write_zone(block("portail.mouvement.aurore-x.test")).text)
    assert records.pop("@") == "NS localhost."
    assert records == {
        "portail.mouvement.aurore-x.test": "CNAME .",
        "*.portail.mouvement.aurore-x.test": "CNAME .",
    }


def test_the_zone_begins_with_its_authority_and_a_serial_from_the_time() -> None:
    text = write_zone().text
    assert (
        "$ORIGIN rpz.aurore.test.\n$TTL 300\n@ IN SOA localhost. hostmaster.localhost. 1794808800 3600"
        in text
    )
    later = write_policy_zone((), zone="rpz.test", at=AT + timedelta(seconds=1)).text
    assert " 1794808801 " in later


def test_the_hosts_file_leads_a_name_nowhere_in_both_internets() -> None:
    lines = write_hosts_file([block("rnouvement-aurore.test")], at=AT).text.splitlines()
    assert lines[0].startswith("# ")
    assert lines[1:] == ["0.0.0.0 rnouvement-aurore.test", ":: rnouvement-aurore.test"]


def test_the_csv_reads_back() -> None:
    text = write_csv([block("b.test", 2, kinds=("tld", "plural")), block("a.test")]).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["host"] for row in rows] == ["a.test", "b.test"]
    assert rows[1] == {
        "host": "b.test",
        "case": "2",
        "first_seen": "2026-11-13T06:00:00Z",
        "confirmed_at": "2026-11-16T06:00:00Z",
        "kinds": "tld plural",
    }


def test_no_cell_is_a_formula() -> None:
    text = write_csv([block("-cmd.test", kinds=("=1+1", "tld"))]).text
    assert next(csv.DictReader(io.StringIO(text)))["host"] == "'-cmd.test"
    assert "=" not in text


def test_every_list_is_the_same_whatever_the_order() -> None:
    hosts = [block("b.test"), block("a.test"), block("b.test", 7)]
    assert write_zone(*hosts).text == write_zone(*reversed(hosts)).text
    assert write_zone(*hosts).hosts == ("a.test", "b.test")


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("github.io", "public-suffix"),
        ("co.uk", "public-suffix"),
        ("docs.google.com", "shared-host"),
        ("www.dropbox.com", "shared-host"),
        ("google.com", "shared-host"),
        ("aurore.test", "ours"),
        ("portail.aurore.test", "ours"),
        ("test", "not-a-name"),
        ("192.0.2.1", "not-a-name"),
        ("a b.test", "not-a-name"),
        ("a.test\n* IN CNAME .", "not-a-name"),
        ("*.test", "not-a-name"),
        ("A.test", "not-a-name"),
        ("mouvеment.test", "not-a-name"),
        ("a..test", "not-a-name"),
        ("a.test.", "not-a-name"),
        (".".join(["a" * 60] * 4), "too-long"),
    ],
)
def test_what_must_not_be_blocked_whole_is_refused_and_named(host: str, reason: str) -> None:
    written = write_zone(block(host, 9), own=("aurore.test",))
    assert written.hosts == ()
    assert [(refused.host, refused.case_number, refused.reason) for refused in written.refused] == [
        (host, 9, reason)
    ]


def test_a_name_of_a_shared_host_s_customer_is_blocked() -> None:
    assert write_zone(block("mouvement-aurore.github.io")).hosts == ("mouvement-aurore.github.io",)


@given(st.lists(st.text(max_size=40) | st.from_regex(r"[a-z.\-_\n;*$]{1,30}", fullmatch=True), max_size=5))
def test_no_name_breaks_a_format(names: list[str]) -> None:
    hosts = [block(name, number) for number, name in enumerate(names)]
    zone = write_zone(*hosts)
    assert set(read_zone(zone.text)) == {"@", *zone.hosts, *(f"*.{host}" for host in zone.hosts)}
    lines = write_hosts_file(hosts, at=AT).text.splitlines()[1:]
    assert all(re.fullmatch(r"(0\.0\.0\.0|::) [a-z0-9._-]+", line) for line in lines)
    assert len(list(csv.reader(io.StringIO(write_csv(hosts).text)))) == len(zone.hosts) + 1
    assert len(zone.hosts) + len(zone.refused) <= len(hosts)
