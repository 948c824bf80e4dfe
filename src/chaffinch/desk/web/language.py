"""Which language a page speaks: the person's choice, else the browser's wish, else the organisation's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Activate the language for one request.

    Like Django's LocaleMiddleware, but a browser without a wish of its own gets the organisation's language and
    addresses never carry a language prefix.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(choose_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            return response


def choose_language(request: HttpRequest) -> str:
    """Return the code of one of settings.LANGUAGES."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return str(settings.LANGUAGE_CODE)
