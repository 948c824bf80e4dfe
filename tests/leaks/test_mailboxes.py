"""Which mailbox an item lies in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.mailboxes import name_mailbox


@pytest.mark.parametrize(
    ("path", "mailbox"),
    [
        ("box.mbox!/17", "box.mbox"),
        ("box.mbox!/17!/2", "box.mbox"),
        ("box.mbox!/17!/2!/folder/list.xlsx", "box.mbox"),
        ("jeanne/cur/1699.M1.host:2,S", "jeanne"),
        ("jeanne/cur/1699.M1.host:2,S!/1", "jeanne"),
        ("cur/1699.M1.host:2,S", "cur"),
        ("a.zip!/b/c.eml", "a.zip!/b"),
        ("a.zip!/c.eml", "a.zip"),
        ("a.zip!/c.eml!/1", "a.zip"),
        ("a.zip!/jeanne.mbox!/3", "a.zip!/jeanne.mbox"),
        ("old.pst!/Inbox/12", "old.pst!/Inbox"),
        ("old.pst!/Inbox/12!/1", "old.pst!/Inbox"),
        ("treasury/2017.xlsx", "treasury"),
        ("letter.eml", "."),
        ("!/", "."),
        ("letter.eml!/1", "."),
    ],
)
def test_an_item_lies_in_the_mailbox_of_its_message(path: str, mailbox: str) -> None:
    assert name_mailbox(path) == mailbox


@given(st.text(max_size=40))
def test_every_path_has_a_mailbox(path: str) -> None:
    assert name_mailbox(path)


@given(st.integers(1, 10**6), st.integers(1, 99))
def test_an_attachment_lies_where_its_message_lies(message: int, attachment: int) -> None:
    assert name_mailbox(f"x/box!/{message}!/{attachment}") == name_mailbox(f"x/box!/{message}")
