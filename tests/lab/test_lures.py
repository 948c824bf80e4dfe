"""The two reported messages."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from chaffinch.ground.range_directory import is_range_name
from chaffinch.lab.lures import Lure, make_lures, write_lures
from chaffinch.lab.sites import PHISHER_HOSTS

SENT_AT = datetime(2027, 3, 1, 7, 42, tzinfo=UTC)


def read_part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("lure", make_lures(SENT_AT), ids=lambda lure: lure.name)
def test_a_lure_parses_and_leads_to_a_phisher_in_both_parts(lure: Lure) -> None:
    message = email.message_from_bytes(lure.message, policy=email.policy.default)
    assert lure.url in read_part(message, "plain")
    assert f'href="{lure.url}"' in read_part(message, "html")
    assert lure.url.split("/")[2] in PHISHER_HOSTS
    assert not message.defects
    assert message["Date"].datetime == SENT_AT


@pytest.mark.parametrize("lure", make_lures(SENT_AT), ids=lambda lure: lure.name)
def test_a_lure_names_only_reserved_hosts_and_is_marked(lure: Lure) -> None:
    message = email.message_from_bytes(lure.message, policy=email.policy.default)
    text = "".join(f"{name}: {value}\n" for name, value in message.items())
    hosts = re.findall(r"@([a-z0-9.-]+[a-z])", text) + re.findall(r"from (\S+) \(", text)
    assert len(hosts) >= 6
    assert all(is_range_name(host) for host in hosts)
    assert message["X-Chaffinch-Lab"] == "LAB"
    assert "LAB" in read_part(message, "plain")
    assert "LAB" in read_part(message, "html")


def test_the_lures_are_written_as_files(tmp_path: Path) -> None:
    paths = write_lures(tmp_path / "reported", sent_at=SENT_AT)
    assert [path.suffix for path in paths] == [".eml", ".eml"]
    assert [path.read_bytes() for path in paths] == [lure.message for lure in make_lures(SENT_AT)]
