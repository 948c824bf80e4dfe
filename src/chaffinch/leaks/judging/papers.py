"""What a file is of ours: a message that was printed into one, or a document, told by its text alone."""

from __future__ import annotations

from dataclasses import replace

from chaffinch.ground.texts import hash_text
from chaffinch.leaks.judging.claims import Known, list_known
from chaffinch.leaks.judging.comparing import Comparison, compare_nearest, list_readings
from chaffinch.leaks.judging.match import FEWEST_WORDS, How, Match, Relation
from chaffinch.leaks.judging.print_claims import Claim, lacks_own_words, read_claim
from chaffinch.leaks.judging.words import count_shared, read_words
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import Original

_SHARE, _CLAIMED_SHARE = 0.6, 0.25
"""Of the words of the shorter text, so many must be the same for a file to be made of it; the smaller one where its head
says so: a print may show few words below much of its own."""
_A_DAY = len("2027-01-01")


def list_texts(item: ItemPrint) -> tuple[str, ...]:
    """Return the texts of an item that a reader may see, each once."""
    if item.mail is not None:
        texts = (item.mail.text, item.mail.html_text)
    else:
        texts = (item.document.text if item.document else "", "")
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def compare_papers(item: ItemPrint, original: Original, how: How) -> Match | None:
    """Compare by text alone: files, or a mail that was printed into one."""
    said = list_texts(item)
    papers = original.mail or original.document
    if not said or papers is None:
        return None
    known = list_known(original.mail) if original.mail else None
    mine = list_readings(papers.text, original.mail.html_text if original.mail else "")
    if not original.has_text:
        same = hash_text(said[0]) == original.text_sha256
        return Match(original, how, "repackaged", codes=frozenset({"resaved"})) if same else None
    claim = _read_claim(said, known, papers.text)
    least = _CLAIMED_SHARE if claim == "this" else _SHARE
    if how == "alike" and not _may_hold(mine, said, least=least):
        return None
    best = [compare_nearest(mine, text, known, printed=original.mail is not None) for text in said]
    found = max(best, key=lambda one: one.weight)
    shared = found.matched / max(1, min(found.ours, found.theirs))
    if found.matched < FEWEST_WORDS or shared < least:
        return (
            Match(original, how, "repackaged", codes=found.codes | {"resaved"})
            if how == "text" and not found.changes
            else None
        )
    if (item.mail is not None and original.mail is None) or not _may_be_print(claim, found):
        return Match(original, how, "related", matched=found.matched, anchored=False)
    match = replace(_tell_paper(item, original, how, found), claimed=claim == "this")
    return None if match.relation == "altered" and shared < _SHARE else match


def _tell_paper(item: ItemPrint, original: Original, how: How, found: Comparison) -> Match:
    """Return what a file is of ours, whose text it is compared with."""
    anchored = "printed-head" in found.codes or _has_same_origin(item, original)
    changed: Relation = "framed" if found.print_codes else "altered"
    relation: Relation = changed if found.changes else "excerpt" if found.missing else "repackaged"
    codes = found.codes | found.print_codes | {"printed" if original.mail else "resaved"}
    changes, missing = found.changes, found.missing
    if found.print_codes:  # all that is different is shown, what is cut off or stands elsewhere, too
        changes, missing = (*changes, *missing), ()
    return Match(original, how, relation, changes, codes, missing, found.matched, anchored, found.changed)


def _may_be_print(claim: Claim, found: Comparison) -> bool:
    """Return whether a print may be one of this message: its head says so, or says nothing else.

    Where it says another date, its words must be the same to the end, or different as prints are; where it is ours in some
    other zone only, another author writes something of his own.
    """
    places = {change.where for change in found.changes}
    if claim == "other":
        return bool(found.print_codes) or (places <= {"date"} and not found.missing)
    if claim == "quotes":
        return not found.changes
    return claim != "maybe" or "from" not in places or places <= {"from"}


def _read_claim(said: tuple[str, ...], known: Known | None, ours: str) -> Claim:
    """Return whether a file says that it is a print of this message: by its date, or by having what its author wrote."""
    if known is None:
        return "unsaid"
    claim = read_claim(said[0], ours, known)
    return (
        "quotes"
        if claim in {"unsaid", "maybe"} and all(lacks_own_words(ours, text) for text in said)
        else claim
    )


def _may_hold(mine: list[str], said: tuple[str, ...], *, least: float) -> bool:
    """Return whether enough words are common to be compared in order."""
    for one in mine:
        for other in said:
            first, second = read_words(one), read_words(other)
            common = count_shared(first, second)
            if common >= FEWEST_WORDS and common >= least * min(len(first), len(second)):
                return True
    return False


def _has_same_origin(item: ItemPrint, original: Original) -> bool:
    """Return whether two files began as one: made in the same second, or with revision marks in common."""
    if item.document is None or original.document is None:
        return False
    one, other = item.document.metadata, original.document.metadata
    made = one.get("created", "")
    ids = {*one.get("ids", "").split()} & {*other.get("ids", "").split()}
    return (len(made) > _A_DAY and made == other.get("created", "")) or bool(ids)
