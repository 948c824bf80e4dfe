"""PDF: its text by pdfium, its properties by pikepdf."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value
from chaffinch.mail.charsets import clean_text

MOST_PAGES = 5_000
_INFO = {
    "/Title": "title", "/Author": "creator", "/Creator": "application", "/Producer": "producer", "/CreationDate": "created",
    "/ModDate": "modified", "/Company": "company", "/Subject": "subject", "/Keywords": "keywords",
}  # fmt: skip
_XMP = {
    "xmp:CreatorTool": "application", "pdf:Producer": "producer", "xmp:CreateDate": "created", "xmp:ModifyDate": "modified",
    "dc:language": "language", "xmpMM:DocumentID": "document_id", "xmpMM:InstanceID": "instance_id", "dc:title": "title",
    "xmpMM:OriginalDocumentID": "original_id",
}  # fmt: skip


def read_pdf(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield a PDF; one without a letter has the fault `no-text`: it was scanned, or holds pictures."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="document")
        return
    metadata, faults, password = _read_properties(piece.content, reading)
    text = ""
    try:
        text, cut = _read_text(piece.content, password, most=reading.limits.text_characters)
        faults += ["cut"] if cut else []
    except pypdfium2.PdfiumError:
        if not metadata:
            raise FaultyError("malformed") from None
        faults.append("malformed")
    if not text.strip():
        faults.append("no-text")
    document = write_document(reading, "pdf", text=text, metadata=metadata, faults=faults)
    yield write_held(piece, kind="document", document=document)


def _read_properties(untrusted: bytes, reading: Reading) -> tuple[dict[str, str], list[str], str]:
    """Return properties, faults and the password that opens it.

    Raises:
        FaultyError: it is encrypted, and no password opens it.
    """
    for password in ("", *reading.passwords):
        try:
            with pikepdf.open(io.BytesIO(untrusted), password=password, suppress_warnings=True) as pdf:
                return _list_properties(pdf, untrusted), [], password
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
            return {}, ["damaged"], ""
    raise FaultyError("encrypted")


def _list_properties(pdf: pikepdf.Pdf, untrusted: bytes) -> dict[str, str]:
    found = {
        "version": pdf.pdf_version,
        "pages": str(len(pdf.pages)),
        "revision": str(max(1, untrusted.count(b"%%EOF"))),
    }
    trailer: Any = pdf.trailer
    if "/ID" in trailer:
        found["ids"] = " ".join(bytes(one).hex() for one in trailer.ID)[:200]
    if "/Info" in trailer:
        for key, name in _INFO.items():
            if key in pdf.docinfo:
                found[name] = clean_text(str(pdf.docinfo[key]))[:500]
    if "/Lang" in pdf.Root:
        found["language"] = clean_text(str(pdf.Root.Lang))[:50]
    try:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for key, name in _XMP.items():
                if value := xmp.get(key):
                    found.setdefault(name, clean_text(str(value))[:500])
    except (ValueError, KeyError, TypeError, AttributeError, pikepdf.PdfError):
        found["xmp"] = "malformed"
    return found


def _read_text(untrusted: bytes, password: str, *, most: int) -> tuple[str, bool]:
    """Return the text page by page, and whether some was left out."""
    pdf = pypdfium2.PdfDocument(untrusted, password=password or None)
    try:
        pages, length = [], 0
        for number in range(min(len(pdf), MOST_PAGES)):
            page = pdf[number]
            shown = page.get_textpage()
            text = clean_text(shown.get_text_bounded(errors="replace"))
            shown.close()
            page.close()
            pages.append(text)
            length += len(text)
            if length > most:
                break
        return "\n".join(pages), len(pages) < len(pdf)
    finally:
        pdf.close()
