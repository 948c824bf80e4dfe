"""The proof by DNS that a domain is ours."""

from __future__ import annotations

from django.db import models


class DomainProof(models.Model):
    """What DNS last said of one domain."""

    domain = models.CharField(max_length=253, unique=True)
    checked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    """When the record was last seen; None: it was not there when it was last asked for."""
    fault = models.CharField(max_length=40, blank=True)
    """Why it was not seen: `absent`, `other`, or the resolver's own word."""

    class Meta:
        app_label = "desk"
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
