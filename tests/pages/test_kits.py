"""Cases are joined by what one hand leaves behind, not by what all copiers of one page share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pages.judge.test_compare import make_capture

from chaffinch.pages.capture import Capture, Certificate, Exchange, Field, Form, Hop
from chaffinch.pages.kits import Trait, TraitKind, describe_form, join_cases, list_traits

DAY = datetime(2027, 3, 1, tzinfo=UTC)
FORM = Form(
    "https://b.test/kit/gate.php",
    "post",
    (Field("email1", "email", "", "page"), Field("pw", "password", "", "page")),
)


def make_page(**changes: object) -> Capture:
    certificate = Certificate("CN=a", "CN=b", ("a.test", "www.a.test", "autre.test"), DAY, DAY, "ab" * 32, "")
    file = Exchange(
        "https://a.test/kit/v7/k.js", "GET", "script", 200, "text/javascript", (), (), 900, "cd" * 32
    )
    page = replace(
        make_capture(forms=(FORM,), chain=(Hop("https://a.test/", 200, "request", "192.0.2.7"),)),
        certificate=certificate, exchanges=(file,), favicon=b"icon", dom="<script>gtag('config','G-AB12CD34EF')</script>",
        requested_url="https://a.test/x7Kq29TzW4pL?id=8",
    )  # fmt: skip
    return replace(page, **changes)  # type: ignore[arg-type]


def values(page: Capture, kind: TraitKind, **genuine: Any) -> list[str]:
    return [trait.value for trait in list_traits(page, **genuine) if trait.kind == kind]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("tracker", ["G-AB12CD34EF"]), ("certificate", ["ab" * 32]), ("name", ["autre.test"]),
        ("target", ["b.test"]), ("path", ["/kit/gate.php"]), ("form", ["email|pw"]), ("file", ["cd" * 32]),
        ("address", ["192.0.2.7"]), ("token", ["path:9Aa:12"]), ("resource", ["/kit/v9/k.js"]),
    ],
)  # fmt: skip
def test_each_trait_is_found(kind: TraitKind, found: list[str]) -> None:
    assert values(make_page(), kind) == found


def test_what_comes_from_the_genuine_page_is_no_trait() -> None:
    page = make_page()
    assert values(page, "file", genuine_files=("cd" * 32,)) == []
    assert values(page, "form", copies=True) == []
    assert values(page, "resource", genuine_files=("cd" * 32,)) == []
    assert describe_form(["email1", "", "pw22"]) == "email|pw"


def test_the_same_words_are_the_same_whoever_is_addressed() -> None:
    text = "Bonjour Lise 2041, un document attend votre signature avant ce soir. Ouvrez votre session professionnelle ici."
    (said,) = values(make_page(visible_text=text), "words")
    assert values(make_page(visible_text=text.replace("2041", "7 777")), "words") == [said]
    assert values(make_page(visible_text=text.replace("signature", "accord")), "words") != [said]
    assert values(make_page(visible_text=text), "words", copies=True) == []
    assert values(make_page(visible_text="Connexion"), "words") == []


def test_a_shared_certificate_joins_and_an_address_alone_does_not() -> None:
    certificate, address = Trait("certificate", "x"), Trait("address", "192.0.2.7")
    joined = join_cases([certificate, address], [address, certificate], holders={})
    assert joined is not None
    assert joined.traits == (certificate, address)
    assert join_cases([address], [address], holders={}) is None
    assert join_cases([certificate], [Trait("certificate", "y")], holders={}) is None


def test_what_everybody_has_joins_nobody() -> None:
    file = [Trait("file", str(number)) for number in range(3)]
    assert join_cases(file, file, holders={}) is not None
    assert join_cases(file, file, holders=dict.fromkeys(file, 400)) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_address_makes_it_fall(url: str, action: str) -> None:
    page = make_page(requested_url=f"https://a.test/{url}", forms=(replace(FORM, action=action),))
    assert all(trait.value for trait in list_traits(page))
