"""What an intruder put into a mailbox is never plainly genuine; what something else backs is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.taints.keys import make_keys
from benchmarks.taints.memory import MemoryReference
from tests.leaks.judging.mails import BREACH, TEXT, sign_mail, write_mail

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.prints import ItemPrint

Judge = Callable[..., Finding]
Keep = Callable[..., ItemPrint]
KEYS = make_keys(("mouvement-aurore.test",))


@pytest.mark.parametrize("doubt", ["after the breach", "out of order"])
@pytest.mark.parametrize(
    "leaked", [write_mail(), write_mail(X_Uid="4"), write_mail(TEXT[:200])], ids=["same", "exported", "cut"]
)
def test_what_nothing_backs_is_unproven(keep: Keep, judge: Judge, doubt: str, leaked: bytes) -> None:
    keep(write_mail(), **({"seen": BREACH} if doubt == "after the breach" else {"in_order": False}))
    found = judge(leaked)
    assert found.verdict == "unproven"
    assert "key" in found.would_change


def test_a_delivery_log_backs_it(reference: MemoryReference, keep: Keep, judge: Judge) -> None:
    keep(write_mail(), seen=BREACH)
    reference.delivered = frozenset({"<1a2b@mouvement-aurore.test>"})
    assert judge(write_mail()).verdict == "genuine"


def test_a_signature_over_our_copy_backs_it(keep: Keep, judge: Judge) -> None:
    signed = sign_mail()
    keep(signed, seen=BREACH)
    found = judge(b"X-Uid: 3\r\n" + signed, KEYS)
    assert found.verdict == "repackaged"


def test_a_copy_in_another_mailbox_backs_it(keep: Keep, judge: Judge) -> None:
    keep(write_mail(), seen=BREACH)
    keep(b"Delivered-To: claire\r\n" + write_mail(), id="a2", mailbox="claire", seen=BREACH)
    assert judge(write_mail()).verdict == "genuine"


def test_copies_out_of_order_back_nothing(keep: Keep, judge: Judge) -> None:
    keep(write_mail(), seen=BREACH, in_order=False)
    keep(b"Delivered-To: claire\r\n" + write_mail(), id="a2", mailbox="claire", seen=BREACH, in_order=False)
    assert judge(write_mail()).verdict == "unproven"


def test_an_answer_elsewhere_that_quotes_it_backs_it(keep: Keep, judge: Judge) -> None:
    keep(write_mail(), seen=BREACH)
    quoted = "".join(f"> {line}\r\n" for line in TEXT.split("\r\n"))
    keep(
        write_mail(f"Merci Camille, c'est noté.\r\n\r\n{quoted}", Message_ID="<w@x>"),
        id="a2",
        mailbox="claire",
    )
    found = judge(write_mail())
    assert found.verdict == "genuine"
    assert "witness" in [one.code for one in found.evidence]
