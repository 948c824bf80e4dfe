"""The lines of the watchlist by kind, each kind with its meaning, and the versions of our sign-in pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from chaffinch.desk.models import AuditEntry, Reference, WatchEntry
from chaffinch.desk.web.queries.preview import TRIED
from chaffinch.names.tables import load_services


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One line, with the name that people know it by, and why it was added."""

    entry: WatchEntry
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class WatchGroup:
    """All lines of one kind."""

    kind: str
    heading: str
    meaning: str
    example: str
    lines: tuple[WatchLine, ...]
    tried: bool
    """Whether what a line would find can be shown before it is added."""
    open: bool
    """Whether its form was refused and is shown again."""
    typed: str


@dataclass(frozen=True, slots=True)
class ReferenceVersions:
    """One of our own sign-in pages with its versions, the newest first."""

    url: str
    versions: tuple[Reference, ...]


def group_entries(*, refused_kind: str = "", typed: str = "") -> list[WatchGroup]:
    """Return a group for each kind, empty ones too."""
    services, reasons = load_services(), _read_reasons()
    entries: dict[str, list[WatchLine]] = {}
    for entry in WatchEntry.objects.select_related("added_by").order_by("value"):
        service = services.get(entry.value) if entry.kind == WatchEntry.Kind.SERVICE else None
        title = service.title if service else ""
        line = WatchLine(entry=entry, title=title, reason=reasons.get(str(entry.pk), ""))
        entries.setdefault(entry.kind, []).append(line)
    return [
        WatchGroup(
            kind=kind,
            heading=heading,
            meaning=meaning,
            example=example,
            lines=tuple(entries.get(kind, ())),
            tried=kind in TRIED,
            open=kind == refused_kind,
            typed=typed if kind == refused_kind else "",
        )
        for kind, heading, meaning, example in _describe_kinds()
    ]


def _read_reasons() -> dict[str, str]:
    rows = AuditEntry.objects.filter(subject_type="watchlist", action="watchlist line added").exclude(
        reason=""
    )
    return dict(rows.values_list("subject_id", "reason"))


def _describe_kinds() -> list[tuple[str, str, str, str]]:
    return [
        (
            "domain",
            _("Our own domains"),
            _("Names that look like these are found. The domains themselves never raise an alarm."),
            "mouvement-aurore.test",
        ),
        (
            "brand",
            _("Names that people know us by"),
            _("Further words to be watched: a slogan, a candidate, a newspaper's short name."),
            "aurore2027",
        ),
        (
            "allowed",
            _("Partners"),
            _("Domains that resemble ours and are all right. They never raise an alarm."),
            "aurore-boreale.test",
        ),
        (
            "keyword",
            _("Sign-in words"),
            _(
                "Words in your languages that stand on sign-in pages. Beside a name of yours they make a look-alike urgent;"
                " many in French and English are known already."
            ),
            "anmelden",
        ),
        (
            "service",
            _("Services that we sign in to"),
            _("Phishers borrow their names too. Their genuine addresses never raise an alarm."),
            "microsoft365",
        ),
        (
            "sign-in",
            _("Our own sign-in pages"),
            _("They are looked at and kept, and every page that is found is compared with them."),
            "https://portail.mouvement-aurore.test/",
        ),
    ]


def list_references() -> list[ReferenceVersions]:
    """Return our own sign-in pages that were looked at, with every version kept."""
    rows = Reference.objects.order_by("url", "-version")
    return [
        ReferenceVersions(url=url, versions=tuple(versions))
        for url, versions in groupby(rows, key=lambda row: row.url)
    ]
