"""Read the archive's sources each night, and commit to what is new."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import SystemRandom
from typing import Any

from django.conf import settings

from chaffinch.desk.archiving import (
    begin_where_none,
    choose_folder,
    find_key_file,
    list_sources,
    read_notice,
    tell_archive,
)
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import PostponedError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.services.archive import enter_roots, note_night
from chaffinch.leaks.archive.adding import add_lots
from chaffinch.leaks.archive.errors import ArchiveError, SourceError
from chaffinch.leaks.archive.found import Source
from chaffinch.leaks.archive.keeping import Tally
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.roots import list_roots, make_root
from chaffinch.leaks.archive.writer import ArchiveWriter

_log = logging.getLogger(__name__)
_AGAIN = timedelta(minutes=10)
_LONGEST_SECONDS = 12 * 3_600


@job_kind("keep_archive", lane="archiving", run_seconds=_LONGEST_SECONDS, max_attempts=3)
def keep_archive(payload: Mapping[str, Any], context: JobContext) -> None:
    """Add what is new in every source of the settings, make the night's root, enter it; what was done stands."""
    configuration, place = settings.CONFIGURATION, find_home()
    if not configuration.archive.sources:
        return
    archive = choose_folder(place, configuration)
    key, _ = begin_where_none(
        archive,
        find_key_file(place),
        notice=read_notice(configuration),
        keep_text=configuration.archive.text,
    )
    try:
        with ArchiveWriter(archive, key=key) as writer:
            writer.change_about(tell_archive(writer.about, configuration))
            tally, unread = _add_sources(writer, list_sources(configuration, place), context)
            with writer.writing() as opened:
                make_root(opened, chance=SystemRandom(), now=context.now())
            roots, approval = list_roots(writer.opened), writer.about.notice.assessment
    except ArchiveError as fault:
        if fault.code != "busy":
            raise
        raise PostponedError(fault.what, why=fault.why, until=context.now() + _AGAIN) from fault
    if context.cancelled():
        return
    enter_roots(roots, approval=approval, now=context.now())
    with context.finishing():
        note_night(tally, unread=unread, now=context.now())


def _add_sources(
    writer: ArchiveWriter, sources: Sequence[Source], context: JobContext
) -> tuple[Tally, list[int]]:
    """Add every source; one that cannot be read holds up no other. Return the numbers of those, too."""
    whole, unread = Tally(), []
    # By this thread alone: the night is long, and the day's work goes first.
    with Printer(writer.about.keys) as printer:
        for number, source in enumerate(sources, 1):
            context.heartbeat(done=number - 1, total=len(sources))
            try:
                lots = source.read(writer)
                whole.take(
                    add_lots(
                        writer,
                        lots,
                        printer=printer,
                        clock=context.now,
                        on_lot=lambda _size: context.heartbeat(),
                        stop=context.cancelled,
                    )
                )
            except SourceError as fault:
                _log.warning("source %s of the archive: %s", number, fault.diagnostics())
                unread.append(number)
    return whole, unread
