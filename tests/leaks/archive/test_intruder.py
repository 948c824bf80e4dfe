"""Who gets into a mailbox can append back-dated mail before stealing it: none of that is ever called genuine."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import NIGHT, add, ask, begin, write_letter, write_maildir, write_text

from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.planted import PlantedIndex
from chaffinch.leaks.judging import judge_item
from chaffinch.leaks.prints import AttachmentPrint, ItemPrint, MailPrint, SignaturePrint, Where
from chaffinch.mail.prints import print_mail

BREACH = NIGHT + timedelta(days=5)
HONEST = [write_letter(number) for number in range(60)]


def write_back_dated(number: int) -> bytes:
    return write_letter(
        10_000 + number, sent_at=datetime(2026, 1, 2, 9, tzinfo=UTC) + timedelta(hours=number)
    )


def write_answer(number: int) -> bytes:
    """Return an answer in the addressee's mailbox that quotes a planted letter whole: planted, too."""
    quoted = "\n".join(f"> {line}" for line in write_text(10_000 + number).splitlines())
    return write_letter(
        20_000 + number,
        sender="karim.haddad@aurore.test",
        to="lise.corbel@aurore.test",
        text=f"D'accord.\n\nLe 2 janvier 2026, Lise Corbel a écrit :\n{quoted}\n",
        sent_at=datetime(2026, 1, 3, 9, tzinfo=UTC) + timedelta(hours=number),
        headers=[("In-Reply-To", f"<{10_000 + number}.aurore@mail.aurore.test>")],
    )


PLANTED = [write_back_dated(number) for number in range(70)]
ANSWERS = [write_answer(number) for number in range(30)]


def read(raw: bytes) -> ItemPrint:
    values = print_mail(raw)
    values["attachments"] = tuple(AttachmentPrint(**one) for one in values["attachments"])
    values["signatures"] = tuple(SignaturePrint(**one) for one in values["signatures"])
    where = Where("box.mbox!/1", hashlib.sha256(raw).hexdigest(), len(raw))
    return ItemPrint(where, "mail", mail=MailPrint(**values))


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mailboxes, archived once before the intrusion and once after what the intruder appended."""
    folder = tmp_path_factory.mktemp("stolen")
    begin(folder / "archive", owned=("aurore.test",))
    for name, planted in (("lise.corbel", PLANTED), ("karim.haddad", ANSWERS)):
        mailbox = f"{name}@aurore.test"
        own = [letter for number, letter in enumerate(HONEST) if (number % 2 == 0) == (name == "lise.corbel")]
        add(folder / "archive", write_maildir(folder / name, own), mailbox=mailbox)
        later = write_maildir(folder / name, [*own, *planted])
        add(folder / "archive", later, mailbox=mailbox, now=BREACH + timedelta(days=1))
    return folder / "archive"


def count_verdicts(reference: ReferenceArchive, letters: list[bytes]) -> dict[str, int]:
    verdicts: dict[str, int] = {}
    for raw in letters:
        finding = judge_item(read(raw), reference=reference, planted=PlantedIndex([]))
        verdicts[finding.verdict] = verdicts.get(finding.verdict, 0) + 1
    return verdicts


def test_of_a_hundred_planted_mails_none_is_genuine_and_every_other_one_is(stolen: Path) -> None:
    reference = ask(stolen, breach=BREACH)
    assert count_verdicts(reference, [*PLANTED, *ANSWERS]) == {"unproven": 100}
    assert count_verdicts(reference, HONEST) == {"genuine": 60}


def test_where_no_intrusion_is_stated_the_order_of_numbers_tells(stolen: Path) -> None:
    reference = ask(stolen)
    assert count_verdicts(reference, [*PLANTED, *ANSWERS]) == {"unproven": 100}
    assert count_verdicts(reference, HONEST) == {"genuine": 60}
