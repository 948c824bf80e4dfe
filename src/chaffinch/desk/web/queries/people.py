"""The people who sit at the desk, by the names that colleagues know."""

from __future__ import annotations

from chaffinch.desk.models import User


def name_people() -> dict[str, str]:
    """Return from user name to full name."""
    return {user.get_username(): str(user) for user in User.objects.all()}
