"""Each provider's interface as its documentation has it, on loopback, with a few accounts whose state a test can see."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

INES, OMAR = "ines@mouvement-aurore.test", "omar@mouvement-aurore.test"
SECRET = "s3cr3t-of-the-desk"
_TOKEN = "token-of-this-hour"
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


@dataclass
class Account:
    """One account of the pretended service."""

    address: str
    enabled: bool = True
    sessions: int = 2
    rest: dict[str, Any] = field(default_factory=lambda: {"firstName": "Ines", "attributes": {"team": ["a"]}})


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}


Answer = tuple[int, Any]
Answers = Callable[["Service", Request], Answer]


class Service:
    """The pretended service; `broken` makes it answer so to whatever is asked."""

    def __init__(self, answers: Answers) -> None:
        self.accounts = {address: Account(address) for address in (INES, OMAR)}
        self.asked: list[Request] = []
        self.broken: Answer | None = None
        self.broken_path = ""
        self.url = ""
        self._answers = answers

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        if self.broken is not None and self.broken_path in request.path:
            return self.broken
        return self._answers(self, request)


@contextmanager
def serve(answers: Answers) -> Iterator[Service]:
    service = Service(answers)

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                {key: values[0] for key, values in parse_qs(parts.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("Content-Length", "0"))),
            )
            status, values = service.answer(request)
            body = (
                values
                if isinstance(values, bytes)
                else b""
                if values is None
                else json.dumps(values).encode()
            )
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = _do

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer_graph(service: Service, request: Request) -> Answer:  # noqa: PLR0911 -- a line each
    """Microsoft Graph v1.0, and the token endpoint of the identity platform v2.0."""
    if request.path == "/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token":
        form = request.form
        assert (form["grant_type"], form["scope"]) == (
            "client_credentials",
            "https://graph.microsoft.com/.default",
        )
        if form["client_secret"] != SECRET:
            return 401, {
                "error": "invalid_client",
                "error_description": "AADSTS7000215: Invalid client secret provided.",
            }
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": _TOKEN}
    if request.headers.get("authorization") != f"Bearer {_TOKEN}":
        return 401, {"error": {"code": "InvalidAuthenticationToken"}}
    _, version, users, who, *rest = request.path.split("/")
    account = service.accounts.get(unquote(who))
    if (version, users) != ("v1.0", "users") or account is None:
        return 404, {
            "error": {"code": "Request_ResourceNotFound", "message": f"Resource '{who}' does not exist"}
        }
    if request.method == "PATCH" and not rest:
        account.enabled = json.loads(request.body)["accountEnabled"]
        return 204, None
    if request.method == "POST" and rest == ["revokeSignInSessions"]:
        account.sessions = 0
        return 200, {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean",
            "value": True,
        }
    return 405, None


def answer_google(service: Service, request: Request) -> Answer:  # noqa: PLR0911 -- a line each
    """Google's Directory API v1, and its token endpoint."""
    if request.path == "/token":
        head, claims, signature = request.form["assertion"].split(".")
        try:
            KEY.public_key().verify(
                _decode(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except Exception:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        said = json.loads(_decode(claims))
        assert json.loads(_decode(head)) == {"alg": "RS256", "typ": "JWT"}
        assert said["aud"] == "https://oauth2.googleapis.com/token"
        assert said["exp"] - said["iat"] <= 3_600
        assert set(said) == {"iss", "sub", "aud", "scope", "iat", "exp"}
        return 200, {"access_token": _TOKEN, "expires_in": 3599, "token_type": "Bearer"}
    if request.headers.get("authorization") != f"Bearer {_TOKEN}":
        return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
    assert request.path.startswith("/admin/directory/v1/users/")
    who, _, verb = request.path.removeprefix("/admin/directory/v1/users/").partition("/")
    account = service.accounts.get(unquote(who))
    if account is None:
        return 404, {"error": {"code": 404, "message": "Resource Not Found: userKey"}}
    if request.method == "PATCH" and not verb:
        account.enabled = not json.loads(request.body)["suspended"]
        return 200, {
            "kind": "admin#directory#user",
            "primaryEmail": account.address,
            "suspended": not account.enabled,
        }
    if request.method == "POST" and verb == "signOut":
        assert request.body == b""
        account.sessions = 0
        return 204, None
    return 405, None


def answer_keycloak(service: Service, request: Request) -> Answer:  # noqa: PLR0911 -- a line each
    """Keycloak's administration interface; a PUT takes the whole user, and what it lacks is gone."""
    if request.path == "/realms/aurore/protocol/openid-connect/token":
        if request.form["client_secret"] != SECRET:
            return 401, {
                "error": "unauthorized_client",
                "error_description": "Invalid client or Invalid client credentials",
            }
        return 200, {
            "access_token": _TOKEN,
            "expires_in": 60,
            "token_type": "Bearer",
            "scope": "email profile",
        }
    if request.headers.get("authorization") != f"Bearer {_TOKEN}":
        return 401, {"error": "HTTP 401 Unauthorized"}
    users = "/admin/realms/aurore/users"
    if request.path == users:
        assert request.query["exact"] == "true"
        # Its users have short names: they are found by their address.
        return 200, [
            _show_user(account)
            for account in service.accounts.values()
            if account.address == request.query.get("email")
        ]
    who, _, verb = request.path.removeprefix(f"{users}/").partition("/")
    account = next((one for one in service.accounts.values() if _show_user(one)["id"] == who), None)
    if account is None:
        return 404, {"error": "User not found"}
    if request.method == "GET":
        return 200, _show_user(account)
    if request.method == "PUT":
        values = json.loads(request.body)
        account.enabled = values.pop("enabled")
        account.rest = {key: value for key, value in values.items() if key in account.rest}
        return 204, None
    if request.method == "POST" and verb == "logout":
        account.sessions = 0
        return 204, None
    return 405, None


def _show_user(account: Account) -> dict[str, Any]:
    name = account.address.partition("@")[0]
    return {
        "id": f"id-of-{name}",
        "username": name,
        "email": account.address,
        "enabled": account.enabled,
        **account.rest,
    }


def answer_nextcloud(service: Service, request: Request) -> Answer:
    """Nextcloud's provisioning interface; sessions end by themselves once an account is disabled."""
    assert request.headers["ocs-apirequest"] == "true"
    assert request.query == {"format": "json"}
    known = base64.b64encode(f"admin:{SECRET}".encode()).decode()
    if request.headers.get("authorization") != f"Basic {known}":
        return 401, _wrap(997, "Unauthorised")
    who, _, verb = request.path.removeprefix("/ocs/v1.php/cloud/users/").partition("/")
    account = service.accounts.get(f"{unquote(who)}@mouvement-aurore.test")
    if account is None:
        return 200, _wrap(998, "")
    assert (request.method, verb in ("disable", "enable")) == ("PUT", True)
    account.enabled = verb == "enable"
    account.sessions = account.sessions if account.enabled else 0
    return 200, _wrap(100, "OK")


def _wrap(code: int, message: str) -> dict[str, Any]:
    meta = {"status": "ok" if code == 100 else "failure", "statuscode": code, "message": message}
    return {"ocs": {"meta": meta, "data": []}}


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
