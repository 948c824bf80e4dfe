"""The people who sit at the desk."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody with a log-in. Own table from the start, since it cannot be swapped later."""

    language = models.CharField(max_length=5, blank=True)
    partner = models.BooleanField(default=False)
    """Of another house: sees nothing but the cases on which that person may approve."""

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
