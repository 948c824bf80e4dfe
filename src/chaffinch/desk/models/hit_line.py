"""The log's own line of each use of a decoy, copied when it was read: logs are rotated away."""

from __future__ import annotations

from django.db import models


class HitLine(models.Model):
    """One line, encrypted; a password that stood there in plain is cut out."""

    hit = models.OneToOneField("desk.Hit", on_delete=models.CASCADE, related_name="raw")
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    """Of the line as it stands in the log, without its end, hex."""
    cut = models.BooleanField(default=False)
    """Whether a password was cut out of it, so that what is kept has another hash."""

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"line of hit {self.hit_id}"
