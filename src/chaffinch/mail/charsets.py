"""Bytes to text, whatever a message says of its charset.

The order of guessing: a byte-order mark; the declared charset, if it is one for text and takes the bytes without a fault;
UTF-8, if the bytes are valid; then the declared one again with its faults marked (U+FFFD), or Windows-1252 where none was
declared; Latin-1 for what even that does not know. ISO-8859-1 and US-ASCII are read as Windows-1252 where bytes 0x80 to
0x9F stand in them, as every mail program does (WHATWG Encoding Standard, 4.2).
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Codecs of Python that decode no charset of mail, or run for long on hostile bytes.
_NO_CHARSETS = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "palmos",
}
_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "ansi_x3.4-1968": "ascii",
    "x-sjis": "cp932",
    "x-gbk": "gbk",
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "gb2312": "gb18030",
    "utf8mb4": "utf-8",
}
#: For these a byte below 0x80 is itself, so pure ASCII needs no decoding.
_LIKE_ASCII = re.compile(
    r"(utf-8|ascii|iso8859-\d+|cp125\d|koi8-[rut]|cp850|cp437|mac-roman|gb18030|gbk|big5|euc[_-]\w+)$"
)
_WESTERN = {"ascii", "iso8859-1"}
_UPPER_CONTROLS = re.compile(rb"[\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=512)
def find_charset(untrusted_name: str) -> str:
    """Return Python's name of a charset for text; an empty text for one that there is not."""
    name = untrusted_name.strip().strip("\"'").lower()[:60]
    try:
        codec = codecs.lookup(_ALIASES.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        return ""
    if not codec._is_text_encoding or codec.name.replace("-", "_") in _NO_CHARSETS:
        return ""
    return codec.name


def decode_text(untrusted: bytes, untrusted_charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of the bytes, and codes of what was wrong.

    Codes: `unknown-charset` the declared one does not exist; `bad-charset` it does not fit the bytes; `nul` and
    `surrogate` signs that no text has, shown as U+FFFD. Line ends become line feeds.
    """
    declared = find_charset(untrusted_charset) if untrusted_charset else ""
    faults = ["unknown-charset"] if untrusted_charset and not declared else []
    if untrusted.isascii() and (not declared or _LIKE_ASCII.match(declared)):
        text = untrusted.decode("ascii")
    else:
        text, fault = _guess(untrusted, declared)
        if fault and not faults:
            faults.append(fault)
    return clean_text(text, faults), tuple(faults)


def _guess(untrusted: bytes, declared: str) -> tuple[str, str]:
    """Return the text and a fault's code, or none."""
    for mark, charset in _MARKS:
        if untrusted.startswith(mark):
            return untrusted[len(mark) :].decode(charset, "replace"), ""
    wanted = "cp1252" if declared in _WESTERN and _UPPER_CONTROLS.search(untrusted) else declared
    if declared and declared != "ascii":
        text = _try(untrusted, wanted) or (_try(untrusted, declared) if declared == "iso8859-1" else None)
        if text is not None:
            return text, ""
    text = _try(untrusted, "utf-8")
    if text is not None:
        return text, "bad-charset"
    if declared and declared not in _WESTERN:
        return _replace(untrusted, declared), "bad-charset"
    text = _try(untrusted, "cp1252")
    return (text if text is not None else untrusted.decode("latin-1")), "bad-charset"


def _try(untrusted: bytes, charset: str) -> str | None:
    try:
        return untrusted.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _replace(untrusted: bytes, charset: str) -> str:
    try:
        return untrusted.decode(charset, "replace")
    except (UnicodeError, LookupError, ValueError):  # a few codecs fault in spite of that
        return untrusted.decode("latin-1")


def clean_text(text: str, faults: list[str] | None = None) -> str:
    """Return the text with line feeds as its line ends, and without what no store of texts takes (NUL, half surrogates)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
        if faults is not None:
            faults.append("nul")
    if not text.isascii() and _SURROGATES.search(text):
        # UTF-7 and entities can write the halves of one sign apart: together they are the sign
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if faults is not None:
            faults.append("surrogate")
    return text
