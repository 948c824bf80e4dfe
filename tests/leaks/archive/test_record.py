"""What is kept of an item comes back as it was, with its words and without."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as some

from chaffinch.leaks.archive.found import Printed, Standing
from chaffinch.leaks.archive.record import join_record, make_record, split_record
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, MailPrint, Where

_TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
_MAIL = some.builds(
    MailPrint,
    text=_TEXT,
    html_text=_TEXT,
    hidden_text=_TEXT,
    habits=some.dictionaries(_TEXT, _TEXT, max_size=2),
    body_hashes=some.dictionaries(_TEXT, _TEXT, max_size=2),
    date=some.just("2026-03-01T10:00:00+01:00"),
)
_DOCUMENT = some.builds(DocumentPrint, text=_TEXT)


def print_as(path: str, shown: MailPrint | DocumentPrint | None) -> Printed:
    mail = shown if isinstance(shown, MailPrint) else None
    document = shown if isinstance(shown, DocumentPrint) else None
    item = ItemPrint(Where(path, "a" * 64, 7), "mail" if mail else "document", mail=mail, document=document)
    return Printed(item, texts=("b" * 64,), sketch=(1, 2**64 - 1))


@given(mail=some.none() | _MAIL, files=some.lists(some.none() | _DOCUMENT | _MAIL, max_size=3))
def test_a_record_comes_back_as_it_was(
    mail: MailPrint | None, files: list[DocumentPrint | MailPrint | None]
) -> None:
    own = print_as("box!/1", mail or DocumentPrint("txt", "x"))
    enclosed = tuple(print_as(f"box!/1!/{number}", file) for number, file in enumerate(files, 1))
    whole = Printed(own.item, own.texts, own.sketch, files=enclosed)
    for keep_text in (True, False):
        record = make_record(whole, Standing("lise"), keep_text=keep_text, in_order=True)
        values, words = json.loads(json.dumps(split_record(record)))
        assert join_record(values, words) == record
        assert [file.path for file in record.files] == [str(number) for number in range(1, len(files) + 1)]
        assert bool(words) <= keep_text
        assert record.mail is None or keep_text or not record.mail.hidden_text
        hollow = join_record(values, {})
        assert hollow.mail is None or hollow.mail.text == ""
        assert hollow.texts == record.texts
