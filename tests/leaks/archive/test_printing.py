"""Messages go through a real sandbox in lots; what breaks one takes no other along."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from tests.leaks.archive.house import write_letter, write_text

from chaffinch.ground.isolate import IsolationError, IsolationLimits
from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.adding import MOST_ITEMS, split_batches
from chaffinch.leaks.archive.found import Found
from chaffinch.leaks.archive.inside import print_all
from chaffinch.leaks.archive.printing import LARGEST, Printer


def find(contents: Sequence[bytes]) -> list[Found]:
    return [Found(str(number), content, "lise") for number, content in enumerate(contents)]


def test_what_comes_out_of_the_sandbox_is_what_was_in_the_letter() -> None:
    contents = [write_letter(1, files=[("devis.pdf", b"%PDF-")]), b"", b"\0\xff" * 500]
    first, empty, noise = Printer().print_batch(find(contents))
    assert first.item.mail is not None
    assert first.item.mail.subject == "Point numéro 1"
    assert first.item.where.sha256 == hashlib.sha256(contents[0]).hexdigest()
    assert first.item.mail.attachments[0].sha256 == hashlib.sha256(b"%PDF-").hexdigest()
    assert first.texts == (hash_text(write_text(1)),)
    assert first.sketch == sketch_text(write_text(1))
    assert (empty.item.fault, noise.item.fault) == ("", "")


def break_on(word: bytes, *, code: str = "crashed") -> Any:
    def run(function: str, untrusted_input: bytes, *, limits: IsolationLimits) -> Any:
        if word in untrusted_input:
            raise IsolationError(code)  # type: ignore[arg-type]  # one of its codes
        return print_all(untrusted_input)

    return run


@pytest.mark.parametrize("code", ["crashed", "timeout", "memory", "too-large"])
def test_one_that_breaks_the_sandbox_is_found_by_halves(code: str) -> None:
    contents = [write_letter(number, subject="Poison" if number == 11 else "") for number in range(20)]
    printed = Printer(run=break_on(b"Poison", code=code)).print_batch(find(contents))
    assert [one.item.fault for one in printed] == ["" if number != 11 else code for number in range(20)]
    assert [one.found.path for one in printed] == [str(number) for number in range(20)]


def test_without_a_sandbox_nothing_is_read() -> None:
    with pytest.raises(IsolationError):
        Printer(run=break_on(b"", code="not-available")).print_batch(find([write_letter(1)]))


@pytest.mark.parametrize(
    "answer",
    [None, [], [{}], [{"mail": {}}], [None], [{"fault": "timeout"}], "text", [{"mail": {"message_id": 7}}]],
)
def test_an_answer_that_is_none_is_a_fault(answer: Any) -> None:
    printer = Printer(run=lambda function, untrusted_input, *, limits: answer)
    [printed] = printer.print_batch(find([write_letter(1)]))
    assert printed.item.fault in {"malformed", "crashed", "timeout"}
    assert printed.item.mail is None


def test_an_answer_with_one_wrong_value_is_a_fault() -> None:
    def run(function: str, untrusted_input: bytes, *, limits: IsolationLimits) -> Any:
        [values] = print_all(untrusted_input)
        return [{**values, "sketch": [*values["sketch"], 2**64]}]

    [printed] = Printer(run=run).print_batch(find([write_letter(1)]))
    assert printed.item.fault == "malformed"


def test_a_message_that_is_too_large_never_reaches_the_sandbox() -> None:
    large, small = Found("large", bytes(LARGEST + 1), "lise"), Found("small", write_letter(1), "lise")
    printed = Printer(run=break_on(bytes(1_000))).print_batch([large, small])
    assert [one.item.fault for one in printed] == ["too-large", ""]


def test_lots_are_bounded_by_number_and_by_size() -> None:
    small = [Found(str(number), b"x", "lise") for number in range(MOST_ITEMS + 1)]
    assert [len(lot) for lot in split_batches(small)] == [MOST_ITEMS, 1]
    large = [Found(str(number), bytes(9_000_000), "lise") for number in range(3)]
    assert [len(lot) for lot in split_batches(large)] == [1, 1, 1]
    assert not list(split_batches([]))
