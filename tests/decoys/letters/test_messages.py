"""Messages: read by a parser they say what was meant, and nothing in them says that Python wrote them."""

from __future__ import annotations

import base64
import email
import mailbox
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decoys.letters.conftest import PAPER, SEED, SERVER

from chaffinch.decoys.letters import Corpus, Delivered, deliver_letters, write_maildir, write_mbox
from chaffinch.decoys.letters.clients import count_filetime
from chaffinch.decoys.letters.encoding import encode_quoted, encode_word, flow_lines
from chaffinch.decoys.letters.facts import say_day
from chaffinch.decoys.letters.quoting import list_lines

#: What each program writes, in its order; what stands in brackets may be missing.
ORDERS = {
    "Mozilla Thunderbird": "Message-ID Date MIME-Version User-Agent Subject [Content-Language] To [Cc] [References] "
    "[Content-Language] From [In-Reply-To] Content-Type [Content-Transfer-Encoding]",
    "Roundcube": "MIME-Version Date From To [Cc] Subject [In-Reply-To] [References] User-Agent Message-ID X-Sender "
    "Content-Type [Content-Transfer-Encoding]",
    "Microsoft Outlook": "From To [Cc] [References] [In-Reply-To] Subject Date Message-ID MIME-Version Content-Type X-Mailer "
    "Thread-Index Content-Language",
    "Apple Mail": "[From] Content-Type [Content-Transfer-Encoding] Mime-Version Subject [From] [In-Reply-To] [Message-Id] Date "
    "[Cc] [Content-Transfer-Encoding] [Message-Id] [References] To X-Mailer",
}
IDS = {
    "Mozilla Thunderbird": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "Roundcube": r"[0-9a-f]{32}",
    "Microsoft Outlook": r"[0-9a-f]{12}\$[0-9a-f]{8}\$[0-9a-f]{8}\$",
    "Apple Mail": r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
}
BOUNDARIES = {
    "Mozilla Thunderbird": r"-{12}[A-Za-z0-9]{24}",
    "Roundcube": r"=_[0-9a-f]{32}",
    "Microsoft Outlook": r"----=_NextPart_00\d_[0-9A-F]{4}_[0-9A-F]{8}\.[0-9A-F]{8}",
    "Apple Mail": r"Apple-Mail=_[0-9A-F-]{36}",
}
TRACES = ("Return-Path", "Delivered-To", "Received")


def find_program(parsed: Message) -> str:
    named = f"{parsed['User-Agent']} {parsed['X-Mailer']}"
    return next(program for program in ORDERS if program in named)


def test_every_message_has_the_headers_of_its_program_in_their_order(delivered: list[Delivered]) -> None:
    seen = set()
    for one in delivered:
        parsed = email.message_from_bytes(one.content)
        program = find_program(parsed)
        seen.add(program)
        names = [name for name in parsed if name not in TRACES]
        pattern = " ".join(
            f"(?:{name[1:-1]} )?" if name[0] == "[" else f"{name} " for name in ORDERS[program].split()
        )
        assert re.fullmatch(
            pattern.replace(" (", "(").replace(")? ", ")?").replace("  ", " "), " ".join(names) + " "
        ), names
        assert re.fullmatch(rf"<{IDS[program]}@aurore\.test>", parsed["Message-ID"])
    assert seen == set(ORDERS)


def test_nothing_says_that_python_wrote_it(delivered: list[Delivered]) -> None:
    for one in delivered:
        assert b"===============" not in one.content
        assert not re.search(
            rb"(?i)python|chaffinch|decoy|honeypot|leurre", one.content.split(b"\r\n\r\n")[0]
        )
        assert b"\n" not in one.content.replace(b"\r\n", b"")
        head = one.content.partition(b"\r\n\r\n")[0].decode("ascii")
        for line in head.split("\r\n"):
            assert line[0] in " \t" or re.match(r"[A-Z][A-Za-z-]*: \S", line), line
            assert len(line) <= 998
        for part in email.message_from_bytes(one.content).walk():
            assert "unknown-8bit" not in str(part.get_content_charset())
            if part.is_multipart():
                assert re.fullmatch(
                    BOUNDARIES[find_program(email.message_from_bytes(one.content))], str(part.get_boundary())
                )


def test_a_parser_reads_the_letter_out_of_every_message(post: Corpus, delivered: list[Delivered]) -> None:
    letters = {one.id: one for one in post.letters}
    for one in delivered:
        letter, parsed = letters[one.letter], email.message_from_bytes(one.content)
        assert not [part for part in parsed.walk() if part.defects]
        words = "".join(
            raw if isinstance(raw, str) else raw.decode(charset or "ascii")
            for raw, charset in email.header.decode_header(re.sub(r"\r\n(?=\s)", "", parsed["Subject"]))
        )
        assert words == letter.subject
        for name, people in (("To", letter.to), ("Cc", letter.cc)):
            found = [address for _, address in getaddresses(parsed.get_all(name, []))]
            assert found == [person.address for person in people]
        text = next(part for part in parsed.walk() if part.get_content_type() == "text/plain")
        payload = text.get_payload(decode=True)
        assert isinstance(payload, bytes)
        plain = payload.decode(text.get_content_charset("ascii"))
        folded = re.sub(r"[\s>]+", "", plain)
        for _, line in list_lines(letter):
            assert re.sub(r"[\s>]+", "", line) in folded
        files = [part.get_payload(decode=True) for part in parsed.walk() if part.get_filename()]
        assert files == [file.content for file in letter.attachments]


def test_threads_are_tied_by_identifiers(post: Corpus, delivered: list[Delivered]) -> None:
    parsed = {one.letter: email.message_from_bytes(one.content) for one in delivered}
    for letter in post.letters:
        own = parsed[letter.id]
        above = [parsed[one.id]["Message-ID"] for one in letter.list_ancestors()][::-1]
        assert (own.get("References", "").split(), own.get("In-Reply-To", "").split()) == (above, above[-1:])
        assert "X-GM" not in own
    ids = [one["Message-ID"] for one in parsed.values()]
    assert len(ids) == len(set(ids))


def test_times_agree_from_the_writer_to_the_mailbox(post: Corpus, delivered: list[Delivered]) -> None:
    letters = {one.id: one for one in post.letters}
    zones = set()
    for one in delivered:
        parsed, sent = email.message_from_bytes(one.content), letters[one.letter].sent_at
        assert parsedate_to_datetime(parsed["Date"]) == sent
        zones.add((sent.month in (7, 8), parsed["Date"][-5:]))
        received = [
            parsedate_to_datetime(value.rpartition(";")[2].strip())
            for value in parsed.get_all("Received", [])
        ]
        assert len(received) == (2 if one.folder == "INBOX" else 0)
        if received:
            assert sent <= received[1] <= received[0] == one.internal_date <= sent + timedelta(seconds=5)
            assert all(f"by {SERVER}" in value for value in parsed.get_all("Received", []))
            lmtp = re.search(r"\tid ([A-Za-z0-9+/]{22})\r\n", one.content.decode("latin-1"))
            assert lmtp
            raw = base64.b64decode(lmtp[1] + "==")
            assert int.from_bytes(raw[4:8], "little") == int(one.internal_date.timestamp())
        if "Outlook" in parsed.get("X-Mailer", ""):
            count = int(parsed["Message-ID"][5:13] + parsed["Message-ID"][14:22], 16)
            assert 0 <= count_filetime(sent) - count < 5 * 10**7
    assert {(True, "+0200"), (False, "+0100")} <= zones


def test_flags_tell_who_has_answered(post: Corpus, delivered: list[Delivered]) -> None:
    flags = {(one.letter, one.mailbox): one.flags for one in delivered if one.folder == "INBOX"}
    for letter in post.letters:
        if letter.parent and (key := (letter.parent.id, letter.sender.address)) in flags:
            assert ("$Forwarded" if letter.act == "forward" else "\\Answered") in flags[key]
            assert "\\Seen" in flags[key]
    answers = {
        (one.parent.id, one.sender.address) for one in post.letters if one.parent and one.act != "forward"
    }
    assert all(key in answers for key, found in flags.items() if "\\Answered" in found)


def test_only_the_mailboxes_asked_for_are_made_and_copies_stay_the_same(
    post: Corpus, delivered: list[Delivered]
) -> None:
    owner = post.people[0].address
    own = list(deliver_letters(post.letters, seed=SEED, server=SERVER, owners=frozenset([owner])))
    assert own == [one for one in delivered if one.mailbox == owner]
    assert {one.folder for one in own} == {"INBOX", "Sent"}
    copies = defaultdict(set)
    for one in delivered:
        copies[one.letter].add(email.message_from_bytes(one.content).as_bytes().rpartition(b"Message-I")[2])
    assert all(len(found) == 1 for found in copies.values())


def test_own_files_are_whole(post: Corpus) -> None:
    files = [file for one in post.letters for file in one.attachments]
    assert sum(file == PAPER for file in files) == 20
    for file in files:
        if file.name.endswith((".ics", ".vcf")):
            text = file.content.decode()
            assert text.startswith("BEGIN:V")
            assert text.rstrip().rpartition("\r\n")[2].startswith("END:V")
            assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
            assert "TEL" not in text
    assert {file.name[-4:] for file in files} == {".pdf", ".ics", ".vcf"}


def test_mailboxes_on_disk_are_read_by_the_standard_library(
    delivered: list[Delivered], tmp_path: Path
) -> None:
    owner = delivered[0].mailbox
    inbox = [one for one in delivered if one.mailbox == owner and one.folder == "INBOX"]
    every = [one for one in delivered if one.mailbox == owner]
    assert write_mbox(tmp_path / "inbox", inbox) == len(inbox)
    assert write_maildir(tmp_path / "dir", every, host="mail") == len(every)
    box = mailbox.mbox(tmp_path / "inbox")
    read = [one["Message-ID"] for one in box]
    box.close()
    assert read == [email.message_from_bytes(one.content)["Message-ID"] for one in inbox]
    maildir = mailbox.Maildir(tmp_path / "dir")
    assert len(maildir) == len(inbox)
    assert len(maildir.get_folder("Sent")) == len(every) - len(inbox)
    seen = sum("S" in one.get_flags() for one in maildir)
    assert seen == sum("\\Seen" in one.flags for one in inbox)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_words_and_lines_come_back_as_they_were(text: str) -> None:
    decoded = email.header.decode_header(encode_word(text, charset="utf-8").replace("\r\n", ""))
    if not text.isascii():
        assert (
            "".join(
                raw.decode(charset or "ascii") if isinstance(raw, bytes) else raw for raw, charset in decoded
            )
            == text
        )
        assert all(len(word) <= 75 for word in encode_word(text, charset="utf-8").split("\r\n "))
    import quopri

    quoted = encode_quoted(text)
    assert quopri.decodestring(quoted.encode()).decode() == text
    assert all(len(line) <= 76 for line in quoted.split("\r\n"))


@pytest.mark.parametrize("text", ["From here", " indented", ">marked", "-- ", "a " * 90 + "b", ""])
def test_flowed_text_can_be_put_together_again(text: str) -> None:
    lines = flow_lines([(0, text)]).split("\n")
    assert all(len(line) <= 78 for line in lines)
    stuffed = [line.removeprefix(" ") if line.startswith((" From ", "  ", " >")) else line for line in lines]
    assert "".join(stuffed) == text


def test_windows_time_is_counted_from_1601() -> None:
    assert count_filetime(datetime(1970, 1, 1, tzinfo=UTC)) == 116444736000000000


def test_an_invitation_is_for_the_day_that_its_letter_names(post: Corpus) -> None:
    invited = [one for one in post.letters if any(file.name == "invite.ics" for file in one.attachments)]
    named = 0
    for letter in invited:
        [file] = [file for file in letter.attachments if file.name == "invite.ics"]
        start = re.search(rb"DTSTART:(\d{8}T\d{6}Z)", file.content)
        assert start is not None
        begins = datetime.strptime(start[1].decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        said = say_day(
            begins.astimezone(ZoneInfo("Europe/Paris")).date(), letter.language, today=letter.sent_at.date()
        )
        named += said in f"{letter.subject} {letter.body}"
    # A few phrasings leave the day to the invitation, and there are few letters here.
    assert named >= 0.6 * len(invited) > 0
