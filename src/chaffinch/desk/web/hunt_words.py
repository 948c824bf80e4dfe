"""What is said of accounts that he opened or tried, of who can block them, and of what goes wrong."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaffinch.desk.blocking import Keeper

_JOINS = {
    "address": _("from the very address that used a decoy"),
    "line": _("from the same line (IPv6 /64): there one computer changes its address"),
    "block": _("from the same block of 256 addresses, within a day"),
    "tool": _("with the same tool, within two hours, from another address"),
}
_DOUBTS = {
    "at-home": _("The account opens from there on other days as well: it may be its owner. Ask first."),
    "guess": _("Only tried, with a tool that many who guess have: it may be somebody else."),
}
_BLOCKS = {
    "dovecot": _(
        "Nobody can sign in to this mailbox any more, whatever the password; mail still arrives. Open connections end"
        " within seconds, the owner’s too."
    ),
    "graph": _(
        "The Microsoft account is disabled and its sessions are revoked. What is open ends within minutes; where continuous"
        " access evaluation is off, up to an hour later."
    ),
    "google": _(
        "The Google account is suspended and signed out everywhere. While it is suspended it receives no mail."
    ),
    "keycloak": _(
        "The account is disabled and its sessions are ended. An application that holds a token may let him go on for some"
        " minutes."
    ),
    "nextcloud": _(
        "The account is disabled; its sessions end within five minutes. Files on the owner’s devices stay there."
    ),
    "command": _("Your own command is run: %(command)s"),
}
_UNBLOCKS = {
    "dovecot": _("The mailbox can be signed in to again."),
    "graph": _("The Microsoft account is enabled again."),
    "google": _("The suspension of the Google account ends."),
    "keycloak": _("The account is enabled again."),
    "nextcloud": _("The account is enabled again."),
    "command": _("Your own command is run: %(command)s"),
}
_FAULTS = {
    "not-ours": _("The account’s name is none of this provider’s."),
    "no-such-account": _("The provider knows no such account."),
    "several-accounts": _("The provider knows several accounts of that name."),
    "refused": _("The provider refused: the desk’s own log-in there may not do this."),
    "credentials": _(
        "The desk’s own log-in there does not work: the file of credentials is missing, open to others, or wrong."
    ),
    "unreachable": _("The provider could not be reached."),
    "unexpected": _("The provider answered something unexpected."),
    "deny-file": _("The file of denied names cannot be written."),
    "command": _("The command failed."),
    "not-possible": _("It cannot be done from here."),
    "broken": _(
        "The work broke off twice, and may be done in part: look at the provider itself, and block the account there."
    ),
}
_BY_HAND = {
    "dovecot": _(
        "By hand: write the address into the deny file on the mail server, then run “doveadm kick” with it."
    ),
    "graph": _(
        "By hand: entra.microsoft.com, Users, the account: “Revoke sessions”, then “Edit account status”."
    ),
    "google": _(
        "By hand: admin.google.com, Directory, Users, the account: “Suspend user”, then “Reset sign-in cookies”."
    ),
    "keycloak": _(
        "By hand: the administration console, Users, the account: Sessions, “Sign out”; then switch “Enabled” off."
    ),
    "nextcloud": _("By hand: Accounts, the three dots beside the account: “Disable account”."),
    "command": _("By hand: do what your command does; what it said stands beside this."),
}
_SESSIONS = {
    "at-once": _("Open sessions were ended."),
    "minutes": _("Open sessions end within minutes."),
    "unknown": _("Whether open sessions end is up to your command."),
    "none": _("Open sessions could not be ended: whoever is inside may still be there."),
}


def say_join(join: str, doubt: str) -> tuple[str, str]:
    """Say by what an account was found, and what stands against it."""
    return str(_JOINS.get(join, "")), str(_DOUBTS.get(doubt, ""))


def say_step(keeper: Keeper, act: str) -> str:
    """Say what exactly a provider will do."""
    words = (_BLOCKS if act == "block" else _UNBLOCKS)[keeper.kind]
    command = keeper.table.block if act == "block" else keeper.table.unblock
    if keeper.kind == "command" and not command:
        return gettext("It cannot be undone from here: your command knows no way back.")
    return str(words) % {"command": " ".join(command)} if keeper.kind == "command" else str(words)


def say_outcome(kind: str, *, done: bool, sessions: str, fault: str) -> str:
    """Say what a provider did, and what is left to do by hand."""
    if done and not fault:
        return str(_SESSIONS.get(sessions, ""))
    said = [str(_SESSIONS["none"])] if done else []
    said.append(str(_FAULTS.get(fault, "")))
    said.append(str(_BY_HAND.get(kind, "")))
    return " ".join(part for part in said if part)


def say_delay(seconds: float) -> str:
    """Say how long after the first sign an account was blocked."""
    if seconds < 90:
        return gettext("blocked %(seconds)d s after the first sign") % {"seconds": max(0, round(seconds))}
    if seconds < 5_400:
        return gettext("blocked %(minutes)d min after the first sign") % {"minutes": round(seconds / 60)}
    return gettext("blocked %(hours)d h after the first sign") % {"hours": round(seconds / 3_600)}
