"""Make and send the weekly digest."""

from __future__ import annotations

import smtplib
from dataclasses import asdict
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, Q, Sum

from chaffinch.desk.blobs import get_blob, put_blob
from chaffinch.desk.companions import find_companions
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, Digest, Reading, Sighting
from chaffinch.desk.outbox import RawMessage
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_sending
from chaffinch.desk.states import WAITING
from chaffinch.desk.visitors import do_differ, list_visitors
from chaffinch.errors import ChaffinchError
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.names.match import Trick
from chaffinch.reports.digest import DigestCase, DigestContent, DigestNumbers
from chaffinch.reports.digest_mail import build_message, render_digest
from chaffinch.reports.digest_pdf import render_digest_pdf

_MAIL = "digest-mail"
#: What a reader wants to see first: what is certain, then what waits, then what is over …
_STATES = {"confirmed": 0, "reported": 0, "captured": 1, "new": 2, "gone": 3, "dismissed": 4}
#: … and among these what asks for a password.
_VERDICTS = (
    "copy",
    "service-copy",
    "grant",
    "sign-in",
    "undecided",
    "",
    "harmless",
    "for-sale",
    "parked",
    "gone",
)


class MailNotSentError(ChaffinchError):
    """The mail server did not take the message; it will be tried again."""


def collect_digest(since: datetime, until: datetime) -> DigestContent:
    """Return what happened in a period; both times aware, `since` inclusive, `until` exclusive."""
    configuration: Configuration = settings.CONFIGURATION
    cases = list(
        Case.objects.filter(opened_at__gte=since, opened_at__lt=until).select_related(
            "latest_capture__verdict"
        )
    )
    cases.sort(key=rank_case)
    seen = dict(
        Sighting.objects.filter(case__in=cases, seen_at__gte=since, seen_at__lt=until)
        .values_list("case")
        .annotate(times=Count("pk"))
    )
    zone = configuration.zone
    return DigestContent(
        organisation=configuration.organisation.name,
        since=since.astimezone(zone),
        until=until.astimezone(zone),
        numbers=count_period(since, until),
        cases=tuple(_describe_case(case, sightings=seen.get(case.pk, 0), zone=zone) for case in cases),
        desk_url=configuration.desk_url,
        genuine_sign_in=configuration.watch.sign_in_pages,
        contact=configuration.organisation.contact,
    )


def rank_case(case: Case) -> tuple[int, int, float, int]:
    """Return what orders cases in a digest, in the mail as on its page."""
    return _STATES[case.state], _VERDICTS.index(case.verdict), -case.score, case.pk


def count_period(since: datetime, until: datetime) -> DigestNumbers:
    """Return the numbers of a period; what waits and what is undecided is counted as of now."""
    period = Q(opened_at__gte=since, opened_at__lt=until)
    changed = Q(state_changed_at__gte=since, state_changed_at__lt=until)
    counts = Case.objects.aggregate(
        new_cases=Count("pk", filter=period),
        confirmed=Count("pk", filter=Q(confirmed_at__gte=since, confirmed_at__lt=until)),
        dismissed=Count("pk", filter=changed & Q(state="dismissed")),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        gone=Count("pk", filter=changed & Q(state="gone")),
        undecided=Count("pk", filter=Q(state__in=WAITING, verdict="undecided")),
    )
    checked = Reading.objects.filter(at__gte=since, at__lt=until).aggregate(lines=Sum("lines"))["lines"]
    sightings = Sighting.objects.filter(seen_at__gte=since, seen_at__lt=until).count()
    return DigestNumbers(names_checked=checked or 0, sightings=sightings, **counts)


def _describe_case(case: Case, *, sightings: int, zone: Any) -> DigestCase:
    capture = case.latest_capture
    picture, missing = b"", "not-opened"
    reasons: tuple[tuple[str, dict[str, object]], ...] = ()
    if capture is not None:
        missing = capture.reason or "blank"
        if capture.thumbnail:
            picture, missing = get_blob(find_home().blobs, capture.thumbnail), ""
        reasons = tuple((reason["code"], reason["params"]) for reason in capture.verdict.reasons)
    elif settings.CONFIGURATION.capture.egress == "unset":
        missing = "egress"
    return DigestCase(
        number=case.pk,
        host=case.host,
        display=case.display,
        brand=case.brand,
        tricks=tuple(Trick(**trick) for trick in case.tricks),
        tier=case.tier,
        state=case.state,
        verdict=case.verdict,
        verdict_reasons=reasons,
        first_seen=case.opened_at.astimezone(zone),
        sightings=sightings,
        picture=picture,
        no_picture_reason=missing,
        differs=capture is not None and do_differ(list_visitors(capture)),
        companions=tuple(companion.case.pk for companion in find_companions(case)),
        url=f"{settings.CONFIGURATION.desk_url}/cases/{case.pk}/",
    )


def make_digest(
    since: datetime, until: datetime, *, actor: Actor, now: datetime, enqueue: bool = True
) -> Digest:
    """Render the period's digest once and keep mail and PDF; a period made already is returned.

    Args:
        since: inclusive, aware.
        until: exclusive.
        actor: who asked for it.
        now: when it is made.
        enqueue: whether the worker is to send it.
    """
    existing = Digest.objects.filter(since=since, until=until).first()
    if existing:
        return existing
    content = collect_digest(since, until)
    language = settings.CONFIGURATION.organisation.language
    message = _compose(content, language=language, now=now)
    home = find_home()
    mail = put_blob(home.blobs, encrypt(bytes(message), key=home.read_key("store"), purpose=_MAIL))
    pdf = put_blob(home.blobs, render_digest_pdf(content, locale=language, now=now))
    with transaction.atomic():
        digest, made = Digest.objects.get_or_create(
            since=since,
            until=until,
            defaults={
                "language": language,
                "made_at": now,
                "case_ids": [case.number for case in content.cases],
                "numbers": asdict(content.numbers),
                "mail": mail,
                "pdf": pdf,
                "sending": _first_sending(wanted=enqueue),
            },
        )
        if made:
            write_audit(
                "digest made",
                subject=("digest", digest.pk),
                actor=actor,
                now=now,
                params={"cases": len(content.cases)},
            )
            if enqueue:
                enqueue_sending(digest, now=now)
    return digest


def _first_sending(*, wanted: bool) -> Digest.Sending:
    if not wanted:
        return Digest.Sending.KEPT
    return Digest.Sending.WAITING if can_send() else Digest.Sending.UNSET


def _compose(content: DigestContent, *, language: str, now: datetime) -> EmailMessage:
    mail = settings.CONFIGURATION.mail
    return build_message(
        render_digest(content, locale=language),
        sender=settings.DEFAULT_FROM_EMAIL,
        recipients=list(mail.recipients) or [settings.DEFAULT_FROM_EMAIL],
        domain_for_ids=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost",
        now=now,
    )


def can_send() -> bool:
    """Return whether a mail server, a sender and recipients are set."""
    mail = settings.CONFIGURATION.mail
    return bool(mail.host and mail.sender and mail.recipients)


def read_digest_mail(digest: Digest) -> bytes:
    """Return the whole message as it is sent (RFC 5322)."""
    home = find_home()
    return decrypt(get_blob(home.blobs, digest.mail), key=home.read_key("store"), purpose=_MAIL)


def send_digest(digest_number: int, *, now: datetime) -> Digest:
    """Send a digest to those who have not got it, each once.

    Raises:
        MailNotSentError: the server could not be reached or took none; the digest keeps waiting and says why.
    """
    digest = Digest.objects.get(pk=digest_number)
    if not can_send():
        _note_sending(digest, Digest.Sending.UNSET, now=now)
        raise MailNotSentError(
            "The digest waits: no mail server is set.",
            why="chaffinch.toml names no [mail] host, sender or recipients.",
            todo="Fill in [mail] and start again; the digest is then sent by itself.",
        )
    message = RawMessage(read_digest_mail(digest))
    outstanding = [
        address for address in settings.CONFIGURATION.mail.recipients if address not in digest.recipients
    ]
    try:
        with get_connection() as connection:
            for address in outstanding:
                connection.send_messages([message.addressed_to(address)])
                digest.recipients = [*digest.recipients, address]
                digest.save(update_fields=["recipients"])
    except (OSError, smtplib.SMTPException) as error:
        _note_sending(digest, Digest.Sending.FAILED, now=now, error=f"{type(error).__name__}: {error}"[:500])
        raise MailNotSentError(
            "The mail server did not take the digest.",
            why=str(error),
            todo="Check [mail] in chaffinch.toml; it is tried again by itself.",
        ) from error
    with transaction.atomic():
        _note_sending(digest, Digest.Sending.SENT, now=now)
        write_audit(
            "digest sent",
            subject=("digest", digest.pk),
            actor=Actor("worker"),
            now=now,
            params={"recipients": len(digest.recipients)},
        )
    return digest


def _note_sending(digest: Digest, sending: Digest.Sending, *, now: datetime, error: str = "") -> None:
    digest.sending, digest.last_error = sending, error
    if sending == Digest.Sending.SENT:
        digest.sent_at = now
    digest.save(update_fields=["sending", "last_error", "sent_at"])


def last_seven_days(now: datetime) -> tuple[datetime, datetime]:
    """Return the period of the weekly digest that is due at `now`, to the minute."""
    until = now.replace(second=0, microsecond=0)
    return until - timedelta(days=7), until
