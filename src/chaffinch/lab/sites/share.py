"""A phisher's invented file-sharing sign-in, in two steps: the address first, then the password."""

from __future__ import annotations

from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.sites.site import load_assets, show_page
from chaffinch.lab.wire import Request, Response, redirect


class FileShare:
    """A sign-in page of a service that does not exist; it copies nobody's logo or colours."""

    def __init__(self, host: str, desk: PhisherDesk) -> None:
        self.host = host
        self._desk = desk
        self._assets = load_assets("share")

    def answer(self, request: Request) -> Response | None:
        """Ask for the address, then for the password, then open the genuine portal."""
        if not request.secure:
            return redirect(f"https://{self.host}/")
        address = request.form.get("email", "")[:200]
        match (request.method, request.path):
            case ("POST", "/ouvrir"):
                self._desk.collect(self.host, address=address, password=request.form.get("password", ""))
                return redirect(PORTAL_URL)
            case ("POST", "/suite") if "@" in address:
                return self._show(step="password", address=address)
            case (_, "/" | "/suite" | "/ouvrir"):
                return self._show(step="address", address=address)
        return self._assets.get(request.path)

    def _show(self, *, step: str, address: str) -> Response:
        return show_page("share/sign_in.html", step=step, address=address, base=f"https://{self.host}")
