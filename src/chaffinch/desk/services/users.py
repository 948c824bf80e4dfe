"""Log-ins."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import transaction

from chaffinch.desk.models import User
from chaffinch.desk.services.audit import COMMAND_LINE, Actor, write_audit
from chaffinch.errors import UsageError


class UserError(UsageError):
    """A log-in cannot be made or found."""


@transaction.atomic
def add_user(name: str, *, password: str, administrator: bool, now: datetime, partner: bool = False) -> User:
    """Make a log-in.

    Args:
        name: of the log-in.
        password: its first one.
        administrator: whether it may change settings and log-ins.
        now: when.
        partner: whether it is of another house, and sees only the cases on which it may approve.

    Raises:
        UserError: the name is taken or malformed.
    """
    if User.objects.filter(username=name).exists():
        raise UserError(
            f"There is a log-in {name} already.", todo=f"New password: chaffinch user password {name}"
        )
    user = User(username=name, is_staff=administrator, is_superuser=administrator, partner=partner)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise UserError(f"{name!r} cannot be the name of a log-in.", why="; ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    write_audit(
        "log-in made",
        subject=("user", user.pk),
        actor=COMMAND_LINE,
        now=now,
        params={"name": name, **({"partner": True} if partner else {})},
    )
    return user


@transaction.atomic
def renew_password(name: str, *, password: str, now: datetime) -> User:
    """Set a new password; Django ends the sessions that were opened with the old one.

    Raises:
        UserError: there is no such log-in.
    """
    try:
        user = User.objects.select_for_update().get(username=name)
    except User.DoesNotExist as error:
        names = ", ".join(User.objects.order_by("username").values_list("username", flat=True)[:20])
        raise UserError(f"There is no log-in {name}.", todo=f"Known log-ins: {names or 'none'}.") from error
    user.set_password(password)
    user.save(update_fields=["password"])
    write_audit(
        "password renewed", subject=("user", user.pk), actor=COMMAND_LINE, now=now, params={"name": name}
    )
    return user


def prove_person(name: str, *, password: str) -> Actor:
    """Return who somebody at the command line is, proved by the password of the desk.

    Raises:
        UserError: the password is not that person's.
    """
    user = authenticate(username=name, password=password)
    if not isinstance(user, User):
        raise UserError(
            "Name and password do not fit.", why="Only a person at the desk can do this, by name."
        )
    return Actor(user.get_username(), user.pk)
