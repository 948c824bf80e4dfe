"""What must be known of ourselves before a live page can be fed: a proved domain, a staff list, a reference of our own."""

from __future__ import annotations

from datetime import datetime

from chaffinch.decoys.lists import Entry
from chaffinch.desk.models import KnownPerson, Reference
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.proofs import note_proof
from chaffinch.desk.services.staff import take_over_people

DOMAIN = "mouvement-aurore.test"
STAFF = (
    Entry("Inès Kerbrat", f"ines.kerbrat@{DOMAIN}"),
    Entry("Tomas Le Roy", f"tomas.leroy@{DOMAIN}"),
    Entry("Maud Besson", f"maud.besson@{DOMAIN}"),
)


def furnish_house(actor: Actor, *, now: datetime) -> Reference:
    """Prove the domain, list the staff, keep a reference; return that."""
    note_proof(DOMAIN, fault="", actor=actor, now=now)
    take_over_people(STAFF, kind=KnownPerson.Kind.STAFF, whole=True, actor=actor, now=now)
    return Reference.objects.create(
        url=f"https://portail.{DOMAIN}/", version=90, captured_at=now, window="0" * 64, thumbnail="0" * 64
    )
