"""What comes out of the sandbox is taken only in the shape that it should have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.letters import compose_parts

from chaffinch.leaks.reading.answers import AnswerError, read_item
from chaffinch.leaks.reading.inside.items import write_item
from chaffinch.mail.prints import print_mail

MAIL = print_mail(
    compose_parts(
        ("Content-Type: text/plain", "Bonjour."),
        ("Content-Disposition: attachment; filename=a.txt", "x"),
        DKIM_Signature="v=1; a=rsa-sha256; d=a.test; s=b; h=from; bh=AAAA; b=BBBB",
        Received="from a by b; Tue, 02 Mar 2027 09:30:01 +0100",
    )
)
DOCUMENT = {"form": "docx", "text": "a", "metadata": {"creator": "b"}, "parts": {"c": "d"}, "faults": ["cut"]}
ITEM = json.loads(
    json.dumps(write_item("a!/1", sha256="00", size=3, kind="mail", mail=MAIL, document=DOCUMENT)["item"])
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def list_places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value of a tree."""
    found = [place] if place else []
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return found + [below for key in keys for below in list_places(value[key], (*place, key))]


PLACES = list_places(ITEM)


def put(place: tuple[Any, ...], value: Any) -> Any:
    item = json.loads(json.dumps(ITEM))
    inner = item
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return item


def test_an_item_comes_out_as_it_was_printed() -> None:
    item = read_item(ITEM)
    assert item.mail is not None and item.document is not None
    assert item.mail.message_id == MAIL["message_id"]
    assert [one.name for one in item.mail.attachments] == ["a.txt"]
    assert [one.domain for one in item.mail.signatures] == ["a.test"]
    assert dict(item.document.metadata) == {"creator": "b"}


@given(place=st.sampled_from(PLACES), value=JSON)
def test_anything_in_the_place_of_anything_is_an_item_or_is_refused(
    place: tuple[Any, ...], value: Any
) -> None:
    try:
        item = read_item(put(place, value))
    except AnswerError:
        return
    json.dumps([item.where.path, item.fault]).encode()
    assert type(item.where.size) is int


@given(value=JSON)
def test_anything_at_all_is_refused(value: Any) -> None:
    with pytest.raises(AnswerError):
        read_item(value)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("kind",), "program"),
        (("where", "size"), -1),
        (("where", "size"), True),
        (("mail", "text"), 7),
        (("mail", "to"), "a@b.test"),
        (("mail", "signatures", 0, "header"), "genuine"),
        (("mail", "headers"), [["one"]]),
        (("document", "metadata"), [["a", "b"]]),
    ],
)
def test_what_has_another_type_is_refused(place: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(AnswerError):
        read_item(put(place, value))


def test_half_signs_that_no_store_takes_are_marked() -> None:
    item = read_item(put(("mail", "subject"), "a\ud800b"))
    assert item.mail is not None and item.mail.subject == "a\ufffdb"
