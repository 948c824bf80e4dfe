"""Which of our items an item is, or is made of: found by hashes, names and likeness, decided by what is different."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.judging.additions import is_same_subject
from chaffinch.leaks.judging.claims import list_known, read_moment
from chaffinch.leaks.judging.comparing import Comparison, compare_nearest, list_readings
from chaffinch.leaks.judging.exports import is_same_message, name_exports
from chaffinch.leaks.judging.fields import compare_fields
from chaffinch.leaks.judging.match import FEWEST_WORDS, How, Match, Relation
from chaffinch.leaks.judging.moments import is_shifted
from chaffinch.leaks.judging.papers import compare_papers, list_texts
from chaffinch.leaks.judging.words import Words, count_shared, read_words
from chaffinch.leaks.prints import ItemPrint, MailPrint
from chaffinch.leaks.reference import Original, Reference

_MOST_ALIKE = 5
_RELATED = 0.7
_MOST_ANCHORS = 4
_ENOUGH = 40
_MORE_WORDS = 1.1
_CLOSE = 120
"""Seconds by which exports shift dates."""


def find_match(item: ItemPrint, reference: Reference) -> Match | None:
    """Return the nearest of our items that it is, or is made of; None where it is of none that is known."""
    exact = reference.find_by_sha256(item.where.sha256)
    if exact:
        return Match(_choose_copy(exact, reference), "bytes", "exact")
    found: dict[str, Match] = {}
    for how, original in _list_candidates(item, reference):
        if original.id not in found:
            match = compare_item(item, original, how)
            if match is not None:
                found[original.id] = match
                if match.relation in {"exact", "same"}:
                    break
    best = min(found.values(), key=lambda match: match.rank, default=None)
    if best is None or (
        best.relation in {"framed", "altered", "unread", "related"} and best.how != "message-id"
    ):
        more = [match for match in _find_alike(item, reference, set(found)) if match is not None]
        best = _choose_nearest(item, [*([best] if best else []), *more])
    return best


def _choose_nearest(item: ItemPrint, found: list[Match]) -> Match | None:
    """Return the nearest of several; a print without its date is no altered one of ours that has more words of another."""
    best = min(found, key=lambda match: match.rank, default=None)
    if best is None or item.mail is not None or best.relation != "altered" or best.claimed:
        return best
    least = best.matched * _MORE_WORDS
    related = [match for match in found if match.relation == "related" and match.matched > least]
    return max(related, key=lambda match: match.matched, default=best)


def _choose_copy(originals: object, reference: Reference) -> Original:
    """Return the copy whose origin is the least in doubt."""
    copies: list[Original] = list(originals)  # type: ignore[call-overload]
    return min(
        copies,
        key=lambda one: (reference.is_after_breach(one) or not one.uid_in_order, one.first_seen, one.id),
    )


def _list_candidates(item: ItemPrint, reference: Reference) -> Iterator[tuple[How, Original]]:
    """Yield items of ours that name themselves: by Message-ID, body hash, hash of the text."""
    mail = item.mail
    if mail is not None:
        if mail.message_id:
            yield from (
                ("message-id", one) for one in reference.find_by_message_id(mail.message_id)[:_MOST_ALIKE]
            )
        signed = [one.body_hash for one in mail.signatures if one.header == "valid" and one.body_hash]
        for body_hash in dict.fromkeys([*signed, *mail.body_hashes.values()]):
            yield from (("body-hash", one) for one in reference.find_by_body_hash(body_hash)[:_MOST_ALIKE])
    for text in list_texts(item):
        digest = hash_text(text)
        if digest:
            yield from (("text", one) for one in reference.find_by_text(digest)[:_MOST_ALIKE])


def _find_alike(item: ItemPrint, reference: Reference, known: set[str]) -> Iterator[Match | None]:
    texts = list_texts(item)
    sketch = sketch_text(texts[0]) if texts else ()
    if not sketch:
        return
    for original in reference.find_alike(sketch, most=_MOST_ALIKE):
        if original.id not in known:
            yield compare_item(item, original, "alike")


def compare_item(item: ItemPrint, original: Original, how: How) -> Match | None:
    """Return what an item is of one of ours; None where nothing but some words says that it is this one."""
    if item.mail is not None and original.mail is not None:
        return _compare_mails(item.mail, original, original.mail, how)
    return compare_papers(item, original, how)


def _compare_mails(theirs: MailPrint, original: Original, ours: MailPrint, how: How) -> Match | None:
    if is_same_message(theirs, ours):
        return Match(original, how, "same")
    if how == "alike" and original.has_text and not _may_be_same(ours, theirs):
        return _relate(original, how, read_words(ours.text), read_words(theirs.text))
    fields = compare_fields(ours, theirs)
    exports = name_exports(theirs, ours)
    if not original.has_text:
        return _compare_unread(theirs, original, ours, how)
    text = compare_mail_texts(ours, theirs)
    changes = fields.changes + text.changes
    if not _is_same_claim(ours, theirs, how, text, bool(changes)):
        return _relate(original, how, read_words(ours.text), read_words(theirs.text))
    codes = fields.codes | text.codes | exports
    relation: Relation = "altered" if changes else "excerpt" if text.missing else "repackaged"
    return Match(
        original,
        how,
        relation,
        changes,
        codes,
        text.missing,
        text.matched,
        anchored=how in {"message-id", "body-hash"},
        changed=text.changed,
    )


def _may_be_same(ours: MailPrint, theirs: MailPrint) -> bool:
    """Return whether an alike message can be this one by its head; what cannot is not compared word by word."""
    mine, said = read_moment(ours.date), read_moment(theirs.date)
    if mine is None or said is None:
        return not (theirs.message_id and ours.message_id)
    if _is_same_moment(mine, said, loose="no-zone" in {*theirs.faults, *ours.faults}):
        return True
    if theirs.message_id and ours.message_id:
        return False
    one, other = read_words(ours.text), read_words(theirs.text)
    return count_shared(one, other) >= 0.9 * min(len(one), len(other))


def _relate(original: Original, how: How, mine: Words, said: Words) -> Match | None:
    """Return that most of an item's words stand in one of ours that it is not, if they do."""
    common = count_shared(mine, said)
    related = common >= FEWEST_WORDS and common >= _RELATED * len(said)
    return Match(original, how, "related", matched=common, anchored=False) if related else None


def _compare_unread(theirs: MailPrint, original: Original, ours: MailPrint, how: How) -> Match | None:
    """Compare with an item of which the archive keeps signatures only."""
    fields = compare_fields(ours, theirs)
    if hash_text(theirs.text) == original.text_sha256 and original.text_sha256:
        relation: Relation = "altered" if fields.changes else "repackaged"
        return Match(original, how, relation, fields.changes, fields.codes | name_exports(theirs, ours))
    same = how in {"message-id", "body-hash"} or count_anchors(ours, theirs) >= 2
    return Match(original, how, "unread", (), frozenset(), anchored=how == "message-id") if same else None


def compare_mail_texts(ours: MailPrint, theirs: MailPrint) -> Comparison:
    """Compare each text that leaked with the nearest of ours: plain, of the page, or both one after the other."""
    mine = list_readings(ours.text, ours.html_text)
    said = [text for text in dict.fromkeys((theirs.text, theirs.html_text)) if text.strip()] or [""]
    if all(text in mine for text in said):
        count = max(len(text.split()) for text in said)
        return Comparison((), frozenset(), matched=count, ours=count, theirs=count)
    known = list_known(ours)
    best = [compare_nearest(mine, text, known) for text in said]
    return Comparison(
        tuple(dict.fromkeys(change for one in best for change in one.changes)),
        frozenset(code for one in best for code in one.codes),
        tuple(dict.fromkeys(change for one in best for change in one.missing)),
        min(one.matched for one in best),
        max(one.ours for one in best),
        max(one.theirs for one in best),
        max(one.changed for one in best),
    )


def count_anchors(ours: MailPrint, theirs: MailPrint) -> int:
    """Return how many of date, sender, subject, recipients, parent and files say that two messages are one."""
    mine, said = read_moment(ours.date), read_moment(theirs.date)
    same = [
        bool(mine and said and _is_same_moment(mine, said, loose="no-zone" in theirs.faults)),
        "@" in theirs.sender and ours.sender == theirs.sender,
        bool(theirs.subject.strip()) and ours.subject.split() == theirs.subject.split(),
        bool(theirs.to) and set(ours.to) == set(theirs.to),
        bool(theirs.in_reply_to) and ours.in_reply_to == theirs.in_reply_to,
        bool(theirs.attachments)
        and [one.sha256 for one in ours.attachments] == [one.sha256 for one in theirs.attachments],
    ]
    return sum(same)


def _is_same_claim(ours: MailPrint, theirs: MailPrint, how: How, text: Comparison, differs: bool) -> bool:
    """Return whether theirs claims to be this message of ours, or is it without its head.

    Two messages of one template, or two that quote the same, are alike and are not one: where no Message-ID says so, their
    dates must be one and another field besides; or the head is lost and most of the words are the same.
    """
    if how == "message-id":
        return True
    shared = text.matched / max(1, min(text.ours, text.theirs))
    answers = bool(ours.message_id) and theirs.in_reply_to == ours.message_id
    if how == "body-hash" and any(
        one.header == "valid" and one.body_hash in ours.body_hashes.values() for one in theirs.signatures
    ):
        return True
    anchors = count_anchors(ours, theirs)
    mine, said = read_moment(ours.date), read_moment(theirs.date)
    if answers or (theirs.message_id and ours.message_id and theirs.message_id != ours.message_id):
        # what says itself that it answers this one is not this one
        return not answers and _is_renamed(mine, said, text, anchors)
    if mine is None or said is None:
        headless = not theirs.sender and not theirs.subject.strip()
        enough = text.matched >= FEWEST_WORDS and shared >= 0.6
        return enough if headless or not differs else enough and anchors >= 1
    if _is_same_moment(mine, said, loose="no-zone" in theirs.faults or "no-zone" in ours.faults):
        unlike = _count_unlike(ours, theirs) + bool(text.changes)
        sure = text.matched >= _ENOUGH and shared >= 0.9
        return anchors >= 2 and unlike <= (2 if sure else 1) and (shared >= 0.3 or text.ours < FEWEST_WORDS)
    same_words = not text.changes and not text.missing and text.matched >= FEWEST_WORDS
    return same_words and anchors >= 2


def _is_renamed(mine: datetime | None, said: datetime | None, text: Comparison, anchors: int) -> bool:
    """Return whether a store gave a message another name: all else is the same, but the zone may be its own."""
    if mine is None or said is None:
        return False
    if mine == said:
        return anchors >= _MOST_ANCHORS
    moved = _is_same_moment(mine, said, loose=True)
    return moved and not text.changes and text.matched >= FEWEST_WORDS and anchors >= _MOST_ANCHORS - 1


def _count_unlike(ours: MailPrint, theirs: MailPrint) -> int:
    """Return how many of sender, subject and recipients say something else; automatic mail is sent many in a second."""
    unlike = [
        "@" in theirs.sender and ours.sender != theirs.sender,
        bool(theirs.subject.strip()) and not is_same_subject(ours.subject, theirs.subject),
        bool(theirs.to) and not {*ours.to, *ours.cc} & {*theirs.to, *theirs.cc},
    ]
    return sum(unlike)


def _is_same_moment(mine: datetime, said: datetime, *, loose: bool) -> bool:
    """Return whether two dates are one; in some zone, where one of them does not say its zone."""
    if loose or mine.tzinfo is None or said.tzinfo is None:
        return is_shifted(_drop_zone(mine), _drop_zone(said))
    return abs((mine - said).total_seconds()) <= _CLOSE


def _drop_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
