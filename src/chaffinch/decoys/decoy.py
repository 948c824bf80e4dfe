"""Decoys: an invented person, an address, and a password that is never shown by accident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NoReturn

from chaffinch.decoys.persona import Persona

Kind = Literal["phantom", "trap", "echo"]
KINDS: tuple[Kind, ...] = ("phantom", "trap", "echo")


class Secret:
    """A text that neither `repr`, `str`, a log, a format nor a pickle shows; `reveal` does."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """Return the text, for the one place that needs it."""
        return self.__text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__text == self.__text

    def __hash__(self) -> int:
        return hash((Secret, self.__text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled: encrypt what it reveals")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who has consented to have false passwords sent under the own address."""

    first: str
    last: str
    address: str
    locale: str
    born: int | None = None
    """Year of birth, if known; passwords only lean on it."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A false log-in, made for one page and never sent to another, so that its first use names the page."""

    id: str
    kind: Kind
    persona: Persona
    """For an echo: the colleague's name with habits that are invented."""
    address: str
    password: Secret
    page: str
    """The case that it is made for."""
    made_at: datetime
