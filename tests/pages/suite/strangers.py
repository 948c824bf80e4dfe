"""Pages that are no copies: other organisations in the same template, and everything else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.pages.suite.bystanders import around, gates, named
from tests.pages.suite.bystanders.kit import Bystander
from tests.pages.suite.designs import Design, list_designs
from tests.pages.suite.drawing import Colours
from tests.pages.suite.page import WebPage
from tests.pages.suite.stranger_identities import POOL


@dataclass(frozen=True, slots=True)
class Stranger:
    """A page that must not be called a copy."""

    name: str
    page: WebPage
    host: str
    kind: str


def darken(colours: Colours) -> Colours:
    """Return colours fit for a template that is dark by design."""
    return replace(colours, main=colours.accent, accent=colours.pale, dark="#12151c", pale="#2c3442", ground="#12151c", ink="#e8ebf0")  # fmt: skip


def list_strangers(design: Design) -> list[Stranger]:
    """Return three organisations in a design's template: two in colours of their own, one in the design's."""
    pool = POOL[design.language]
    first = next(number for number, other in enumerate(list_designs()) if other.name == design.name)
    chosen = [pool[(first + step) % len(pool)] for step in range(3)]
    strangers = []
    for number, identity in enumerate(chosen):
        if number == 1:
            kind, dressed = "same template, same colours", replace(identity, colours=design.identity.colours)
        elif design.is_dark:
            kind, dressed = (
                "same template, other colours",
                replace(identity, colours=darken(identity.colours)),
            )
        else:
            kind, dressed = "same template, other colours", identity
        name = f"{design.name}-{identity.short.lower().replace(' ', '-')}"
        strangers.append(Stranger(name, design.build(dressed), identity.host, kind))
    return strangers


def list_bystanders() -> list[Stranger]:
    """Return pages made from no template of ours, some of which name or show our organisations."""
    found: list[Bystander] = [*gates.list_pages(), *around.list_pages(), *named.list_pages()]
    return [Stranger(page.name, page.page, page.host, page.kind) for page in found]
