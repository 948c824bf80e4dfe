"""The people who sit at the desk."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody with a log-in. Own table from the start, since it cannot be swapped later."""

    language = models.CharField(max_length=5, blank=True)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
