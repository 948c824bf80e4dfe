"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from chaffinch.desk.web.preferences import THEMES, choose_theme
from chaffinch.desk.web.queries.health import read_pulse


def add_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the organisation's name, the choices of the frame and, for who is signed in, the desk's pulse."""
    frame: dict[str, Any] = {
        "organisation": settings.CONFIGURATION.organisation.name,
        "contact": settings.CONFIGURATION.organisation.contact,
        "theme": choose_theme(request),
        "themes": THEMES,
        "languages": settings.LANGUAGES,
        "here": request.get_full_path(),
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and not user.partner:
        frame["pulse"] = read_pulse(now=timezone.now())
    return frame
