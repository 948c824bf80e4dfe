"""Lists made for blockers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.names.feeds.lists.lists_read import faults, read_text

HOSTS = """127.0.0.1 localhost
::1 ip6-localhost
0.0.0.0 0.0.0.0
# phishing
0.0.0.0 en-marche.example # seen on Monday
0.0.0.0\ta.example b.example
lone.example
"""
ADBLOCK = """[Adblock Plus 2.0]
! Title: some filters
||en-marche.example^
||a.example^$third-party,important
||docs.example/forms/steal^
@@||free.example^
example.org##.banner
-ad-banner.
||*.tracking^
|https://b.example/log-in|
c.example
"""
DNSMASQ = """# blocked
address=/en-marche.example/0.0.0.0
address=/a.example/b.example/
server=/c.example/192.0.2.53
local=/*.d.example/
server=/free.example/#
address=/#/192.0.2.1
cache-size=1000
no-resolv
e.example
"""
UNBOUND = """server:
  local-zone: "en-marche.example" always_nxdomain
  local-zone: "a.example." redirect
  local-data: "a.example. A 0.0.0.0"
  local-data: 'b.example IN A 0.0.0.0'
  local-zone: "free.example" transparent
  verbosity: 1
c.example
"""
RPZ = """$TTL 300
@ SOA localhost. root.localhost. 1 3600 600 86400 300
@ NS localhost.
en-marche.example CNAME .
*.en-marche.example CNAME .
a.example 60 IN A 192.0.2.1
free.example CNAME rpz-passthru.
self.example CNAME self.example.
32.7.2.0.192.rpz-ip CNAME .
ns.evil.example.rpz-nsdname CNAME .
b.example CNAME *.
"""
RPZ_ABSOLUTE = """rpz.local.	60	IN	SOA	localhost. root.localhost. 1 3600 600 86400 300
en-marche.example.rpz.local.	60	IN	CNAME	.
*.en-marche.example.rpz.local.	60	IN	CNAME	.
24.0.2.0.192.rpz-client-ip.rpz.local.	60	IN	CNAME	.
"""

CASES = {
    "hosts": (HOSTS, "en-marche a b lone", {"this-machine": 3}),
    "adblock": (ADBLOCK, "en-marche a docs https://b c", {"exception": 1, "cosmetic": 1, "pattern": 2}),
    "dnsmasq": (DNSMASQ, "en-marche a b c d e", {"exception": 1, "pattern": 1, "setting": 2}),
    "unbound": (UNBOUND, "en-marche a b c", {"exception": 1, "setting": 2}),
    "rpz": (RPZ, "en-marche a b", {"passthru": 2, "rpz-ip": 1, "rpz-nsdname": 1}),
}


@pytest.mark.parametrize("told", [True, False], ids=["named", "told by a look"])
@pytest.mark.parametrize("form", CASES)
def test_names_are_read_and_what_is_left_out_is_counted(tmp_path: Path, form: str, told: bool) -> None:
    content, expected, left_out = CASES[form]
    chunk = read_text(tmp_path, content, format=form if told else None)
    assert [name.decode().split(".example")[0] for name in chunk.names] == expected.split()
    assert (chunk.checkpoint["format"], chunk.checkpoint["left_out"]) == (form, left_out)
    lines = content.splitlines()
    for name, place in zip(chunk.names, chunk.places, strict=True):
        assert name.decode() in lines[place - 1]
    assert not chunk.faults


def test_a_path_stays_with_its_host(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, ADBLOCK)
    assert b"docs.example/forms/steal" in chunk.names
    assert b"https://b.example/log-in" in chunk.names


def test_a_policy_zone_with_absolute_names_gives_the_names_before_its_own(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, RPZ_ABSOLUTE)
    assert chunk.names == (b"en-marche.example",)
    assert chunk.checkpoint["left_out"] == {"rpz-client-ip": 1}


@pytest.mark.parametrize("form", ["hosts", "dnsmasq", "unbound"])
def test_a_line_that_is_no_rule_is_a_fault(tmp_path: Path, form: str) -> None:
    content = CASES[form][0] + "what is (this)?\n"
    chunk = read_text(tmp_path, content, format=form)
    assert faults(chunk) == [("bad-rule", str(content.count("\n")))]
