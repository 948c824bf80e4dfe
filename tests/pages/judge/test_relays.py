"""A page that passes the genuine one through is told by what no copied file brings along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.pages.judge.test_compare import PASSWORD, REFERENCE, WORDS, make_capture

from chaffinch.pages.bundle.values import make_reference
from chaffinch.pages.capture import Capture, Exchange
from chaffinch.pages.judge.compare import compare

OURS = replace(REFERENCE, cookies=("aurore_garde", "aurore_tour"))
NUMBER = "9f" * 32


def cookie(name: str, *, by_server: bool = True) -> dict[str, Any]:
    return {"name": name, "value": "x", "httpOnly": by_server}


def script(path: str, *, host: str = "a.test", kind: str = "script") -> Exchange:
    return Exchange(f"https://{host}{path}", "GET", kind, 200, "text/javascript", (), (), 0, "")


def copy(**changes: Any) -> Capture:
    return make_capture(forms=(PASSWORD,), visible_text=WORDS, title="Portail Aurore", **changes)


def find(page: Capture) -> list[dict[str, Any]]:
    said = compare(page, [OURS])
    assert said.verdict == "copy"
    return [reason.params for reason in said.reasons if reason.code == "relays"]


@pytest.mark.parametrize(
    ("params", "changes"),
    [
        ([], {}),
        ([{"kind": "cookies", "cookies": "aurore_tour"}], {"cookies": (cookie("aurore_tour"), cookie("x"))}),
        ([{"kind": "cookies", "cookies": "aurore_garde, aurore_tour"}],
         {"cookies": (cookie("aurore_tour"), cookie("aurore_garde"))}),
        ([], {"cookies": (cookie("aurore_tour", by_server=False),)}),
        ([], {"cookies": (cookie("PHPSESSID"),)}),
        ([{"kind": "kit", "kit": "evilginx"}], {"exchanges": (script(f"/s/{NUMBER}.js"),)}),
        ([{"kind": "kit", "kit": "evilginx"}], {"exchanges": (script(f"/s/{NUMBER}/{NUMBER[:20]}.js?v=1"),)}),
        ([], {"exchanges": (script(f"/s/{NUMBER}.js", host="cdn.example"),)}),
        ([], {"exchanges": (script(f"/s/{NUMBER[:40]}.js"),)}),
        ([], {"exchanges": (script(f"/s/{NUMBER}.js", kind="image"),)}),
    ],
)  # fmt: skip
def test_a_relay_is_told(params: list[dict[str, str]], changes: dict[str, Any]) -> None:
    assert find(copy(**changes)) == params


def test_our_own_other_hosts_and_strangers_are_no_relays() -> None:
    same_site = copy(
        cookies=(cookie("aurore_tour"),),
        requested_url="https://neu.org.example/",
        final_url="https://neu.org.example/",
    )
    assert find(same_site) == []
    stranger = make_capture(forms=(PASSWORD,), cookies=(cookie("aurore_tour"),))
    assert "relays" not in [reason.code for reason in compare(stranger, [OURS]).reasons]


def test_a_reference_keeps_the_names_that_are_its_servers_own() -> None:
    cookies = (
        cookie("aurore_tour"),
        cookie("sessionid"),
        cookie("_mesure", by_server=False),
        cookie("aurore_garde"),
    )
    kept = make_reference(copy(cookies=cookies), name="portail")
    assert kept.cookies == ("aurore_garde", "aurore_tour")
