"""The client hints of Chrome and Edge, beside those that their releases sent."""

from __future__ import annotations

import pytest

from chaffinch.pages.hints import Brand, list_brands, make_hints
from chaffinch.pages.profile import DESKTOP, PHONE


@pytest.mark.parametrize(
    ("brand", "version", "header"),
    [
        ("chrome", "120", '"Not_A Brand";v="8", "Chromium";v="120", "Google Chrome";v="120"'),
        ("chrome", "124", '"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"'),
        ("chrome", "131", '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"'),
        ("edge", "120", '"Not_A Brand";v="8", "Chromium";v="120", "Microsoft Edge";v="120"'),
    ],
)
def test_the_brands_are_those_that_the_release_sent(brand: Brand, version: str, header: str) -> None:
    assert ", ".join(f'"{name}";v="{number}"' for name, number in list_brands(brand, version)) == header


def test_a_phone_has_a_model_and_a_computer_none() -> None:
    phone, desktop = PHONE.make_hints("131"), DESKTOP.make_hints("131")
    assert (phone["mobile"], phone["platform"], bool(phone["model"])) == (True, "Android", True)
    assert (desktop["mobile"], desktop["platform"], desktop["model"]) == (False, "Windows", "")
    assert desktop == make_hints("chrome", "131", phone="")
