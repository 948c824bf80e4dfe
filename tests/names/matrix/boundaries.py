"""Hyphens and dots moved, endings exchanged or written into the label, our name under foreign domains."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.names.matrix.brands import WatchedBrand
from tests.names.matrix.vocabulary import ENDINGS, FOREIGN_DOMAINS, SERVICE_HOSTS, SHARED_HOSTS

_SHORTEST_BOUGHT = 3


def move_separators(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Drop, exchange, add or move hyphens and dots; forget the dot behind www.

    No dot right before the last letters: names of one or two are long taken (x.com is X, de.com a registry).
    """
    parts = label.split("-")
    for marks in product(("", "-", "."), repeat=len(parts) - 1):
        if any(mark != "-" for mark in marks):
            yield "".join(part + mark for part, mark in zip(parts, (*marks, ""), strict=True))
    for place in range(1, len(label)):
        if "-" not in label[place - 1 : place + 1] and "." not in label[place - 1 : place + 1]:
            yield f"{label[:place]}-{label[place:]}"
            if not brand.is_number and place <= len(label) - _SHORTEST_BOUGHT:
                yield f"{label[:place]}.{label[place:]}"
    for place, letter in enumerate(label):
        if letter == "-":
            yield label[: place - 1] + "-" + label[place - 1] + label[place + 1 :]
            yield label[:place] + label[place + 1] + "-" + label[place + 2 :]
            yield label[:place] + "--" + label[place + 1 :]
    yield f"www{label}"
    yield f"www-{label}"


def write_ending_in_label(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Join an ending to the label: our own, or one that everybody trusts."""
    endings = dict.fromkeys(
        (brand.ending.replace(".", ""), brand.ending.replace(".", "-"), "com", "fr", "org")
    )
    for ending in endings:
        yield from (f"{label}-{ending}", f"{label}{ending}", f"{ending}-{label}", f"www-{label}-{ending}")


def write_service_host_in_label(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Join the ending of a service's host to our name: accounts.google.com-en-marche."""
    for service in brand.services:
        for host in SERVICE_HOSTS.get(service, ()):
            yield from (f"{host}-{label}", f"{host}.{label}", f"{host.replace('.', '-')}-{label}")


def exchange_ending(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Take another ending, or our own and another one."""
    for ending in ENDINGS:
        if ending != brand.ending:
            yield f"{label}.{ending}"
    for ending in ("com", "net", "co", brand.ending):
        yield f"{label}.{brand.ending}.{ending}"


def go_under_foreign_domain(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Stand as a label, as several, or as a part of one, below somebody else's domain."""
    ours = f"{label}.{brand.ending}"
    for domain in FOREIGN_DOMAINS:
        yield from (
            f"{ours}.{domain}",
            f"www.{ours}.{domain}",
            f"{ours}.a7f3c2.{domain}",
            f"{ours}-login.{domain}",
        )
        yield f"{ours.replace('.', '-')}.{domain}"
        if not brand.is_number:
            yield f"{label}.{domain}"
            if (
                label == brand.plain or brand.edits > 1
            ):  # among other words a short name's typing error is another name
                yield f"my-{label}-site.{domain}"


def rent_on_shared_host(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Take our name where anyone gets one: a registered domain by the public-suffix list."""
    for domain in SHARED_HOSTS:
        yield from (
            f"{label}-{brand.ending.replace('.', '-')}.{domain}",
            f"www-{label}.{domain}",
            f"{label}-app.{domain}",
        )
        if not brand.is_number:
            yield from (f"{label}.{domain}", f"{label}-login.{domain}")
