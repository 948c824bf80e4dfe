"""Let go of whole evidence bundles that say nothing which another one does not say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from django.db import transaction

from chaffinch.desk.blobs import MissingBlobError, blob_path
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Capture, Case
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.pages.hosts import read_host


def thin_bundles(*, now: datetime, keep: timedelta) -> int:
    """Drop the older bundles of looks that saw what the looks before and after them saw; return how many.

    The first and the last look of each visitor keep theirs, and so do those on both sides of a change of verdict, of
    form, or of the host that answers. Pictures, DOM and verdict of every look stay.

    Args:
        now: the moment to count from.
        keep: younger bundles are not touched.
    """
    thinned = 0
    for number in (
        Case.objects.filter(captures__started_at__lt=now - keep).distinct().values_list("pk", flat=True)
    ):
        thinned += _thin_case(number, before=now - keep, now=now)
    return thinned


def _thin_case(case_number: int, *, before: datetime, now: datetime) -> int:
    with transaction.atomic():
        looks = Capture.objects.filter(case=case_number).select_related("verdict")
        needless = _choose_needless(looks.order_by("profile", "started_at", "pk"))
        chosen = [look for look in needless if look.bundle and look.started_at < before]
        if not chosen:
            return 0
        digests = {look.bundle for look in chosen}
        Capture.objects.filter(pk__in=[look.pk for look in chosen]).update(bundle="")
        unnamed = digests - set(Capture.objects.filter(bundle__in=digests).values_list("bundle", flat=True))
        write_audit(
            "evidence thinned",
            subject=("case", case_number),
            actor=WORKER,
            now=now,
            params={"looks": len(chosen)},
        )
        transaction.on_commit(lambda: _remove_blobs(unnamed))
    return len(chosen)


def _choose_needless(looks: Iterable[Capture]) -> list[Capture]:
    needless = []
    for _, row in groupby(looks, key=lambda look: look.profile):
        alike = [(one, other, _see_the_same(one, other)) for one, other in pairwise(row)]
        needless += [look for (_, look, before), (_, _, after) in pairwise(alike) if before and after]
    return needless


def _see_the_same(one: Capture, other: Capture) -> bool:
    return (
        hasattr(one, "verdict")
        and hasattr(other, "verdict")
        and one.verdict.verdict == other.verdict.verdict
        and one.record.get("forms") == other.record.get("forms")
        and read_host(one.final_url) == read_host(other.final_url)
    )


def _remove_blobs(digests: Iterable[str]) -> None:
    folder = find_home().blobs
    for digest in digests:
        try:
            blob_path(folder, digest).unlink(missing_ok=True)
        except (OSError, MissingBlobError):
            continue  # a file that stays behind costs room and nothing else
