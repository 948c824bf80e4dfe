"""The range's mail server keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from chaffinch.lab.lures import make_lures
from chaffinch.lab.range import Range


def send(practice_range: Range, raw: bytes) -> None:
    with smtplib.SMTP(
        "127.0.0.1", practice_range.smtp_port, local_hostname="essai.test", timeout=10
    ) as server:
        server.sendmail("desk@mouvement-aurore.test", ["equipe@mouvement-aurore.test"], raw)


def read_newest(folder: Path) -> EmailMessage:
    raw = max(folder.glob("*.eml")).read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_received_message_is_a_file_that_parses(practice_range: Range) -> None:
    sent = EmailMessage()
    sent["Subject"] = "Bilan de la semaine – cinq adresses"
    sent["From"] = "desk@mouvement-aurore.test"
    sent.set_content("Bonjour,\n.une ligne qui commence par un point\n")
    sent.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bilan.pdf")
    send(practice_range, sent.as_bytes(policy=email.policy.SMTP))
    kept = read_newest(practice_range.mail_folder)
    assert kept["Subject"] == sent["Subject"]
    assert kept["Delivered-To"] == "equipe@mouvement-aurore.test"
    assert kept["X-Chaffinch-Lab"] == "LAB"
    body = kept.get_body()
    assert body is not None
    assert "\n.une ligne" in body.get_content()
    assert [part.get_content() for part in kept.iter_attachments()] == [b"%PDF-1.7"]


def test_messages_keep_their_order_and_none_is_half_written(practice_range: Range) -> None:
    for number in range(12):
        send(practice_range, f"Subject: {number}\r\n\r\n{number}\r\n".encode())
    newest = sorted(practice_range.mail_folder.glob("*.eml"))[-12:]
    assert [email.message_from_bytes(path.read_bytes())["Subject"] for path in newest] == [
        str(n) for n in range(12)
    ]
    assert not list(practice_range.mail_folder.glob("*.part"))


def test_the_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        with Range(tmp_path / "home", mail_folder=tmp_path / "mail") as running:
            send(running, b"Subject: x\r\n\r\nx\r\n")
    assert [path.name[:6] for path in sorted((tmp_path / "mail").glob("*.eml"))] == ["000001", "000002"]


def test_a_message_too_large_is_refused_and_the_server_lives(practice_range: Range) -> None:
    with pytest.raises(smtplib.SMTPException):
        send(practice_range, b"Subject: big\r\n\r\n" + b"a" * 60 + b"\r\n" + (b"b" * 998 + b"\r\n") * 36_000)
    send(practice_range, make_lures(datetime(2027, 3, 1, tzinfo=UTC))[0].message)
    assert "session" in read_newest(practice_range.mail_folder)["Subject"]
