"""A folder on a WebDAV server (RFC 4918); Nextcloud is one, below `/remote.php/dav/files/NAME/`."""

from __future__ import annotations

import hashlib
from datetime import datetime
from types import TracebackType
from urllib.parse import quote, urlsplit

import httpx

from chaffinch.decoys.decoy import Secret
from chaffinch.decoys.places.errors import PlaceError, Trouble

_PATIENCE = 60.0
_MOST_BYTES = 64_000_000
_TROUBLES: dict[int, Trouble] = {
    401: "refused",
    403: "refused",
    404: "no-such-mailbox",
    412: "taken",
    423: "taken",
    507: "full",
}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class WebDavFolder:
    """A folder that documents are put into; nothing that stands there is overwritten."""

    def __init__(self, url: str, user: str, password: Secret, *, authority: str = "") -> None:
        """Name the folder; nothing is asked yet.

        Args:
            url: https address of the folder; http only on this machine.
            user: name to sign in with.
            password: of an application, where the server has such.
            authority: PEM file of an authority of your own.

        Raises:
            PlaceError: the address is none that may be used.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise PlaceError("certificate", url, why="A folder is reached by https.")
        self._url = url.rstrip("/") + "/"
        self._client = httpx.Client(
            auth=(user, password.reveal()), timeout=_PATIENCE, follow_redirects=False, trust_env=False,
            verify=authority or True,
        )  # fmt: skip
        self._made: set[str] = set()

    def __enter__(self) -> WebDavFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._client.close()

    def put_file(self, path: str, content: bytes, *, dated: datetime) -> str:
        """Upload a file and return its address; the same bytes may be there already.

        Args:
            path: below the folder; its own folders are made.
            content: all of it.
            dated: aware; Nextcloud takes it as the time of the last change.

        Raises:
            PlaceError: the server cannot be reached, refuses, is full, or another file has this name.
        """
        *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")]
        above = ""
        for folder in folders:
            above += quote(folder, safe="") + "/"
            self._make_folder(above)
        address = self._url + above + quote(name, safe="")
        headers = {"If-None-Match": "*", "X-OC-Mtime": str(int(dated.timestamp()))}
        answer = self._ask("PUT", address, content=content, headers=headers)
        if answer.status_code == 412 and self._holds(address, content):
            return address
        self._check(answer, address, good=(200, 201, 204))
        return address

    def _make_folder(self, path: str) -> None:
        if path in self._made:
            return
        answer = self._ask("MKCOL", self._url + path)
        # 405: it is there.
        self._check(answer, self._url + path, good=(201, 405))
        self._made.add(path)

    def _holds(self, address: str, content: bytes) -> bool:
        digest, size = hashlib.sha256(), 0
        try:
            with self._client.stream("GET", address) as answer:
                for part in answer.iter_bytes():
                    digest.update(part)
                    size += len(part)
                    if size > min(_MOST_BYTES, len(content)):
                        return False
        except httpx.HTTPError as error:
            raise PlaceError("unreachable", address, why=str(error)) from error
        return answer.status_code == 200 and digest.digest() == hashlib.sha256(content).digest()

    def _ask(
        self, method: str, address: str, *, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            return self._client.request(method, address, content=content, headers=headers)
        except httpx.ConnectError as error:
            code: Trouble = "certificate" if "CERTIFICATE" in str(error).upper() else "unreachable"
            raise PlaceError(code, address, why=str(error)) from error
        except httpx.HTTPError as error:
            raise PlaceError("unreachable", address, why=str(error)) from error

    def _check(self, answer: httpx.Response, address: str, *, good: tuple[int, ...]) -> None:
        if answer.status_code not in good:
            code = _TROUBLES.get(answer.status_code, "answer")
            raise PlaceError(code, address, why=f"The server answers {answer.status_code}.")
