"""Access logs: which requests are attempts, and under whose name."""

from __future__ import annotations

import pytest
from tests.tripwires.samples import NAME, SOURCE, access, read_with

from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.fields import BROKEN
from chaffinch.tripwires.formats.table import choose_format

SSO = choose_format("web", attempts="GET /sso/start?user 302,303")
BASIC = choose_format("web")


def test_a_name_in_the_address_is_an_attempt_and_the_status_says_how_it_ended() -> None:
    path = f"/sso/start?next=%2F&user={NAME.replace('@', '%40')}"
    for status, success in ((302, True), (303, True), (200, False), (401, False)):
        line = access("-", status, path=path)
        seen = read_with(SSO, line)
        assert seen is not None
        assert (seen.login, seen.success, seen.source, seen.agent) == (NAME, success, SOURCE, "curl/8.5.0")
        assert SSO.find_login(line.encode()) == NAME.encode()


@pytest.mark.parametrize(
    "path",
    ["/sso/start", "/sso/start?next=user", f"/sso/other?user={NAME}", f"/x?/sso/start?user={NAME}", "/"],
)
def test_other_requests_are_none(path: str) -> None:
    line = access("-", 302, path=path)
    assert SSO.find_login(line.encode()) is None
    assert read_with(SSO, line) is None


def test_a_name_that_stands_twice_is_not_believed() -> None:
    line = access("-", 302, path=f"/sso/start?user=x&user={NAME}")
    assert SSO.find_login(line.encode()) == BROKEN


def test_a_rule_without_parameter_chooses_among_requests_with_a_name() -> None:
    form = choose_format("web", attempts="GET /dav/")
    assert form.find_login(access(NAME, 401).encode()) == NAME.encode()
    assert form.find_login(access(NAME, 401, path="/news").encode()) is None
    assert form.find_login(access("-", 401).encode()) is None


def test_apache_and_nginx_escapes_are_undone() -> None:
    for shown in ('l\\"ea', "l\\x22ea"):
        line = access("NAME", 401).replace("NAME", shown)
        assert BASIC.find_login(line.encode()) == b'l"ea'


def test_a_request_that_is_none_and_an_address_with_thousands_of_parameters_break_nothing() -> None:
    for request in ("\\x16\\x03\\x01", "-", "GET", "GET  HTTP/1.1"):
        line = access(NAME, 400).replace("GET /dav/ HTTP/1.1", request)
        assert BASIC.find_login(line.encode()) in (BROKEN, NAME.encode())
    line = access("-", 302, path="/sso/start?" + "a=1&" * 3_000 + f"user={NAME}")
    assert SSO.find_login(line.encode()) == BROKEN


@pytest.mark.parametrize(
    "rule", ["", "POST", "/login", "post /login", "POST login", "POST /login 2xx", "GET /a?b?c"]
)
def test_what_is_no_rule_is_told(rule: str) -> None:
    if not rule:
        assert choose_format("web", attempts=rule).name == "web"
        return
    with pytest.raises(FormatError) as caught:
        choose_format("web", attempts=rule)
    assert caught.value.todo
