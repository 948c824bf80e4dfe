"""What the answers of DNS say of one name: whether it exists, and what it is ready for."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from chaffinch.ground.addresses import classify_address
from chaffinch.names.dns import Answer, Kind

State = Literal["registered", "wildcard", "held", "free-looking", "unknown"]
Readiness = Literal["web", "mail"]

#: Asked of a name that exists, after its name servers.
LATER: tuple[Kind, ...] = ("A", "AAAA", "MX")

_NOTHING = Answer("empty")


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address that a name leads to."""

    address: str
    kind: str
    """Why it is not public (`ground.addresses`: private, loopback, …); empty for a public one."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What DNS says of one name."""

    host: str
    state: State
    """`registered`: the name exists. `wildcard`: whatever is asked there exists, so it says nothing. `held`: it does
    not exist, and only whoever holds the domain above can make it. `free-looking`: no such name (NXDOMAIN); only the
    registry knows whether it can be had. `unknown`: no usable answer."""
    ready: tuple[Readiness, ...] = ()
    """`web`: it leads to a public address; `mail`: a mail server is named for it."""
    addresses: tuple[FoundAddress, ...] = ()
    nameservers: tuple[str, ...] = ()
    mail_servers: tuple[str, ...] = ()
    why: str = ""
    """Of `unknown`: the code of `dns.Answer.why`."""
    missing: tuple[Kind, ...] = ()
    """Kinds of record that could not be asked, where the name is known to exist."""


@dataclass(frozen=True, slots=True)
class Records:
    """The answers of one name; those after the first empty where it said that there is no name."""

    name: Answer
    """To the question for name servers, which also says whether the name exists."""
    v4: Answer = _NOTHING
    v6: Answer = _NOTHING
    mail: Answer = _NOTHING

    def list_values(self) -> frozenset[str]:
        return frozenset((*self.nameservers, *self.v4.values, *self.v6.values, *self.mail.values))

    @property
    def nameservers(self) -> tuple[str, ...]:
        """Its own: those of an alias are another name's."""
        return () if self.name.alias else self.name.values


def describe_name(host: str, records: Records, *, nonsense: Records) -> Resolved:
    """Say what an existing name is ready for.

    Args:
        host: the name.
        records: its own.
        nonsense: those of a name beside it that nobody has; where that one exists, too, only what this one has of
            its own proves anything.
    """
    addresses = tuple(
        FoundAddress(text, classify_address(ip_address(text)))
        for text in (*records.v4.values, *records.v6.values)
    )
    exists_anyway = nonsense.name.code in ("records", "empty")
    own = records.list_values() - nonsense.list_values()
    web = any(not address.kind for address in addresses)
    rest = zip(LATER, (records.v4, records.v6, records.mail), strict=True)
    return Resolved(
        host,
        "wildcard" if exists_anyway and not own else "registered",
        ready=(*(("web",) if web else ()), *(("mail",) if records.mail.values else ())),
        addresses=addresses,
        nameservers=records.nameservers,
        mail_servers=records.mail.values,
        missing=tuple(kind for kind, answer in rest if answer.code == "failed"),
    )
