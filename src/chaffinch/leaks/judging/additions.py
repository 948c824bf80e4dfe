"""Whether a block of lines that stands in one text and not in the other is what programs put there, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from chaffinch.leaks.finding import Change
from chaffinch.leaks.judging.carried import decode_words
from chaffinch.leaks.judging.claims import (
    Known,
    PrintedHead,
    is_scrambled,
    read_printed_head,
    swap_labels,
)
from chaffinch.leaks.judging.damage import is_damaged
from chaffinch.leaks.judging.edges import is_ruler, name_paragraph
from chaffinch.leaks.judging.labels import LABEL_WORDS, restore_label
from chaffinch.leaks.judging.moments import agrees_with, is_date_word
from chaffinch.leaks.judging.people import is_renamed
from chaffinch.leaks.judging.words import drop_accents, is_address, is_link, read_words
from chaffinch.mail.quote_heads import find_attribution, find_divider, find_head
from chaffinch.mail.thread import strip_subject

_LABELLED = re.compile(
    r"(?<=\S)[ \t]+(?=(?:From|To|Cc|Date|Sent|Subject|De|À|A|Envoyé(?: le)?|Objet|Von|An|Gesendet|Betreff)\s?:\s)"
)
_SMALL = frozenset(
    "and et und of de on behalf from by via to à the le la at kb ko mb mo k m bytes octets normal normale".split()  # noqa: SIM905 - a list of words
)
_IN_GROUP = re.compile(r"^[-\s]*In \S+@\S+, ")
_LABELS = frozenset("references links liens visible hidden urls url footnotes notes".split())  # noqa: SIM905
_GATEWAY_MARK = re.compile(
    r"^\s*(?:\*{2,}\s*)?[\[({]?\s*(?:external|externe|ext|spam|\*+\s*spam\s*\*+|suspected spam|bulk|indésirable)"
    r"\s*(?:[\])}:]|\*{2,})+\s*:?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*message\s?:\s?\d{1,4}\s*", re.IGNORECASE)
"""What stands above each message of a digest (RFC 1153)."""
_PRINTED_ON = re.compile(r"^\s*\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?:\s?[AP]M)?\s+(?=\S)")
"""When a browser printed a page: it writes that above each sheet, before the page's title."""
_SIZE = r"\(\s*[~≈]?\s?\d{1,4}(?:[.,]\d{1,2})?\s?(?:[kmg]i?)?(?:[bo]|bytes|octets)\s*\)"
PART = re.compile(
    r"(?:^\W*\d{1,3}(?:/\d{1,3})*[.:]\s*)?\b(?:text|image|audio|video|application|message|multipart)/[\w.+-]+"
    rf"|(?:\b(?:(?:partie|part|teil|parte|section)[ _]?\d{{1,3}}(?:\.\d{{1,3}})*|noname|unnamed|untitled|sans titre"
    rf"|signature numérique|digital signature|digitale signatur|att\d{{3,6}})(?:\.\w{{1,5}})?\s*)?{_SIZE}",
    re.IGNORECASE,
)
"""What a program says of a part of the message: its kind; its size, and how it calls a part that has no name."""
_ABOUT_FILE = re.compile(
    r"(?:(?:attachments?|anhänge|allegati|adjuntos|pièces jointes)(?=[\s/:]))?"
    r"(?:[\s|·•#().,:;~≈/_-]|\d|\b(?:[kmg]i?)?(?:b|o|octets|bytes|byte|octet)\b|(?<=\d)(?:[kmg]i?)?[bo]\b)*"
)
"""What a list of attached files says beside a name."""
_FOLDED = re.compile(
    r"(?m)^((?:[>|][ \t]?)*([ \t]{0,20})[^\W\d_][\w-]{1,30}[ \xa0]?:[ \t][^\n]*)\n(?:[>|][ \t]?)*\2[ \t]+(?=\S)"
)
_MOST_FOLDS = 10
_LEAST_HIDDEN = 3
_JOINT = "\N{INFORMATION SEPARATOR ONE}"
_LONG_SUBJECT, _LEAST_CUT = 60, 10
MOST_LINES = 120
"""Of a block, that are looked at closely."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What a block is: kinds of it, and what it says that is not so."""

    codes: frozenset[str]
    changes: tuple[Change, ...] = ()


def explain_block(block: str, known: Known | None, links: frozenset[str] = frozenset()) -> Addition | None:
    """Return what a block of whole lines is, or None where some of it is none of what programs write.

    Args:
        block: the lines.
        known: of the message that it stands with: what a printed head says is held against it; None where that is another's.
        links: and addresses of the other text: a list of them says nothing new.
    """
    codes: set[str] = set()
    changes: list[Change] = []
    for piece in read_pieces(block, known, links):
        if piece.codes is None:
            return None
        codes |= piece.codes
        changes += piece.changes
    return Addition(frozenset(codes), tuple(changes))


def cut_head(text: str, known: Known | None) -> str | None:
    """Return what stands below the head that a print begins with; None where it begins with none that says what is so."""
    lines = text.split("\n")
    end = 0
    for piece in read_pieces("\n".join(lines[:MOST_LINES]), known):
        if piece.codes is None or piece.changes or "quoted" in piece.codes:
            break
        if "printed-head" in piece.codes:
            end = piece.end
    return "\n".join(lines[end:]) if end else None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a block."""

    lines: tuple[str, ...]
    codes: frozenset[str] | None
    """What they are; None where they are none of what programs are known to write."""
    changes: tuple[Change, ...] = ()
    """What they say that is not so."""
    start: int = 0
    end: int = 0
    """Numbers of the block's line that they begin with, and of that behind them; 0 where the block is cut otherwise."""


def read_pieces(block: str, known: Known | None, links: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Yield a block of whole lines piece by piece, a line that nothing is known of alone; blank ones are left out.

    Args:
        block: as `explain_block` takes it, like the others.
    """
    parts = _unfold(block.replace(_JOINT, " ")).split("\n")
    ends = [*accumulate(part.count(_JOINT) + 1 for part in parts)]
    starts = [0, *ends]
    lines = [restore_label(re.sub(r"^[>|\s]+", "", part.replace(_JOINT, " "))) for part in parts]
    if len(lines) < 4 and ":" in block:
        lines = [piece for line in lines for piece in _LABELLED.split(line)]
        starts = ends = [0] * len(lines)
    number = 0
    while number < len(lines):
        if not lines[number].strip() or is_ruler(lines[number]):
            number += 1
            continue
        used, codes, changes = 0, set[str](), list[Change]()
        if number <= MOST_LINES:
            used, codes, changes = _read_piece(lines[number : number + MOST_LINES], known, links)
        if not used:
            yield Piece((lines[number],), None, start=starts[number], end=ends[number])
            number += 1
            continue
        following = number + used
        span = starts[number], ends[following - 1]
        yield Piece(tuple(lines[number:following]), frozenset(codes), tuple(changes), *span)
        number = following


def _unfold(block: str) -> str:
    """Return a block with the fields of heads on one line each: a long one goes on below, further in (RFC 5322, 2.2.3).

    A sign stands where two lines were put together.
    """
    for _ in range(_MOST_FOLDS):
        block, folds = _FOLDED.subn(rf"\1{_JOINT}", block)
        if not folds:
            break
    return block


def _read_piece(
    lines: list[str], known: Known | None, links: frozenset[str]
) -> tuple[int, set[str], list[Change]]:
    """Return of how many lines the first piece is, what it is, and what it says that is not so; 0 where that is unknown."""
    if find_divider(lines[0]) or _NUMBERED.fullmatch(lines[0]):
        return 1, {"printed-head"}, []
    used, changes = _read_head(lines, known)
    if used:
        return used, {"printed-head"}, changes
    used = _read_attribution(lines, known)
    if used:
        return used, {"quoted"}, []
    used, code = _read_paragraph(lines, known, links)
    return used, {code} - {"ruler"}, []


def _read_head(lines: list[str], known: Known | None) -> tuple[int, list[Change]]:
    """Return of how many lines a printed head is, and what it says that is not so; a page's table is read from paper with
    its labels before or behind what they name, whichever says what is known.
    """
    found: list[tuple[int, list[Change]]] = []
    if is_scrambled(lines):
        return 0, []
    for form in (lines, swap_labels(lines)):
        head = read_printed_head(form)
        if not head.lines or known is None:
            found.append((head.lines, []))
            continue
        used, changes = head.lines, check_head(head, known)
        if [one.where for one in changes] == ["subject"] and used < len(lines):
            # it goes on in the next line
            whole = f"{head.fields['subject']} {form[used]}"
            if is_same_subject(known.subject, whole):
                used, changes = used + 1, []
        found.append((used, changes))
        if used and not changes:
            return used, changes
    used, changes = next((one for one in found if one[0]), (0, []))
    if known is not None and any(_is_misplaced(one, known) for one in changes):
        return 0, []
    return used, changes


def _is_misplaced(change: Change, known: Known) -> bool:
    """Return whether a field is said to hold what is true of another: then its label names something else on that page."""
    words = read_words(change.theirs).words
    if change.where == "subject":
        return bool(words) and all(word in known.addresses or word in known.recipient_words for word in words)
    if change.where not in {"from", "to", "cc"} or any(map(is_address, words)):
        return False
    is_date = known.date is not None and agrees_with(change.theirs, known.date) is True
    return is_date or bool(known.subject and is_same_subject(known.subject, change.theirs))


def _read_attribution(lines: list[str], known: Known | None) -> int:
    """Return how many lines say who wrote what follows, if that is who wrote it."""
    lines = [_IN_GROUP.sub("", lines[0]), *lines[1:]]
    used = find_attribution(lines[:4]) or find_head(lines[:14])[1]
    if not used or known is None:
        return used
    words = read_words(" ".join(lines[:used])).words
    addresses = {word for word in words if is_address(word)}
    if addresses - known.addresses or not set(words) & known.sender_words:
        return 0
    return used if known.date is None or agrees_with(" ".join(lines[:used]), known.date) is not False else 0


def _read_paragraph(lines: list[str], known: Known | None, links: frozenset[str]) -> tuple[int, str]:
    """Return of how many lines a paragraph is, and of which kind; 0 where it is of none."""
    end = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    for used in sorted({end, 1}, reverse=True):
        code = name_paragraph(lines[:used])
        if not code and known is not None and _repeats(lines[:used], known):
            code = "printed-head"
        if not code and known is not None and _shows_hidden(lines[:used], known):
            code = "hidden-text"
        if not code and _lists_links(lines[:used], known, links):
            code = "links-shown"
        if code:
            return used, code
    return 0, ""


def _shows_hidden(lines: list[str], known: Known) -> bool:
    """Return whether lines are what the message's page hides from its reader, or a part of it: programs print it."""
    words = read_words(" ".join(lines)).words
    return len(words) >= _LEAST_HIDDEN and f" {' '.join(words)} " in known.hidden


def _lists_links(lines: list[str], known: Known | None, links: frozenset[str]) -> bool:
    """Return whether lines only list links that stand in the other text, or behind words of its page."""
    words = read_words(" ".join(lines)).words
    named = [word for word in words if is_link(word) or is_address(word)]
    rest = {word for word in words if word not in _LABELS and not word.isdigit()} - set(named)
    behind = known is not None and known.has_page
    if rest or not words:
        return False
    return all(word in links for word in named) or (behind and len(words) > len(named))


def _repeats(lines: list[str], known: Known) -> bool:
    """Return whether lines only repeat what the head says: names, addresses, the subject, the date, attached files."""
    if all(_lists_file(line, known) for line in lines):
        return True
    said = PART.sub(" ", _PRINTED_ON.sub("", " ".join(lines)))
    rest = [word for word in read_words(said).words if not _is_known(word, known)]
    if not rest:
        return True
    dates = all(is_date_word(word) for word in rest)
    return dates and known.date is not None and agrees_with(said, known.date) is True


def _lists_file(line: str, known: Known) -> bool:
    """Return whether a line is the name of an attached file with figures about it: its number, how large it is."""
    low = line.casefold()
    name = next((one for one in known.files if one in low), "")
    return bool(name) and bool(_ABOUT_FILE.fullmatch(low.replace(name, " ", 1)))


def _is_known(word: str, known: Known) -> bool:
    """Return whether a word says nothing that the head does not say; an address may be cut at its end."""
    if word in known.words or word in known.addresses or word in _SMALL or word in LABEL_WORDS:
        return True
    if not word.isascii() and drop_accents(word) in known.words:
        return True
    return (
        is_address(word) and len(word) >= _LEAST_CUT and any(one.startswith(word) for one in known.addresses)
    )


def check_head(head: PrintedHead, known: Known) -> list[Change]:
    """Return where a printed head says something else than the message."""
    changes: list[Change] = []
    sender = head.fields.get("from", "")
    if (
        sender
        and not _is_among(
            sender, known.addresses & frozenset(known.sender_words) or known.addresses, known.sender_words
        )
    ) or _names_another(sender, known):
        changes.append(Change("replace", "from", "", sender[:400]))
    for where in ("to", "cc"):
        if head.fields.get(where) and not _is_among(
            head.fields[where], known.addresses, known.recipient_words
        ):
            changes.append(Change("replace", where, "", head.fields[where][:400]))
    date = head.fields.get("date", "")
    if date and known.date and agrees_with(date, known.date) is False:
        changes.append(Change("replace", "date", known.date.isoformat(), date[:400]))
    subject = decode_words(head.fields.get("subject", ""))
    if subject and not is_same_subject(known.subject, subject):
        changes.append(Change("replace", "subject", known.subject[:400], subject[:400]))
    return changes


def _names_another(sender: str, known: Known) -> bool:
    """Return whether a printed head gives the sender's address to somebody else."""
    before, found, behind = decode_words(sender).partition(known.sender)
    return bool(known.sender and found) and is_renamed(known.sender_name, known.sender, f"{before} {behind}")


def _is_among(value: str, addresses: frozenset[str], words: frozenset[str]) -> bool:
    """Return whether a field names only people who are known: every address, or a word of the names where there is none."""
    said = read_words(value).words
    named = {word for word in said if is_address(word)}
    if named:
        return named <= addresses
    plain = [word for word in said if word.isalpha() and word not in _SMALL]
    return not plain or any(word in words for word in plain) or any(not word.isascii() for word in plain)


def is_same_subject(ours: str, theirs: str) -> bool:
    """Return whether two subjects are one: marks of answers, lists and gateways, damage and a cut at the end aside."""
    one, other = _strip_marks(ours), _strip_marks(theirs)
    mine, said = read_words(one).words, read_words(other).words
    if mine == said or is_damaged(one, other) or is_damaged(other, one) or is_damaged(one, other, plain=True):
        return True
    cut = other.rstrip().endswith(("…", "...")) or len(other) >= _LONG_SUBJECT
    if not cut or not 3 < len(said) <= len(mine):
        return False
    return mine[: len(said) - 1] == said[:-1] and mine[len(said) - 1].startswith(said[-1])


def _strip_marks(subject: str) -> str:
    """Return a subject without what stands before it in brackets or before a colon of an answer, in any order."""
    while True:
        shorter = _GATEWAY_MARK.sub("", strip_subject(" ".join(subject.split())))
        if shorter == subject or not shorter.strip():
            return subject
        subject = shorter
