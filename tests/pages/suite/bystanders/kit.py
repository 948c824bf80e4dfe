"""What all bystanders are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.pages.suite.page import Resource, WebPage


@dataclass(frozen=True, slots=True)
class Bystander:
    """A page made from no template of ours."""

    name: str
    kind: str
    host: str
    title: str
    css: str
    body: str
    resources: Mapping[str, Resource] = field(default_factory=dict)
    language: str = "fr"

    @property
    def page(self) -> WebPage:
        """Return the page."""
        html = (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8"><title>{self.title}</title>'
            f"<style>{self.css}</style></head><body>{self.body}</body></html>"
        )
        return WebPage(html, self.resources)
