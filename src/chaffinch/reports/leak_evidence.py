"""The reasons of a verdict, in words: for each code its messages, the fullest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chaffinch.reports.catalogue import gettext_noop

EVIDENCE: Mapping[str, Sequence[str]] = {
    "archive-match": (gettext_noop("It is what our archive holds."),),
}

ANOMALIES: Mapping[str, Sequence[str]] = {
    "burst": (
        gettext_noop("%(count)s files were saved within %(minutes)s minutes by %(program)s (%(language)s)."),
        gettext_noop("%(count)s files were saved within %(minutes)s minutes by %(program)s."),
        gettext_noop("%(count)s files were saved within %(minutes)s minutes."),
    ),
}
