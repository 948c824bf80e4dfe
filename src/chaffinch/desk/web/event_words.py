"""What is said of each event of an attacker's way."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaffinch.reports.untrusted import isolate_text
from chaffinch.tripwires.networks import Network
from chaffinch.tripwires.timeline import Event

LANES = {
    "lure": pgettext_lazy("a lane of the attacker’s way", "Lure"),
    "fed": pgettext_lazy("a lane of the attacker’s way", "Decoys"),
    "tried": pgettext_lazy("a lane of the attacker’s way", "Refused"),
    "opened": pgettext_lazy("a lane of the attacker’s way", "Inside"),
    "read": pgettext_lazy("a lane of the attacker’s way", "Read"),
    "victim": pgettext_lazy("a lane of the attacker’s way", "Colleagues"),
    "answer": pgettext_lazy("a lane of the attacker’s way", "Our answer"),
}
_REASONS = {
    "address": _("the same address"),
    "session": _("the same session"),
    "line": _("the same line (IPv6 /64)"),
    "block": _("the same block of 256 addresses, within a day"),
    "tool": _("the same tool, within two hours"),
    "page": _("decoys of the same page, within a day"),
}
_SEVERITIES = {
    "opened": _("signed in as %(who)s"),
    "password": _("was refused as %(who)s, with the very password that we had fed"),
    "address": _("was refused as %(who)s"),
    "beacon": _("opened the document %(who)s"),
}
_DEEDS = {
    "selected": _("looked into a folder"),
    "listed": _("read headings"),
    "searched": _("searched for something"),
    "read": _("read letters"),
    "part": _("downloaded an attachment"),
    "deleted": _("deleted a letter"),
    "expunged": _("removed a letter for good"),
    "copied": _("copied a letter"),
    "moved": _("moved a letter"),
    "flagged": _("marked a letter"),
    "saved": _("put a letter into the mailbox"),
    "planted": _("put a letter into the mailbox"),
    "folders": _("made, renamed or deleted a folder"),
    "sent": _("tried to send a letter; nothing left"),
}
_ANSWERS = {
    "noticed": _("Chaffinch noticed the first use"),
    "blocked": _("we blocked %(account)s"),
    "real": _("somebody of us said: somebody has what we fed"),
    "test": _("somebody of us said: our own test"),
    "slip": _("somebody of us said: a colleague’s slip"),
}


def say_event(event: Event, *, accounts: Mapping[int, str]) -> str:
    """Say what happened.

    Args:
        event: of any lane; one whose code nobody knows is said by its code.
        accounts: the names by which real accounts are told, by number; one that is not there is "an account".
    """
    account = accounts.get(int(event.params.get("account", 0)), gettext("an account of ours"))
    if event.lane in ("lure", "fed"):
        return _say_lure(event)
    if event.code == "use":
        who = isolate_text(str(event.params.get("who") or gettext("a decoy")), limit=120)
        return str(_SEVERITIES[str(event.params["severity"])]) % {"who": who}
    if event.lane == "victim":
        words = gettext("opened %(account)s") if event.code == "opened" else gettext("tried %(account)s")
        return words % {"account": isolate_text(account, limit=200)}
    if event.lane == "answer":
        code = str(event.params.get("mark", event.code))
        return str(_ANSWERS.get(code, code)) % {"account": isolate_text(account, limit=200)}
    return _say_act(event)


def _say_lure(event: Event) -> str:
    if event.lane == "lure":
        host = isolate_text(str(event.params["host"]), limit=200)
        return gettext("the page %(host)s was first seen") % {"host": host}
    if event.code == "planting":
        return gettext("planting %(number)s was begun") % {"number": event.params["planting"]}
    return gettext("a decoy that he used later was typed on the page")


def _say_act(event: Event) -> str:
    params = event.params
    if event.code == "left":
        letters, heads = int(params.get("letters", 0)), int(params.get("heads", 0))
        if not letters and not heads:
            return gettext("left, and had read nothing")
        read = ngettext(
            "left, and had read %(count)s letter", "left, and had read %(count)s letters", letters
        )
        return read % {"count": letters} + gettext(" (%(heads)s headings, %(kilobytes)s kB)") % {
            "heads": heads,
            "kilobytes": round(int(params.get("octets", 0)) / 1_000),
        }
    words = str(_DEEDS.get(event.code, isolate_text(event.code, limit=60)))
    if params.get("detail"):
        words = gettext("searched for %(what)s") % {"what": isolate_text(str(params["detail"]), limit=120)}
    mailbox = str(params.get("mailbox", ""))
    return (
        gettext("%(what)s in %(mailbox)s") % {"what": words, "mailbox": isolate_text(mailbox, limit=100)}
        if mailbox
        else words
    )


def say_reason(reason: str) -> str:
    """Say by what uses were joined."""
    return str(_REASONS.get(reason, reason))


def say_network(network: Network) -> str:
    """Say where an address belongs, as far as it is known."""
    parts = [
        network.country,
        f"AS{network.asn}" if network.asn else "",
        isolate_text(network.holder, limit=120),
        network.block,
    ]
    if network.kind in ("private", "loopback"):
        parts.insert(0, gettext("inside your own network"))
    return " · ".join(part for part in parts if part)
