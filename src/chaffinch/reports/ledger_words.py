"""What a proof shows and what not: the ledger's codes in words."""

from __future__ import annotations

from chaffinch.reports.catalogue import gettext_noop, load_translations

FAULTS = {
    "too-large": gettext_noop("The file is too large for a proof."),
    "malformed": gettext_noop(
        "It is no proof, or it was written in another way than the one that is allowed."
    ),
    "commitment": gettext_noop("The item, its salt or the commitment was changed."),
    "opened": gettext_noop("A disclosed field is not the one that was committed to."),
    "note": gettext_noop("The ledger’s statement of itself is malformed."),
    "path": gettext_noop("The item does not stand in the ledger at this place."),
    "original": gettext_noop("The message does not stand in the archive that was committed to."),
    "token": gettext_noop("A time-stamp is malformed."),
    "imprint": gettext_noop("A time-stamp is over something else."),
    "key": gettext_noop("The key is malformed, or not the one that you gave."),
    "signature": gettext_noop("The ledger’s signature does not hold."),
    "rotation": gettext_noop("The change of keys was not signed by both keys."),
    "growth": gettext_noop(
        "The ledger does not continue the checkpoint that you have: it was forked, or nothing shows that it was not."
    ),
    "stamp": gettext_noop("A time-stamp’s signature does not hold."),
}
DATINGS = {
    "dated": gettext_noop("Two independent authorities saw it."),
    "one-timestamp-only": gettext_noop("One timestamp only: one authority saw it."),
    "undated": gettext_noop("No time-stamp counts: nothing here says since when."),
}
STATES = {
    "trusted": gettext_noop("The certificate leads to a root that you gave."),
    "signed": gettext_noop(
        "The signature holds by the certificate in the file; you have not said whether you trust that authority."
    ),
    "untrusted": gettext_noop("It does not lead to a root that you gave, so it does not count."),
    "expired-then": gettext_noop("Its certificate was not valid at that moment, so it does not count."),
    "certificate": gettext_noop("Its certificate is not one for time-stamping, so it does not count."),
    "unsupported": gettext_noop("It is signed in a way that cannot be checked here, so it does not count."),
    "revoked": gettext_noop(
        "Its certificate was revoked in a way that takes every time-stamp along, so it does not count."
    ),
    "revoked-later": gettext_noop(
        "Its certificate was revoked later, for a reason that leaves earlier time-stamps valid."
    ),
}
NOT_PROVED = gettext_noop(
    "It proves that the item was committed to beforehand, not that what it says is false."
)
NOT_PINNED = gettext_noop(
    "It is signed with the file’s own key. Whose that is the file cannot say: give the published key."
)


def say_ledger(code: str, *, language: str = "en") -> str:
    """Return the sentence of a code of the ledger's checks; the code itself where it has none."""
    sentence = {**FAULTS, **DATINGS, **STATES, "not-proved": NOT_PROVED, "not-pinned": NOT_PINNED}.get(code)
    return load_translations(language).gettext(sentence) if sentence else code
