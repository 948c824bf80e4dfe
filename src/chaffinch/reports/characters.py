"""Characters, said in words: a dot, a hyphen, a Cyrillic “е” (U+0435)."""

from __future__ import annotations

import unicodedata
from gettext import NullTranslations

from chaffinch.reports.catalogue import gettext_noop
from chaffinch.reports.untrusted import is_unseen, isolate_text

#: Signs that people have a word for; a quoted "." would be overlooked.
SIGNS = {
    ".": gettext_noop("a dot"),
    "-": gettext_noop("a hyphen"),
    "_": gettext_noop("an underscore"),
    "@": gettext_noop("an at sign"),
    "/": gettext_noop("a slash"),
    ":": gettext_noop("a colon"),
    " ": gettext_noop("a space"),
}

#: By the first word of the character's Unicode name.
SCRIPTS = {
    "ARABIC": gettext_noop("an Arabic “%(text)s” (%(codes)s)"),
    "ARMENIAN": gettext_noop("an Armenian “%(text)s” (%(codes)s)"),
    "CANADIAN": gettext_noop("a Canadian syllabic “%(text)s” (%(codes)s)"),
    "CHEROKEE": gettext_noop("a Cherokee “%(text)s” (%(codes)s)"),
    "CJK": gettext_noop("a Chinese “%(text)s” (%(codes)s)"),
    "COPTIC": gettext_noop("a Coptic “%(text)s” (%(codes)s)"),
    "CYRILLIC": gettext_noop("a Cyrillic “%(text)s” (%(codes)s)"),
    "DEVANAGARI": gettext_noop("a Devanagari “%(text)s” (%(codes)s)"),
    "FULLWIDTH": gettext_noop("a full-width “%(text)s” (%(codes)s)"),
    "GEORGIAN": gettext_noop("a Georgian “%(text)s” (%(codes)s)"),
    "GREEK": gettext_noop("a Greek “%(text)s” (%(codes)s)"),
    "HANGUL": gettext_noop("a Korean “%(text)s” (%(codes)s)"),
    "HEBREW": gettext_noop("a Hebrew “%(text)s” (%(codes)s)"),
    "HIRAGANA": gettext_noop("a Japanese “%(text)s” (%(codes)s)"),
    "KATAKANA": gettext_noop("a Japanese “%(text)s” (%(codes)s)"),
    "LISU": gettext_noop("a Lisu “%(text)s” (%(codes)s)"),
    "MATHEMATICAL": gettext_noop("a mathematical “%(text)s” (%(codes)s)"),
    "THAI": gettext_noop("a Thai “%(text)s” (%(codes)s)"),
}
_OTHER = gettext_noop("“%(text)s” (%(codes)s)")
#: More code points than these say nothing more to a reader.
_CODES_SHOWN = 3


def quote_text(text: str, words: NullTranslations, *, limit: int = 60) -> str:
    """Put `text` between the quotation marks of the reader's language."""
    return words.gettext("“%(text)s”") % {"text": isolate_text(text, limit=limit)}


def name_characters(text: str, words: NullTranslations) -> str:
    """Say `text` so that a person can tell it from its look-alike: by its word, its alphabet or its code."""
    if text in SIGNS:
        return words.gettext(SIGNS[text])
    if text.isascii():
        return quote_text(text, words)
    codes = _list_codes(text)
    if all(is_unseen(char) for char in text):
        return words.gettext("an invisible character (%(codes)s)") % {"codes": codes}
    message = SCRIPTS.get(_find_script(text), _OTHER)
    return words.gettext(message) % {"text": isolate_text(text, limit=60), "codes": codes}


def _find_script(text: str) -> str:
    """Return the alphabet that all letters beyond ASCII share; empty when they share none."""
    scripts = {unicodedata.name(char, "").split(" ", 1)[0] for char in text if not char.isascii()}
    return scripts.pop() if len(scripts) == 1 else ""


def _list_codes(text: str) -> str:
    codes = [f"U+{ord(char):04X}" for char in text if not char.isascii()]
    return ", ".join(codes[:_CODES_SHOWN]) + ("…" if len(codes) > _CODES_SHOWN else "")
