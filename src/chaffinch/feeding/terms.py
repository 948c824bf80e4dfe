"""What two people approve of a page: where it stands, by what it is known, and what it asks. Read from a capture."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from chaffinch.pages.capture import Capture
from chaffinch.pages.hosts import read_host

_PREFIXES = {4: 24, 6: 48}
"""As wide as one provider's rack: kits move between neighbouring addresses, not between providers."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The page as it was when it was approved; one that differs gets nothing."""

    url: str
    """With the lure's token, where it is to be kept."""
    hosts: tuple[str, ...]
    """Where the page may stand, and where its form may send to."""
    networks: tuple[str, ...]
    """CIDR networks in which it may answer; empty where a proxy resolved the name."""
    certificates: tuple[str, ...]
    """SHA-256 of its certificate, hex; empty for a page without one."""
    kinds: tuple[str, ...]
    """Kinds of the fields that it shows first, each once, sorted."""


def read_terms(capture: Capture, *, keep_token: bool = True) -> Terms:
    """Return the terms of a captured page.

    Args:
        capture: the look that is on file.
        keep_token: whether the lure's own part of the address is kept; a page that asks for it shows nothing without.
    """
    on_the_way = [read_host(hop.url) for hop in capture.chain] or [read_host(capture.final_url)]
    targets = [read_host(form.action) for form in capture.forms if form.entries and form.action]
    addresses = [hop.address for hop in capture.chain if hop.address]
    certificate = capture.certificate.sha256 if capture.certificate is not None else ""
    return Terms(
        url=capture.requested_url if keep_token else capture.final_url.partition("?")[0],
        hosts=tuple(dict.fromkeys(host for host in (*on_the_way, *targets) if host)),
        networks=tuple(dict.fromkeys(_widen(address) for address in addresses)),
        certificates=(certificate,) if certificate else (),
        kinds=tuple(sorted(set(capture.scene.entry_kinds))),
    )


def _widen(address: str) -> str:
    found = ip_address(address)
    return str(ip_network(f"{found}/{_PREFIXES[found.version]}", strict=False))
