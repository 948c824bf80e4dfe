"""Messages that were composed earlier, handed to Django's mail connection as they are."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage as ParsedMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from django.core.mail import EmailMessage


class WireMessage:
    """What Django's SMTP backend asks of a message: its bytes, with the line ends that it names."""

    def __init__(self, parsed: ParsedMessage) -> None:
        self._parsed = parsed

    def __getitem__(self, name: str) -> Any:
        return self._parsed[name]

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\r\n") -> bytes:
        """Return the message for the wire (RFC 5321)."""
        return self._parsed.as_bytes(unixfrom=unixfrom, policy=email.policy.SMTP.clone(linesep=linesep))


def compose_text(subject: str, body: str, *, sender: str, now: datetime) -> RawMessage:
    """Make a short text message (RFC 5322) that no out-of-office reply answers."""
    message = ParsedMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="quoted-printable")
    return RawMessage(bytes(message))


class RawMessage(EmailMessage):
    """A whole RFC 5322 message of our own; Django's backends send it unchanged to one recipient."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        parsed = email.message_from_bytes(content, policy=email.policy.SMTP)
        assert isinstance(parsed, ParsedMessage)  # noqa: S101 -- the policy's own class
        self._parsed = parsed
        super().__init__(subject=str(parsed["Subject"]), from_email=str(parsed["From"]))

    def addressed_to(self, address: str) -> RawMessage:
        """Return the same message for one recipient, whose address alone stands in To."""
        copy = RawMessage(self._content)
        copy.to = [address]
        del copy._parsed["To"]
        copy._parsed["To"] = address
        return copy

    def message(self, **_options: Any) -> WireMessage:  # type: ignore[override]
        """Return the message for the wire; Django composes nothing here."""
        return WireMessage(self._parsed)
