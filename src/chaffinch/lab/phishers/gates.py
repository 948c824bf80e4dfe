"""Five pages that let in whom they take for a victim: token, pattern, throttle, browser, honeypot."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.organisation import DOMAINS, PORTAL_URL
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.phishers.kit import Kit
from chaffinch.lab.victims.staff import STAFF
from chaffinch.lab.wire import Request, Response, redirect

#: A page is not filled by a person in less.
SHORTEST_SECONDS = 3.0
OLDEST_CHROME = 100
_DIGIT = re.compile(r"[0-9]")
_CHROME = re.compile(r"Chrome/([0-9]{1,4})\.")
_UNWELCOME = re.compile(
    r"bot|crawl|spider|slurp|headless|phantom|selenium|puppeteer|playwright|curl|wget|python|java/|go-http|"
    r"libwww|scan|preview|virus|google|bing|facebook|whatsapp|telegram|MSIE|Trident/|PaleMoon",
    re.IGNORECASE,
)


def make_token(address: str) -> str:
    """Return the token that the lure to that address carries: eight hex digits."""
    return hashlib.sha256(f"jeton de {address.lower()}".encode()).hexdigest()[:8]


class TokenKit(Kit):
    """A page that knows whom it wrote to: without a token of its own lures it does not exist. It says thank you.

    The token's address stands in the form already, and can be changed, as on most kits of this kind.
    """

    skin = "restyled"

    def __init__(self, host: str, desk: PhisherDesk, *, clock: Callable[[], float]) -> None:
        super().__init__(host, desk, clock=clock)
        everybody = (*(account.address for account in ACCOUNTS), *(person.address for person in STAFF))
        self._written_to = {make_token(address): address for address in everybody}

    def refuse_visitor(self, request: Request) -> Response | None:
        """Show nothing to who comes without a token to the page itself."""
        if request.path in self._assets or self._read_token(request) in self._written_to:
            return None
        return show_nothing(self, request)

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the form with the address in it."""
        token = self._read_token(request)
        return super().show_form(request, token=token, address=self._written_to[token])

    def take(self, request: Request) -> Response | None:
        """Keep the log-in and thank."""
        if request.path != "/entrer":
            return None
        self.keep(request)
        return self.thank(request)

    def _read_token(self, request: Request) -> str:
        return request.form.get("c") or request.query.get("c", "")


class PatternKit(Kit):
    """A page that takes only what can be true: an address of the organisation, a password of eight with a digit.

    A script says so before anything is sent, and the server again. What passes is thanked for.
    """

    skin = "restyled"
    observes = True

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the form with its script."""
        return super().show_form(request, **{"pattern": True, "domains": DOMAINS, **values})

    def take(self, request: Request) -> Response | None:
        """Keep what passes, refuse the rest."""
        if request.path != "/entrer":
            return None
        address = request.form.get("email", "")[:200]
        if not fits_pattern(address, request.form.get("password", "")):
            return self.show_form(
                request, address=address, error="Adresse ou mot de passe non valide, veuillez vérifier."
            )
        self.keep(request)
        return self.thank(request)


def fits_pattern(address: str, password: str) -> bool:
    """Return whether the page of patterns takes this log-in."""
    domain = address.strip().lower().rpartition("@")[2]
    return domain in DOMAINS and len(password) >= 8 and _DIGIT.search(password) is not None


@dataclass(slots=True)
class Throttle:
    """At most `most` in `seconds` from one source; what is refused does not count."""

    most: int = 5
    seconds: float = 60.0
    _taken: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def admit(self, source: str, *, now: float) -> bool:
        """Return whether one more is let in, and count it."""
        taken = self._taken[source]
        while taken and taken[0] <= now - self.seconds:
            taken.popleft()
        if len(taken) >= self.most:
            return False
        taken.append(now)
        return True


class ThrottledKit(Kit):
    """A page that takes five log-ins a minute from one source address; it answers the sixth with 429."""

    def __init__(self, host: str, desk: PhisherDesk, *, clock: Callable[[], float]) -> None:
        super().__init__(host, desk, clock=clock)
        self._throttle = Throttle()

    def take(self, request: Request) -> Response | None:
        """Keep the log-in and send the visitor on, or block him."""
        if request.path != "/entrer":
            return None
        if not self._throttle.admit(request.source, now=self._clock()):
            return self.show(request, "phishers/blocked.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        self.keep(request)
        return redirect(PORTAL_URL)


class AgentKit(Kit):
    """A page that shows nothing to bots, headless and old browsers. It asks each victim twice, then sends him on."""

    observes = True

    def refuse_visitor(self, request: Request) -> Response | None:
        """Show nothing to what does not look like an ordinary browser of today."""
        if is_welcome_browser(request.headers):
            return None
        return show_nothing(self, request)

    def take(self, request: Request) -> Response | None:
        """Keep the log-in; pretend once that it was wrong."""
        if request.path != "/entrer":
            return None
        self.keep(request)
        visit = self.find_visit(request)
        visit.tries += 1
        if visit.tries == 1:
            address = request.form.get("email", "")[:200]
            return self.show_form(request, address=address, error="Mot de passe incorrect. Réessayez.")
        visit.tries = 0
        return redirect(PORTAL_URL)


def is_welcome_browser(headers: dict[str, str]) -> bool:
    """Return whether headers (names in lower case) are those of an ordinary browser of today."""
    agent = headers.get("user-agent", "")
    if (
        not agent.startswith("Mozilla/5.0 (")
        or _UNWELCOME.search(agent)
        or not headers.get("accept-language")
    ):
        return False
    chrome = _CHROME.search(agent)
    return chrome is None or int(chrome[1]) >= OLDEST_CHROME


class HoneypotKit(Kit):
    """A page with a field that no person sees, and a shortest time. Whoever falls for either is thanked and forgotten.

    Attributes:
        dropped: how many were.
    """

    skin = "restyled"
    observes = True

    def __init__(self, host: str, desk: PhisherDesk, *, clock: Callable[[], float]) -> None:
        super().__init__(host, desk, clock=clock)
        self.dropped = 0

    def show_form(self, request: Request, **values: Any) -> Response:
        """Return the form with the hidden field."""
        return super().show_form(request, **{"trap": True, **values})

    def take(self, request: Request) -> Response | None:
        """Keep what a person typed, drop the rest in silence."""
        if request.path != "/entrer":
            return None
        seen = self.observe(request)
        hasty = seen.seconds_on_page is None or seen.seconds_on_page < SHORTEST_SECONDS
        if hasty or request.form.get("site_web"):
            self.dropped += 1
        else:
            self.keep(request)
        return self.thank(request)


def show_nothing(kit: Kit, request: Request) -> Response:
    """Return the empty page that an unwelcome visitor gets."""
    return kit.show(request, "phishers/nothing.html", status=HTTPStatus.NOT_FOUND)
