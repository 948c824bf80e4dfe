"""What a host is compared with: one target for each brand of ours and each service watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.names.alignment import Pattern, set_budget
from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.tables import Service, load_services, load_words
from chaffinch.names.watchlist import Brand, Watchlist

#: A name of fewer letters says little by itself.
_SHORT = 4
#: One of fewer is every other word's neighbour.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Target:
    """One way to write a watched name."""

    brand: str
    """As the watchlist writes it; for a service its id."""
    pattern: Pattern
    endings: tuple[str, ...]
    """Public suffixes that the genuine name has; empty when none is known."""
    domains: tuple[str, ...]
    """The genuine domains that carry it."""
    weak: bool
    """An ordinary or short word, which proves nothing by itself."""
    service: str = ""
    """The service's id where the target is a service."""
    beside: Pattern | None = None
    """A name too short to bear a slip, with one: it counts only as a word of its own beside a keyword or service."""


def list_targets(watchlist: Watchlist) -> tuple[Target, ...]:
    """Return the targets of a watchlist: our sign-in pages' hosts, then our brands, then the services."""
    own = [*_target_sign_in_hosts(watchlist), *(_target_brand(brand) for brand in watchlist.brands)]
    services = [target for id in watchlist.services for target in _target_service(load_services()[id])]
    return (*own, *services)


def _target_brand(brand: Brand) -> Target:
    return Target(
        brand=brand.name,
        pattern=Pattern(brand.key, budget=set_budget(brand.key), written=_write_native(brand)),
        endings=brand.endings,
        domains=brand.domains,
        weak=_is_weak(brand.key),
        beside=Pattern(brand.key, budget=1) if _SHORTEST <= _count_letters(brand.key) <= _SHORT else None,
    )


def _count_letters(key: str) -> int:
    return len(key.replace("-", ""))


def _write_native(brand: Brand) -> str:
    """Return the name with its accents, where all our domains write it so; empty where one does not."""
    written = set()
    for domain in brand.domains:
        host = read_host(domain.encode())
        if isinstance(host, Host):
            written.add(host.display.removesuffix("." + split_suffix(host.ascii)[1]).rpartition(".")[2])
    return written.pop() if len(written) == 1 else ""


def _target_sign_in_hosts(watchlist: Watchlist) -> Iterator[Target]:
    """Yield the whole host of each sign-in page of ours that stands below one of our domains.

    A copy of `portail.our-name.org` is told by its dot or hyphen, not by a word that we join ourselves.
    """
    for page in watchlist.sign_in_pages:
        host = read_host(page.encode())
        if not isinstance(host, Host) or host.is_ip:
            continue
        registered, suffix = split_suffix(host.ascii)
        brand = next((brand for brand in watchlist.brands if registered in brand.domains), None)
        if brand is None or host.ascii in {registered, f"www.{registered}"}:
            continue
        key = host.ascii.removesuffix(f".{suffix}")
        yield Target(
            brand=brand.name,
            pattern=Pattern(key, budget=set_budget(key)),
            endings=(suffix,),
            domains=(host.ascii,),
            weak=False,
        )


def _target_service(service: Service) -> list[Target]:
    suffixes = {domain: split_suffix(domain)[1] for domain in service.domains}
    targets = []
    for word in (*service.names, *service.words):
        ordinary = word in service.words
        domains = tuple(domain for domain in service.domains if domain.startswith(word))
        targets.append(
            Target(
                brand=service.id,
                pattern=Pattern(word, budget=0 if ordinary else set_budget(word)),
                endings=tuple(dict.fromkeys(suffixes[domain] for domain in domains)),
                domains=domains,
                weak=ordinary or _is_weak(word),
                service=service.id,
            )
        )
    return targets


def _is_weak(key: str) -> bool:
    return _count_letters(key) <= _SHORT or key in load_words().common
