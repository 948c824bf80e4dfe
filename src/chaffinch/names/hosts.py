"""One line of a list, read as a host: bare, or inside a URL, in every notation that browsers accept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import idna
from publicsuffixlist import PSLFILE, PublicSuffixList, encode_idn

from chaffinch.names.literals import ends_in_number, read_ipv4

#: A longer line is no address; RFC 1035 ends names at 253 characters, the rest is room for a path.
MAX_LINE = 8192
#: What of a line is kept for the reader.
_MAX_INPUT = 2000
_MAX_HOST = 253
_MAX_LABEL = 63
_MAX_PORT = 65535

#: Behind a special scheme a browser takes any number of slashes, also none (WHATWG URL); behind others two.
_SCHEME = re.compile(
    r"(?:[Hh](?:tt|xx)[Pp][Ss]?|[Ww][Ss][Ss]?|[Ff][Tt][Pp]):/*|(?:[A-Za-z][A-Za-z0-9+.-]*:)?//+"
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
#: What most lines are; `xn--` and addresses in numbers aside, it needs no decoding.
_PLAIN = re.compile(rb"(?:[A-Za-z0-9_-]{1,63}\.){1,9}[A-Za-z][A-Za-z0-9-]{0,62}")
_COMMENT = re.compile(r"\s+#")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]{1,59}")
_STRIPPED = {ord(char): None for char in "\t\r\n"}
_DOTS = {ord(char): "." for char in "。．｡"}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no host; counted, never a reason to stop."""

    line: int
    """1-based, 0 where there is none."""
    code: str
    """too-long, nul-bytes, not-decodable or not-a-host."""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Host:
    """A line, parsed."""

    input: str
    """The line, undecodable bytes replaced, cut at 2,000 characters."""
    ascii: str
    display: str
    """Unicode, label for label with `ascii`."""
    userinfo: str = ""
    """What stands before the @, decoded, lower case."""
    path: str = ""
    """Path, query and fragment, decoded, lower case."""
    is_ip: bool = False
    odd_ip: bool = False
    """An IP address that is not written in four decimal numbers."""


def read_host(untrusted_line: bytes) -> Host | str | None:
    """Parse one line: a host, the code of a `Skipped`, or None for a blank line or a comment."""
    if _PLAIN.fullmatch(untrusted_line) and len(untrusted_line) <= _MAX_HOST:
        name = untrusted_line.decode("ascii")
        if "n--" not in (lower := name.lower()):
            return Host(input=name, ascii=lower, display=lower)
    if len(untrusted_line) > MAX_LINE:
        return "too-long"
    if b"\0" in untrusted_line:
        return "nul-bytes"
    text = untrusted_line.decode("utf-8", "replace").removeprefix("\ufeff").strip().translate(_STRIPPED)
    if not text or text.startswith("#"):
        return None
    return _read_text(_COMMENT.split(text, maxsplit=1)[0], text[:_MAX_INPUT])


def split_suffix(ascii_host: str) -> tuple[str, str]:
    """Return the registered domain ("" for a public suffix itself) and the public suffix of a host."""
    last = ascii_host.rfind(".")
    if last > 0:
        pair, ending = ascii_host[ascii_host.rfind(".", 0, last) + 1 :], ascii_host[last + 1 :]
        if pair not in (deep := _list_deep_endings()) and ending not in deep:
            return pair, ending
    suffix: str = _load_suffixes().publicsuffix(ascii_host) or ""
    if not suffix or ascii_host == suffix:
        return "", suffix
    label = ascii_host[: -len(suffix) - 1].rpartition(".")[2]
    return f"{label}.{suffix}", suffix


def has_known_ending(last_label: str) -> bool:
    """Tell whether a label is a top-level domain that the list knows; Unicode or `xn--` form."""
    return bool(_load_suffixes().publicsuffix(last_label.lower(), accept_unknown=False))


@cache
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _list_deep_endings() -> frozenset[str]:
    """Return the ends of hosts of which the last label alone does not tell the suffix.

    They are the last two labels of every rule that has as many, and the last labels below which every name is a suffix.
    """
    rules = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    rules = [rule.split()[0].lstrip("!") for rule in rules if rule.strip() and not rule.startswith("//")]
    ends = {".".join(rule.removeprefix("*.").split(".")[-2:]) for rule in rules if "." in rule}
    return frozenset(end if end.isascii() else encode_idn(end) for end in ends)


def _read_text(text: str, untrusted_input: str) -> Host | str:
    authority, userinfo, path = _split_url(text)
    name = _split_port(authority)
    if name is None:
        return "not-a-host"
    if "\ufffd" in name:
        return "not-decodable"
    host = _read_address(name) or _read_name(name)
    if host is None:
        return "not-a-host"
    ascii_host, display, is_ip, odd_ip = host
    return Host(
        input=untrusted_input,
        ascii=ascii_host,
        display=display,
        userinfo=unquote(userinfo).lower(),
        path=_read_path(path),
        is_ip=is_ip,
        odd_ip=odd_ip,
    )


def _read_path(untrusted_path: str) -> str:
    """Decode a path to what it leads to: percent signs (twice, as redirects nest them) and `xn--` labels."""
    path = unquote(unquote(untrusted_path)).lower()
    return _PUNYCODE.sub(lambda found: _decode_punycode(found[0]), path) if "xn--" in path else path


def _split_url(text: str) -> tuple[str, str, str]:
    """Split a URL or a bare host into host and port, what stands before the @, and the path with its slash.

    A backslash is a slash, as browsers read it (WHATWG URL, special schemes); `[.]` and `hxxp` are how
    analysts write addresses that must not be clicked.
    """
    text = text.replace("[.]", ".")
    scheme = _SCHEME.match(text.replace("\\", "/"))
    rest = text[scheme.end() :] if scheme else text
    cut = next((place for place, char in enumerate(rest) if char in "/\\?#"), len(rest))
    userinfo, _, authority = rest[:cut].rpartition("@")
    return authority, userinfo, rest[cut:]


def _split_port(authority: str) -> str | None:
    """Return the host without its port, or None when the port is none."""
    if authority.startswith("["):
        inner, bracket, port = authority.partition("]")
        name = inner + bracket
    elif authority.count(":") > 1:
        return f"[{authority}]"
    else:
        name, colon, port = authority.partition(":")
        port = colon + port
    if port and not (port.startswith(":") and (port[1:] == "" or _is_port(port[1:]))):
        return None
    return name


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MAX_LABEL and int(text) <= _MAX_PORT


def _read_address(name: str) -> tuple[str, str, bool, bool] | None:
    if not (name.startswith("[") and name.endswith("]")) or "%" in name:
        return None
    try:
        address = str(IPv6Address(name[1:-1]))
    except (AddressValueError, ValueError):
        return None
    return address, address, True, False


def _read_name(name: str) -> tuple[str, str, bool, bool] | None:
    """Return a name's ASCII and Unicode forms, or None when it cannot be one."""
    if len(name) > 4 * _MAX_HOST:
        return None
    name = unquote(name).translate(_DOTS).removeprefix("*.").removeprefix(".").removesuffix(".")
    try:
        labels = [_read_label(label) for label in name.split(".")]
    except (idna.IDNAError, UnicodeError, OverflowError):
        return None
    ascii_host = ".".join(label for label, _ in labels)
    if len(ascii_host) > _MAX_HOST or not _HOST.fullmatch(ascii_host):
        return None
    if ends_in_number(ascii_host):
        address = read_ipv4(ascii_host)
        return None if address is None else (address, address, True, address != ascii_host)
    return ascii_host, ".".join(display for _, display in labels), False, False


def _read_label(label: str) -> tuple[str, str]:
    """Return a label's ASCII and Unicode forms, mapped by UTS #46.

    What decodes to something that no one could have typed stays in its `xn--` form, as browsers show it.
    """
    if label.isascii():
        ascii_label = label.lower()
        display = _decode_punycode(ascii_label) if ascii_label.startswith("xn--") else ascii_label
    else:
        display = idna.uts46_remap(label, std3_rules=False, transitional=False)
        if "." in display:
            raise UnicodeError("a mapped label holds a dot")
        ascii_label = display if display.isascii() else "xn--" + display.encode("punycode").decode()
        if ascii_label == display and display.startswith("xn--"):
            display = _decode_punycode(ascii_label)
    if not 0 < len(ascii_label) <= _MAX_LABEL:
        raise UnicodeError("an empty or too long label")
    return ascii_label, display


def _decode_punycode(label: str) -> str:
    if len(label) > _MAX_LABEL:
        return label
    try:
        decoded = label[4:].encode().decode("punycode")
        if not decoded.isascii() and decoded == idna.uts46_remap(
            decoded, std3_rules=False, transitional=False
        ):
            return decoded
    except (idna.IDNAError, UnicodeError, OverflowError, ValueError):
        pass
    return label
