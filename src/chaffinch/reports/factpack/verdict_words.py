"""Verdicts, how sure, and errors, as the press reads them."""

from __future__ import annotations

from chaffinch.reports.catalogue import gettext_noop as N_

VERDICT_NAMES = {
    "genuine": N_("Genuine"),
    "repackaged": N_("Genuine, reformatted"),
    "excerpt": N_("Genuine, shortened"),
    "unproven": N_("In our mailbox, origin not proved"),
    "altered": N_("Altered"),
    "decoy": N_("Decoy"),
    "invented": N_("Invented"),
    "conflict": N_("Contradictory"),
    "foreign": N_("Not ours"),
    "unverifiable": N_("Cannot be verified"),
}
MEANINGS = {
    "genuine": N_("Ours, word for word as in our archive."),
    "repackaged": N_("Ours; only its form was changed, by an export, a print-out or a mail program."),
    "excerpt": N_("A part of something of ours; what is there is as we wrote it."),
    "unproven": N_(
        "It lies in our mailbox, but only since after the intrusion, and nothing independent backs it."
    ),
    "altered": N_("Made from something of ours, and changed in a way that no program does by itself."),
    "decoy": N_("Made up by us and planted before the theft; our ledger proves since when."),
    "invented": N_(
        "Says that it is from a mailbox and a day of which we know every message, and it is not there."
    ),
    "conflict": N_("It matches our archive and our ledger at once; we call it neither."),
    "foreign": N_("It does not come from us and does not say so."),
    "unverifiable": N_("Nothing that we hold says anything about it. That does not make it true or false."),
}
SURE = {"certain": N_("certain:"), "strong": N_("strong:"), "fair": N_("fair:"), "weak": N_("weak:")}
"""How sure, before a number."""
SURE_SENTENCES = {
    "certain": N_("How sure: certain."),
    "strong": N_("How sure: strong evidence."),
    "fair": N_("How sure: fair evidence."),
    "weak": N_("How sure: weak evidence."),
}
RATES = {
    "genuine-called-altered": N_("A genuine item is called altered"),
    "genuine-called-false": N_("A genuine item is called a decoy or invented"),
    "repackaged-called-altered": N_("A reformatted item is called altered"),
    "altered-missed": N_("An alteration is not found"),
    "span-wrong": N_("An alteration is found, but not the right words"),
    "decoy-missed": N_("A decoy is not recognised"),
    "invented-called-genuine": N_("An invented item is called genuine"),
    "absent-called-false": N_(
        "An item of ours that the archive does not have is called altered, a decoy or invented"
    ),
    "foreign-wrong": N_("Something is called not ours that is ours"),
}
MARKS = {
    "person": N_("person"),
    "address": N_("address"),
    "number": N_("number"),
    "link": N_("link"),
    "place": N_("place"),
}
"""What stands in place of what was covered up."""
