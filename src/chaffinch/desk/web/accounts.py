"""Log-ins are made by the command line, never by a stranger at the door."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Refuse sign-up, whatever address leads there."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the overview, which says that the password was changed."""
        return reverse("overview")
