"""What of a change would be the same in other items, had an export made it: an export does to many what it does to one.

A form is made of each change that a program might have made: lines of their own that were added, with what
differs from item to item (numbers, dates, names, links) left open; one sign that stands for another everywhere; a mark
beside the subject; a date in another zone. `repeats` looks for forms that stand in many items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from chaffinch.leaks.judging.additions import read_pieces
from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.moments import is_calendar_word
from chaffinch.leaks.judging.words import WEIGHTY, is_address, is_link, read_words
from chaffinch.mail.thread import strip_subject

DATE, LINES = "date:", "lines:"
"""How the form of a date begins, and that of a line of its own."""
SAME_CLOCK = f"{DATE}zone"
"""The form of a date with the same hour of the clock in another zone."""
_OPEN, _NUMBER, _LINK, _ADDRESS = "…", "#", "//", "@"
_SIGNS = frozenset((_OPEN, _NUMBER, _LINK, _ADDRESS))
_SAID_BY_BOTH = 2
_FEW = r"\S+(?: \S+){0,2}"
_MOST_WORDS = 60
_LEAST_SUBJECT = 3
"""Words of a subject that is cut, at least."""
_SHORT_NAME = 3
"""Letters of a name that is left open, at least: `de` and `la` stand in names, too."""
_MARK = re.compile(r"(?<![\w/@.:=&?-])(?=[\w-]*\d)[\w-]+(?![\w/@])")
"""A number, or a name that a program gave: `AURORE-00051585`, `7f3a`."""
_MOST_SIGNS, _LONGEST = 4, 200
_WIDEST = 10
"""Signs by which one sign is written: `&eacute;`, `=C3=A9`, `\\u00e9`."""
_QUARTER, _FARTHEST = timedelta(minutes=15), timedelta(hours=14)


def list_block_forms(block: str, known: Known | None) -> tuple[str, ...]:
    """Return the forms of lines that were added, one a line; none where somebody must have written them.

    Args:
        block: whole lines.
        known: of our message: its names and its subject may stand in what an export adds.
    """
    forms = []
    for piece in read_pieces(block, known):
        if piece.changes:
            return ()
        if piece.codes is not None:
            continue
        form = _write_form(piece.lines[0], known)
        if form is None:
            return ()
        forms += [f"{LINES}{form}"] if form else []
    return tuple(dict.fromkeys(forms))


def _write_form(line: str, known: Known | None) -> str | None:
    """Return a line with what differs from item to item left open: empty where all does, None for no furniture."""
    words = read_words(line).words
    if WEIGHTY.intersection(words) or len(words) > _MOST_WORDS:
        return None
    form = list[str]()
    for sign in _open_words(read_words(_MARK.sub("0", line)).words, known):
        if not (form and sign == form[-1] and sign in {_OPEN, _NUMBER}):
            form.append(sign)
    return " ".join(form) if set(form) - {_OPEN} else ""


def _open_words(words: tuple[str, ...], known: Known | None) -> Iterator[str]:
    """Yield the words, each of which differs from item to item as the sign that stands for it."""
    subjects = _list_subjects(known.subject) if known else []
    names = known.recipient_words if known else frozenset[str]()
    place, beside = 0, False
    while place < len(words):
        word = words[place]
        begun = max((_count_begun(subject, words[place:]) for subject in subjects), default=0)
        if begun:
            yield _OPEN
            place, beside = place + begun, False
            continue
        # `e` in `Mr. e` is a name, `de` in `Le mot de Jeanne` is none: a short one counts beside a longer one only
        beside = word in names and (len(word) >= _SHORT_NAME or beside)
        if word[0].isdigit() or is_calendar_word(word):
            yield _NUMBER
        elif is_link(word):
            yield _LINK
        elif is_address(word):
            yield _OPEN if known and word in known.addresses else _ADDRESS
        else:
            yield _OPEN if beside else word
        place += 1


def _list_subjects(subject: str) -> list[tuple[str, ...]]:
    """Return the words of a subject with its marks of answers and lists, and without, as lines are read that may have it."""
    forms = (read_words(_MARK.sub("0", one)).words for one in (subject, strip_subject(subject)))
    return [words for words in dict.fromkeys(forms) if words]


def _count_begun(subject: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Return how many words a line has of a subject here: all of it, or some of its words from any of them on.

    Running heads cut a subject after so many signs, within a word.
    """
    if words[: len(subject)] == subject:
        return len(subject)
    most = max((_count_same(subject[at:], words) for at in range(len(subject))), default=0)
    if most < _LEAST_SUBJECT:
        return 0
    rest = words[most : most + 1]
    is_cut = subject[:most] == words[:most] and bool(rest) and subject[most].startswith(rest[0])
    return most + is_cut


def _count_same(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many words two texts begin with in common."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def is_same_line(one: str, other: str) -> bool:
    """Return whether two forms of lines may be of one line: what one leaves open stands in the other as a word or a few.

    A company's name is open in the mail of those who bear it in their address, and is not in that of others. Two words at
    least, and half of each line, must be said by both.
    """
    said = [form.removeprefix(LINES).split(" ") for form in (one, other)]
    both = {word for word in said[0] if word in said[1]} - _SIGNS
    if len(both) < _SAID_BY_BOTH or any(2 * sum(word in both for word in form) < len(form) for form in said):
        return False
    return any(
        re.fullmatch(" ".join(_FEW if word == _OPEN else re.escape(word) for word in form), " ".join(text))
        for form, text in (said, said[::-1])
    )


def list_sign_forms(raw_ours: str, raw_theirs: str, whole_theirs: str) -> tuple[str, ...]:
    """Return which signs beyond ASCII became what, where that is all the difference and none of them is left.

    Args:
        raw_ours: a stretch of our text.
        raw_theirs: the stretch of theirs that stands in its place.
        whole_theirs: the whole of theirs: a sign that stands in it still was not replaced everywhere.
    """
    ours, theirs = raw_ours.strip().casefold(), raw_theirs.strip().casefold()
    runs = list(dict.fromkeys(re.findall(r"[^\x00-\x7f\s]+", ours)))
    if not 0 < len(runs) <= _MOST_SIGNS or max(len(ours), len(theirs)) > _LONGEST:
        return ()
    names = {run: f"s{number}" for number, run in enumerate(runs)}
    seen = set[str]()
    pattern = list[str]()
    for piece in re.findall(r"[^\x00-\x7f\s]+|\s+|[^\s]", ours):
        if piece in names:
            name = names[piece]
            pattern.append(f"(?P={name})" if piece in seen else rf"(?P<{name}>\S{{0,{_WIDEST}}}?)")
            seen.add(piece)
        else:
            pattern.append(r"\s+" if piece.isspace() else re.escape(piece))
    match = re.fullmatch("".join(pattern), theirs)
    if match is None:
        return ()
    left = whole_theirs.casefold()
    became = {run: match[name] for run, name in names.items()}
    if any(run == new or run in left or _says_something(new) for run, new in became.items()):
        return ()
    return tuple(sorted(f"sign:{run}={new}" for run, new in became.items()))


def _says_something(new: str) -> bool:
    """Return whether what stands for a sign may be a word or a sum."""
    return (
        bool(WEIGHTY.intersection(new)) or new.isdigit() or (new.isalpha() and new.isascii() and len(new) > 2)
    )


def list_subject_forms(ours: str, theirs: str) -> tuple[str, ...]:
    """Return what was put before or behind a subject that is there whole."""
    mine, said = read_words(ours).words, read_words(theirs).words
    if not mine or len(said) <= len(mine):
        return ()
    extra = (
        said[: -len(mine)]
        if said[-len(mine) :] == mine
        else said[len(mine) :]
        if said[: len(mine)] == mine
        else ()
    )
    if not extra or WEIGHTY.intersection(extra):
        return ()
    return ("subject:" + " ".join(_open_words(extra, None)),)


def list_date_forms(ours: datetime, theirs: datetime) -> tuple[str, ...]:
    """Return by how much a date is another, where it is by what two zones differ; the same clock is one form."""
    if _drop(ours) == _drop(theirs):
        return (SAME_CLOCK,)
    try:
        apart = theirs - ours if _have_zones(ours, theirs) else _drop(theirs) - _drop(ours)
    except OverflowError:
        return ()
    if not apart or abs(apart) > _FARTHEST or apart % _QUARTER:
        return ()
    return (f"{DATE}{int(apart.total_seconds()) // 60:+d}",)


def _have_zones(one: datetime, other: datetime) -> bool:
    return one.tzinfo is not None and other.tzinfo is not None


def _drop(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
