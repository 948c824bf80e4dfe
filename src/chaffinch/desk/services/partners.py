"""Somebody of another house who approves: a CERT, a sister organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaffinch.desk.models import User
from chaffinch.desk.services.audit import COMMAND_LINE
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.users import add_user


@transaction.atomic
def add_partner(name: str, *, password: str, case: int, now: datetime) -> User:
    """Make a log-in that sees one case and may approve feeding its page, a day later.

    Raises:
        UserError: the name is taken or malformed.
        RunError: there is no such case.
    """
    user = add_user(name, password=password, administrator=False, partner=True, now=now)
    add_approver(name, actor=COMMAND_LINE, now=now, only_case=case)
    return user
