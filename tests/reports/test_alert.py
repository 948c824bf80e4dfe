"""The immediate alert."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.reports.test_digest_mail import UNSPEAKABLE

from chaffinch.reports.alert import Occasion, say_alert

both = pytest.mark.parametrize("locale", ["en", "fr"])


@both
@pytest.mark.parametrize("occasion", get_args(Occasion))
@pytest.mark.parametrize("host", ["", "rnouvement-aurore.test"])
def test_an_alert_says_that_something_waits_and_no_more(occasion: Occasion, host: str, locale: str) -> None:
    said = say_alert(
        occasion, organisation="Aurore", desk_url="https://bureau.test", host=host, locale=locale
    )
    assert UNSPEAKABLE.search(said.subject + said.body) is None
    assert "bureau.test" in said.body
    assert "rnouvement" not in said.subject
    assert "rnouvement-aurore.test" not in said.body


def test_the_address_may_be_told_but_is_no_link() -> None:
    said = say_alert("found", organisation="Aurore", desk_url="https://bureau.test", host="a.b.test")
    assert said.body.startswith("An address that imitates ours was found (a[.]b[.]test)")


def test_an_organisation_s_name_cannot_break_the_subject() -> None:
    said = say_alert("waiting", organisation="A\r\nBcc: x", desk_url="https://bureau.test", locale="fr")
    assert "\n" not in said.subject
