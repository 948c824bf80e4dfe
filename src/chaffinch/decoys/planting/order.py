"""What is planted, how much of it, and where: the order that two people agree to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.pattern import check_domain

PlaceKind = Literal["mail-host", "imap", "folder", "webdav"]
MAIL_KINDS: tuple[PlaceKind, ...] = ("mail-host", "imap")
FILE_KINDS: tuple[PlaceKind, ...] = ("folder", "webdav")
Security = Literal["tls", "starttls", "none"]
MOST_ACCOUNTS, MOST_LETTERS, MOST_DOCUMENTS, MOST_MONTHS = 1_000, 100_000, 5_000, 60
MOST_LENT_IN_LETTERS = 5
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is put. It never holds a password: that is in a file of the keys folder."""

    kind: PlaceKind
    where: str
    """The decoy mail host's folder, a server's name, a folder, an https address."""
    port: int = 0
    """Of an IMAP server; 0 for the usual one."""
    security: Security = "tls"
    user: str = ""
    """Of WebDAV; mailboxes are opened by their own accounts."""
    password_file: str = ""
    """Of WebDAV: a file in the keys folder."""
    token: bool = False
    """Whether accounts have access tokens (OAuth 2) in place of passwords."""
    authority: str = ""
    """PEM file of an authority of one's own."""


@dataclass(frozen=True, slots=True)
class PlantingOrder:
    """All that is agreed to."""

    domain: str
    """Of the accounts; one of ours."""
    accounts: int
    """How many mailboxes."""
    invented: bool
    """Whether the accounts are invented here; else so many registered ones that no page has are taken."""
    letters: int
    months: int
    """How far back the letters go."""
    documents: int
    attached: int
    """How many of the documents go with letters; the others into the folder."""
    mailboxes: Place | None
    files: Place | None
    languages: Mapping[str, float] = field(default_factory=lambda: {"fr": 1.0})
    """Shares of the accounts' holders."""
    lent_in_letters: int = 0
    """Log-ins of traps that colleagues lend in letters; these accounts are given to no page."""
    lent_in_documents: int = 0
    organisation: str = ""
    """As it stands under signatures and in documents."""
    server: str = ""
    """Name of the organisation's mail server, as it signs; `mail.` and the domain unless given."""
    beacon: str = ""
    """Address of a picture on a host of ours, `{id}` in it; Word's documents only."""

    def __post_init__(self) -> None:
        check_domain(self.domain)
        faults = list(_find_faults(self))
        if faults:
            raise OrderError(
                f"This cannot be planted: {faults[0]}.", todo="Change the numbers or the places."
            )

    @property
    def mail_server(self) -> str:
        """The name that stands in the letters' traces."""
        return self.server or f"mail.{self.domain}"

    def as_values(self) -> dict[str, Any]:
        """Return the order as JSON holds it."""
        return asdict(self)


def read_order(values: Mapping[str, Any]) -> PlantingOrder:
    """Return an order from what `as_values` gave.

    Raises:
        OrderError: it is none, or cannot be carried out.
    """
    known = {one.name for one in fields(PlantingOrder)}
    try:
        places = {name: Place(**values[name]) if values[name] else None for name in ("mailboxes", "files")}
        return PlantingOrder(**{**{name: values[name] for name in values if name in known}, **places})
    except (KeyError, TypeError) as error:
        raise OrderError("That is no order for a planting.", why=str(error)) from error


def _find_faults(order: PlantingOrder) -> list[str]:
    """Return what stands against an order, in words for those who write orders by hand."""
    lent = order.lent_in_letters + order.lent_in_documents
    loose = order.documents - order.attached
    checks = (
        (not 0 <= order.accounts <= MOST_ACCOUNTS, f"there may be up to {MOST_ACCOUNTS} accounts"),
        (not 0 <= order.letters <= MOST_LETTERS, f"there may be up to {MOST_LETTERS} letters"),
        (not 0 <= order.documents <= MOST_DOCUMENTS, f"there may be up to {MOST_DOCUMENTS} documents"),
        (not (order.accounts or order.documents), "there is nothing to plant"),
        (order.letters > 0 and order.accounts < 2, "letters need two accounts or more"),
        (order.letters > 0 and not 1 <= order.months <= MOST_MONTHS, f"letters take 1 to {MOST_MONTHS} months"),
        (not 0 <= order.attached <= order.documents, "more documents are attached than made"),
        (order.attached > order.letters, "more documents are attached than there are letters"),
        (not 0 <= order.lent_in_letters <= MOST_LENT_IN_LETTERS, f"letters lend up to {MOST_LENT_IN_LETTERS} log-ins"),
        (order.lent_in_letters * 2 > order.letters, "too many log-ins are lent for so few letters"),
        (not 0 <= order.lent_in_documents <= loose, "more log-ins are lent than there are documents in the folder"),
        (lent * 2 > order.accounts, "at most half of the accounts may be lent"),
        (order.accounts > 0 and not _is_of(order.mailboxes, MAIL_KINDS), "the mailboxes have no place"),
        (loose > 0 and not _is_of(order.files, FILE_KINDS), "the documents have no place"),
        (order.invented and order.mailboxes is not None and order.mailboxes.kind == "imap",
         "accounts on somebody else's server are registered first"),
        (not order.languages or not set(order.languages) <= set(LANGUAGES) or min(order.languages.values()) < 0
         or not sum(order.languages.values()), f"languages are {' and '.join(LANGUAGES)}"),
        (any(place is not None and (place.kind not in get_args(PlaceKind) or not place.where)
             for place in (order.mailboxes, order.files)), "a place has no name"),
        (bool(order.beacon) and ("{id}" not in order.beacon or not order.beacon.startswith("https://")),
         "a beacon is an https address with {id} in it"),
    )  # fmt: skip
    return [said for wrong, said in checks if wrong]


def _is_of(place: Place | None, kinds: tuple[PlaceKind, ...]) -> bool:
    return place is not None and place.kind in kinds
