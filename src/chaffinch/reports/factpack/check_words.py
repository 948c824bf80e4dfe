"""What a check of a pack says, in words."""

from __future__ import annotations

from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.catalogue import load_translations

FAULTS = {
    "unreadable": N_("It cannot be read as a pack: no zip and no folder with a manifest."),
    "too-large": N_("It is larger than a pack may be."),
    "zip-name": N_("The zip holds a file whose name no pack may hold."),
    "zip-twice": N_("The zip holds two files of one name: programs would show you different ones."),
    "zip-form": N_(
        "The zip is not packed in the one way that a pack is: something was put in, or it was packed anew. If a mail program"
        " did that, unpack it and check the folder."
    ),
    "malformed": N_("Its list of files is not written in the one way that there is."),
    "signature": N_("The signature does not hold: the list of files is not what was signed."),
    "key": N_("It was signed with another key than the one that you have."),
    "missing": N_("A file is missing."),
    "changed": N_("A file was changed after the pack was signed."),
    "added": N_("A file was added after the pack was signed."),
    "facts": N_("The figures do not belong to this pack."),
    "proof": N_("A proof of a planted item does not hold."),
    "proof-other": N_("A proof is of another item than the one that it stands beside."),
    "dkim": N_("A mail’s signature is not what the pack says of it."),
    "stamp": N_(
        "The time-stamp of the list of the dump’s files is none over that list, or of another moment."
    ),
    "dump": N_("Your copy of the dump is not the one that these figures are about."),
}
SAID = {
    "holds": N_("Nothing was changed since it was signed."),
    "draft": N_("It is a draft: nobody has signed it, it proves nothing, and must not be quoted."),
    "pinned": N_("It was signed with the key that you gave."),
    "not-pinned": N_("Not checked: whose key that is. Give the published key or its fingerprint (--key)."),
    "dumped": N_("Your copy is the dump that these figures are about."),
    "not-dumped": N_("Not checked: the dump. If you have a copy, give it (--dump)."),
    "not-rooted": N_(
        "Not checked: whether you trust the authorities that dated the ledger or the dump (--root)."
    ),
    "stamped": N_("An authority’s stamp over the list of the dump’s files holds."),
    "keys": N_("Not checked: whether the mail servers’ public keys in the pack are genuine."),
    "not-proved": N_(
        "Not proved by any of this: that a verdict is right. It shows who says so, and that nothing was changed."
    ),
}


def say_check(code: str, *, language: str) -> str:
    """Say one thing that a check found."""
    return load_translations(language).gettext(FAULTS.get(code) or SAID[code])
