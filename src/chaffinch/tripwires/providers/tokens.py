"""Short-lived tokens by which services know us: OAuth 2.0 client credentials and signed assertions."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from chaffinch.tripwires.providers.provider import ProviderError
from chaffinch.tripwires.providers.wire import Wires

_ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIVES = timedelta(minutes=10)


def ask_token(wires: Wires, url: str, *, form: Mapping[str, str]) -> str:
    """Return a token (RFC 6749, 4.4; RFC 7523, 2.1); it is kept by nobody.

    Raises:
        ProviderError: `credentials` where the service does not take them.
    """
    reply = wires.ask("POST", url, form=form)
    if reply.status in (400, 401, 403):
        raise ProviderError("credentials", f"status {reply.status}")
    if reply.status != 200:
        raise ProviderError("unexpected", f"status {reply.status}")
    answer = reply.read_json()
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise ProviderError("unexpected", "no token")
    return token


def write_assertion(
    private_key: str, *, issuer: str, subject: str, audience: str, scopes: tuple[str, ...], now: datetime
) -> dict[str, str]:
    """Return the form that asks for a token on an administrator's behalf (Google, "Using OAuth 2.0 for Server to Server
    Applications"): a JSON Web Token, signed with RS256 (RFC 7518, 3.3).

    Args:
        private_key: PEM.
        issuer: the service account.
        subject: the administrator for whom it acts.
        audience: where the token is asked for.
        scopes: what it is for.
        now: aware.

    Raises:
        ProviderError: `credentials` where the key is none.
    """
    try:
        key = serialization.load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError):
        raise ProviderError("credentials", "the private key cannot be read") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ProviderError("credentials", "the private key is none of RSA")
    claims = {
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        "scope": " ".join(scopes),
        "iat": int(now.timestamp()),
        "exp": int((now + _LIVES).timestamp()),
    }
    signed = ".".join(_encode(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return {"grant_type": _ASSERTION, "assertion": f"{signed}.{_encode(signature)}"}


def _encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
