"""Addresses of a header (RFC 5322, 3.4), as written and as miswritten."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chaffinch.mail.encoded_words import decode_words

MOST_ADDRESSES = 2_000
_LONGEST_PLAIN = 500
_TOKEN = re.compile(
    r'=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=|"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\([^()]*\))*\)|<[^<>]*>|[,;:]|[^\s",;:<(]+|.',
    re.DOTALL,
)
_PLAIN = re.compile(
    r'\s*(?:"?([^"<>,;:()@=\\]*?)"?\s*<([^<>\s,;:"()]+@[^<>\s,;:"()]+)>|([^<>\s,;:"()]+@[^<>\s,;:"()]+))\s*'
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ROUTE = re.compile(r"^@[^:]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox."""

    name: str
    """Decoded; empty where there is none."""
    address: str
    """Lower case, without angle brackets; what is no address at all stands as it was written."""


def read_addresses(untrusted: str) -> tuple[Address, ...]:
    """Return the mailboxes of a header's value, in order; those of groups, too."""
    # the form of most fields; on a long run of blanks its time would be quadratic
    if len(untrusted) < _LONGEST_PLAIN and (plain := _PLAIN.fullmatch(untrusted)):
        return (Address(name=_read_name(plain[1] or ""), address=clean_address(plain[2] or plain[3])),)
    found: list[Address] = []
    words: list[str] = []
    comment, angle = "", None
    for match in _TOKEN.finditer(untrusted):
        token = match[0]
        if token in {",", ";"}:
            _finish(found, words, comment, angle)
            words, comment, angle = [], "", None
            if len(found) >= MOST_ADDRESSES:
                return tuple(found)
        elif token == ":":  # noqa: S105 - a sign of punctuation
            if angle is None and not any("@" in word for word in words):
                words = []  # the name of a group
            else:
                words.append(token)
        elif token[0] == "<" and len(token) > 1:
            angle = token[1:-1]
        elif token[0] == "(" and len(token) > 1:
            comment = token[1:-1]
        elif not token.isspace():
            words.append(token)
    _finish(found, words, comment, angle)
    return tuple(found)


def _finish(found: list[Address], words: list[str], comment: str, angle: str | None) -> None:
    """Add the mailbox that these words write, if they do."""
    if angle is None:
        place = next((index for index, word in enumerate(words) if "@" in word), None)
        if place is None:
            alone = (
                len(words) == 1
            )  # an account of the same machine; several words are a name without its address
            address, named = (words[0], comment) if alone else ("", " ".join(words) or comment)
        else:
            address = words[place]
            named = " ".join(words[:place] + words[place + 1 :]) or comment
    else:
        address, named = angle, " ".join(words) or comment
    address = clean_address(address)
    name = _read_name(named)
    if address or name:
        found.append(Address(name=name, address=address))


def clean_address(untrusted: str) -> str:
    """Return an address as it is compared: lower case, no blanks, no route, no `mailto:`."""
    address = _SPACE.sub("", untrusted).strip("<>").lower().removeprefix("mailto:")
    return _ROUTE.sub("", address)[:320]


def _read_name(untrusted: str) -> str:
    if not untrusted:
        return ""
    if '"' in untrusted:
        untrusted = (
            _ESCAPE.sub(r"\1", untrusted.replace('"', ""))
            if "\\" in untrusted
            else untrusted.replace('"', "")
        )
    name = decode_words(untrusted) if "=?" in untrusted else untrusted
    return _SPACE.sub(" ", name).strip(" '\"")[:500]
