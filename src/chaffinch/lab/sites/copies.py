"""The phisher's copies of the portal: what is typed lands on his desk, the visitor on the genuine page."""

from __future__ import annotations

import re
import secrets
from typing import Any

from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.sites.site import load_assets, show_page
from chaffinch.lab.wire import Request, Response, redirect

_COLLECT = "/connexion"
_SESSION = re.compile(r"/session/[0-9a-f]{24}")


class PortalCopy:
    """A copy on a look-alike host.

    It is made from the range's own templates at each request. Its form posts to its own reserved name by full
    address, so a saved page, put on any other server, sends nothing there.
    """

    def __init__(
        self, host: str, desk: PhisherDesk, *, folder: str = "portal", asks_code: bool = False
    ) -> None:
        self.host = host
        self._desk = desk
        self._template = f"{folder}/sign_in.html"
        self._assets = load_assets(folder)
        self._values: dict[str, Any] = {
            "action": f"https://{host}{_COLLECT}",
            # As real kits do: the logo is loaded from the page that is copied, and so are the links.
            "logo": f"{PORTAL_URL}logo.svg",
            "home": PORTAL_URL.rstrip("/"),
            "asks_code": asks_code,
            "refused_address": None,
        }

    def answer(self, request: Request) -> Response | None:
        """Show the copy, or take what was typed and send the visitor to the genuine portal."""
        if not request.secure:
            return redirect(f"https://{self.host}/")
        if request.path == _COLLECT and request.method == "POST":
            return self.collect(request)
        if request.path in ("/", _COLLECT):
            return self.show()
        return self._assets.get(request.path)

    def show(self) -> Response:
        """Return the copied page."""
        return show_page(self._template, **self._values)

    def collect(self, request: Request) -> Response:
        """Put the log-in on the phisher's desk."""
        self._desk.collect(
            self.host,
            address=request.form.get("email", ""),
            password=request.form.get("password", ""),
            code=request.form.get("code", ""),
        )
        return redirect(PORTAL_URL)


class RedirectedCopy(PortalCopy):
    """A copy behind a chain: HTTP to HTTPS, to a session of its own, and by script to the page."""

    def answer(self, request: Request) -> Response | None:
        """Send the visitor one step further, or show the copy at the end of the way."""
        if request.secure and request.method != "POST":
            if request.path == "/":
                return redirect(f"https://{self.host}/session/{secrets.token_hex(12)}/")
            session, found, step = request.path.partition("/portail")
            if _SESSION.fullmatch(session.rstrip("/")):
                if found and not step:
                    return self.show()
                if not found and session.endswith("/"):
                    return show_page("redirected/step.html", next_url=f"{session}portail")
        return super().answer(request)
