"""Messages for verdicts, and their prints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks.taints.keys import SIGNERS, sign
from benchmarks.taints.printing import print_item
from tests.mail.letters import compose

from chaffinch.leaks.prints import ItemPrint
from chaffinch.mail.keys import KeyArchive

FIRST_SEEN = datetime(2027, 3, 10, tzinfo=UTC)
BREACH = datetime(2027, 4, 1, tzinfo=UTC)
TEXT = (
    "Bonjour Jean,\r\n\r\nNous avons prévu 12 500 € pour la salle, et nous n'acceptons pas l'offre de M. Durand.\r\n"
    "Le détail est sur https://portail.mouvement-aurore.test/offre et Claire relit le contrat avant jeudi 4 mars.\r\n\r\n"
    "Bien à toi,\r\nCamille\r\n"
)
PLAIN = {"Content_Type": "text/plain; charset=utf-8"}


def write_mail(text: str = TEXT, **fields: str) -> bytes:
    """Return a message of ours with this text."""
    return compose(text, **{**PLAIN, **fields})


def sign_mail(selector: str = "s2024", *, days: int = 0) -> bytes:
    """Return it signed with one of the throw-away keys, so many days after its date."""
    signer = next(one for one in SIGNERS if one.selector == selector)
    return sign(
        write_mail(),
        "mouvement-aurore.test",
        signer,
        datetime(2027, 3, 2, 9, tzinfo=UTC) + timedelta(days=days),
    )


def print_mail(raw: bytes, path: str = "dump/1.eml", keys: KeyArchive | None = None) -> ItemPrint:
    """Return its print."""
    return print_item(raw, path, keys or KeyArchive())
