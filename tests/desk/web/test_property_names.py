"""What a file says of itself is named in the reader's language; what is not known is made fit to be shown."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from chaffinch.desk.templatetags.leaks import property_name


@pytest.mark.parametrize(("language", "said"), [("en", "last saved by"), ("fr", "enregistré en dernier par")])
def test_what_a_file_says_of_itself_is_named(language: str, said: str) -> None:
    with override(language):
        assert property_name("last_modified_by") == said
        assert property_name("odd_one") == "odd_one"
        assert "\u202e" not in property_name("x\u202eodd")
