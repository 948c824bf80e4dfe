"""Which messages are not archived: those that their writers or owners have marked as personal, or as of personnel. Pure.

Codes: `sensitivity` a header says so, `folder` it stands in such a folder, `subject` it is so called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SENSITIVE = {"personal", "private", "company-confidential personal", "personnel"}
"""Values of Sensitivity (RFC 2156, 5.3.4) that say it is a person's own; `company-confidential` says the contrary."""
_HEADERS = {"sensitivity", "x-sensitivity", "x-msmail-sensitivity"}
_LABELS = {"x-gmail-labels", "x-keywords", "keywords", "categories", "x-mozilla-keys"}
_WORDS = (
    r"personnel(?:le)?s?|perso|prive(?:e)?s?|personal|private|familles?|family|ressources humaines|human resources"
    r"|rh|hr|drh|syndicat|syndical|trade union|works council|medical|sante"
)
_FOLDER = re.compile(rf"(?:\W|_)*(?:(?:dossiers?|mails?|courriers?|folder|mes)\W+)?(?:{_WORDS})(?:\W|_)*")
_SUBJECT = re.compile(
    r"\s*(?:(?:re|aw|sv|tr|fwd?|wg)\s*:\s*)*"
    r"(?:[\[(#*<{]\s*(?:personnel(?:le)?|perso|prive(?:e)?|personal|private)\s*[\])#*>}]"
    r"|(?:personnel(?:le)?|perso|prive(?:e)?|personal|private)\s*(?:[:|/!—–]|-\s|et confidentiel|and confidential|$))"
)


def find_private_reason(headers: Iterable[tuple[str, str]], *, subject: str, folders: Iterable[str]) -> str:
    """Return why a message is somebody's own, as a code; empty where nothing says so.

    Args:
        headers: names and values, as they stand.
        subject: decoded.
        folders: names of the folders that it stands in, the outermost first.
    """
    for name, value in headers:
        key = name.strip().lower()
        if key in _HEADERS and _fold(value).strip() in _SENSITIVE:
            return "sensitivity"
        if key in _LABELS and any(is_private_folder(label) for label in re.split(r"[,;]", value)):
            return "folder"
    if any(is_private_folder(folder) for folder in folders):
        return "folder"
    return "subject" if _SUBJECT.match(_fold(subject)) else ""


def is_private_folder(name: str) -> bool:
    """Return whether a folder is called personal or of personnel, in French or English."""
    return any(_FOLDER.fullmatch(part) for part in re.split(r"[/\\.]", _fold(name)) if part)


def _fold(text: str) -> str:
    """Return it in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
