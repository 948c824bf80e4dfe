"""The desk as a Django application."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """One application holds every table; its label is part of their names."""

    name = "chaffinch.desk"
    label = "desk"
    verbose_name = "Chaffinch desk"

    def ready(self) -> None:
        """Register the kinds of jobs, so that a misspelt one fails where it is enqueued."""
        importlib.import_module("chaffinch.desk.jobs.kinds")
