"""Why nothing is sent to a page: the guard's codes in words."""

from __future__ import annotations

from chaffinch.reports.catalogue import gettext_noop, load_translations

REFUSALS = {
    "person": gettext_noop("Somebody stopped it."),
    "killed": gettext_noop("All feeding is stopped."),
    "clock-set-back": gettext_noop("The clock was set back."),
    "machine-restarted": gettext_noop("The machine was started anew."),
    "not-confirmed": gettext_noop("The case is not confirmed as phishing."),
    "no-evidence": gettext_noop("No evidence of the page is on file."),
    "wrong-verdict": gettext_noop("The page is none that asks for our passwords."),
    "own-host": gettext_noop("The address is one of ours."),
    "service-host": gettext_noop("The address is a service’s or a partner’s."),
    "shared-host": gettext_noop("Many strangers share that host."),
    "literal-address": gettext_noop("It is a bare network address."),
    "reserved-name": gettext_noop("The name is reserved and leads nowhere."),
    "not-the-range": gettext_noop("It is not of the practice range."),
    "report-first": gettext_noop("It is somebody’s site that was broken into: report it first."),
    "no-scope": gettext_noop("Counsel’s signed scope is not on file."),
    "scope-over": gettext_noop("Counsel’s scope does not hold today."),
    "scope-too-long": gettext_noop("Counsel’s scope covers more than a year."),
    "approvals": gettext_noop("The approvals do not hold any more."),
    "token": gettext_noop("Only a person approves."),
    "bulk": gettext_noop("Each run is approved by itself."),
    "no-reason": gettext_noop("An approval needs a reason."),
    "another-order": gettext_noop("Something else was approved."),
    "expired": gettext_noop("The approval is older than two days."),
    "hacked-host-not-ticked": gettext_noop("It was not ticked that the site was broken into."),
    "no-approver": gettext_noop("This person may not approve, or not yet: a new approver waits a day."),
    "not-begun": gettext_noop("It has not begun."),
    "time-over": gettext_noop("The approved time is over."),
    "unknown": gettext_noop("A decoy was on its way when something broke: nobody knows whether it arrived."),
    "disk-full": gettext_noop("The disk is full: what is sent could not be kept on record."),
    "ledger": gettext_noop(
        "The decoys could not be entered in the ledger: nothing more is sent. Its page says why."
    ),
    "no-proxy": gettext_noop("No proxy of the list answers."),
    "proxy-share": gettext_noop("Each proxy has carried its share of the day."),
    "no-browser": gettext_noop("The browser does not start on this machine."),
    "broken": gettext_noop("Something broke on this machine; its log says what."),
    "page-refuses": gettext_noop("The page refused twice in a row."),
    "page-changed": gettext_noop("The page is not the one that was approved any more."),
    "page-elsewhere": gettext_noop("The page led elsewhere, or answers from elsewhere."),
    "page-challenge": gettext_noop("The page wants proof that a person is looking."),
    "page-gone": gettext_noop("The page is gone."),
    "page-unanswered": gettext_noop("The page did not answer."),
    "page-unknown": gettext_noop("Nobody knows what the page answered."),
    "limit-in-all": gettext_noop("This page has had as many decoys as any page may have."),
    "all-sent": gettext_noop("All decoys were sent."),
    "too-many-targets": gettext_noop("Other pages are being fed; this one waits."),
    "one-at-a-time": gettext_noop("Another decoy is on its way."),
    "pace": gettext_noop("The last decoy was sent a moment ago."),
    "limit-an-hour": gettext_noop("This hour’s decoys were sent."),
    "limit-a-day": gettext_noop("Today’s decoys were sent."),
    "spent": gettext_noop("The decoy was sent already."),
    "another-page": gettext_noop("The decoy was made for another page."),
    "no-domain-proved": gettext_noop("No domain is proved to be ours."),
    "no-staff-list": gettext_noop(
        "The desk does not know whose names no decoy may bear: there is no staff list."
    ),
    "reference-not-proved": gettext_noop(
        "The page that it copies is not proved to be ours or a service’s of ours."
    ),
    "domain-not-proved": gettext_noop("It is not proved that the decoys’ domain is ours."),
    "relay": gettext_noop("The page tries log-ins at once: only decoys of an isolated host may go there."),
    "on-staff": gettext_noop("The decoy bears a colleague’s name."),
    "no-consent": gettext_noop("The colleague has not consented."),
    "lock-out": gettext_noop("The colleague’s account would come close to being locked."),
    "not-running": gettext_noop("The run does not go on at the moment."),
}

PROOFS = {
    "absent": gettext_noop("The record is not there."),
    "other": gettext_noop("There is a record of that name with another text."),
    "alias": gettext_noop("The name is another name’s alias; the record must stand in your own zone."),
    "silent": gettext_noop("The name server did not answer well. Nothing was changed."),
}
"""What is wrong with the DNS record that proves a domain."""

OUTCOMES = {
    "accepted": gettext_noop("took it"),
    "refused": gettext_noop("said that it is wrong"),
    "asked-again": gettext_noop("asked again"),
    "sent-on": gettext_noop("took it and led on"),
    "limited": gettext_noop("wanted no more for now (429)"),
    "blocked": gettext_noop("shut the visitor out (403)"),
    "failed": gettext_noop("broke (5xx)"),
    "gone": gettext_noop("was gone"),
    "changed": gettext_noop("was another page; nothing was typed"),
    "elsewhere": gettext_noop("led elsewhere; nothing was typed"),
    "challenge": gettext_noop("wanted proof that a person is looking"),
    "unanswered": gettext_noop("did not answer"),
    "visited": gettext_noop("was opened; nothing was typed"),
    "unknown": gettext_noop("nobody knows"),
}


def say_outcome(outcome: str, locale: str = "en") -> str:
    """Say what a page answered; an unknown code as it is written."""
    return load_translations(locale).gettext(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome[:40]


def say_proof(fault: str, locale: str = "en") -> str:
    """Say what is wrong with a domain's proof."""
    return load_translations(locale).gettext(PROOFS.get(fault, PROOFS["silent"]))


def say_refusal(code: str, locale: str = "en") -> str:
    """Say why nothing is sent; an unknown code as it is written."""
    words = load_translations(locale)
    if code in REFUSALS:
        return words.gettext(REFUSALS[code])
    return words.gettext("A rule stands against it (%(code)s).") % {"code": code[:40]}
