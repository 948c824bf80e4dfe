"""Two pages that want more than the password: a one-time code, and the truth at once."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from chaffinch.lab.organisation import PORTAL_HOST, PORTAL_URL
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.phishers.kit import Kit
from chaffinch.lab.sites.site import Site
from chaffinch.lab.wire import Request, Response, redirect

#: The address from which the relay's own requests come.
RELAY_SOURCE = "127.0.0.66"


class CodeKit(Kit):
    """A page that asks for a one-time code after the password, calls it expired once, and sends the visitor on."""

    def take(self, request: Request) -> Response | None:
        """Keep the log-in, then its code."""
        match request.path:
            case "/entrer":
                self.keep(request)
                return self._ask_code(request, error="")
            case "/code":
                visit = self.find_visit(request)
                visit.tries += 1
                self._desk.add_code(self.host, session=visit.session, code=request.form.get("code", ""))
                if visit.tries == 1:
                    return self._ask_code(request, error="Ce code a expiré. Un nouveau vous a été envoyé.")
                visit.tries = 0
                return redirect(PORTAL_URL)
        return None

    def _ask_code(self, request: Request, *, error: str) -> Response:
        return self.show_form(request, path="/code", asks=("code",), error=error)


class RelayKit(Kit):
    """A page that tries each log-in at the genuine portal before it answers: the portal's no is its own no."""

    observes = True

    def __init__(self, host: str, desk: PhisherDesk, *, clock: Callable[[], float], portal: Site) -> None:
        super().__init__(host, desk, clock=clock)
        self._portal = portal

    def take(self, request: Request) -> Response | None:
        """Try the log-in, keep it with the result, and answer by the result."""
        if request.path != "/entrer":
            return None
        address = request.form.get("email", "")[:200]
        works = self._try_sign_in(address, request.form.get("password", "")[:200])
        self.keep(request, verdict="live" if works else "dead")
        if works:
            return redirect(PORTAL_URL)
        return self.show_form(
            request,
            address=address,
            error="L’adresse ou le mot de passe ne correspond pas. Vérifiez la saisie, puis réessayez.",
        )

    def _try_sign_in(self, address: str, password: str) -> bool:
        answer = self._portal.answer(
            Request(
                method="POST",
                host=PORTAL_HOST,
                path="/connexion",
                secure=True,
                form={"email": address, "password": password},
                source=RELAY_SOURCE,
            )
        )
        return answer is not None and answer.status == HTTPStatus.FOUND
