"""What colleagues send in: a pasted link, a dropped mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaffinch.desk.blobs import get_blob, put_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, ReportedMail, Source
from chaffinch.desk.observations import UnreadableTipError, observe_tip
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_mail_reading
from chaffinch.desk.services.sightings import record_tip
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.ground.secrets import decrypt, encrypt, keyed_hash
from chaffinch.names.matcher import Matcher
from chaffinch.reports.catalogue import gettext_noop as N_

__all__ = [
    "MAIL_BYTES",
    "UnreadableTipError",
    "fail_mail",
    "read_message",
    "record_mail_links",
    "report_link",
    "report_mail",
]

MAIL_BYTES = 20_000_000
_MAIL = "reported-mail"


def report_link(untrusted_text: str, *, actor: Actor, now: datetime) -> tuple[Case, bool]:
    """Open a case for a pasted link, or add a sighting to the one that exists.

    Returns:
        The case, and whether it is new.

    Raises:
        UnreadableTipError: there is no host in it, or it is one of our own or a partner's.
    """
    observation = observe_tip(untrusted_text, matcher=Matcher(load_watchlist()))
    with transaction.atomic():
        source, _made = Source.objects.get_or_create(kind=Source.Kind.PASTE, name="")
        return record_tip(observation, source=source, now=now, actor=actor)


def report_mail(untrusted_message: bytes, *, actor: Actor, now: datetime) -> ReportedMail:
    """Keep a dropped message, encrypted, and have it read in the background.

    Raises:
        UnreadableTipError: it is empty or too large.
    """
    if not untrusted_message.strip():
        raise UnreadableTipError(N_("The file is empty."), todo=N_("Drop the mail itself, saved as .eml."))
    if len(untrusted_message) > MAIL_BYTES:
        raise UnreadableTipError(
            N_("The file is larger than %(limit)s MB."),
            todo=N_("Send in the mail without its attachments."),
            limit=MAIL_BYTES // 1_000_000,
        )
    home = find_home()
    key = home.read_key("store")
    content_hash = keyed_hash(untrusted_message.hex(), key=key, purpose=_MAIL)
    blob = put_blob(home.blobs, encrypt(untrusted_message, key=key, purpose=_MAIL))
    with transaction.atomic():
        mail = ReportedMail.objects.create(
            blob=blob, content_hash=content_hash, received_at=now, reported_by_id=actor.person_id
        )
        enqueue_mail_reading(mail, now=now)
        write_audit("mail sent in", subject=("mail", mail.pk), actor=actor, now=now)
    return mail


def read_message(mail: ReportedMail) -> bytes:
    """Return the message as it was dropped."""
    home = find_home()
    return decrypt(get_blob(home.blobs, mail.blob), key=home.read_key("store"), purpose=_MAIL)


def record_mail_links(mail: ReportedMail, untrusted_links: list[str], *, now: datetime) -> list[Case]:
    """Open cases for the links of a message that was read; our own and known ones are passed over."""
    matcher = Matcher(load_watchlist())
    actor = Actor(mail.reported_by.username, mail.reported_by_id)
    cases = []
    with transaction.atomic():
        locked = ReportedMail.objects.select_for_update().get(pk=mail.pk)
        if locked.state == ReportedMail.State.READ:
            return []
        source, _made = Source.objects.get_or_create(kind=Source.Kind.MAIL, name="")
        for link in untrusted_links:
            try:
                observation = observe_tip(link, matcher=matcher)
            except UnreadableTipError:
                continue
            case, _new = record_tip(observation, source=source, now=now, actor=actor, mail=locked)
            if case not in cases:
                cases.append(case)
        locked.state, locked.link_count = ReportedMail.State.READ, len(cases)
        locked.save(update_fields=["state", "link_count"])
        write_audit(
            "mail read",
            subject=("mail", mail.pk),
            actor=actor,
            now=now,
            params={"cases": [c.pk for c in cases]},
        )
    return cases


@transaction.atomic
def fail_mail(mail: ReportedMail, *, reason: str) -> None:
    """Note that a message could not be read, and why."""
    ReportedMail.objects.filter(pk=mail.pk).update(state=ReportedMail.State.FAILED, reason=reason[:40])
