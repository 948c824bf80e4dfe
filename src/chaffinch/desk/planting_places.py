"""The places of the settings, as an order names them, opened to be filled."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from chaffinch.decoys import Secret
from chaffinch.decoys.documents.making import FORMATS, Format
from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.letters import Delivered
from chaffinch.decoys.lists import Account
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.places.folder import put_file
from chaffinch.decoys.places.imap import ImapServer, append_messages
from chaffinch.decoys.places.webdav import WebDavFolder
from chaffinch.decoys.planting.order import Place
from chaffinch.desk.configuration_tables import PlaceTable, PlantingTable
from chaffinch.desk.home import Home
from chaffinch.tripwires.mailhost.accounts import add_accounts, list_accounts
from chaffinch.tripwires.mailhost.errors import MailHostError, MailHostUsageError
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.mailhost.letters import FLAGS, Letter, append_letters

_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_MOST_TEMPLATE = 32_000_000


def read_place(places: Iterable[PlaceTable], name: str) -> Place:
    """Return a place of the settings by its name.

    Raises:
        OrderError: there is none of that name.
    """
    for one in places:
        if one.name == name:
            return Place(
                kind=one.kind,  # type: ignore[arg-type]  # the settings allow only kinds
                where=one.where,
                port=one.port,
                security=one.security,  # type: ignore[arg-type]  # likewise
                user=one.user,
                password_file=one.password_file,
                token=one.token,
                authority=one.authority,
            )
    raise OrderError(
        f"There is no place called {name[:80]!r}.", todo="Name it in chaffinch.toml, [[planting.places]]."
    )


def fill_mailbox(place: Place, account: Account, copies: Iterable[Delivered]) -> Generator[int]:
    """Put messages into one mailbox; yield how many stand there.

    Raises:
        PlaceError: it cannot be filled.
    """
    if place.kind == "mail-host":
        return _fill_own(place, account, copies)
    server = ImapServer(place.where, place.port or _PORTS[place.security], place.security, place.authority)
    return append_messages(server, account.address, Secret(account.password), copies, token=place.token)


def _fill_own(place: Place, account: Account, copies: Iterable[Delivered]) -> Generator[int]:
    """Make the account at a decoy mail host of ours and put its messages there; yield how many stand there."""
    host = HostFolder.at(place.where)
    letters = (
        Letter(one.content, at=one.internal_date, folder=one.folder, flags=FLAGS.intersection(one.flags))
        for one in copies
    )
    try:
        if account.address.lower() not in list_accounts(host):
            add_accounts(host, [account])
        yield append_letters(host.folder, account.address, letters)
    except MailHostUsageError as error:
        raise PlaceError("refused", place.where, why=f"{error.what} {error.why}", todo=error.todo) from error
    except (MailHostError, OSError) as error:
        raise PlaceError("cannot-write", place.where, why=str(error)) from error


class FileShare:
    """A folder here or on a WebDAV server, to be used in a `with` block."""

    def __init__(self, place: Place, *, home: Home) -> None:
        """Name the place; nothing is asked yet."""
        self._place, self._home = place, home
        self._cloud: WebDavFolder | None = None
        self._closing = ExitStack()

    def __enter__(self) -> FileShare:
        """Open it.

        Raises:
            PlaceError: its password is not there.
        """
        if self._place.kind == "webdav":
            password = Secret(self._read_password())
            cloud = WebDavFolder(
                self._place.where, self._place.user, password, authority=self._place.authority
            )
            self._cloud = self._closing.enter_context(cloud)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def put(self, folder: str, name: str, content: bytes, *, dated: datetime) -> str:
        """Put a document there and return where it stands.

        Raises:
            PlaceError: it cannot be put there.
        """
        if self._cloud is not None:
            return self._cloud.put_file(f"{folder}/{name}", content, dated=dated)
        return str(put_file(Path(self._place.where) / folder, name, content, dated=dated))

    def _read_password(self) -> str:
        path = self._home.keys / self._place.password_file
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PlaceError(
                "refused", self._place.where, why=f"The password cannot be read: {error}"
            ) from error


def read_templates(table: PlantingTable) -> dict[tuple[str, Format], bytes]:
    """Return the organisation's own templates, by kind and format, as the folder of the settings has them.

    Raises:
        PlaceError: one cannot be read, or is too large.
    """
    if not table.templates:
        return {}
    found: dict[tuple[str, Format], bytes] = {}
    try:
        for path in sorted(Path(table.templates).iterdir()):
            suffix = path.suffix.lower().lstrip(".")
            form = next((one for one in FORMATS if one == ("pdf" if suffix == "txt" else suffix)), None)
            if form is None or path.name.startswith("."):
                continue
            if path.stat().st_size > _MOST_TEMPLATE:
                raise PlaceError("cannot-write", str(path), why="The template is larger than 32 MB.")
            found[path.stem.lower(), form] = path.read_bytes()
    except OSError as error:
        raise PlaceError("cannot-write", table.templates, why=str(error)) from error
    return found
