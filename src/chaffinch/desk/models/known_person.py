"""Whom no decoy may be: colleagues and public people; and who of the colleagues consents to be an echo."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownPerson(models.Model):
    """Somebody who exists; name and address rest encrypted."""

    class Kind(models.TextChoices):
        """Why the name is known."""

        STAFF = "staff", _("colleague")
        PUBLIC = "public", _("public person")

    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.STAFF)
    sealed = models.BinaryField()
    """As JSON: name, address (may be empty)."""
    found_by = models.CharField(max_length=64, unique=True)
    """Keyed hash of the address, or of the name where there is none."""
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    """When somebody was taken off the list; the name stays known, so that no decoy bears it later."""

    class Meta:
        app_label = "desk"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"known person {self.pk}"


class EchoConsent(models.Model):
    """A colleague's leave to have false passwords sent under the own address."""

    person = models.ForeignKey(KnownPerson, on_delete=models.PROTECT, related_name="consents")
    since = models.DateTimeField()
    until = models.DateTimeField()
    note = models.CharField(max_length=400)
    """How it was given: on paper, in which mail."""
    lock_out_after = models.PositiveIntegerField()
    """Failed log-ins after which the real account locks."""
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"consent of {self.person}"
