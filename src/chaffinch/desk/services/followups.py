"""The jobs that a change leads to, enqueued inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from chaffinch.desk.jobs.queue import NewJob, enqueue, enqueue_many
from chaffinch.desk.models import AuditEntry, Case, Digest, ReportedMail
from chaffinch.pages.profile import PROFILES

_WORD_APART = timedelta(minutes=5)
_READS_LATER = timedelta(seconds=2)


def enqueue_capture(case: Case, *, now: datetime, again: bool = False) -> bool:
    """Have the case's address opened; return False when that waits already.

    A person who asks goes before the queue; the daily look goes behind it.
    """
    return bool(enqueue_many([_want_capture(case, urgent=again)], now=now))


def enqueue_captures(cases: Iterable[Case], *, now: datetime) -> int:
    """Have many addresses opened; return how many did not wait already."""
    return len(enqueue_many([_want_capture(case, urgent=False) for case in cases], now=now))


def enqueue_profiles(case: Case, *, now: datetime) -> int:
    """Have the case's address opened as other visitors, behind everything else; return how many looks that are."""
    chosen = [PROFILES[name] for name in settings.CONFIGURATION.capture.profiles]
    jobs = [
        NewJob(
            "capture_case",
            {"case": case.pk, "profile": profile.name},
            dedup_key=f"capture:{case.pk}:{profile.name}",
            pace_key=case.registered_domain,
            priority=20,
        )
        for profile in chosen
        if profile.make_address(case.url) != case.url or profile.token
    ]
    return len(enqueue_many(jobs, now=now))


def enqueue_step(case: Case, *, typed: str, now: datetime) -> bool:
    """Have the case's address opened and one step taken with this invented address; False when one waits already."""
    job = NewJob(
        "capture_case",
        {"case": case.pk, "typed": typed},
        dedup_key=f"capture:{case.pk}:step",
        pace_key=case.registered_domain,
        priority=0,
    )
    return bool(enqueue_many([job], now=now))


def _want_capture(case: Case, *, urgent: bool) -> NewJob:
    return NewJob(
        "capture_case",
        {"case": case.pk},
        dedup_key=f"capture:{case.pk}",
        pace_key=case.registered_domain,
        priority=0 if urgent or case.tier == Case.Tier.REPORTED else 10,
    )


def enqueue_feeding(run_number: int, *, now: datetime, not_before: datetime | None = None) -> bool:
    """Have the next decoy of a run sent; return False where that waits already."""
    payload = {"run": run_number}
    job = enqueue(
        "feed_page", payload, now=now, dedup_key=f"feed:{run_number}", priority=-5, not_before=not_before
    )
    return bool(job)


def enqueue_entering(*, now: datetime) -> bool:
    """Have what was planted before entered into the ledger."""
    return bool(enqueue("enter_planted", {}, now=now, dedup_key="enter-planted", priority=-5))


def enqueue_checkpoint(*, now: datetime) -> bool:
    """Have a checkpoint made now, beside the nightly one."""
    return bool(
        enqueue("keep_ledger", {"due": now.isoformat()}, now=now, dedup_key="keep-ledger", priority=-5)
    )


def enqueue_planting(planting_number: int, *, now: datetime) -> bool:
    """Have a planting made and put in its place; return False where that waits already."""
    payload = {"planting": planting_number}
    return bool(enqueue("plant", payload, now=now, dedup_key=f"plant:{planting_number}", priority=5))


def enqueue_dump(dump_number: int, *, now: datetime) -> bool:
    """Have a dump read, or read on; return False where that waits already."""
    return bool(
        enqueue("read_dump", {"dump": dump_number}, now=now, dedup_key=f"dump:{dump_number}", priority=-5)
    )


def enqueue_pictures(dump_number: int, *, now: datetime) -> bool:
    """Have the words in a dump's pictures read, or read on; return False where that waits already."""
    payload = {"dump": dump_number}
    return bool(enqueue("read_pictures", payload, now=now, dedup_key=f"pictures:{dump_number}", priority=5))


def enqueue_reads(*, now: datetime) -> bool:
    """Have it kept what was done in the mailboxes of our own mail hosts, once the hosts have told all of it."""
    return bool(enqueue("note_reads", {}, now=now, dedup_key="note_reads", not_before=now + _READS_LATER))


def enqueue_reference(url: str, *, now: datetime) -> bool:
    """Have one of our own sign-in pages captured as a reference, before any case is compared with it."""
    return bool(
        enqueue("capture_reference", {"url": url}, now=now, dedup_key=f"reference:{url}", priority=-10)
    )


def enqueue_mail_reading(mail: ReportedMail, *, now: datetime) -> bool:
    """Have a dropped message read."""
    return bool(enqueue("read_mail", {"mail": mail.pk}, now=now, dedup_key=f"mail:{mail.pk}", priority=-5))


def enqueue_alert(cases: Sequence[int], *, now: datetime) -> bool:
    """Have people told of new cases."""
    return bool(
        enqueue("send_alert", {"cases": list(cases)}, now=now, dedup_key=f"alert:{min(cases)}", priority=-5)
    )


def enqueue_word(*, now: datetime) -> bool:
    """Have people told that something waits on the desk; several reasons within a few minutes make one message."""
    quiet_until = _find_quiet("word", "alarm", now=now)
    return bool(enqueue("send_word", {}, now=now, dedup_key="word", priority=-10, not_before=quiet_until))


def enqueue_alarm(*, now: datetime) -> bool:
    """Have people told at once, by the same words, that something waits: a decoy was used.

    Only an alarm of the last minutes makes it wait, never word of anything else.
    """
    quiet_until = _find_quiet("alarm", now=now)
    payload = {"alarm": True}
    return bool(
        enqueue("send_word", payload, now=now, dedup_key="alarm", priority=-10, not_before=quiet_until)
    )


def _find_quiet(*subjects: str, now: datetime) -> datetime:
    """Return until when nobody is to be told again."""
    latest = AuditEntry.objects.filter(
        action="alert sent", subject_type="alert", subject_id__in=subjects
    ).order_by("-sequence")
    sent_at = latest.values_list("at", flat=True).first()
    return max(now, sent_at + _WORD_APART) if sent_at else now


def enqueue_hunt(*, now: datetime, not_before: datetime | None = None) -> bool:
    """Have the logs read again for whose accounts else he opened or tried; several uses make one reading.

    A reading that waits for its time does not stand for one that is wanted at once.
    """
    key = "victims:later" if not_before else "victims"
    job = enqueue("find_victims", {}, now=now, dedup_key=key, priority=-5, not_before=not_before)
    return bool(job)


def enqueue_sending(digest: Digest, *, now: datetime) -> bool:
    """Have a digest sent."""
    return bool(enqueue("send_digest", {"digest": digest.pk}, now=now, dedup_key=f"digest:{digest.pk}"))
