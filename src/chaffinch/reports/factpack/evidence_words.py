"""Why we say so: a finding's evidence in words for the press."""

from __future__ import annotations

from chaffinch.leaks.finding import Evidence
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.catalogue import load_translations

_KINDS = {
    "archive-match": N_("Our archive holds the original."),
    "dkim": N_("A mail server’s signature (DKIM) speaks about it."),
    "witness": N_("A later message of ours quotes it."),
    "thread": N_("The conversation that it belongs to is known."),
    "received": N_("The servers that it names on its way were looked at."),
    "client": N_("The mail program’s habits were compared with the sender’s."),
    "metadata": N_("The file’s own details were compared."),
    "ledger": N_("Our ledger had committed to it beforehand."),
    "coverage": N_("Every message of that mailbox and day is known to us."),
}


def say_evidence(one: Evidence, *, locale: str) -> str:
    """Say one reason; nothing where no sentence for it is known."""
    said = _KINDS.get(one.code)
    return load_translations(locale).gettext(said) if said else ""
