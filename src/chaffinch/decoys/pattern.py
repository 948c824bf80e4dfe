"""How an organisation writes its addresses: `ines.kerbrat`, `mdelacroix`, `oudinot-b`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.names import Name
from chaffinch.decoys.passwords.words import write_plain

Order = Literal["first-last", "last-first", "first", "last"]
Form = Literal["full", "initial"]
Compound = Literal["hyphen", "joined", "initials", "foremost"]
Particle = Literal["joined", "hyphen"]
Umlauts = Literal["spelled", "plain"]

#: RFC 5321, 4.5.3.1.1.
MAX_LOCAL = 64
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_APART = re.compile(r"[\s\-‐‑–]+")
_DROPPED = re.compile(r"[^a-z0-9]")
_DOMAIN = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.I
)
#: Words before a surname that an organisation writes as one with it where it joins nothing else.
PARTICLES = frozenset(
    ("da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "el", "la", "le", "les", "lo", "los",
     "mac", "mc", "o", "of", "san", "santa", "ten", "van", "vom", "von", "y", "zu", "zum", "zur")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """How a local part is made of a name."""

    order: Order = "first-last"
    first: Form = "full"
    last: Form = "full"
    separator: str = "."
    """Between first name and surname: "", ".", "_" or "-"."""
    compound_first: Compound = "hyphen"
    """Jean-Pierre: jean-pierre, jeanpierre, jp or jean. With `first` an initial: initials (jp) or foremost (j)."""
    compound_last: Compound = "hyphen"
    """Martin-Petit, García López: martin-petit, martinpetit, mp or martin."""
    particle: Particle = "joined"
    """Le Goff: le-goff or legoff."""
    umlauts: Umlauts = "plain"
    """Müller: mueller or muller."""

    @property
    def example(self) -> str:
        """How Jean-Pierre Le Goff would be written."""
        return write_local(self, Name("Jean-Pierre", "Le Goff"))


def write_local(pattern: AddressPattern, name: Name) -> str:
    """Return the local part that the pattern makes of a name: lower-case ASCII letters, digits, and . _ - between them."""
    first = _join(_cut(name.first, pattern), pattern.first, pattern.compound_first)
    last = _join(_cut_last(name.last, pattern), pattern.last, pattern.compound_last)
    parts = {
        "first-last": (first, last),
        "last-first": (last, first),
        "first": (first,),
        "last": (last,),
    }[pattern.order]
    return pattern.separator.join(part for part in parts if part)[:MAX_LOCAL].strip("._-")


def write_address(pattern: AddressPattern, name: Name, domain: str, *, number: int = 1) -> str:
    """Return an address; from the second bearer of a name on, a number stands behind it.

    Raises:
        OrderError: the domain is none, or the name leaves nothing to write in ASCII.
    """
    local = write_local(pattern, name)
    if not local:
        raise OrderError(f"No address can be written for {name.full!r}.", todo="Take names in Latin letters.")
    suffix = str(number) if number > 1 else ""
    return f"{local[: MAX_LOCAL - len(suffix)]}{suffix}@{check_domain(domain)}"


def check_domain(domain: str) -> str:
    """Return a host name in lower case.

    Raises:
        OrderError: it is none.
    """
    if not _DOMAIN.fullmatch(domain):
        raise OrderError(f"{domain!r} is no domain.", todo="Write it as it stands behind the @, in ASCII.")
    return domain.lower()


def _cut(name: str, pattern: AddressPattern) -> list[str]:
    """Return the parts of a name, each in plain letters."""
    spelled = name.lower().translate(_SPELLED) if pattern.umlauts == "spelled" else name
    parts = (_DROPPED.sub("", write_plain(part)) for part in _APART.split(spelled))
    return [part for part in parts if part]


def _cut_last(name: str, pattern: AddressPattern) -> list[str]:
    """Return the parts of a surname; particles stay with what follows them."""
    parts: list[str] = []
    held = ""
    for part in _cut(name, pattern):
        held += part
        if part in PARTICLES:
            held += "-" if pattern.particle == "hyphen" else ""
            continue
        parts.append(held)
        held = ""
    return [*parts, held.strip("-")] if held else parts


def _join(parts: list[str], form: Form, compound: Compound) -> str:
    if not parts:
        return ""
    if form == "initial":
        return "".join(part[0] for part in (parts if compound == "initials" else parts[:1]))
    match compound:
        case "hyphen":
            return "-".join(parts)
        case "joined":
            return "".join(parts)
        case "initials":
            return "".join(part[0] for part in parts) if len(parts) > 1 else parts[0]
        case "foremost":
            return parts[0]
