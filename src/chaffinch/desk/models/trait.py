"""What a case's pages have in common with others."""

from __future__ import annotations

from django.db import models


class CaseTrait(models.Model):
    """One fact by which cases may be joined (pages/kits.py); each stands once a case."""

    case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, related_name="traits")
    capture = models.ForeignKey("desk.Capture", on_delete=models.PROTECT)
    """The look at which it was first seen."""
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=200)

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint(fields=["case", "kind", "value"], name="one_trait_a_case")]
        indexes = [models.Index(fields=["value", "kind"], name="trait_held_by")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
