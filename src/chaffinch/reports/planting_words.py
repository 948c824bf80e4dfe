"""Why a planting stopped, and what to do: codes in words."""

from __future__ import annotations

from chaffinch.reports.catalogue import gettext_noop

STOPS = {
    "person": gettext_noop("Somebody stopped it."),
    "unreachable": gettext_noop(
        "The place does not answer. See whether the server runs, then have it go on."
    ),
    "certificate": gettext_noop(
        "The place is not reached safely: its certificate is not the right one, or there is none."
    ),
    "refused": gettext_noop(
        "The place refuses the log-in. See whether the accounts are registered with these passwords."
    ),
    "no-such-mailbox": gettext_noop("The folder is not there."),
    "full": gettext_noop("The place is full."),
    "taken": gettext_noop(
        "Another file of that name stands there. Nothing was overwritten: move it, then have it go on."
    ),
    "answer": gettext_noop("The server answers something unexpected."),
    "cannot-write": gettext_noop("The folder cannot be read or written."),
    "changed": gettext_noop(
        "This version of Chaffinch would write other letters than those on record. Take it back, and propose it anew."
    ),
    "cannot": gettext_noop("It cannot be made as it was ordered."),
    "ledger": gettext_noop(
        "The ledger takes nothing, and nothing is planted that could not be proved later."
    ),
    "broken": gettext_noop("Something broke on this machine; its log says what."),
}
