"""Have one step taken on a page that asks for the name first, with an address that is nobody's."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaffinch.desk.models import Case, User, WatchEntry
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_step
from chaffinch.errors import UsageError
from chaffinch.reports.catalogue import gettext_noop as N_

_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.ASCII)


class InventedAddressError(UsageError):
    """The address cannot be typed on a stranger's page."""


@transaction.atomic
def ask_for_step(case_number: int, typed: str, *, actor: Actor, now: datetime) -> bool:
    """Have the page opened and an invented address typed where it asks for a name; return False when that waits already.

    Raises:
        InventedAddressError: it is no address, not at one of our own domains, or somebody's.
        RefusedError: a process asks, not a person.
    """
    _ = actor.person_id
    address = typed.strip().lower()
    _check_address(address)
    case = Case.objects.select_for_update().get(pk=case_number)
    added = enqueue_step(case, typed=address, now=now)
    if added:
        write_audit(
            "step asked for", subject=("case", case.pk), actor=actor, now=now, params={"typed": address}
        )
    return added


def _check_address(address: str) -> None:
    written = _ADDRESS.fullmatch(address)
    if written is None:
        raise InventedAddressError(
            N_("That is no e-mail address."),
            todo=N_("Invent one like those of your colleagues: name@your-domain."),
        )
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True)
    if not any(written.group(1) == domain or written.group(1).endswith(f".{domain}") for domain in own):
        raise InventedAddressError(
            N_("The address is not at one of your own domains."),
            why=N_("Whoever it belongs to would be drawn into this."),
            todo=N_("Invent one at a domain of your watchlist."),
        )
    mail = settings.CONFIGURATION.mail
    known = {
        mail.sender,
        *mail.recipients,
        *mail.alert_recipients,
        *User.objects.values_list("email", flat=True),
    }
    if address in {one.strip().lower() for one in known}:
        raise InventedAddressError(
            N_("That address is somebody’s."),
            why=N_("The people behind the page will read it."),
            todo=N_("Invent one that belongs to nobody."),
        )
