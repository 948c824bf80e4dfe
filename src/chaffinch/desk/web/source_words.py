"""What went wrong with a source, in words, and what to do: the codes of feeds and followers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaffinch.reports.untrusted import isolate_text

_Words = tuple[str | Promise, str | Promise]


@dataclass(frozen=True, slots=True)
class Explained:
    """A code in words."""

    what: str
    todo: str


_LATER: str | Promise = _("Read it again later; it goes on where it stands.")
_NOTHING: str | Promise = _("Nothing to do: the rest was read.")

_WAY: str | Promise = _("Check the address and the way out ([sources] egress), then read it again.")
_FORGED: str | Promise = _(
    "Do not trust this log until it is explained: look whether others report the same, and leave it unread meanwhile."
)

_FAULTS: dict[str, _Words] = {
    "unreachable": (_("It cannot be reached."), _WAY),
    "timeout": (_("It did not answer in time."), _LATER),
    "not-found": (
        _("No server has that name."),
        _("Check the address, and this machine’s name server."),
    ),
    "bad-address": (
        _("That is no address it can be fetched from."),
        _("Check how it is written."),
    ),
    "refused-address": (
        _("Its address leads into this house, where nothing is fetched."),
        _("Name the file’s path instead, if it is yours."),
    ),
    "egress": (_("The way out of this house is not set."), _("Set egress in [sources] of chaffinch.toml.")),
    "connection": (_("The connection failed."), _WAY),
    "certificate": (
        _("The server’s own certificate does not hold."),
        _("Somebody may stand in between; check the address."),
    ),
    "status": (
        _("The server refused or answered with an error."),
        _("If it lasts, check whether it asks for a sign-in or limits requests."),
    ),
    "redirect": (_("It leads on to somewhere else, too often."), _("Name the address that it ends at.")),
    "stopped": (_("It was stopped before the end."), _LATER),
    "bad-answer": (_("The server’s answer is not in the form that was agreed."), _LATER),
    "bad-body": (_("The answer broke off or cannot be unpacked."), _LATER),
    "too-large": (
        _("It is larger than anything that is read."),
        _("Check whether the address is the right one."),
    ),
    "unreadable": (_("It cannot be read."), _("Check that the file is whole and may be read by the desk.")),
    "no-such-file": (_("There is no such file."), _("Check the path.")),
    "not-a-host": (_("A line holds no address."), _NOTHING),
    "not-decodable": (_("A line is in no known writing."), _NOTHING),
    "too-long": (_("A line is too long for an address."), _NOTHING),
    "nul-bytes": (_("A line holds zero bytes."), _NOTHING),
    "broken-entry": (_("A certificate in it cannot be read."), _NOTHING),
    "bad-signature": (_("The log’s signature does not hold."), _FORGED),
    "tree-shrank": (_("The log has become shorter than it was."), _FORGED),
    "root-changed": (_("The log has changed what it said before."), _FORGED),
    "leaf-mismatch": (_("The log’s entries do not fit what it signed."), _FORGED),
    "inconsistent": (_("What the log signs does not follow from what it signed before."), _FORGED),
    "stale-head": (
        _("The log has signed nothing new for a long time."),
        _("It may be closing; it is asked again by itself."),
    ),
    "clock-off": (
        _("The log’s clock and ours differ."),
        _("Check the clock of this machine; if it is right, the log’s is wrong."),
    ),
}

_FORMAT: str | Promise = _("Name its format in front of it, or see whether the address still gives a list.")
_FAULTS |= {
    "damaged": (
        _("Its packed form is broken, or ends too early."),
        _("What stands before was read; the rest is when the file is whole."),
    ),
    "no-names": (_("It holds not a single name."), _FORMAT),
    "bad-json": (_("It is no JSON."), _FORMAT),
    "wrong-shape": (_("A part of it has another form than its format has."), _NOTHING),
    "bad-value": (_("A value in it is no name."), _NOTHING),
    "bad-record": (_("A line is no record of a zone file."), _NOTHING),
    "bad-rule": (_("A line is no rule of its format."), _NOTHING),
    "no-origin": (_("A name is relative, and nothing says to what."), _NOTHING),
    "no-owner": (_("A record belongs to no name."), _NOTHING),
    "include-refused": (
        _("It asks for another file to be read, which is not done."),
        _("Name that file as a list of its own."),
    ),
    "unknown-directive": (_("A line is an instruction that is not followed."), _NOTHING),
    "cut-short": (_("A record does not end."), _NOTHING),
    "open-quote": (_("A quotation does not end."), _NOTHING),
    "no-such-column": (_("A line has fewer fields than the others."), _NOTHING),
    "long-line": (_("A line is too long for an address."), _NOTHING),
    "not-utf-8": (_("A line is in no known writing."), _NOTHING),
    "too-many-events": (_("It holds more events than are read; the oldest were left out."), _NOTHING),
    "memory-lost": (
        _("What the last reading held is no longer known."),
        _("All its names count as new once more."),
    ),
    "more-faults": (_("There are more faults of this kind than are told."), _NOTHING),
    "no-usable-answer": (
        _("A name server gave no usable answer for a name."),
        _("It is asked again in the next round."),
    ),
}

_GAPS: Mapping[str, _Words] = {
    "skipped-ahead": (
        _("The reader was too far behind and went on from the newest entries."),
        _("What stands between was not looked at; a list of new names may still show it."),
    ),
    "unreadable": (_("The source gave these entries in no readable form, more than once."), _NOTHING),
    "unreachable": (_("The source did not give these entries, however often it was asked."), ""),
}


def explain_fault(code: str) -> Explained:
    """Say a fault; an unknown code as it is written."""
    return _explain(code, _FAULTS)


def explain_gap(code: str) -> Explained:
    """Say why entries were never read; an unknown code as it is written."""
    return _explain(code, _GAPS)


def _explain(code: str, words: Mapping[str, _Words]) -> Explained:
    what, todo = words.get(code, ("", ""))
    if not what:
        return Explained(what=gettext("Fault: %(code)s.") % {"code": isolate_text(code, limit=40)}, todo="")
    return Explained(what=str(what), todo=str(todo))
