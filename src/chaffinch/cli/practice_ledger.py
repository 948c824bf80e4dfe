"""The demo's ledger, and the one decoy letter that stands in it from the first minute: the dump will hold it."""

from __future__ import annotations

import email.utils
import hashlib
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING

from chaffinch.lab.organisation import DOMAINS

if TYPE_CHECKING:
    from chaffinch.desk.models import Ledger
    from chaffinch.desk.services.audit import Actor

DECOY = "mail-0demo"
"""Its entry; the numbers of a planting's letters are longer."""
_MOST = 2_000
_WRITTEN_BEFORE = timedelta(days=11)
_TEXT = (
    "Bonjour Gaëtan,\n\n"
    "La version 12 du budget des salles est sur le partage, dossier Trésorerie. Les trois devis de Lorient y sont, celui "
    "des Halles manque encore.\n"
    "Ne la fais pas circuler avant la réunion de jeudi : le loueur attend notre réponse.\n\n"
    "Merci,\nSolenn\n"
)


def begin_practice_ledger(actor: Actor, *, now: datetime) -> Ledger:
    """Return the demo's ledger, begun once, with its decoy letter entered before the first checkpoint.

    So what is fed can be proved; nobody dates it on the range, and its page says so.
    """
    from chaffinch.desk.models import Ledger
    from chaffinch.desk.services.followups import enqueue_checkpoint
    from chaffinch.desk.services.ledger import begin_ledger

    ledger = Ledger.objects.first()
    if ledger is None:
        ledger = begin_ledger(origin=f"{DOMAINS[0]}/registre", most=_MOST, actor=actor, now=now)
    if _enter_decoy(ledger, now=now):
        enqueue_checkpoint(now=now)
    return ledger


def write_decoy(begun_at: datetime) -> bytes:
    """Return the decoy letter: from one invented person to another, the same for a ledger each time.

    Args:
        begun_at: when the ledger was begun; the letter bears a day before.
    """
    at = begun_at.replace(microsecond=0) - _WRITTEN_BEFORE
    message = EmailMessage()
    message["From"] = email.utils.formataddr(("Solenn Cariou", f"solenn.cariou@{DOMAINS[0]}"))
    message["To"] = email.utils.formataddr(("Gaëtan Pennec", f"gaetan.pennec@{DOMAINS[0]}"))
    message["Subject"], message["Date"] = "Budget des salles, version 12", email.utils.format_datetime(at)
    message["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.12@{DOMAINS[0]}>"
    message["X-Mailer"] = "Thunderbird"
    message.set_content(_TEXT)
    return message.as_bytes()


def _enter_decoy(ledger: Ledger, *, now: datetime) -> int | None:
    """Enter it and return how many entries are new: none the second time."""
    from chaffinch.desk.services.ledger import Planted, commit_entries
    from chaffinch.ground.texts import hash_text, sketch_text

    content = write_decoy(ledger.begun_at)
    planted = Planted(
        name=DECOY,
        kind="mail",
        planted_at=now,
        planted_in=f"solenn.cariou@{DOMAINS[0]} gaetan.pennec@{DOMAINS[0]}",
        approval="the demo: staged, both yeses",
        sha256=hashlib.sha256(content).hexdigest(),
        text_sha256=hash_text(_TEXT),
        signature=sketch_text(_TEXT),
    )
    return commit_entries([planted], now=now)
