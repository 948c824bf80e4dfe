"""What the page of a dump shows of the words in its pictures: how many there are, how far, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from chaffinch.desk.dump_pictures import PICTURE_GROUPS, filter_pictures
from chaffinch.desk.models import Dump, DumpPicture, Job, PicturePass
from chaffinch.desk.web.queries.pace import estimate_rest
from chaffinch.errors import UsageError
from chaffinch.leaks.reading.tesseract import USUAL, list_languages

_COUNTED = {
    "elsewhere": "words",
    "wordless": "none",
    "in_archive": "archive",
    "in_ledger": "ledger",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures and scans of one dump."""

    work: PicturePass | None
    """None before anybody had them read."""
    count: int
    known: int
    """Not given to OCR, since their bytes say what they are."""
    waits: int
    elsewhere: int
    """Words were read in so many that were not found in ours."""
    wordless: int
    in_archive: int
    in_ledger: int
    failed: int
    faults: Sequence[tuple[str, int]]
    """Why, and how many, the most frequent first."""
    installed: Sequence[str]
    """Codes of the languages that can be read here; none where Tesseract is missing."""
    chosen: Sequence[str]
    """Those of them that are offered."""
    left: timedelta | None
    worked: bool
    """A worker has it at this moment."""

    @property
    def refreshes(self) -> bool:
        """Whether something changes by itself."""
        return self.work is not None and self.work.state == PicturePass.State.READING

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return int(100 * (self.count - self.waits) / self.count) if self.count else 0

    @property
    def done(self) -> int:
        """How many were read, or could not be."""
        return self.count - self.waits

    @property
    def read(self) -> int:
        """How many were read, words or none."""
        return self.done - self.failed


def show_pictures(dump: Dump, *, now: datetime) -> Pictures | None:
    """Return it; None as long as the dump is not read to its end, and where OCR would have nothing to read."""
    if dump.state != Dump.State.READ:
        return None
    # asked before anything is counted: a pass that ends in between must not leave its last figures off the page for good
    work = PicturePass.objects.filter(dump=dump).first()
    pictures = filter_pictures(dump)
    counts = pictures.aggregate(
        count=Count("pk"),
        waits=Count("pk", filter=Q(state=DumpPicture.State.WAITS)),
        **{name: Count("pk", filter=PICTURE_GROUPS[group]) for name, group in _COUNTED.items()},
    )
    if not counts["count"]:
        return None
    faults = pictures.filter(PICTURE_GROUPS["failed"]).order_by().values_list("fault").annotate(Count("pk"))
    installed = _list_installed()
    asked = (work.languages if work else USUAL).split("+")
    leased = Job.objects.filter(kind="read_pictures", payload__dump=dump.pk, state=Job.State.LEASED)
    return Pictures(
        work=work,
        known=DumpPicture.objects.filter(item__dump=dump).count() - counts["count"],
        faults=sorted(faults, key=lambda one: (-one[1], one[0])),
        installed=installed,
        chosen=[one for one in asked if one in installed] or installed[:1],
        left=_estimate_left(work, now=now),
        worked=leased.exists(),
        **counts,
    )


def _estimate_left(work: PicturePass | None, *, now: datetime) -> timedelta | None:
    if work is None or work.state != PicturePass.State.READING:
        return None
    done = work.done - work.resumed_count
    return estimate_rest(done=done, left=work.total - work.done, took=now - work.resumed_at)


def _list_installed() -> Sequence[str]:
    try:
        return list_languages()
    except UsageError:
        return ()
