"""The reference archive as the desk looks into it: what could be checked tonight, and one original beside its twin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from chaffinch.desk.home import find_home
from chaffinch.desk.models import DumpItem, LedgerEntry
from chaffinch.desk.services.planted import open_item
from chaffinch.errors import ChaffinchError
from chaffinch.leaks.archive.keys import choose_key_file, read_key_file
from chaffinch.leaks.archive.opened import Opened, open_whole
from chaffinch.leaks.archive.originals import Originals
from chaffinch.leaks.archive.survey import survey_archive
from chaffinch.leaks.reference import Original
from chaffinch.reports.catalogue import gettext_noop as N_


class OriginalError(ChaffinchError):
    """Our own copy of an item cannot be shown."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox of the archive."""

    name: str
    items: int
    spans: tuple[tuple[date, date], ...]
    """Days of which every message is known, first and last of each span."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a dump that appeared tonight could be checked."""

    items: int = 0
    last_added: str = ""
    """ISO 8601; empty where nothing was added."""
    keeps_text: bool = True
    mailboxes: tuple[Mailbox, ...] = ()
    fault: str = ""
    """Why the archive cannot be looked into; empty where it can, or there is none."""

    @property
    def checkable(self) -> int:
        """Mailboxes of which the archive holds something."""
        return sum(1 for one in self.mailboxes if one.items)

    @property
    def complete(self) -> int:
        """Mailboxes of which some days are known completely: only there can an item be called invented."""
        return sum(1 for one in self.mailboxes if one.spans)

    @property
    def covered(self) -> tuple[tuple[date, date], ...]:
        """Every span of every mailbox."""
        return tuple(sorted({span for one in self.mailboxes for span in one.spans}))


def find_archive() -> tuple[Path, Path]:
    """Return the archive's folder and the file of its key, as this installation has them."""
    home, named = find_home(), settings.CONFIGURATION.archive.folder
    key_file = choose_key_file(None, environment=os.environ, keys_folder=home.keys)
    return Path(named) if named else home.archive, key_file


def read_standing(order: Mapping[str, Any] | None = None) -> Standing:
    """Return what the archive holds; nothing where there is none.

    Args:
        order: of a dump, whose archive is looked into; by default this installation's.
    """
    folder, key_file = _choose(order)
    if not folder.is_dir():
        return Standing()
    try:
        opened = _open(folder, key_file)
        with closing(opened.tables):
            return _read_survey(survey_archive(opened))
    except (ChaffinchError, OSError) as error:
        return Standing(fault=str(error))


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own copy of a leaked item."""

    where: str
    """The mailbox or folder of the archive, or a number of the ledger."""
    since: datetime
    """When the archive first held it, or when it was planted."""
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict)
    """Name → SHA-256."""


def open_ours(item: DumpItem) -> Ours:
    """Return our own copy of a leaked item, text and all; whoever shows it has put that on record.

    Raises:
        OriginalError: neither the archive nor the desk keeps such an item, or no text of it.
        ArchiveError: there is no archive, or it is of another key.
    """
    if item.verdict == "decoy":
        return _open_planted(item.match)
    original = _open_archived(item)
    mail, document = original.mail, original.document
    text = (mail.text or mail.html_text) if mail else document.text if document else ""
    files = {one.name: one.sha256 for one in mail.attachments} if mail else {}
    headers = mail.headers if mail else ()
    return Ours(original.mailbox, original.first_seen, text, headers, files)


def _open_planted(entry: str) -> Ours:
    row = LedgerEntry.objects.filter(name=entry).exclude(item=None).select_related("item").first()
    if row is None or row.item is None:
        raise OriginalError(N_("The desk keeps no text of this decoy."))
    return Ours(entry, row.planted_at, open_item(row.item).text)


def _open_archived(item: DumpItem) -> Original:
    folder, key_file = _choose(item.dump.order)
    opened = _open(folder, key_file)
    with closing(opened.tables):
        number = item.match.partition("#")[0]
        original = Originals(opened).open(int(number)) if number.isdigit() else None
    if original is None:
        raise OriginalError(N_("The archive holds no such item any more."))
    if not original.has_text:
        raise OriginalError(N_("The archive keeps signatures only, no text."))
    return original


def _choose(order: Mapping[str, Any] | None) -> tuple[Path, Path]:
    folder, key_file = find_archive()
    if not order:
        return folder, key_file
    return Path(order.get("archive") or folder), Path(order.get("key_file") or key_file)


def _open(folder: Path, key_file: Path) -> Opened:
    return open_whole(folder, key=read_key_file(key_file, archive=folder))


def _read_survey(values: Mapping[str, Any]) -> Standing:
    boxes = tuple(
        Mailbox(
            one["mailbox"],
            one["items"],
            tuple((date.fromisoformat(begun), date.fromisoformat(ended)) for begun, ended in one["covered"]),
        )
        for one in values["mailboxes"]
    )
    return Standing(values["items"], values["last_added"], values["keeps_text"], boxes)
