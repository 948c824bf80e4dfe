"""The verdict on one item: what the evidence shows, and no more."""

from __future__ import annotations

from chaffinch.leaks.finding import Confidence, Evidence, Finding, Verdict
from chaffinch.leaks.judging import weights
from chaffinch.leaks.judging.circumstances import list_circumstances, list_metadata
from chaffinch.leaks.judging.match import Match
from chaffinch.leaks.judging.matches import find_match
from chaffinch.leaks.judging.origins import Origin, check_origin
from chaffinch.leaks.judging.planting import PlantedMatch, find_exactly_planted, find_planted_match
from chaffinch.leaks.judging.strangers import judge_stranger
from chaffinch.leaks.judging.trust import Trust, judge_signatures, tell_signatures
from chaffinch.leaks.judging.writing import write_finding
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import PlantedItems, Reference

_SURE_WORDS, _FAIR_WORDS = 30, 12


def judge_item(item: ItemPrint, *, reference: Reference, planted: PlantedItems) -> Finding:
    """Say what an item is, with the evidence for and against, and what would change it.

    Pure: the same item and the same answers of archive and ledger give the same finding.
    """
    match = find_match(item, reference)
    if match is not None and match.relation in {"exact", "same", "repackaged", "excerpt"}:
        entry = find_exactly_planted(item, planted)
    else:
        entry = find_planted_match(item, planted)
    if entry is not None and (match is None or not _outweighs(match, entry)):
        if match is not None and _is_conflict(match, entry):
            return _tell_conflict(item, match, entry)
        return _tell_decoy(item, entry)
    if match is None or match.relation in {"unread", "related"}:
        return judge_stranger(item, match, reference)
    return _judge_match(item, match, reference)


def _outweighs(match: Match, entry: PlantedMatch) -> bool:
    """Return whether an item is ours, and has only words in common with what we planted, as an answer to it has."""
    return (match.anchored or match.claimed) and entry.use in {"quoted", "alike"}


def _is_conflict(match: Match, entry: PlantedMatch) -> bool:
    if match.relation in {"exact", "same", "repackaged", "excerpt"}:
        return True
    # what is the entry to the word is no altered letter: a decoy may have been made after one of ours
    return match.relation in {"framed", "altered"} and match.anchored and entry.use not in {"exact", "same"}


def _tell_conflict(item: ItemPrint, match: Match, entry: PlantedMatch) -> Finding:
    evidence = [_tell_archive(match), _tell_ledger(entry)]
    return write_finding(
        item, "conflict", "strong", evidence, match=match.original.id, would_change=("ledger", "archive")
    )


def _tell_decoy(item: ItemPrint, entry: PlantedMatch) -> Finding:
    if entry.use in {"exact", "same"}:
        confidence: Confidence = "certain"
    elif entry.use == "alike":
        confidence = "fair" if entry.shared >= 0.6 else "weak"
    else:
        confidence = "strong" if entry.shared >= 0.8 else "fair"
    return write_finding(
        item,
        "decoy",
        confidence,
        [_tell_ledger(entry)],
        match=entry.entry.id,
        diff=entry.changes,
        would_change=("original",),
    )


def _tell_ledger(entry: PlantedMatch) -> Evidence:
    weight = weights.LEDGER_EXACT if entry.use in {"exact", "same"} else weights.LEDGER_MADE_OF
    return Evidence(
        "ledger", weight, {"entry": entry.entry.id, "use": entry.use, "share": round(entry.shared, 3)}
    )


def _tell_archive(match: Match) -> Evidence:
    weight = {
        "exact": weights.ARCHIVE_BYTES,
        "same": weights.ARCHIVE_MESSAGE,
        "repackaged": weights.ARCHIVE_TEXT,
        "excerpt": weights.ARCHIVE_CUT,
        "framed": weights.ARCHIVE_FRAMED,
        "altered": weights.ARCHIVE_CHANGED,
    }.get(match.relation, weights.ARCHIVE_UNREAD)
    original = match.original
    params = {
        "how": match.how,
        "relation": match.relation,
        "mailbox": original.mailbox,
        "first_seen": original.first_seen.isoformat(),
        "changes": len(match.changes),
    }
    return Evidence("archive-match", weight, params)


def _judge_match(item: ItemPrint, match: Match, reference: Reference) -> Finding:
    """Judge what is one of ours, or is made of it."""
    original = match.original
    origin = check_origin(original, item, reference)
    trusts = _judge_trusts(item, match, reference)
    evidence = [_tell_archive(match), *origin.evidence, *tell_signatures(trusts)]
    if match.codes:
        evidence.append(Evidence("export", weights.EXPORT, {"codes": sorted(match.codes)}))
    if match.relation not in {"exact", "same"}:
        evidence += list_circumstances(item.mail, reference) if item.mail else ()
        evidence += list_metadata(item.document, original.document) if item.document else ()
    verdict, confidence, would_change = _choose_verdict(match, origin, trusts)
    shown = match.changes or match.missing
    return write_finding(
        item,
        verdict,
        confidence,
        evidence,
        match=original.id,
        diff=shown,
        would_change=would_change,
        writer=original.mail.sender if original.mail else "",
    )


def _judge_trusts(item: ItemPrint, match: Match, reference: Reference) -> tuple[Trust, ...]:
    if item.mail is None or not item.mail.signatures:
        return ()
    return judge_signatures(item.mail, match.original.mail, is_own=reference.owns(item.mail.sender))


def _choose_verdict(
    match: Match, origin: Origin, trusts: tuple[Trust, ...]
) -> tuple[Verdict, Confidence, tuple[str, ...]]:
    """Return the verdict, how sure, and what would change it."""
    proven_item = any(one.proves_item and one.covers_claims for one in trusts)
    proven_copy = any(one.proves_copy for one in trusts)
    if match.relation == "altered" and proven_item:
        return "genuine", "strong", ("original",)
    if match.relation == "altered" and not match.anchored and match.original.mail is None:
        return "unverifiable", "weak", ("original", "key")  # two files of one template are alike, too
    if not origin.is_proven:
        return "unproven", "fair", ("key", "witness", "delivery-log", "copy")
    if match.relation == "framed":
        return "unverifiable", "fair", ("second-reader",)
    if match.relation == "altered":
        sure: Confidence = "certain" if proven_copy else "strong" if match.anchored else "fair"
        return "altered", sure, ("second-reader", "original")
    return _choose_whole(match, is_signed=proven_item or proven_copy)


def _choose_whole(match: Match, *, is_signed: bool) -> tuple[Verdict, Confidence, tuple[str, ...]]:
    """Return the verdict on what nobody changed."""
    by_words: Confidence = (
        "strong"
        if match.anchored or match.matched >= _SURE_WORDS
        else "fair"
        if match.matched >= _FAIR_WORDS
        else "weak"
    )
    if match.relation == "excerpt":
        return "excerpt", by_words, ("rest",)
    if match.relation == "repackaged":
        return "repackaged", "strong" if match.how == "text" else by_words, ("headers",)
    return "genuine", "certain" if match.relation == "exact" or is_signed else "strong", ()
