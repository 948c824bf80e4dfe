"""Who acts in a request, and what to say when a service refuses."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest
from django.utils.translation import gettext

from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.states import WrongStateError
from chaffinch.errors import ChaffinchError


def find_actor(request: HttpRequest) -> Actor:
    """Return the person who is signed in; every page but the sign-in requires one."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("nobody is signed in")
    return Actor(user.get_username(), user.pk)


def read_number(request: HttpRequest, name: str, *, digits: int = 5) -> int:
    """Return a whole number of so many digits at most as a form gives it; 0 where it is none."""
    text = request.POST.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A service's error, as the page shows it."""

    what: str
    why: str
    todo: str
    status: int

    @classmethod
    def explain(cls, error: ChaffinchError) -> Refusal:
        """Take over what the error says, in the reader's language where the catalogue has it."""
        conflict = isinstance(error, WrongStateError)
        what, why, todo = error.say(gettext)
        return cls(
            what=what,
            why=why,
            todo=todo,
            status=HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY,
        )
