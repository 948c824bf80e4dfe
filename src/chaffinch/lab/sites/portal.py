"""The genuine sign-in portal of the demo organisation."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from chaffinch.lab.accounts import SessionBook
from chaffinch.lab.organisation import PORTAL_HOST, PORTAL_URL
from chaffinch.lab.sites.site import load_assets, show_page
from chaffinch.lab.wire import Request, Response, redirect

_COOKIE = "aurore_session"
_NOTES = ("mot-de-passe-oublie", "aide", "confidentialite", "mentions-legales")


class Portal:
    """The portal: a sign-in that works for the range's accounts, and a welcome page behind it."""

    host = PORTAL_HOST

    def __init__(self, sessions: SessionBook) -> None:
        self._sessions = sessions
        self._assets = load_assets("portal")
        self._routes: dict[str, Callable[[Request], Response]] = {
            "/": lambda _: _show_sign_in(),
            "/connexion": self._sign_in,
            "/accueil": self._welcome,
            "/deconnexion": self._sign_out,
            **{f"/{note}": _show_note for note in _NOTES},
        }

    def answer(self, request: Request) -> Response | None:
        """Answer as a real portal does; plain HTTP is sent to HTTPS first."""
        if not request.secure:
            return redirect(PORTAL_URL)
        route = self._routes.get(request.path)
        return route(request) if route else self._assets.get(request.path)

    def _sign_in(self, request: Request) -> Response:
        if request.method != "POST":
            return _show_sign_in()
        address, password = request.form.get("email", ""), request.form.get("password", "")
        token = self._sessions.open_session(address, password)
        if token is None:
            return _show_sign_in(refused_address=address[:200])
        cookie = f"{_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"
        return redirect("/accueil", headers=(("Set-Cookie", cookie),))

    def _sign_out(self, request: Request) -> Response:
        self._sessions.end_session(request.cookies.get(_COOKIE, ""))
        return redirect("/", headers=(("Set-Cookie", f"{_COOKIE}=; Path=/; Max-Age=0"),))

    def _welcome(self, request: Request) -> Response:
        account = self._sessions.find_account(request.cookies.get(_COOKIE, ""))
        if account is None:
            return redirect("/")
        return show_page("portal/welcome.html", account=account)


def _show_note(request: Request) -> Response:
    return show_page("portal/note.html", note=request.path[1:])


def _show_sign_in(*, refused_address: str | None = None) -> Response:
    return show_page(
        "portal/sign_in.html",
        status=HTTPStatus.OK if refused_address is None else HTTPStatus.UNAUTHORIZED,
        action="/connexion",
        logo="/logo.svg",
        home="",
        asks_code=False,
        refused_address=refused_address,
    )
