"""What is taken of an item so that it can be compared: the same function makes it of our own mail and of what leaked.

Prints are made inside the sandbox and travel out of it as JSON; everything in them is as hostile as the item was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ItemKind = Literal["mail", "document", "picture", "text", "page", "other"]
"""A message; office file or PDF; picture; plain text; an HTML page that shows a mail, as leak sites print them; else."""
SignatureState = Literal["valid", "invalid", "no-key", "unsupported", "malformed"]
BodyState = Literal["match", "mismatch", "cut", "unsupported"]
"""`cut`: it matches, but `l=` signs only the beginning of what is there."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which item of a dump or an archive."""

    path: str
    """Relative path; members of containers after `!/`: `box.mbox!/17`, `a.zip!/b/c.eml`. Numbers count from 1."""
    sha256: str
    """Of the item's bytes as they were found, hex."""
    size: int


@dataclass(frozen=True, slots=True)
class SignaturePrint:
    """One DKIM signature (RFC 6376), its four parts told apart."""

    domain: str
    selector: str
    algorithm: str
    header: SignatureState
    """Whether the signature over the headers holds."""
    body: BodyState
    """Whether the body that is there has the hash that the signature names."""
    body_hash: str
    """`bh=`, base64: of the original body; compared with that of our own copy, too."""
    key_bits: int = 0
    key_source: str = ""
    """Which archive of keys it is from, and from when to when it was seen there; empty where there is none."""
    key_published: bool = False
    """Whether the private half is known to everybody: then anybody may have signed."""
    signed_at: str = ""
    """`t=`, ISO 8601; empty where the signature does not say."""
    expires_at: str = ""
    """`x=`; a signature that has expired since is still evidence of its day."""
    headers: tuple[str, ...] = ()
    """Names of what is signed, lower case, in order."""


@dataclass(frozen=True, slots=True)
class AttachmentPrint:
    """A file in a message."""

    name: str
    content_type: str
    size: int
    sha256: str
    text_sha256: str = ""
    """As `ground.texts.hash_text` makes it of the text that was extracted; empty where none was."""
    member: str = ""
    """Its own path in the dump, where it is an item of its own."""


@dataclass(frozen=True, slots=True)
class MailPrint:
    """A message, as far as it is compared."""

    message_id: str
    """With its angle brackets; empty where there is none."""
    date: str
    """ISO 8601 with its zone as written; empty where it cannot be read."""
    sender: str
    """Address, lower case."""
    sender_name: str
    to: tuple[str, ...]
    """Addresses, lower case, in order."""
    cc: tuple[str, ...]
    subject: str
    """Decoded."""
    text: str
    """What a reader sees, decoded, with its quotations: of text/plain where there is one, else of text/html."""
    html_text: str = ""
    """Text of the HTML part where there are both: they may say different things."""
    hidden_text: str = ""
    """What its pages hide from their reader, a line for each stretch; an archive that is older did not keep it."""
    attachments: tuple[AttachmentPrint, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    """Values of Received, the latest first."""
    client: str = ""
    """X-Mailer or User-Agent."""
    habits: Mapping[str, str] = field(default_factory=dict)
    """How the program writes: form of Message-ID and boundary, order of headers, encodings (see mail.habits)."""
    signatures: tuple[SignaturePrint, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Every header as it stands, unfolded, cut at 2,000 characters."""
    faults: tuple[str, ...] = ()
    """Codes of what was wrong with the message: `no-header`, `bad-charset`, `cut`, …"""
    body_hashes: Mapping[str, str] = field(default_factory=dict)
    """`relaxed-sha256`, `simple-sha256` → what `bh=` of a signature over this body is: of our own copy, the original's."""


@dataclass(frozen=True, slots=True)
class DocumentPrint:
    """An office file, PDF, text or page, as far as it is compared."""

    form: str
    """docx, xlsx, pptx, odt, ods, doc, xls, ppt, pdf, txt, html, …"""
    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    """creator, last_modified_by, created, modified, application, language, company, revision, producer, template, ids, …"""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Name → SHA-256 of the parts that make it up, where it is a package."""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemPrint:
    """Everything that was taken of one item."""

    where: Where
    kind: ItemKind
    mail: MailPrint | None = None
    document: DocumentPrint | None = None
    fault: str = ""
    """Why nothing could be taken: `encrypted`, `too-large`, `timeout`, `memory`, `malformed`, …; it stays an item."""
