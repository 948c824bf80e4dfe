"""The demo organisation."""

from __future__ import annotations

from urllib.parse import urlsplit

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.organisation import DOMAINS, PEOPLE, lab_organisation
from chaffinch.lab.phishers import KIT_HOSTS
from chaffinch.lab.range import Range
from chaffinch.lab.sites import BYSTANDER_HOSTS, PARKED_HOST, PHISHER_HOSTS


def is_own(host: str) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in DOMAINS)


def test_its_sign_in_page_stands_on_its_own_domain_and_is_served(practice_range: Range) -> None:
    (url,) = lab_organisation()["watch"]["sign_in_pages"]
    host = urlsplit(url).hostname or ""
    assert is_own(host)
    assert host in practice_range.directory.hosts


def test_nobody_else_of_the_range_stands_on_its_domains() -> None:
    assert not any(is_own(host) for host in (*PHISHER_HOSTS, *KIT_HOSTS, *BYSTANDER_HOSTS, PARKED_HOST))


def test_its_people_can_sign_in_and_have_each_a_role() -> None:
    addresses = {account.address for account in ACCOUNTS}
    assert {person.address for person in PEOPLE} <= addresses
    assert [person.role for person in PEOPLE] == ["security-lead", "second-approver", "auditor"]
