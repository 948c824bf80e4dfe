"""What a server sends: a page and the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that a page asks its own host for."""

    kind: str  # the MIME type
    content: bytes


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page, and the resources served beside it by path."""

    html: str
    resources: Mapping[str, Resource]
