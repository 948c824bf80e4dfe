"""A site of a few fixed pages that asks nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chaffinch.lab.sites.site import load_assets, show_page
from chaffinch.lab.wire import Request, Response


@dataclass(frozen=True, slots=True)
class PlainSite:
    """A bystander's site, served the same with and without TLS."""

    host: str
    folder: str
    pages: Mapping[str, str]
    """Path → name of the template, without its ending."""
    _assets: Mapping[str, Response] = field(init=False)

    def __post_init__(self) -> None:
        """Load the folder's pictures and style sheets."""
        object.__setattr__(self, "_assets", load_assets(self.folder))

    def answer(self, request: Request) -> Response | None:
        """Show the page; a posted form (the newsletter's) thanks and keeps nothing."""
        name = self.pages.get(request.path)
        if name is None:
            return self._assets.get(request.path)
        return show_page(f"{self.folder}/{name}.html", host=self.host, thanked=request.method == "POST")
