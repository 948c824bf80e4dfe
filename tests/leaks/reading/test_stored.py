"""Messages as Outlook stores them, in files and in stores: what is stored is told, what is not is not claimed."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.leaks.reading.compounds import make_compound, make_outlook
from tests.leaks.reading.dumps import Shelf, by_path, make_zip, read_dump

from chaffinch.leaks.reading.inside.compressed_rtf import unpack_rtf
from chaffinch.leaks.reading.inside.rtf import read_rtf_text

HEAD = (
    "Received: from a.test by b.test; Tue, 02 Mar 2027 09:30:01 +0100\r\nFrom: Camille Roy <camille.roy@mouvement-aurore.test>\r\n"
    "To: Jean <jean@mouvement-aurore.test>\r\nSubject: =?utf-8?q?R=C3=A9union?=\r\nDate: Tue, 02 Mar 2027 09:30:00 +0100\r\n"
    "Message-ID: <1@mouvement-aurore.test>\r\nDKIM-Signature: v=1; a=rsa-sha256; d=mouvement-aurore.test; s=k; h=from; bh=AAAA; b=BBBB\r\n"
    'Content-Type: multipart/mixed; boundary="x"\r\n'
)
SENT = {
    0x0037: "Envoyé",
    0x0C1F: "camille.roy@mouvement-aurore.test",
    0x0C1A: "Camille Roy",
    0x1000: "Bonjour.",
    0x1035: "<2@m.test>",
}
JEAN: dict[int, str | int] = {0x0C15: 1, 0x39FE: "jean@mouvement-aurore.test"}
ANNE: dict[int, str | int] = {0x0C15: 2, 0x3003: "anne@mouvement-aurore.test"}


def test_a_message_with_its_head_is_read_by_it(shelf: Shelf) -> None:
    content = make_compound(
        make_outlook({0x007D: HEAD, 0x1000: "Bonjour.\r\nÀ demain.", 0x1013: b"<p>Autre chose</p>"})
    )
    (item,) = shelf.read_file("a.msg", content)
    mail = item.mail
    assert mail is not None
    assert (mail.subject, mail.sender, mail.to) == (
        "Réunion", "camille.roy@mouvement-aurore.test", ("jean@mouvement-aurore.test",),
    )  # fmt: skip
    assert (mail.text, mail.html_text) == ("Bonjour.\nÀ demain.", "Autre chose")
    assert mail.date == "2027-03-02T09:30:00+01:00"
    assert "stored" in mail.faults and "no-boundary" not in mail.faults
    assert [one.body for one in mail.signatures] == ["unsupported"]
    assert mail.body_hashes == {}


def test_a_message_that_was_sent_has_no_head_and_is_read_by_its_properties(shelf: Shelf) -> None:
    (item,) = shelf.read_file("a.msg", make_compound(make_outlook(SENT, recipients=[JEAN, ANNE])))
    mail = item.mail
    assert mail is not None
    assert (mail.subject, mail.sender, mail.sender_name) == (
        "Envoyé",
        "camille.roy@mouvement-aurore.test",
        "Camille Roy",
    )
    assert (mail.to, mail.cc) == (("jean@mouvement-aurore.test",), ("anne@mouvement-aurore.test",))
    assert (mail.message_id, mail.text) == ("<2@m.test>", "Bonjour.")
    assert mail.faults == ("no-header", "stored")
    assert mail.habits == {}


def test_attachments_and_enclosed_messages_are_items(shelf: Shelf) -> None:
    file = make_outlook({0x3707: "note.zip", 0x3705: 1, 0x3701: make_zip({"a.txt": b"texte"})}, head=8)
    enclosed = {
        **make_outlook({0x3705: 5, 0x3707: "Fwd"}, head=8),
        "__substg1.0_3701000D": make_outlook({**SENT, 0x0037: "Dedans"}, recipients=[JEAN], head=24),
    }
    content = make_compound(make_outlook(SENT, recipients=[JEAN], attachments=[file, enclosed]))
    items = by_path(shelf.read_file("a.msg", content))
    assert list(items) == ["a.msg", "a.msg!/1", "a.msg!/1!/a.txt", "a.msg!/2", "a.msg!/2!/1"]
    inner, outer = items["a.msg!/2!/1"].mail, items["a.msg"].mail
    assert inner is not None and outer is not None
    assert (inner.subject, inner.to) == ("Dedans", ("jean@mouvement-aurore.test",))
    assert [one.name for one in outer.attachments] == ["note.zip", "Fwd"]


def test_a_damaged_message_is_told(shelf: Shelf) -> None:
    content = make_compound(make_outlook(SENT, recipients=[JEAN]))
    for end in range(0, len(content), 700):
        items = shelf.read_file("a.msg", content[:end])
        assert all(item.mail or item.document or item.fault or not end for item in items)


def pack_rtf(content: bytes) -> bytes:
    """Return RTF in the packed form, without references."""
    packed = b"".join(b"\0" + content[at : at + 8] for at in range(0, len(content), 8))
    return struct.pack("<IIII", len(packed) + 12, len(content), 0x75465A4C, 0) + packed


@given(content=st.binary(max_size=9_000))
def test_packed_rtf_comes_out_as_it_went_in(content: bytes) -> None:
    assert unpack_rtf(pack_rtf(content)) == content


@given(content=st.binary(max_size=600))
def test_any_bytes_are_unpacked_and_read_to_their_end(content: bytes) -> None:
    read_rtf_text(unpack_rtf(content))
    read_rtf_text(content)


def test_packed_rtf_is_unpacked_as_the_specification_shows() -> None:
    example = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af3206865 6c09002062770 5b06c647d0a800fa0".replace(" ", "")
    )
    assert unpack_rtf(example) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.corpus
def test_a_store_gives_the_messages_of_each_kind_of_body(corpus: Path) -> None:
    items = read_dump(corpus / "pst")
    assert [item.where.path.rpartition("Top of Outlook data file")[2] for item in items] == [
        f"/Inbox/tmp/{number}" for number in range(1, 5)
    ]
    for item in items:
        assert item.mail is not None
        assert item.mail.sender == "tallison@mitre.org"
        assert item.mail.subject.endswith("original email")
        assert "original email" in item.mail.text.lower() or "This is" in item.mail.text
        assert item.mail.message_id.startswith("<")
        assert item.mail.received


@pytest.mark.corpus
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_store_that_was_cut_off_ends_with_a_fault_or_its_messages(
    corpus: Path, shelf: Shelf, share: float
) -> None:
    content = (corpus / "pst" / "testPST_variousBodyTypes.pst").read_bytes()
    items = by_path(shelf.read_file("a.pst", content[: int(len(content) * share)]))
    assert items and all(item.mail or item.fault for item in items.values())
