"""The standards' own cases, read from their files."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaffinch.names.hosts import Host, read_host

#: Schemes with a host that WHATWG URL calls special.
SPECIAL = ("http", "https", "ws", "wss", "ftp")
_EDGE = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x\{([0-9A-Fa-f]+)\}")
_STATUS = re.compile(r"[A-Z]\d(?:_\d)?")
_SUFFIX = re.compile(r"checkPublicSuffix\((null|'.*?'), (null|'.*?')\);")


@dataclass(frozen=True, slots=True)
class UrlCase:
    """One URL of the WHATWG's list."""

    input: str
    host: str | None
    """Without brackets; None where parsing must fail."""
    outside: str
    """Why our reader of lists has nothing to say of it; empty where it has."""


@dataclass(frozen=True, slots=True)
class IdnaCase:
    """One row of IdnaTestV2.txt: toUnicode and non-transitional toASCII."""

    source: str
    display: str
    ascii: str
    codes: frozenset[str]
    """Why toASCII fails; empty where it does not."""


def load_exceptions() -> dict[str, Any]:
    """Read the list of differences, each with its reason."""
    return tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text())


def read_ascii(line: str) -> str | None:
    """Return the host that our reader finds in a line, or None."""
    host = read_host(line.encode("utf-8", "surrogatepass"))
    return host.ascii if isinstance(host, Host) else None


def read_url_cases(path: Path) -> Iterator[UrlCase]:
    """Read urltestdata.json."""
    for case in json.loads(gzip.decompress(path.read_bytes())):
        if isinstance(case, dict):
            host = None if case.get("failure") else case["hostname"].strip("[]")
            yield UrlCase(case["input"], host, _tell_outside(case["input"], case["base"]))


def _tell_outside(url: str, base: str | None) -> str:
    parts = _SCHEME.match(re.sub(r"[\t\r\n]", "", url.strip(_EDGE)))
    if parts is None:
        return "no-scheme"
    scheme = parts[1].lower()
    if scheme not in SPECIAL:
        return "file" if scheme == "file" else "scheme"
    if base and base.startswith(f"{scheme}:") and not re.match(r"[/\\]{2}", parts[2]):
        return "relative"
    return ""


def read_idna_cases(path: Path) -> Iterator[IdnaCase]:
    """Read IdnaTestV2.txt; an empty column repeats the one before it, as the file's head says."""
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        row = line.partition("#")[0]
        if row.strip():
            columns = [column.strip() for column in row.split(";")]
            source = _unescape(columns[0])
            display = _unescape(columns[1]) if columns[1] else source
            ascii_host = _unescape(columns[3]) if columns[3] else display
            codes = frozenset(_STATUS.findall(columns[4] or columns[2]))
            yield IdnaCase(source, display, ascii_host, codes)


def _unescape(text: str) -> str:
    plain = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    return "" if plain == '""' else plain


def read_suffix_cases(path: Path) -> Iterator[tuple[str, str]]:
    """Read test_psl.txt: a host, and its registered domain or an empty text."""
    for line in path.read_text().splitlines():
        if (found := _SUFFIX.match(line)) and found[1] != "null":
            yield found[1].strip("'"), "" if found[2] == "null" else found[2].strip("'")
