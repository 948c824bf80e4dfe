"""What the ten pages have in common: a visit is remembered, what is typed is logged as kits log it."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.phisher_desk import Observation, PhisherDesk
from chaffinch.lab.sites.site import load_assets, show_page
from chaffinch.lab.wire import Request, Response, redirect

_COOKIE = "PHPSESSID"
_VISITS = 2_000
_LONGEST = 300


@dataclass(slots=True)
class KitVisit:
    """What a kit remembers of one browser while it comes back."""

    session: str
    shown_at: float
    """Unix seconds; when the page that is now filled was asked for."""
    tries: int = 0


class Kit(ABC):
    """A phishing page. Each kind has its own `take`, some also `refuse_visitor`.

    Its forms post to its own reserved name by full address, it is made from the range's templates at each request,
    and the desk forgets whatever is not of the demo organisation.

    Attributes:
        closed: set it, and the page is gone (410) from the next request on.
    """

    skin: ClassVar[str] = "portal"
    """Whose style the page wears: `portal` or `restyled`."""
    observes: ClassVar[bool] = False
    """Whether a script of the page posts screen, time zone and typing."""

    def __init__(self, host: str, desk: PhisherDesk, *, clock: Callable[[], float]) -> None:
        self.host = host
        self.closed = False
        self._desk = desk
        self._clock = clock
        self._assets = load_assets(self.skin)
        self._visits: OrderedDict[str, KitVisit] = OrderedDict()

    def answer(self, request: Request) -> Response | None:
        """Answer as this kind of page does."""
        if self.closed:
            return self.show(request, "phishers/gone.html", status=HTTPStatus.GONE)
        if refusal := self.refuse_visitor(request):
            return refusal
        if not request.secure:
            query = f"?{urlencode(request.query)}" if request.query else ""
            return redirect(f"https://{self.host}/{query}")
        if request.method == "POST":
            return self.take(request)
        if request.path == "/":
            return self.show_form(request)
        return self._assets.get(request.path)

    def refuse_visitor(self, request: Request) -> Response | None:
        """Return what an unwelcome visitor sees, None for a welcome one."""
        return None

    @abstractmethod
    def take(self, request: Request) -> Response | None:
        """Take what was typed and answer it; None for a path that takes nothing."""

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the page that asks; `values` override what its template is told."""
        told = {"path": "/entrer", "asks": ("address", "password"), "address": "", "error": "", **values}
        return self.show(request, f"phishers/{self.skin}.html", **told)

    def show(
        self, request: Request, template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: Any
    ) -> Response:
        """Return a page of the kit, and remember from when on the visitor has it before him."""
        visit = self.find_visit(request)
        visit.shown_at = self._clock()
        cookie = ("Set-Cookie", f"{_COOKIE}={visit.session}; Path=/; Secure; HttpOnly; SameSite=Lax")
        told = {
            "base": f"https://{self.host}",
            "home": PORTAL_URL.rstrip("/"),
            "logo": f"{PORTAL_URL}logo.svg",
            "observes": self.observes,
            "trap": False,
            "pattern": False,
            "token": "",
            **values,
        }
        return show_page(template, status=status, headers=(cookie,), **told)

    def thank(self, request: Request) -> Response:
        """Return the page that says that all is well."""
        return self.show(request, "phishers/thanks.html")

    def find_visit(self, request: Request) -> KitVisit:
        """Return what is known of the visitor's browser; a new one is remembered, the oldest forgotten."""
        known = self._visits.get(request.cookies.get(_COOKIE, ""))
        if known is None:
            known = KitVisit(session=secrets.token_hex(13), shown_at=self._clock())
            self._visits[known.session] = known
            if len(self._visits) > _VISITS:
                self._visits.popitem(last=False)
        return known

    def observe(self, request: Request, *, verdict: str = "") -> Observation:
        """Return what the kit logs of a posted form."""
        visit = self._visits.get(request.cookies.get(_COOKIE, ""))
        now, form = self._clock(), request.form
        return Observation(
            at=now,
            source=request.source,
            user_agent=request.headers.get("user-agent", "")[:_LONGEST],
            language=request.headers.get("accept-language", "")[:_LONGEST],
            screen=form.get("ecran", "")[:_LONGEST],
            zone=form.get("fuseau", "")[:_LONGEST],
            token=(form.get("c") or request.query.get("c", ""))[:_LONGEST],
            session=visit.session if visit else "",
            seconds_on_page=now - visit.shown_at if visit else None,
            typing_ms=_read_number(form.get("frappe", "")),
            keys=None if (keys := _read_number(form.get("touches", ""))) is None else int(keys),
            fields=tuple((name[:_LONGEST], value[:_LONGEST]) for name, value in form.items()),
            verdict=verdict,
        )

    def keep(self, request: Request, *, verdict: str = "") -> bool:
        """Put the posted log-in on the desk; return whether it was one of the demo organisation."""
        return self._desk.collect(
            self.host,
            address=request.form.get("email", ""),
            password=request.form.get("password", ""),
            seen=self.observe(request, verdict=verdict),
        )


def _read_number(untrusted_text: str) -> float | None:
    return float(untrusted_text) if untrusted_text.isascii() and untrusted_text.isdecimal() else None
