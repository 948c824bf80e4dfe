"""The language and the light of the pages, each person's own choice kept in a cookie."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEME_COOKIE = "chaffinch-theme"
THEMES = (("auto", _("as the system")), ("light", _("light")), ("dark", _("dark")))
_YEAR = int(timedelta(days=365).total_seconds())


def choose_theme(request: HttpRequest) -> str:
    """Return the code of one of THEMES."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in dict(THEMES) else "auto"


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that a person chose."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    return _go_back(request, cookie=settings.LANGUAGE_COOKIE_NAME, value=language)


@login_not_required
@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """Keep the light that a person chose."""
    theme = request.POST.get("theme", "")
    if theme not in dict(THEMES):
        return HttpResponseBadRequest()
    return _go_back(request, cookie=THEME_COOKIE, value=theme)


def _go_back(request: HttpRequest, *, cookie: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(find_next(request))
    response.set_cookie(
        cookie, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def find_next(request: HttpRequest) -> str:
    """Return the posted `next` where it leads to this desk, else the overview."""
    untrusted_next = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        untrusted_next, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return untrusted_next if safe else reverse("overview")
