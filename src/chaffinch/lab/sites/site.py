"""What a site of the range is: something that answers requests, made of templates and files of its folder."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from chaffinch.lab.marks import mark_page
from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.wire import Request, Response

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}

#: What any page of the range may load and where its forms may go: its own host, and the genuine portal.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self' 'unsafe-inline'",
        "script-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: {PORTAL_URL}",
        f"form-action 'self' {PORTAL_URL}",
        "base-uri 'none'",
    )
)
_TEMPLATES = Environment(
    loader=PackageLoader("chaffinch.lab", "sites/looks"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Site(Protocol):
    """One host's web site."""

    @property
    def host(self) -> str:
        """Return the name under which it is served."""

    def answer(self, request: Request) -> Response | None:
        """Return the answer, None for a path that the site does not have."""


def show_page(
    template: str,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    headers: tuple[tuple[str, str], ...] = (),
    **values: Any,
) -> Response:
    """Return a page made from a template of the package, marked LAB."""
    page = mark_page(_TEMPLATES.get_template(template).render(values))
    return Response(status, page.encode(), headers=(("Content-Security-Policy", _POLICY), *headers))


def load_assets(*folders: str) -> Mapping[str, Response]:
    """Return the pictures, style sheets and scripts of the sites' folders by their path.

    They are read once, so that no path of a request ever reaches the file system.
    """
    assets: dict[str, Response] = {}
    for folder in folders:
        for entry in (files("chaffinch.lab") / "sites" / "looks" / folder).iterdir():
            kind = _KINDS.get("." + entry.name.rpartition(".")[2])
            if kind:
                assets[f"/{entry.name}"] = Response(HTTPStatus.OK, entry.read_bytes(), content_type=kind)
    return assets
