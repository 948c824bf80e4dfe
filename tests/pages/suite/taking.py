"""Serve the suite's pages on loopback and capture them with the real browser."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.pages.loopback_site import LoopbackSite
from tests.pages.suite.designs import Design, list_designs
from tests.pages.suite.guests import Guest, list_arguable, list_guests
from tests.pages.suite.mutations import list_mutations
from tests.pages.suite.page import WebPage
from tests.pages.suite.strangers import list_bystanders, list_strangers

from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.folder import make_bundle, pack_bundle, read_bundle
from chaffinch.pages.capture import Capture

COPY_HOSTS = ("espace-membres.test", "acces-compte.test")
TABS = len(COPY_HOSTS)


@dataclass(frozen=True, slots=True)
class Sample:
    """One page beside the designs that it copies, or copies none of."""

    name: str
    host: str
    """Empty for a copy: any host that is not its design's."""
    page: WebPage
    design: str = ""
    """Name of the design that it copies; empty for a stranger."""
    kind: str = ""
    """Name of the mutation, or what kind of stranger it is."""
    group: str = ""
    template: str = ""
    """Name of the design whose template a stranger uses, or whose organisation a guest shows."""


def list_hosts() -> tuple[str, ...]:
    """Return every host that the suite serves."""
    hosts = [design.host for design in list_designs()]
    hosts += [stranger.host for design in list_designs() for stranger in list_strangers(design)]
    hosts += [stranger.host for stranger in list_bystanders()]
    guests = [*list_guests({design.name: b"" for design in list_designs()}), *list_arguable()]
    hosts += [guest.site.host for guest in guests]
    return tuple(dict.fromkeys([*hosts, *COPY_HOSTS]))


def list_originals(designs: Iterable[Design]) -> list[Sample]:
    """Return the genuine pages, on their own hosts."""
    return [Sample(f"{one.name}-original", one.host, one.make_page(), one.name) for one in designs]


def list_copies(
    designs: Iterable[Design], *, pictures: dict[str, bytes], kinds: Iterable[str] = ()
) -> Iterator[Sample]:
    """Yield the copies of these designs, made from their pictures by design name."""
    wanted = set(kinds)
    for design in designs:
        for mutation in list_mutations():
            if not wanted or mutation.name in wanted:
                page = mutation.apply(design.make_page(), design, pictures[design.name])
                yield Sample(
                    f"{design.name}-{mutation.name}", "", page, design.name, mutation.name, mutation.group
                )


def list_others(designs: Iterable[Design], *, bystanders: bool = True) -> list[Sample]:
    """Return the strangers of these designs' templates, and everything else."""
    samples = [
        Sample(f"stranger-{one.name}", one.host, one.page, "", one.kind, "stranger", design.name)
        for design in designs
        for one in list_strangers(design)
    ]
    if bystanders:
        samples += [
            Sample(f"bystander-{one.name}", one.host, one.page, "", one.kind, "bystander")
            for one in list_bystanders()
        ]
    return samples


def list_bearers(pictures: Mapping[str, bytes]) -> list[Sample]:
    """Return the pages that bear a design's name and logo beside a sign-in of their own, and copy nothing.

    `pictures` are the designs' own pages by name, as PNG.
    """
    return [_make_bearer(guest, group="guest") for guest in list_guests(pictures)]


def list_arguable_bearers() -> list[Sample]:
    """Return the pages of which careful people would say different things."""
    return [_make_bearer(guest, group="arguable") for guest in list_arguable()]


def _make_bearer(guest: Guest, *, group: str) -> Sample:
    name = f"{group}-{guest.kind}-{guest.design}".replace(" ", "-")
    return Sample(name, guest.site.host, guest.page, "", guest.kind, group, guest.design)


def take_samples(
    samples: Iterable[Sample], *, site: LoopbackSite, browser: Browser, keep: Path | None = None
) -> Iterator[tuple[Sample, Capture]]:
    """Yield each sample with its capture, in order; a capture kept earlier is read again."""
    hosts: queue.SimpleQueue[str] = queue.SimpleQueue()
    for host in COPY_HOSTS:
        hosts.put(host)

    def take(sample: Sample) -> tuple[Sample, Capture]:
        kept = keep / f"{sample.name}.zip" if keep else None
        if kept is not None and kept.exists():
            return sample, read_bundle(kept)
        host = sample.host or hosts.get()
        try:
            _serve(site, host=host, page=sample.page)
            capture = browser.capture(f"https://{host}/")
        finally:
            if not sample.host:
                hosts.put(host)
        if kept is not None:
            kept.write_bytes(pack_bundle(make_bundle(capture)))
        return sample, capture

    with ThreadPoolExecutor(TABS) as pool:
        yield from pool.map(take, samples)


def _serve(site: LoopbackSite, *, host: str, page: WebPage) -> None:
    for route in [route for route in site.routes if route.startswith(f"{host}/")]:
        del site.routes[route]
    site.page(f"{host}/", page.html)
    for path, resource in page.resources.items():
        site.page(f"{host}{path}", resource.content, kind=resource.kind)
