"""What was done, in words: the actions of the audit log and the kinds of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaffinch.reports.untrusted import isolate_text

_VISITORS = {
    "phone": _("looked at the page as a telephone"),
    "english": _("looked at the page as somebody who reads English"),
    "referred": _("looked at the page as if coming from a search engine"),
    "bare": _("looked at the page without the lure’s token"),
    "step": _("looked at what the page asks for after an invented address"),
}
_ACTIONS = {
    "cases opened": _("opened new cases"),
    "case opened": _("opened the case"),
    "case seen again": _("saw the address again"),
    "case confirmed": _("confirmed it as phishing"),
    "case dismissed": _("set it aside"),
    "case reported": _("reported it to its host"),
    "case gone": _("noted that it is gone"),
    "case captured": _("took the case up again"),
    "captured": _("looked at the page"),
    "evidence thinned": _("let go of old evidence that said nothing new"),
    "step asked for": _("asked for one step with an invented address"),
    "capture asked for": _("asked for another look"),
    "note": _("wrote a note"),
    "feeding proposed": _("proposed to feed the page"),
    "feeding approved": _("approved that the page is fed"),
    "feeding begun": _("began to feed the page"),
    "feeding stopped": _("stopped feeding the page"),
    "feeding resumed": _("had the feeding go on"),
    "feeding ended": _("ended the feeding"),
    "feeding killed": _("stopped all feeding"),
    "feeding allowed again": _("allowed feeding again"),
    "decoys planned": _("planned the decoys"),
    "decoy sent": _("sent a decoy"),
    "decoy dropped": _("gave up a decoy that had become unfit"),
    "decoy answered": _("noted what the page answered"),
    "decoy used": _("noticed that a decoy was used"),
    "hits marked": _("said what the use of a decoy was"),
    "victims found": _("found accounts that he opened or tried"),
    "victims forgotten": _("let go of the accounts that he had opened or tried"),
    "victim warned": _("noted that an account’s owner was warned"),
    "victim cleared": _("noted that an account was not his doing"),
    "block asked for": _("had an account blocked"),
    "unblock asked for": _("had an account let in again"),
    "account blocked": _("blocked an account"),
    "block failed": _("could not block an account everywhere"),
    "account let in": _("let an account in again"),
    "unblock failed": _("could not let an account in again"),
    "test announced": _("announced a test of our own"),
    "test called off": _("called a test of our own off"),
    "evidence handed out": _("took out evidence of an attacker"),
    "sign-in logs read": _("began or ended to follow sign-in logs"),
    "planting proposed": _("proposed to plant decoys"),
    "planting approved": _("approved a planting"),
    "planting begun": _("began a planting"),
    "planting made": _("made what is planted"),
    "planting stopped": _("stopped a planting"),
    "planting resumed": _("had a planting go on"),
    "planting ended": _("put everything planted in its place"),
    "planting dropped": _("took a planting back"),
    "approver added": _("let somebody approve feeding"),
    "approver removed": _("took the right to approve feeding away"),
    "scope filed": _("put counsel’s scope on file"),
    "domain proved": _("had it proved that a domain is ours"),
    "domain proof lost": _("found that a domain’s proof is gone"),
    "staff list read": _("took over a list of people whose names no decoy bears"),
    "consent noted": _("noted a colleague’s consent to be an echo"),
    "consent withdrawn": _("took a colleague’s consent away"),
    "traps kept": _("registered decoy accounts"),
    "ledger begun": _("began the ledger"),
    "ledger entered": _("entered into the ledger what was planted"),
    "archive added": _("added what is new to the archive of what we wrote"),
    "checkpoint made": _("made a checkpoint of the ledger"),
    "checkpoint stamped": _("had a checkpoint of the ledger dated"),
    "checkpoint not stamped": _("asked in vain for a checkpoint to be dated"),
    "checkpoint published": _("noted where a checkpoint of the ledger is published"),
    "sealed list taken": _("took a sealed list of the ledger, to hand it over"),
    "disclosure asked": _("asked that an item of the ledger is shown to others"),
    "disclosure agreed": _("agreed that an item of the ledger is shown to others"),
    "disclosure refused": _("refused that an item of the ledger is shown to others"),
    "disclosure taken": _("took the proof of an item of the ledger"),
    "dump started": _("had a dump read"),
    "dump listed": _("listed the files of a dump with their hashes"),
    "dump stamped": _("had the list of a dump’s files dated by an authority"),
    "dump stopped": _("stopped the reading of a dump"),
    "dump resumed": _("had the reading of a dump go on"),
    "dump clocks set": _("set the clocks of a dump"),
    "dump repeats told": _("told anew what is altered only by what stands in many items"),
    "dump items kept": _("kept what was read of a dump"),
    "dump read": _("read a dump to its end"),
    "dump pictures started": _("had the words in a dump’s pictures read"),
    "dump pictures stopped": _("stopped the reading of words in pictures"),
    "dump pictures resumed": _("had the reading of words in pictures go on"),
    "dump pictures kept": _("kept what was read in pictures of a dump"),
    "dump pictures read": _("read the words in a dump’s pictures to the end"),
    "item read": _("read an item of a dump"),
    "original opened": _("opened our own copy beside a leaked item"),
    "release asked": _("asked that an item of a dump is shown as an example"),
    "release agreed": _("agreed that an item of a dump is shown"),
    "release refused": _("refused that an item of a dump is shown"),
    "release withdrawn": _("took an example back"),
    "fact pack taken": _("took a fact pack"),
    "people warned": _("noted that people whom a dump exposes were warned"),
    "exposed person opened": _("looked at the address of somebody whom a dump exposes"),
    "exposure noted": _("noted a colleague whom it reached"),
    "exposure settled": _("noted that a colleague was helped"),
    "mail sent in": _("sent in a mail"),
    "mail read": _("read a mail that was sent in"),
    "reference kept": _("kept a version of our own sign-in page"),
    "watchlist line added": _("added a line to the watchlist"),
    "watchlist line removed": _("removed a line from the watchlist"),
    "watchlist read": _("read the watchlist of the settings file"),
    "digest made": _("made the digest"),
    "digest sent": _("sent the digest"),
    "list exported": _("exported a list of confirmed addresses"),
    "alert sent": _("told people of new cases"),
    "job retried": _("let a failed job run again"),
    "log-in made": _("made a log-in"),
    "password renewed": _("renewed a password"),
}

_JOBS = {
    "note_reads": _("note what was done in a decoy’s mailbox"),
    "plant": _("plant decoys"),
    "read_dump": _("read a dump"),
    "read_pictures": _("read the words in a dump’s pictures"),
    "capture_case": _("look at an address"),
    "capture_reference": _("look at our own sign-in page"),
    "recheck_live_cases": _("daily look at live cases"),
    "recapture_references": _("weekly look at our own sign-in pages"),
    "thin_evidence": _("weekly clearing of old evidence that says nothing new"),
    "read_mail": _("read a mail that was sent in"),
    "send_alert": _("tell people of new cases"),
    "send_word": _("tell people that something waits"),
    "make_digest": _("make the weekly digest"),
    "send_digest": _("send the digest"),
    "feed_page": _("feed a page"),
    "find_victims": _("look for whose accounts else he opened or tried"),
    "block_account": _("block an account, or let it in again"),
    "forget_victims": _("daily letting go of accounts whose case is closed"),
    "enter_planted": _("enter into the ledger what was planted"),
    "keep_archive": _("nightly reading of mail and documents into the archive"),
    "keep_ledger": _("nightly checkpoint of the ledger"),
    "stamp_ledger": _("ask for time-stamps that are missing"),
    "recheck_proofs": _("daily look whether our domains’ proofs stand"),
}

_GROUNDS = {
    "partner": (
        _("A partner’s, or a genuine service"),
        _("Nothing below the domain raises an alarm any more. Say whose it is."),
    ),
    "coincidence": (
        _("A harmless coincidence"),
        _("The words happen to be alike. It is counted under what was learnt, on the watchlist’s page."),
    ),
    "inactive": (_("Too old, or nothing is there"), _("Long gone, parked, never in use.")),
    "drill": (_("Our own test or exercise"), _("Somebody of ours set it up.")),
    "other": (_("Another reason"), _("Say which.")),
}

SUBJECTS = {
    "case": pgettext_lazy("what was acted on", "case"),
    "source": pgettext_lazy("what was acted on", "source"),
    "mail": pgettext_lazy("what was acted on", "mail"),
    "reference": pgettext_lazy("what was acted on", "reference"),
    "watchlist": pgettext_lazy("what was acted on", "watchlist"),
    "digest": pgettext_lazy("what was acted on", "digest"),
    "export": pgettext_lazy("what was acted on", "export"),
    "user": pgettext_lazy("what was acted on", "log-in"),
    "job": pgettext_lazy("what was acted on", "job"),
    "scope": pgettext_lazy("what was acted on", "scope"),
    "feeding": pgettext_lazy("what was acted on", "feeding"),
    "alert": pgettext_lazy("what was acted on", "alert"),
    "domain": pgettext_lazy("what was acted on", "domain"),
    "ledger": pgettext_lazy("what was acted on", "ledger"),
    "staff": pgettext_lazy("what was acted on", "people"),
    "planting": pgettext_lazy("what was acted on", "planting"),
    "dump": pgettext_lazy("what was acted on", "dump"),
    "test": pgettext_lazy("what was acted on", "test"),
    "attacker": pgettext_lazy("what was acted on", "attacker"),
    "traps": pgettext_lazy("what was acted on", "accounts given to nobody"),
}


def list_grounds() -> list[tuple[str, str, str]]:
    """Return every reason to set a case aside: code, words, what it means."""
    return [(code, str(words), str(meaning)) for code, (words, meaning) in _GROUNDS.items()]


def say_action(action: str, params: Mapping[str, Any]) -> str:
    """Say what an audit row says was done; an unknown action as it is written."""
    if action == "captured" and params.get("state") == "gone":
        return gettext("looked at the page: nothing answers")
    if action == "captured" and params.get("profile") in _VISITORS:
        return str(_VISITORS[params["profile"]])
    if action == "captured" and params.get("state") == "captured":
        return gettext("looked at the page and found it awake again")
    if action == "case dismissed" and params.get("grounds") in _GROUNDS:
        words = str(_GROUNDS[params["grounds"]][0])
        return gettext("set it aside (%(grounds)s)") % {"grounds": words[:1].lower() + words[1:]}
    if action == "case captured" and params.get("undo"):
        return gettext("took back that it was set aside")
    return str(_ACTIONS.get(action, isolate_text(action, limit=60)))


def say_job(kind: str) -> str:
    """Say what a kind of job does; an unknown one as it is written."""
    return str(_JOBS.get(kind, isolate_text(kind, limit=60)))
