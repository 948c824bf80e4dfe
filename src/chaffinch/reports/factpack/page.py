"""The fact pack as one page: both languages in it, no script, nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from markupsafe import Markup

from chaffinch.reports.catalogue import make_environment
from chaffinch.reports.factpack.sealing import seal_page
from chaffinch.reports.factpack.wording import PackWords

LANGUAGES = {"en": "English", "fr": "Français"}


def render_page(packs: Sequence[PackWords]) -> str:
    """Return the page: the first language is the one that is seen first."""
    style = files("chaffinch.reports").joinpath("templates", "factpack.css").read_text("utf-8").strip()
    template = make_environment(packs[0].language).get_template("factpack.html")
    # The style is a file of this package.
    page = template.render(packs=packs, names=LANGUAGES, style=Markup(style))  # noqa: S704
    return seal_page(page)
