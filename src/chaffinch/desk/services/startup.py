"""What the desk does each time it starts, before anything else runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.jobs.schedules import ensure_schedule
from chaffinch.desk.models import Case, Digest, Reference, WatchEntry
from chaffinch.desk.services.followups import enqueue_captures, enqueue_reference, enqueue_sending
from chaffinch.desk.services.hits import adopt_logs
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.desk.trap_hosts import list_named_logs

#: A digest older than this is no news any more.
_STILL_NEWS = timedelta(days=14)


@transaction.atomic
def prepare_desk(*, now: datetime) -> None:
    """Bring the tables in line with the settings file, and ask for what waited for a setting.

    Captures wait for `[capture] egress`, digests for `[mail]`: whoever answers these and starts again
    need not click anything.
    """
    configuration: Configuration = settings.CONFIGURATION
    sync_settings_file(configuration.watch, now=now)
    ensure_schedules(configuration, now=now)
    adopt_logs(((log.path, log.path, log.format) for log in list_named_logs(configuration)), now=now)
    for url in WatchEntry.objects.filter(kind=WatchEntry.Kind.SIGN_IN).values_list("value", flat=True):
        if not Reference.objects.filter(url=url).exists():
            enqueue_reference(url, now=now)
    enqueue_captures(Case.objects.filter(state=Case.State.NEW, latest_capture=None), now=now)
    unsent = [Digest.Sending.WAITING, Digest.Sending.UNSET, Digest.Sending.FAILED]
    for digest in Digest.objects.filter(sending__in=unsent, made_at__gte=now - _STILL_NEWS):
        enqueue_sending(digest, now=now)


def ensure_schedules(configuration: Configuration, *, now: datetime) -> None:
    """Keep the calendar: the weekly digest, the daily look at live cases, the weekly look at our own pages, the ledger's
    nights and the archive's, the clearing."""
    zone = configuration.organisation.time_zone
    weekly = {"weekly": configuration.digest.weekday, "at": configuration.digest.time, "zone": zone}
    ensure_schedule("weekly-digest", kind="make_digest", payload={}, rule=weekly, now=now)
    ensure_schedule(
        "daily-recheck", kind="recheck_live_cases", payload={}, rule={"daily": "05:30", "zone": zone}, now=now
    )
    ensure_schedule(
        "daily-proofs", kind="recheck_proofs", payload={}, rule={"daily": "05:00", "zone": zone}, now=now
    )
    nightly = {"daily": configuration.ledger.checkpoint_at, "zone": zone}
    ensure_schedule("nightly-ledger", kind="keep_ledger", payload={}, rule=nightly, now=now)
    before = {"daily": configuration.archive.nightly_at, "zone": zone}
    ensure_schedule("nightly-archive", kind="keep_archive", payload={}, rule=before, now=now)
    ensure_schedule("hourly-stamps", kind="stamp_ledger", payload={}, rule={"every": 3_600}, now=now)
    ensure_schedule(
        "daily-forgetting", kind="forget_victims", payload={}, rule={"daily": "04:00", "zone": zone}, now=now
    )
    ensure_schedule(
        "weekly-references",
        kind="recapture_references",
        payload={},
        rule={"weekly": "sunday", "at": "04:30", "zone": zone},
        now=now,
    )
    ensure_schedule(
        "weekly-thinning",
        kind="thin_evidence",
        payload={},
        rule={"weekly": "sunday", "at": "03:30", "zone": zone},
        now=now,
    )
