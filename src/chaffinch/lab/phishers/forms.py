"""Three builds of the form itself: plain, in two steps, and made by a script."""

from __future__ import annotations

from typing import Any

from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.phishers.kit import Kit
from chaffinch.lab.wire import Request, Response, redirect


class PlainKit(Kit):
    """A plain form. It accepts everything and says thank you."""

    def take(self, request: Request) -> Response | None:
        """Keep the log-in and thank."""
        if request.path != "/entrer":
            return None
        self.keep(request)
        return self.thank(request)


class TwoStepKit(Kit):
    """The address first, *Next*, then the password on a second page. It sends the visitor on to the genuine portal."""

    skin = "restyled"

    def take(self, request: Request) -> Response | None:
        """Ask for the password, then keep the log-in."""
        address = request.form.get("email", "")[:200]
        match request.path:
            case "/suite" if "@" in address:
                return self.show_form(request, path="/entrer", asks=("password",), address=address)
            case "/suite":
                return self.show_form(request, error="Adresse inconnue.")
            case "/entrer":
                self.keep(request)
                return redirect(PORTAL_URL)
        return None

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the first step, unless `values` ask for the second."""
        return super().show_form(request, **{"path": "/suite", "asks": ("address",), **values})


class ScriptedKit(Kit):
    """A form that a script builds: the source has none. It shows a fault and sends the visitor on by itself."""

    observes = True

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the empty page with the script."""
        return self.show(request, "phishers/scripted.html")

    def take(self, request: Request) -> Response | None:
        """Keep the log-in, pretend that something broke."""
        if request.path != "/entrer":
            return None
        self.keep(request)
        return self.show(request, "phishers/fault.html", next_url=PORTAL_URL)
