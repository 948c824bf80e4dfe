"""Values with parameters: Content-Type and Content-Disposition, names split and encoded (RFC 2231) or miswritten."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from chaffinch.mail.charsets import decode_text
from chaffinch.mail.encoded_words import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?$")
_PATH = re.compile(r"[\x00-\x1f\x7f]+")
MOST_NAME = 255


def read_value(untrusted: str) -> str:
    """Return what stands before the first parameter, lower case."""
    return untrusted.partition(";")[0].strip().lower()[:200]


def read_parameters(untrusted: str) -> dict[str, str]:
    """Return the parameters by name (lower case), decoded; of one that stands twice the first.

    Sections (`name*0`, `name*1*`) are joined in order; a charset (`name*=utf-8''…`) is decoded; an encoded word in a
    parameter, which RFC 2047 forbids and Outlook writes, too.
    """
    if ";" not in untrusted:
        return {}
    found: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(untrusted):
        value = match[2].strip()
        if value.startswith('"'):
            value = _ESCAPE.sub(r"\1", value.strip('"')) if "\\" in value else value.strip('"')
        key = match[1].lower()
        section = _SECTION.match(key) if "*" in key else None
        if section:
            sections.setdefault(section[1], []).append((int(section[2] or 0), bool(section[3]), value))
        else:
            found.setdefault(key, decode_words(value))
    for key, parts in sections.items():
        found[key] = _join_sections(sorted(parts, key=lambda part: part[0]))
    return found


def _join_sections(parts: list[tuple[int, bool, str]]) -> str:
    charset, content = "", b""
    for place, (_, encoded, value) in enumerate(parts):
        if encoded and not place and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)  # noqa: PLW2901 - what stands before is no part of the value
        content += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_text(content, charset)[0]


def read_file_name(disposition: dict[str, str], content_type: dict[str, str]) -> str:
    """Return the name that a part gives its file, as it stands but on one line; it may hold `..` or a path."""
    name = disposition.get("filename") or content_type.get("name") or ""
    return _PATH.sub(" ", name).strip()[:MOST_NAME]
