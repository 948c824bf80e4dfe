"""Whom and what a dump exposes: found by keyed hashes, counted, shown masked."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ExposedPerson(models.Model):
    """Somebody whose mail stands in a dump, known by an address."""

    dump = models.ForeignKey("desk.Dump", on_delete=models.CASCADE, related_name="people")
    found_by = models.CharField(max_length=64)
    """Keyed hash of the address."""
    sealed = models.BinaryField()
    """Address and the name that stood beside it."""
    masked = models.CharField(max_length=320)
    ours = models.BooleanField(default=False)
    """The address is at a domain of ours."""
    items = models.PositiveIntegerField(default=0)
    """Items that name this address as sender or recipient."""
    things = models.JSONField(default=dict)
    """How many items written by this person hold what: kind → count."""
    warned_at = models.DateTimeField(null=True, blank=True)
    warned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    warned_how = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint(fields=["dump", "found_by"], name="person_once")]
        indexes = [models.Index(fields=["dump", "warned_at"], name="exposed_by_warning")]

    def __str__(self) -> str:
        return f"{self.masked} in dump {self.dump_id}"


class ExposedThing(models.Model):
    """One telephone number, bank account, card, password or the like that stands in a dump."""

    dump = models.ForeignKey("desk.Dump", on_delete=models.CASCADE, related_name="things")
    kind = models.CharField(max_length=10)
    found_by = models.CharField(max_length=64)
    """Keyed hash of the value, which itself is not kept."""
    masked = models.CharField(max_length=320)
    items = models.PositiveIntegerField(default=0)
    first_item = models.ForeignKey("desk.DumpItem", on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint(fields=["dump", "kind", "found_by"], name="thing_once")]
        indexes = [models.Index(fields=["dump", "kind", "items"], name="thing_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"
