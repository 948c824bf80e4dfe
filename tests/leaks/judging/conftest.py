"""Messages, an archive and a ledger for verdicts, made by the parts that really make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from benchmarks.taints.memory import MemoryPlanted, MemoryReference, make_original
from tests.leaks.judging.mails import BREACH, FIRST_SEEN, print_mail

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging import judge_item
from chaffinch.leaks.prints import ItemPrint
from chaffinch.mail.keys import KeyArchive


@pytest.fixture
def reference() -> MemoryReference:
    """An archive of mouvement-aurore.test without items."""
    return MemoryReference(owned=("mouvement-aurore.test",), breach=BREACH)


@pytest.fixture
def planted() -> MemoryPlanted:
    """A ledger without entries."""
    return MemoryPlanted()


@pytest.fixture
def keep(reference: MemoryReference) -> Callable[..., ItemPrint]:
    """Put a message into the archive; return its print."""

    def put(
        raw: bytes,
        *,
        id: str = "a1",
        mailbox: str = "jean",
        seen: datetime = FIRST_SEEN,
        in_order: bool = True,
        copies: int = 1,
    ) -> ItemPrint:
        item = print_mail(raw, id)
        reference.add(
            make_original(item, mailbox=mailbox, first_seen=seen, id=id, uid_in_order=in_order, copies=copies)
        )
        return item

    return put


@pytest.fixture
def judge(reference: MemoryReference, planted: MemoryPlanted) -> Callable[..., Finding]:
    """Judge a message, or an item, against archive and ledger."""

    def say(leaked: bytes | ItemPrint, keys: KeyArchive | None = None) -> Finding:
        item = print_mail(leaked, keys=keys) if isinstance(leaked, bytes) else leaked
        return judge_item(item, reference=reference, planted=planted)

    return say
