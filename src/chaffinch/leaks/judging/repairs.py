"""Damage that can be undone before texts are compared: leftovers of encodings, of markup, of charsets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from chaffinch.leaks.judging import carried
from chaffinch.mail.page_text import read_page_text

_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n(?:[ \t]*>)*")
_PAGE_MARK = re.compile(
    r"(?mi)^[^\S\n]*page[^\S\n]{1,9}\d{1,4}(?:[^\S\n]{0,9}(?:/|of|sur|von|de)[^\S\n]{0,9}\d{1,4})?[^\S\n]*$\n?"
)
_ESCAPED = re.compile(r"\\([*_#\[\]()`.+\-!>~|{}])")
_LINKED = re.compile(r"\[(\\?[^\[\]\n]{4,2000})\]\((\1)\)")
_HALF = re.compile(r"=[0-9A-Fa-f](?==[0-9A-Fa-f]{2})")
"""A code that was cut where a line was broken, and written anew behind it: Rspamd does that."""
_MOST_TIMES = 2
_QUOTED = re.compile(rf"(?:(?:{_HALF.pattern})?=[0-9A-Fa-f]{{2}})+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_TAG = re.compile(
    r"</?(?:p|div|br|span|b|i|u|a|td|tr|table|font|html|body|li|ul|ol|h\d|blockquote|strong|em)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_UPPER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD = re.compile(rf"(?:[Â-ß][{_UPPER} ]|[à-ï][{_UPPER} ]{{2}}|[ð-ô][{_UPPER}]{{3}})+")


def undo_damage(text: str, other: str) -> tuple[str, tuple[str, ...]]:
    """Return a text with what exports leave in it undone, and codes of what that was.

    What the other text has half as often, too, is left alone: a message about HTML has tags, and a
    change within one is a change.

    Codes: `page-marks` numbers of pages and lines; `soft-breaks`, `quoted-printable` (RFC 2045, 6.7) left as they were
    carried; `encoding` other ways to carry or keep a text; `entities` and `markup` of HTML; `charset` UTF-8 that was read
    as Windows-1252. Each as often as twice.
    """
    codes = []
    for code, pattern, undo in _STEPS:
        had = len(pattern.findall(other))
        for _ in range(_MOST_TIMES):
            undone = undo(text) if len(pattern.findall(text)) > 2 * had else text
            if undone == text:
                break
            codes.append(code)
            text = undone
    return text, tuple(dict.fromkeys(codes))


def _drop_markup(text: str) -> str:
    return read_page_text(text.replace("\n", "<br>\n"))[0] if len(_TAG.findall(text[:200_000])) > 1 else text


def _decode_quoted(match: re.Match[str]) -> str:
    raw = bytes.fromhex(_HALF.sub("", match[0]).replace("=", ""))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text if all(sign.isprintable() or sign in "\t\r\n\xa0\xad" for sign in text) else match[0]


def _read_again(match: re.Match[str]) -> str:
    """Return signs that are UTF-8 read as Windows-1252 as what they were; as they stand where they are no UTF-8."""
    raw = bytearray()
    for sign in match[0]:
        try:
            raw += b"\xa0" if sign == " " else sign.encode("cp1252")
        except UnicodeEncodeError:
            if ord(sign) > 0xFF:
                return match[0]
            raw.append(ord(sign))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


_STEPS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("page-marks", _PAGE_MARK, lambda said: _PAGE_MARK.sub("", said)),
    ("page-marks", carried.NUMBERED, carried.drop_numbers),
    ("encoding", carried.ENCODED_WORD, carried.decode_words),
    ("soft-breaks", _SOFT_BREAK, lambda said: _SOFT_BREAK.sub("", said)),
    ("encoding", carried.BASE64, carried.decode_base64),
    ("quoted-printable", _QUOTED, lambda said: _SOFT_BREAK.sub("", _QUOTED.sub(_decode_quoted, said))),
    ("encoding", carried.UTF7, carried.decode_utf7),
    ("encoding", carried.PERCENT, carried.decode_percent),
    ("encoding", carried.ESCAPE, carried.undo_escapes),
    ("markup", _TAG, _drop_markup),
    ("markup", _LINKED, lambda said: _LINKED.sub(r"\1", said)),
    ("markup", _ESCAPED, lambda said: _ESCAPED.sub(r"\1", said)),
    ("entities", _ENTITY, html.unescape),
    ("charset", _MISREAD, lambda said: _MISREAD.sub(_read_again, said)),
)
