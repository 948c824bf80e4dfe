"""What a piece is, by its first bytes; by its name only where they say nothing."""

from __future__ import annotations

import re

from chaffinch.leaks.reading.mbox import is_separator

_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08PK", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"!BDN", "pst"), (b"\x1f\x8b", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"Rar!\x1a\x07", "archive"),
    (b"\x04\x22\x4d\x18", "archive"), (b"LZIP", "archive"), (b"MSCF", "archive"), (b"070701", "archive"),
    (b"070707", "archive"), (b"xar!", "archive"), (b"\x1f\x9d", "archive"), (b"!<arch>\n", "archive"),
    (b"\x89PNG\r\n\x1a\n", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"),
    (b"II*\x00", "picture"), (b"MM\x00*", "picture"), (b"{\\rtf", "rtf"),
)  # fmt: skip
_ARCHIVE_NAMES = re.compile(
    r"(?i)\.(tar|tgz|tbz2?|txz|lha|lzh|lzma|tlz|cpio|iso|uu|lz4|lz|rar|7z|cab|tar\.\w{1,4}|Z)$"
)
_LHA = re.compile(rb"..-l[hz][0-9ds]-", re.DOTALL)
_MAIL_NAME = re.compile(r"(?i)\.(eml|emlx|mht|mhtml|msg|mail|rfc822)$")
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9_.-]{0,79}[ \t]*:")
_KNOWN = re.compile(
    rb"(?im)^(from|to|date|subject|received|message-id|return-path|delivered-to|mime-version|reply-to|cc|sender"
    rb"|dkim-signature|x-[a-z-]{2,40}|content-type|authentication-results|arc-seal|in-reply-to):"
)
_PAGE = re.compile(
    rb"(?is)\s*(?:\xef\xbb\xbf)?\s*(?:<!--.{0,4000}?-->\s*|<\?xml.{0,200}?\?>\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|dl)\b"
)
_PAGE_NAME = re.compile(r"(?i)\.(html?|xhtml)$")
_TEXT_NAME = re.compile(r"(?i)\.(txt|csv|tsv|md|log|json|xml|yml|yaml|ics|vcf|ini|conf|sql)$")


def tell_form(head: bytes, name: str) -> str:
    """Return `zip`, `ole`, `pst`, `pdf`, `archive`, `picture`, `rtf`, `mbox`, `mail`, `page`, `text` or `other`.

    Args:
        head: the first 8 KB.
        name: of the file.
    """
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and len(head) > 26:
        return "picture"
    if head[257:262] == b"ustar" or _LHA.match(head) or b"%PDF-" in head[:1_024]:
        return "pdf" if b"%PDF-" in head[:1_024] and head[257:262] != b"ustar" else "archive"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    if _ARCHIVE_NAMES.search(name):
        return "archive"
    return _tell_text(head, name)


def needs_places(head: bytes) -> bool:
    """Return whether it can only be read by going to and fro in it: an Outlook store, a 7z archive."""
    return head.startswith((b"!BDN", b"7z\xbc\xaf\x27\x1c"))


def _tell_text(head: bytes, name: str) -> str:
    if _MAIL_NAME.search(name):
        return "mail"
    if (head.startswith(b"From ") and is_separator(head, 0)) or name.lower().endswith((".mbox", ".mbx")):
        return "mbox"
    if is_mail(head):
        return "mail"
    if _PAGE.match(head) or (_PAGE_NAME.search(name) and b"<" in head):
        return "page"
    return "text" if is_text(head) or _TEXT_NAME.search(name) else "other"


def is_mail(head: bytes) -> bool:
    """Return whether it begins as a message does: with fields, two of which mails have."""
    if not _FIELD.match(head):
        return False
    top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return len({found.lower() for found in _KNOWN.findall(top)}) >= 2


def is_text(head: bytes) -> bool:
    """Return whether these bytes are a text in any usual charset."""
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bool(head)
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return b"\0" not in head and odd * 50 <= len(head)
