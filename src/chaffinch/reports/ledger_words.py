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

TROUBLES = {
    "gone": (
        gettext_noop("The ledger’s folder is gone: nothing can be entered, and nothing proved."),
        gettext_noop("Put the folder ledger of the home folder back from the newest backup."),
    ),
    "unreadable": (
        gettext_noop("The ledger’s folder is not as it was written."),
        gettext_noop("Put the folder ledger back from the newest backup; keep the present one beside it."),
    ),
    "other": (
        gettext_noop("The folder holds another ledger than the one that this desk has begun."),
        gettext_noop("Put the right folder back."),
    ),
    "behind": (
        gettext_noop(
            "The folder is older than a checkpoint that was made: it was put back from an old backup."
        ),
        gettext_noop(
            "Do not go on with it: the next checkpoint would be a second history. Put the newer folder back, or begin a new "
            "ledger under a new name."
        ),
    ),
    "forked": (
        gettext_noop("The folder has another history than a checkpoint that was made."),
        gettext_noop("Find the folder that belongs to what was published; keep both as evidence."),
    ),
    "locked": (
        gettext_noop("Another process is writing to the ledger."),
        gettext_noop("Wait until it is done, then try again."),
    ),
    "full": (
        gettext_noop("The ledger holds as many items as it has promised to hold at most."),
        gettext_noop("Begin another one under another name, and publish its number."),
    ),
    "disk": (
        gettext_noop("The ledger cannot be written."),
        gettext_noop("Make room on the disk, and see that the folder ledger can be written."),
    ),
    "key": (
        gettext_noop("The key that signs for the ledger is missing or another one."),
        gettext_noop("Put the keys folder back from the place where you keep a second copy."),
    ),
    "flaws": (
        gettext_noop("Something in the ledger’s folder was changed or is lost since it was written."),
        gettext_noop("chaffinch ledger status names it. Put the folder back from the newest backup."),
    ),
    "no-checkpoint": (
        gettext_noop(
            "No checkpoint was made for more than a day: what was planted since is dated by nobody."
        ),
        gettext_noop("See on the health page whether the worker runs and why the nightly job failed."),
    ),
    "undated": (
        gettext_noop("A checkpoint is dated by no authority yet."),
        gettext_noop(
            "It is asked for again each hour. Look below why, and name another authority if one is gone."
        ),
    ),
    "one-stamp": (
        gettext_noop(
            "A checkpoint is dated by one authority only: if that one is found out, nothing dates it."
        ),
        gettext_noop(
            "It is asked for again each hour. Look below why, and name another authority if one is gone."
        ),
    ),
    "few-authorities": (
        gettext_noop(
            "Fewer than two time-stamping authorities are named: nobody independent says since when."
        ),
        gettext_noop("Name two or more as authorities in [ledger] of chaffinch.toml, then start again."),
    ),
    "no-way-out": (
        gettext_noop("Nobody is asked for time-stamps: it is not said how this machine may go out."),
        gettext_noop("Set egress in [capture] of chaffinch.toml, then start again."),
    ),
    "no-custodian": (
        gettext_noop("No custodian can count the items, nor give lost salts back."),
        gettext_noop("Name a notary’s, a lawyer’s or a sister organisation’s key as custodians in [ledger]."),
    ),
    "not-sealed": (
        gettext_noop("The latest list could not be sealed to every custodian."),
        gettext_noop(
            "See that the key is right and that pyrage is installed; it is tried again with the next checkpoint."
        ),
    ),
    "unpublished": (
        gettext_noop(
            "The latest checkpoint is not published: nobody could show that the ledger was not written anew."
        ),
        gettext_noop("Put its note where people will find it years later, and say so here."),
    ),
    "nearly-full": (
        gettext_noop("The ledger is nearly full, and its number is never raised."),
        gettext_noop("Plan a second one under another name."),
    ),
}
"""What is wrong with our own ledger, and what to do, by code."""

ENTRY_KINDS = {
    "phantom": gettext_noop("phantom"),
    "trap": gettext_noop("trap"),
    "echo": gettext_noop("echo"),
    "mail": gettext_noop("letter"),
    "document": gettext_noop("document"),
    "mailbox": gettext_noop("mailbox"),
    "submission": gettext_noop("decoy typed into a page"),
    "archive-root": gettext_noop("root of the archive"),
    "key-rotation": gettext_noop("change of the key"),
}

STAMP_FAULTS = {
    "egress": gettext_noop("not asked: it is not said how this machine may go out"),
    "refused-address": gettext_noop("not asked: its address is none of the public network"),
    "bad-address": gettext_noop("not asked: its address is malformed"),
    "not-found": gettext_noop("its name is not found"),
    "connection": gettext_noop("it cannot be reached"),
    "timeout": gettext_noop("it did not answer in time"),
    "certificate": gettext_noop("its certificate is not valid"),
    "status": gettext_noop("it refused"),
}
"""Why an authority did not stamp, by code."""
_NO_STAMP = gettext_noop("what it answered is no time-stamp of this checkpoint")

IN_USE = {
    "run-open": gettext_noop("Its run is still open: whoever runs the page may not have tried it yet."),
    "trap-alive": gettext_noop("It is a trap that still opens: whoever is inside learns that it is one."),
    "never-hit": gettext_noop("It was never used: once it is known, nobody will walk into it any more."),
    "names-colleague": gettext_noop("It names a colleague’s real address; only the password is invented."),
    "not-known": gettext_noop("The desk does not know whether it is still in use."),
}
"""What stands against showing an item to others, by code."""


def say_trouble(code: str, *, language: str = "en") -> tuple[str, str]:
    """Return what is wrong with our ledger and what to do about it."""
    translations = load_translations(language)
    what, todo = TROUBLES.get(code, TROUBLES["unreadable"])
    return translations.gettext(what), translations.gettext(todo)


def say_entry_kind(kind: str, *, language: str = "en") -> str:
    """Return what kind of thing an entry is of."""
    return load_translations(language).gettext(ENTRY_KINDS.get(kind, kind))


def say_stamp_fault(code: str, *, language: str = "en") -> str:
    """Return why an authority did not stamp a checkpoint."""
    return load_translations(language).gettext(STAMP_FAULTS.get(code, _NO_STAMP))


def say_in_use(code: str, *, language: str = "en") -> str:
    """Return why showing an item would cost something."""
    return load_translations(language).gettext(IN_USE.get(code, IN_USE["not-known"]))


def say_ledger(code: str, *, language: str = "en") -> str:
    """Return the sentence of a code of the ledger's checks; the code itself where it has none."""
    sentence = {**FAULTS, **DATINGS, **STATES, "not-proved": NOT_PROVED, "not-pinned": NOT_PINNED}.get(code)
    return load_translations(language).gettext(sentence) if sentence else code
