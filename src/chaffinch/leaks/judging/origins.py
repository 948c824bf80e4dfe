"""Whether an original stood in its mailbox by right: an intruder can append back-dated mail before it is stolen."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.judging import weights
from chaffinch.leaks.judging.trust import judge_signatures
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import Original, Reference

_WITNESSED, _FEWEST_WORDS = 0.8, 15
"""Which share of the words an independent witness must quote, and how many at least."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What speaks for and against an original."""

    doubts: tuple[str, ...]
    """`after-breach` the archive first held it after the intrusion; `uid-order` its number does not fit its date."""
    evidence: tuple[Evidence, ...]
    backed: bool
    """Whether something that the intruder did not hold says that it is as old as it says."""

    @property
    def is_proven(self) -> bool:
        """Return whether nothing is doubted, or what is doubted is backed."""
        return self.backed or not self.doubts


def find_doubts(original: Original, reference: Reference) -> tuple[str, ...]:
    """Return codes of why its origin may be doubted."""
    doubts = {"after-breach": reference.is_after_breach(original), "uid-order": not original.uid_in_order}
    return tuple(code for code, holds in doubts.items() if holds)


def check_origin(original: Original, item: ItemPrint, reference: Reference) -> Origin:
    """Return what speaks for an original; what costs a search only where its origin is doubted."""
    doubts = find_doubts(original, reference)
    evidence: list[Evidence] = []
    mail = original.mail
    backed = False
    if mail is not None and mail.message_id and reference.is_delivered(mail.message_id):
        evidence.append(Evidence("delivery-log", weights.DELIVERED, {"message_id": mail.message_id}))
        backed = True
    copies = _count_copies(original, reference) if doubts else original.copies
    if copies > 1:
        evidence.append(Evidence("copies", weights.COPIES, {"mailboxes": copies}))
        backed = True
    if doubts:
        evidence.append(
            Evidence("origin", weights.ORIGIN_DOUBTED, {"doubts": list(doubts), "mailbox": original.mailbox})
        )
        backed = (
            backed
            or _is_signed(original, item, reference)
            or _is_witnessed(original, item, reference, evidence)
        )
    return Origin(doubts, tuple(evidence), backed)


def _count_copies(original: Original, reference: Reference) -> int:
    """Return in how many mailboxes it stands where nothing is wrong with its place."""
    same = [original, *reference.find_by_sha256(original.sha256)]
    if original.mail is not None and original.mail.message_id:
        same += reference.find_by_message_id(original.mail.message_id)
    others = {one.mailbox for one in same if one.uid_in_order} - {original.mailbox}
    return max(1 + len(others), original.copies if original.uid_in_order else 1)


def _is_signed(original: Original, item: ItemPrint, reference: Reference) -> bool:
    """Return whether a signature that only the sender's server can have made covers the body of our copy."""
    for mail in (item.mail, original.mail):
        if mail is None:
            continue
        judged = judge_signatures(mail, original.mail, is_own=reference.owns(mail.sender))
        if any(one.proves_copy for one in judged):
            return True
    return False


def _is_witnessed(
    original: Original, item: ItemPrint, reference: Reference, evidence: list[Evidence]
) -> bool:
    """Return whether a message in another mailbox quotes it."""
    mail = item.mail or original.mail
    text = mail.text if mail is not None else item.document.text if item.document else ""
    found = (
        [one for one in reference.find_witnesses(text) if one.original != original.id] if text.strip() else []
    )
    for one in found[:3]:
        weight = weights.WITNESS if one.independent else weights.WITNESS_NEAR
        evidence.append(
            Evidence(
                "witness",
                weight,
                {
                    "original": one.original,
                    "words": one.words,
                    "share": one.share,
                    "independent": one.independent,
                },
            )
        )
    return any(one.independent and one.share >= _WITNESSED and one.words >= _FEWEST_WORDS for one in found)
