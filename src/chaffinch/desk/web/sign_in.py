"""The door: signing in, and nothing else that allauth offers."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django_htmx.http import HttpResponseClientRefresh


@method_decorator(login_not_required, name="dispatch")
class DoorView(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The sign-in page; a page whose session ran out while it refreshed itself is loaded anew as a whole."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer htmx with a reload, everybody else with the page."""
        if request.method == "GET" and request.headers.get("HX-Request") == "true":
            return HttpResponseClientRefresh()
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
