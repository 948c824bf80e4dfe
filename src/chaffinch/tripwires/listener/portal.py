"""A decoy portal: what it answers, and what it writes down of each try. No password is kept anywhere, nor shown again."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from chaffinch.tripwires.fields import clean
from chaffinch.tripwires.listener.answers import Answer
from chaffinch.tripwires.listener.floods import Counted
from chaffinch.tripwires.listener.portal_look import Look, draw_look
from chaffinch.tripwires.listener.portal_page import Step, render_page
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.settings import Portal
from chaffinch.tripwires.passwords import hash_policy

_SESSION = re.compile(r"[0-9a-f]{32}")
_MOST_FIELDS = 20
#: Seconds that a server needs to look up an account: a person waits, a robot must.
_LEAST_WAIT, _MOST_WAIT = 0.5, 1.8


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody sent to a portal."""

    login: str
    """As it is shown and hashed; empty where none was given."""
    has_password: bool
    is_code: bool


class DecoyPortal:
    """One portal of this installation.

    Args:
        portal: of the settings.
        seed: of the folder.
        nonce: line of `keys/sign-ins.key`, by which the desk knows its decoys' passwords again.
    """

    def __init__(self, portal: Portal, *, seed: bytes, nonce: str) -> None:
        self.portal = portal
        self.look: Look = draw_look(portal, seed=seed)
        self._nonce = nonce

    def owns(self, path: str) -> bool:
        """Return whether a path is the portal's, or below it."""
        return path == self.portal.path or path.startswith(f"{self.portal.path}/")

    def show(self, request: Request, *, rng: random.Random) -> Answer:
        """Return the page as it first appears."""
        return self._answer(request, rng=rng)

    def refuse(self, request: Request, tried: Try, *, rng: random.Random) -> Answer:
        """Return what a try leads to: never in."""
        words = self.look.words
        if tried.is_code:
            return self._answer(request, rng=rng, step="code", notice=words["code_refused"])
        if not tried.login or not tried.has_password:
            return self._answer(request, rng=rng, notice=words["empty"], typed=tried.login)
        if self.portal.outcome == "code":
            return self._answer(request, rng=rng, step="code", notice=words["code"])
        return self._answer(request, rng=rng, notice=words["refused"], typed=tried.login)

    def read_try(self, request: Request, untrusted_body: bytes, *, now: datetime) -> tuple[Try, bytes]:
        """Return what was tried, and its line; an empty line where no log-in was given."""
        form = _read_form(untrusted_body)
        login = clean(form.get(self.look.login_field, "").strip().encode("utf-8", "backslashreplace"))
        password = form.get(self.look.password_field, "")
        tried = Try(login, bool(password), is_code=not login and self.look.code_field in form)
        if not login:
            return tried, b""
        said = {
            "at": now.isoformat(),
            "portal": self.portal.path,
            "login": login,
            "pwhash": hash_policy(login, password, nonce=self._nonce) if password else "",
            "source": request.source,
            "agent": clean(request.read("user-agent")),
            "language": clean(request.read("accept-language"))[:60],
            "tls": request.tls,
        }
        return tried, json.dumps(said, separators=(",", ":")).encode() + b"\n"

    def _answer(
        self,
        request: Request,
        *,
        rng: random.Random,
        step: Step = "sign-in",
        notice: str = "",
        typed: str = "",
    ) -> Answer:
        page = render_page(
            self.look,
            action=self.portal.path,
            hidden=f"{rng.getrandbits(128):032x}",
            step=step,
            notice=notice,
            typed=typed,
        )
        fields = [("Cache-Control", "no-store")]
        if _find_session(request, self.look.cookie) is None:
            session = f"{rng.getrandbits(128):032x}"
            fields.insert(0, ("Set-Cookie", f"{self.look.cookie}={session}; Path=/; HttpOnly; SameSite=Lax"))
        return Answer(200, page.encode(), "text/html; charset=utf-8", tuple(fields))


def write_count(counted: Counted) -> bytes:
    """Return the line for tries that were only counted; it is none of an attempt to sign in."""
    said = {
        "at": counted.since.isoformat(),
        "until": counted.until.isoformat(),
        "count": counted.count,
        "portal": counted.key.what,
        "source": counted.key.source,
    }
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def draw_wait(rng: random.Random) -> float:
    """Return the seconds until a try is answered, whatever was tried."""
    return rng.uniform(_LEAST_WAIT, _MOST_WAIT)


def _find_session(request: Request, name: str) -> str | None:
    cookies = request.read("cookie").decode("latin-1").split(";")
    values = dict(cookie.strip().partition("=")[::2] for cookie in cookies)
    session = values.get(name, "")
    return session if _SESSION.fullmatch(session) else None


def _read_form(untrusted_body: bytes) -> dict[str, str]:
    """Return the first value of each field of a form; nothing of what is none."""
    try:
        pairs = parse_qsl(
            untrusted_body.decode("ascii", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return {}
    form: dict[str, str] = {}
    for name, value in pairs:
        form.setdefault(name, value)
    return form
