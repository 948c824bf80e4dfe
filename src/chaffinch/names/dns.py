"""Questions to DNS resolvers, by datagram and by TCP where an answer is cut; what comes back is validated.

The resolver sees every name that it is asked for, and so may those whom it asks in turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.resolver

from chaffinch.errors import ChaffinchError, UsageError

Kind = Literal["NS", "A", "AAAA", "MX", "TXT"]

#: Seconds that one question waits, TCP included; the caller asks again.
_SECONDS = 3.0
#: What passes every path without being cut in pieces (DNS Flag Day 2020).
_PAYLOAD = 1232
#: Of each kind so many records are kept; domains carry many texts.
_MOST, _MOST_TEXTS = 8, 100
_LONGEST_TEXT = 255
_PORT = 53
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?")
#: Forged, blocked, censored, filtered, prohibited.
_WITHHELD = frozenset((4, 15, 16, 17, 18))
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")


class ResolverError(ChaffinchError):
    """No resolver can be asked, or none answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resolver says of one name and one kind of record."""

    code: Literal["records", "empty", "absent", "failed"]
    """`empty`: the name exists without such a record; `absent`: there is no such name (NXDOMAIN)."""
    values: tuple[str, ...] = ()
    """Addresses, host names or texts, sorted, at most eight; of texts a hundred."""
    alias: bool = False
    """The name is another name's alias (CNAME); the values are that one's."""
    why: str = ""
    """Of `failed`: timeout, unreachable, broken, not-a-name, filtered (the resolver says that it withholds the true
    answer), or the response code (servfail, refused)."""


class Resolver:
    """One or several recursive resolvers, which are asked in turn."""

    def __init__(
        self, *addresses: str, seconds: float = _SECONDS, configuration: str = "/etc/resolv.conf"
    ) -> None:
        """Prepare.

        Args:
            addresses: of the resolvers ("192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53"); the system's by default.
            seconds: that one question waits.
            configuration: the system's file (resolv.conf(5)).

        Raises:
            UsageError: an address is none.
            ResolverError: none is given, and the system names none.
        """
        self.servers = tuple(map(_read_server, addresses)) or _find_system_servers(configuration)
        self._asking = [_prepare(address, port, seconds) for address, port in self.servers]

    async def ask(self, name: str, kind: Kind, *, attempt: int = 0) -> Answer:
        """Ask one question of one resolver, once; never raises for what comes back.

        Args:
            name: ASCII, a full name.
            kind: of record.
            attempt: which of the resolvers is asked, modulo their number.
        """
        asking = self._asking[attempt % len(self._asking)]
        try:
            asked = dns.name.from_text(f"{name.removesuffix('.')}.")
        except (dns.exception.DNSException, UnicodeError):
            return Answer("failed", why="not-a-name")
        try:
            answer = await asking.resolve(asked, kind, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN as absent:
            return _read_absence(absent.kwargs["responses"][asked], asked)
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return Answer("failed", why=_name_failure(error))
        return _read_answer(answer, asked)


def _read_server(text: str) -> tuple[str, int]:
    """Read `ADDRESS[:PORT]`; an IPv6 address with a port stands in brackets."""
    bracketed = _BRACKETED.fullmatch(text)
    host, port = (bracketed[1], bracketed[2]) if bracketed else (text, None)
    if not bracketed and text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        address = str(ip_address(host))
        number = int(port) if port is not None else _PORT
    except ValueError:
        number = 0
    if not 0 < number <= 65535:
        raise UsageError(
            f"{text!r} is not a resolver's address",
            todo="Write an IP address, with a port where it is not 53: 192.0.2.1:5353 or [2001:db8::1]:53.",
        )
    return address, number


def _find_system_servers(configuration: str) -> tuple[tuple[str, int], ...]:
    todo = "Name a resolver by its address."
    try:
        system = dns.resolver.Resolver(configuration)
    except (dns.resolver.NoResolverConfiguration, OSError) as error:
        raise ResolverError("This system names no DNS resolver", why=str(error), todo=todo) from error
    found = tuple((str(server), system.port) for server in system.nameservers if isinstance(server, str))
    if not found:
        raise ResolverError("This system names no DNS resolver", todo=todo)
    return found


def _prepare(address: str, port: int, seconds: float) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(address, port)]
    resolver.timeout = resolver.lifetime = seconds
    resolver.use_edns(0, 0, _PAYLOAD)
    resolver.cache = None
    return resolver


def _read_absence(response: dns.message.Message, asked: dns.name.Name) -> Answer:
    """Read NXDOMAIN, which speaks of the last name of a chain (RFC 6604): an alias to nowhere exists."""
    if _is_filtered(response):
        return Answer("failed", why="filtered")
    alias = response.get_rrset(response.answer, asked, dns.rdataclass.IN, dns.rdatatype.CNAME)
    return Answer("absent") if alias is None else Answer("empty", alias=True)


def _read_answer(answer: dns.resolver.Answer, asked: dns.name.Name) -> Answer:
    if _is_filtered(answer.response):
        return Answer("failed", why="filtered")
    values = _read_values(answer) if answer.rrset is not None else ()
    return Answer("records" if values else "empty", values, alias=answer.canonical_name != asked)


def _read_values(answer: dns.resolver.Answer) -> tuple[str, ...]:
    """Return what is of use: addresses as they are, hosts that can be ones; a null MX (RFC 7505) is none."""
    found: set[str] = set()
    for record in answer.rrset or ():
        if record.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            found.add(str(ip_address(record.address)))
            continue
        if record.rdtype == dns.rdatatype.TXT:
            # One text may come in several strings (RFC 7208, 3.3).
            found.add(b"".join(record.strings).decode("ascii", errors="replace")[:_LONGEST_TEXT])
            continue
        untrusted_name = record.exchange if record.rdtype == dns.rdatatype.MX else record.target
        text = untrusted_name.to_text(omit_final_dot=True).lower()
        if _HOST.fullmatch(text) and len(text) <= 253:
            found.add(text)
    return tuple(sorted(found)[: _MOST_TEXTS if answer.rdtype == dns.rdatatype.TXT else _MOST])


def _is_filtered(response: dns.message.Message) -> bool:
    """Tell whether the resolver says that it withholds the true answer (Extended DNS Errors, RFC 8914)."""
    return any(error.code in _WITHHELD for error in response.extended_errors())


def _name_failure(error: Exception) -> str:
    if isinstance(error, dns.exception.Timeout):
        return "timeout"
    if not isinstance(error, dns.resolver.NoNameservers):
        return "broken"
    *_, cause, response = (error.kwargs.get("errors") or [(None, None)])[-1]
    if isinstance(cause, OSError):
        return "unreachable"
    if response is not None and response.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return dns.rcode.to_text(response.rcode()).lower()
    return "broken"


def list_servers(resolver: Resolver) -> Sequence[str]:
    """Return the resolvers' addresses as `Resolver` reads them."""
    return [
        f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address, port in resolver.servers
    ]
