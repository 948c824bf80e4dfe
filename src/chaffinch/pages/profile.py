"""As whom a page is looked at."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = (1280, 800)
HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Profile:
    """The visitor that the browser plays."""

    name: str = "desktop"
    locale: str = "fr-FR"
    timezone: str = "Europe/Paris"
    width: int = WINDOW[0]
    height: int = WINDOW[1]


DESKTOP = Profile()
