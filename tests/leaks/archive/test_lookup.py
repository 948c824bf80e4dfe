"""What judging asks of an archive, and what it is told."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import (
    NIGHT,
    add,
    ask,
    begin,
    write_letter,
    write_maildir,
    write_mbox,
    write_text,
)

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.reference import Reference


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lise's and Karim's mailboxes: 30 letters from her to him, of which he answered some."""
    folder = tmp_path_factory.mktemp("house")
    letters = [write_letter(number) for number in range(30)]
    quoting = "\n".join(f"> {line}" for line in write_text(4).splitlines())
    answer = write_letter(
        100,
        sender="karim.haddad@aurore.test",
        to="lise.corbel@aurore.test",
        subject="Re: Point numéro 4",
        text=f"Bien reçu, merci.\n\nLe 3 février 2026, Lise Corbel a écrit :\n{quoting}\n",
        headers=[("In-Reply-To", "<4.aurore@mail.aurore.test>")],
    )
    begin(folder / "archive", owned=("aurore.test",))
    box = write_mbox(folder / "lise.mbox", letters)
    add(folder / "archive", box, mailbox="lise.corbel@aurore.test")
    received = [b"Received: from mail.aurore.test\n" + letters[number] for number in range(10)]
    other = write_maildir(folder / "karim", received)
    add(folder / "archive", other, mailbox="karim.haddad@aurore.test", now=NIGHT + timedelta(days=1))
    third = write_mbox(folder / "sent.mbox", [answer])
    add(folder / "archive", third, mailbox="karim.haddad@aurore.test", now=NIGHT + timedelta(days=2))
    return folder / "archive"


@pytest.fixture
def reference(archive: Path) -> ReferenceArchive:
    opened = ask(archive)
    as_asked: Reference = opened
    assert as_asked is opened
    return opened


def test_the_same_bytes_are_found(reference: ReferenceArchive) -> None:
    [found] = reference.find_by_sha256(hashlib.sha256(write_letter(7)).hexdigest())
    assert found.mail is not None
    assert (found.kind, found.mailbox, found.mail.subject) == (
        "mail",
        "lise.corbel@aurore.test",
        "Point numéro 7",
    )
    assert found.mail.text.split() == write_text(7).split()
    assert found.first_seen == NIGHT


def test_what_is_not_there_is_not_found(reference: ReferenceArchive) -> None:
    assert not reference.find_by_sha256("0" * 64)
    assert not reference.find_by_message_id("<nobody@aurore.test>")
    assert not reference.find_by_message_id("")
    assert not reference.find_by_text(hash_text("Nobody wrote this."))
    assert not reference.find_alike(sketch_text("Of seven words none is in there"))


def test_a_letter_in_two_mailboxes_is_found_in_both_the_first_seen_first(reference: ReferenceArchive) -> None:
    found = reference.find_by_message_id("<3.aurore@mail.aurore.test>")
    assert [one.mailbox for one in found] == ["lise.corbel@aurore.test", "karim.haddad@aurore.test"]
    assert [one.copies for one in found] == [2, 2]
    [alone] = reference.find_by_message_id("<12.aurore@mail.aurore.test>")
    assert alone.copies == 1


def test_a_text_is_found_however_it_is_wrapped(reference: ReferenceArchive) -> None:
    wrapped = "  ".join(write_text(9).split())
    assert {one.mailbox for one in reference.find_by_text(hash_text(wrapped))} == {
        "lise.corbel@aurore.test",
        "karim.haddad@aurore.test",
    }


def test_an_altered_text_is_found_by_its_likeness(reference: ReferenceArchive) -> None:
    altered = write_text(20).replace("budget", "pot-de-vin", 1)
    likest = reference.find_alike(sketch_text(altered), most=3)
    assert likest[0].mail is not None
    assert likest[0].mail.message_id == "<20.aurore@mail.aurore.test>"
    assert len(likest) <= 3


def test_an_excerpt_is_found(reference: ReferenceArchive) -> None:
    excerpt = " ".join(write_text(21).split()[10:35])
    found = [one.mail.message_id for one in reference.find_alike(sketch_text(excerpt)) if one.mail]
    assert found[0] == "<21.aurore@mail.aurore.test>"


def test_the_hash_that_a_signature_names_finds_our_copy_of_the_body(reference: ReferenceArchive) -> None:
    body = write_letter(11).partition(b"\n\n")[2].replace(b"\n", b"\r\n")
    simple = base64.b64encode(hashlib.sha256(body).digest()).decode()
    [found] = reference.find_by_body_hash(simple)
    assert found.mail is not None
    assert found.mail.message_id == "<11.aurore@mail.aurore.test>"


def test_an_answer_in_another_mailbox_witnesses_what_it_quotes(reference: ReferenceArchive) -> None:
    text = write_text(15)
    assert not reference.find_witnesses(text)
    [witness] = reference.find_witnesses(write_text(4))
    assert (witness.share, witness.words) == (1.0, 60)
    # Karim has a copy of the letter, so that whoever wrote into his mailbox could have written both.
    assert not witness.independent


def test_a_part_of_a_text_is_witnessed_in_part(reference: ReferenceArchive) -> None:
    doubled = write_text(4) + write_text(15)
    [witness] = reference.find_witnesses(doubled)
    assert witness.share == pytest.approx(0.5, abs=0.05)


def test_an_answer_names_what_it_answers(reference: ReferenceArchive) -> None:
    [answer] = reference.find_answers("<4.aurore@mail.aurore.test>")
    assert answer.mail is not None
    assert answer.mail.sender == "karim.haddad@aurore.test"


def test_mailboxes_domains_and_what_is_below_them_are_ours(reference: ReferenceArchive) -> None:
    assert reference.owns("lise.corbel@aurore.test")
    assert reference.owns("Presse@Aurore.TEST")
    assert reference.owns("x@lists.aurore.test")
    assert not reference.owns("x@notaurore.test")
    assert not reference.owns("")


def test_what_came_after_the_breach_is_known(archive: Path) -> None:
    reference = ask(archive, breach=NIGHT + timedelta(hours=3))
    before, after = reference.find_by_message_id("<3.aurore@mail.aurore.test>")
    assert not reference.is_after_breach(before)
    assert reference.is_after_breach(after)
    assert not ask(archive).is_after_breach(after)


def test_habits_are_counted_by_sender(reference: ReferenceArchive) -> None:
    assert reference.get_usual("message-id-shape", "lise.corbel@aurore.test")[0] == "9.a"
    assert reference.get_usual("line-ends", "Lise.Corbel@aurore.test") == ["lf"]
    assert reference.get_usual("message-id-shape", "nobody@aurore.test") == []


def test_answers_come_in_the_same_order_each_time(archive: Path) -> None:
    sketch = sketch_text(write_text(4) + write_text(5) + write_text(6))
    asked = [[one.id for one in ask(archive).find_alike(sketch)] for _ in range(3)]
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) >= 3


def test_without_text_signatures_still_find_and_nothing_can_be_read(tmp_path: Path) -> None:
    begin(tmp_path / "archive", keeps_text=False)
    add(tmp_path / "archive", write_mbox(tmp_path / "lise.mbox", [write_letter(1)]))
    [found] = ask(tmp_path / "archive").find_by_text(hash_text(write_text(1)))
    assert found.mail is not None
    assert (found.has_text, found.mail.text, found.mail.subject, found.mail.headers) == (False, "", "", ())
    assert found.sketch == sketch_text(write_text(1))
    content = b"".join(path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file())
    assert b"imprimeur" not in content


def test_a_day_of_no_hour_begins_in_utc() -> None:
    from chaffinch.leaks.archive.lookup import read_breach

    assert read_breach("2026-05-01") == datetime(2026, 5, 1, tzinfo=UTC)
    assert read_breach("") is None
