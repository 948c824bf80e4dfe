"""What is said of an item that the archive does not know: proved by its signature, invented, foreign, or nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

from chaffinch.ground.texts import sketch_text
from chaffinch.leaks.finding import Confidence, Evidence, Finding
from chaffinch.leaks.judging import weights
from chaffinch.leaks.judging.additions import is_same_subject
from chaffinch.leaks.judging.circumstances import list_circumstances, list_metadata
from chaffinch.leaks.judging.claims import read_moment
from chaffinch.leaks.judging.match import Match
from chaffinch.leaks.judging.moments import is_shifted
from chaffinch.leaks.judging.papers import list_texts
from chaffinch.leaks.judging.trust import judge_signatures, tell_signatures
from chaffinch.leaks.judging.words import read_words
from chaffinch.leaks.judging.writing import write_finding
from chaffinch.leaks.prints import ItemPrint, MailPrint
from chaffinch.leaks.reference import Reference

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}\w")
#: Fields that say in whose mailbox a message was.
_DELIVERED = {
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "resent-to",
    "bcc",
    "return-path",
    "reply-to",
    "resent-from",
}
_ZONE = timedelta(hours=14)
_FEWEST_WORDS = 20
_ALL = 0.999
_HALF = 0.5
_FEW_WORDS = 12
_MOST_KIN = 5


def judge_stranger(item: ItemPrint, match: Match | None, reference: Reference) -> Finding:
    """Judge an item that is not one of ours, or of which no text is kept.

    Args:
        item: what leaked.
        match: one of ours that it claims to be, or has words of, and that cannot tell; or none.
        reference: the archive.
    """
    evidence = [Evidence("unread", weights.UNREAD, {"fault": item.fault})] if item.fault else []
    if match is not None:
        params = {
            "how": match.how,
            "relation": match.relation,
            "mailbox": match.original.mailbox,
            "words": match.matched,
        }
        evidence.append(Evidence("alike", weights.ARCHIVE_UNREAD, params))
    near = match.original.id if match else ""
    if item.mail is None:
        evidence += list_metadata(item.document, None) if item.document else ()
        return write_finding(item, "unverifiable", "weak", evidence, match=near, would_change=("original",))
    return _judge_mail(item, item.mail, evidence, match, reference)


def _judge_mail(
    item: ItemPrint, mail: MailPrint, evidence: list[Evidence], match: Match | None, reference: Reference
) -> Finding:
    ours, near = (match.original.mail, match.original.id) if match else (None, "")
    trusts = judge_signatures(mail, ours, is_own=bool(mail.sender) and reference.owns(mail.sender))
    evidence += tell_signatures(trusts)
    evidence += list_circumstances(mail, reference)
    mailboxes = list_mailboxes(mail, reference)
    if not mailboxes:
        return _judge_foreign(item, mail, evidence, match)
    evidence.append(Evidence("claims-ours", weights.CLAIMS_OURS, {"mailboxes": mailboxes}))
    if any(one.proves_item and one.covers_claims for one in trusts):
        return write_finding(item, "genuine", "strong", evidence, match=near, would_change=("key",))
    if match is not None:
        return write_finding(item, "unverifiable", "weak", evidence, match=near, would_change=("text", "key"))
    if _is_witnessed(item, reference, evidence):
        return write_finding(item, "genuine", "fair", evidence, match=near, would_change=("original", "key"))
    delivered = bool(mail.message_id) and reference.is_delivered(mail.message_id)
    if delivered:
        evidence.append(Evidence("delivery-log", weights.DELIVERED, {"message_id": mail.message_id}))
    known = _is_known_in_part(item, mail, evidence, reference)
    covered = [mailbox for mailbox in mailboxes if _covers(mailbox, mail, reference)]
    if covered and not delivered and not known and not _may_be_draft(item, mail) and not item.fault:
        evidence.append(
            Evidence("coverage", weights.ABSENT_THOUGH_COVERED, {"mailboxes": covered, "date": mail.date})
        )
        confidence: Confidence = "strong" if len(covered) == len(mailboxes) else "fair"
        return write_finding(
            item, "invented", confidence, evidence, match=near, would_change=("second-reader", "mailbox")
        )
    return write_finding(
        item, "unverifiable", "weak", evidence, match=near, would_change=("mailbox", "key", "witness")
    )


def _judge_foreign(
    item: ItemPrint, mail: MailPrint, evidence: list[Evidence], match: Match | None
) -> Finding:
    """Judge a message that names none of us."""
    near = match.original.id if match else ""
    named = [address for address in (mail.sender, *mail.to, *mail.cc) if "@" in address]
    if match is not None or not named or item.fault:
        return write_finding(
            item, "unverifiable", "weak", evidence, match=near, would_change=("headers", "original")
        )
    evidence.append(
        Evidence("stranger", weights.STRANGER, {"sender": mail.sender, "recipients": len(named) - 1})
    )
    complete = "@" in mail.sender and len(named) > 1
    return write_finding(
        item, "foreign", "strong" if complete else "fair", evidence, match=near, would_change=("mailbox",)
    )


def list_mailboxes(mail: MailPrint, reference: Reference) -> list[str]:
    """Return those of our addresses that a message names anywhere in its head."""
    named = [mail.sender, *mail.to, *mail.cc]
    for name, value in mail.headers:
        if name.lower() in _DELIVERED:
            named += _ADDRESS.findall(value.lower())
    for line in mail.received[:20]:
        named += _ADDRESS.findall(line.lower())
    return [address for address in dict.fromkeys(named) if "@" in address and reference.owns(address)]


def _covers(mailbox: str, mail: MailPrint, reference: Reference) -> bool:
    """Return whether the archive knows all mail of that mailbox on the day, in whatever zone it is told."""
    moment = read_moment(mail.date)
    if moment is None or moment.year <= 1 or moment.year >= 9999:
        return False
    days: set[date] = {(moment + shift).date() for shift in (-_ZONE, timedelta(), _ZONE)}
    return all(reference.covers(mailbox, day) for day in sorted(days))


def _may_be_draft(item: ItemPrint, mail: MailPrint) -> bool:
    """Return whether it may never have been sent, so that no journal can know it."""
    names = {name.lower() for name, _ in mail.headers}
    folder = item.where.path.lower()
    marked = bool(
        names & {"x-mozilla-draft-info", "x-unsent", "x-ms-exchange-organization-originalsubmittime-draft"}
    )
    return marked or "draft" in folder or "brouillon" in folder or not (mail.to or mail.cc)


def _is_known_in_part(
    item: ItemPrint, mail: MailPrint, evidence: list[Evidence], reference: Reference
) -> bool:
    """Return whether something of it is ours, though it is none that the archive knows: then nobody invented it whole.

    Somebody quotes half of it; or one of ours with words of it has its sender, subject and day. What has hardly any words
    cannot be told from one of ours that an export gave another name.
    """
    if any(one.code == "witness" and one.params["share"] >= _HALF for one in evidence):
        return True
    texts = list_texts(item)
    if not texts or len(read_words(texts[0]).words) < _FEW_WORDS:
        return True
    said = read_moment(mail.date)
    for original in reference.find_alike(sketch_text(texts[0]), most=_MOST_KIN):
        ours = original.mail
        if ours is None or ours.sender != mail.sender or not is_same_subject(ours.subject, mail.subject):
            continue
        mine = read_moment(ours.date)
        if mine and said and is_shifted(mine.replace(tzinfo=None), said.replace(tzinfo=None)):
            return True
    return False


def _is_witnessed(item: ItemPrint, reference: Reference, evidence: list[Evidence]) -> bool:
    """Return whether messages of ours quote all its words: a changed number would be among those that nobody quotes."""
    whole = False
    for text in list_texts(item)[:1]:
        for one in reference.find_witnesses(text)[:3]:
            weight = weights.WITNESS if one.independent and one.share >= _ALL else weights.WITNESS_NEAR
            params = {
                "original": one.original,
                "words": one.words,
                "share": one.share,
                "independent": one.independent,
            }
            evidence.append(Evidence("witness", weight, params))
            whole = whole or (one.independent and one.share >= _ALL and one.words >= _FEWEST_WORDS)
    return whole
