"""Whether one difference of words is what an export makes of them: damage of signs, links, hidden addresses, lists."""

from __future__ import annotations

import re

from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.damage import is_damaged, list_lost
from chaffinch.leaks.judging.diffing import Hunk
from chaffinch.leaks.judging.links import LINK, is_rewritten, reduce_link
from chaffinch.leaks.judging.masks import is_masked
from chaffinch.leaks.judging.words import HIDDEN, Words, is_address, is_link

_SMILEY = re.compile(r"[:;=8]['’]?-?[)(DPpoO|/\\*]|[\u2600-\u27bf\U0001f300-\U0001faff]")
_ELISION = re.compile(
    r"(?m)^(?:[^\S\n]|[>|])*(?:•{3}|\.{3}|…)[^\S\n]*$"
    r"|[\[(]\s*(?:\.{2,}|…|snip|coupé|\.\.\. ?snip ?\.\.\.|quoted text hidden|texte des messages précédents masqué)\s*[\])]",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\.{2,}|…|•{3}")
_BULLET = re.compile(r"\n[ \t]*(?:[-*•·o–—+§]|\d{1,3}[.)])[ \t]*$")
_BRACKET = re.compile(r"[<(\[]\s*$")
_LINE_START = re.compile(r"(?:^|\n)[ \t]*$")
_FOOTNOTE = re.compile(r"\[\s*$")
_ESCAPED_BLANK = re.compile(r"(?:\\(?:xa0|u00a0|u202f|u200[0-9a-f]|ufeff)\s*)+", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{1,4}>")
_ENTITIES = frozenset(("gt", "lt", "amp", "quot", "nbsp"))
_NEAR = 8
_SHORTENED = re.compile(rf"(?P<begun>{LINK})\s?(?:…|\.{{3}})\s?(?P<ended>[^\s.…]\S{{2,60}})")
_LEAST_BEGUN, _MOST_SHORTENED = 12, 24
"""Signs of a link before the dots, at least; words of it that dots and all are, at most."""


def explain_hunk(hunk: Hunk, ours: Words, theirs: Words, known: Known | None) -> str:
    """Return the code of what an export did here; an empty text where no export does that."""
    mine, said = ours.words[hunk.a : hunk.a_end], theirs.words[hunk.b : hunk.b_end]
    raw_ours, raw_theirs = ours.take_between(hunk.a, hunk.a_end), theirs.take_between(hunk.b, hunk.b_end)
    if links := _explain_links(mine, said, hunk, ours, theirs) or _explain_hidden(mine, said, known):
        return links
    # other initials in their place are a change: they say who said it
    if (
        not (mine and said)
        and _are_initials(ours, hunk.a, hunk.a_end)
        and _are_initials(theirs, hunk.b, hunk.b_end)
    ):
        return "line-breaks"
    damage = _explain_damage(raw_ours, raw_theirs, ours, theirs)
    if damage and not _loses_hyphen_of_link(mine, said):
        return damage
    if not mine:
        return _explain_insertion(hunk, ours, theirs, known)
    if not said:
        return _explain_deletion(hunk, ours, theirs)
    return ""


def _loses_hyphen_of_link(mine: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Return whether a link or an address has become another one by its hyphens alone: that leads somewhere else."""
    if not any(is_link(word) or is_address(word) for word in mine):
        return False
    one, other = "".join(mine), "".join(said)
    return one != other and one.replace("-", "") == other.replace("-", "")


def _explain_hidden(mine: tuple[str, ...], said: tuple[str, ...], known: Known | None) -> str:
    """Return the code of what the page hides from its reader, if that is at a word of ours, without a blank between them."""
    hidden = known.hidden.replace(" ", "") if known else ""
    one, other = "".join(mine), "".join(said)
    return "hidden-text" if hidden and one and other in {hidden + one, one + hidden} else ""


def _are_initials(text: Words, start: int, end: int) -> bool:
    """Return whether words are nothing but the initials that some programs set before each line of a quotation: `IL>`."""
    return all(_INITIALS.match(text.source, text.starts[at]) for at in range(start, end))


def _explain_links(
    mine: tuple[str, ...], said: tuple[str, ...], hunk: Hunk, ours: Words, theirs: Words
) -> str:
    """Return what was done to links and addresses that stand for ours: rewritten, shortened, hidden."""
    if mine and len(mine) == len(said) and all(map(_is_same_link, mine, said)):
        return "addresses-hidden" if HIDDEN in said else "links-rewritten"
    if len(mine) != 1:
        return ""
    if _is_broken(hunk, ours, theirs):
        return "line-breaks"
    between = theirs.take_between(hunk.b, hunk.b_end)
    shown = theirs.source[theirs.starts[hunk.b] : theirs.ends[hunk.b_end - 1]] if said else ""
    if is_address(mine[0]) and (is_masked(mine[0], between) or is_masked(mine[0], shown)):
        return "addresses-hidden"
    return "links-hidden" if _is_shortened(mine[0], shown) else ""


def part_links(hunk: Hunk, ours: Words, theirs: Words) -> tuple[Hunk, ...]:
    """Return a difference as two where it is links that a gateway rewrote or a board cut, and words added behind them."""
    count = hunk.a_end - hunk.a
    if not 0 < count < hunk.b_end - hunk.b or (count == 1 and _is_broken(hunk, ours, theirs)):
        return (hunk,)
    shown = _count_shortened(hunk, ours, theirs) if count == 1 else 0
    pairs = zip(ours.words[hunk.a : hunk.a_end], theirs.words[hunk.b : hunk.b + count], strict=True)
    if not shown and not all(_is_same_link(one, other) for one, other in pairs):
        return (hunk,)
    middle = hunk.b + (shown or count)
    return Hunk(hunk.a, hunk.a_end, hunk.b, middle), Hunk(hunk.a_end, hunk.a_end, middle, hunk.b_end)


def _is_broken(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether a link of ours is, in theirs, broken at the ends of lines."""
    link = ours.source[ours.starts[hunk.a] : ours.ends[hunk.a]]
    shown = theirs.source[theirs.starts[hunk.b] : theirs.ends[hunk.b_end - 1]] if hunk.b < hunk.b_end else ""
    return is_link(ours.words[hunk.a]) and "".join(shown.split()).casefold() == link.casefold()


def _count_shortened(hunk: Hunk, ours: Words, theirs: Words) -> int:
    """Return of how many words the link of ours is, cut in its middle, with which theirs begins; 0 where it is none."""
    most = min(hunk.b_end, hunk.b + _MOST_SHORTENED)
    ends = (
        end
        for end in range(most - 1, hunk.b, -1)
        if _is_shortened(ours.words[hunk.a], theirs.source[theirs.starts[hunk.b] : theirs.ends[end - 1]])
    )
    return next((end - hunk.b for end in ends), 0)


def _is_shortened(link: str, shown: str) -> bool:
    """Return whether a link is shown as boards show a long one: its beginning, dots, its end."""
    match = _SHORTENED.fullmatch(shown.strip())
    if not match or not is_link(link):
        return False
    begun = reduce_link(match["begun"])
    return (
        len(begun) >= _LEAST_BEGUN
        and link.startswith(begun)
        and link.endswith(match["ended"].rstrip("/.,;:)"))
    )


def _is_same_link(ours: str, theirs: str) -> bool:
    if theirs == HIDDEN:
        return is_address(ours)
    if not (is_link(ours) and is_link(theirs)):
        return False
    # some gateways write what they wrap in small letters
    return theirs in {ours, ours.casefold()} or is_rewritten(ours, theirs)


def says_cut(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether a mark of theirs says that words of ours were left out here."""
    return is_elided(theirs.take_between(hunk.b, hunk.b_end)) and not _has_dots(hunk, ours)


def is_elided(between: str) -> bool:
    """Return whether a mark says here that something was left out."""
    return bool(_ELISION.search(between))


def _explain_damage(raw_ours: str, raw_theirs: str, ours: Words, theirs: Words) -> str:
    """Return whether one is the other with damaged signs; letters that do not show must be lost everywhere."""
    if (raw_ours.strip() and raw_theirs.strip()) and (
        is_damaged(raw_ours, raw_theirs) or is_damaged(raw_theirs, raw_ours)
    ):
        return "charset" if not (raw_ours.isascii() and raw_theirs.isascii()) else "line-breaks"
    for one, other, kept in ((raw_ours, raw_theirs, theirs), (raw_theirs, raw_ours, ours)):
        if not one.isascii() and is_damaged(one, other, plain=True):
            folded = kept.source.casefold()
            if not any(sign in folded for sign in list_lost(one, other)):
                return "accents-lost"
    return ""


def _explain_insertion(hunk: Hunk, ours: Words, theirs: Words, known: Known | None) -> str:
    """Return what an export added between two words of ours."""
    said = theirs.words[hunk.b : hunk.b_end]
    gap = ours.take_between(hunk.a, hunk.a)
    if all(is_link(word) or is_address(word) for word in said):
        near = {*ours.words[max(0, hunk.a - _NEAR) : hunk.a + _NEAR]}
        bracketed = bool(_BRACKET.search(theirs.source[: theirs.starts[hunk.b]][-3:]))
        if all(word in near or (bracketed and known is not None and known.has_page) for word in said):
            return "links-shown"
    if _ESCAPED_BLANK.fullmatch(
        theirs.source[max(0, theirs.starts[hunk.b] - 1) : theirs.ends[hunk.b_end - 1]]
    ):
        return "encoding"
    return _explain_sign(hunk, theirs, gap, known) if len(said) == 1 else ""


def _explain_sign(hunk: Hunk, theirs: Words, gap: str, known: Known | None) -> str:
    """Return what one word is that an export writes for a sign of ours: a smiley, a note, the point of a list."""
    has_page = known is not None and known.has_page
    word = theirs.words[hunk.b]
    before = theirs.source[: theirs.starts[hunk.b]][-80:]
    behind = theirs.source[theirs.ends[hunk.b] :][:3]
    starts_line = bool(_LINE_START.search(before)) and bool(_BULLET.search("\n" + gap.rpartition("\n")[2]))
    is_number = word.isdigit()
    signs = {
        "addresses-hidden": word == "at" and "@" in gap,
        "entities": word in _ENTITIES and behind.startswith(";"),
        "smileys": word in {"j", "l", "k"} and bool(_SMILEY.search(gap)),
        "links-shown": is_number and has_page and bool(_FOOTNOTE.search(before)) and behind.startswith("]"),
        "lists": starts_line
        and ((word in {"o", "§"} and behind[:1].isspace()) or (is_number and behind[:1] in {".", ")"})),
    }
    return next((code for code, holds in signs.items() if holds), "")


def _has_dots(hunk: Hunk, ours: Words) -> bool:
    """Return whether dots of ours stand beside what is gone: they say nothing of what was left out since."""
    return any(_DOTS.search(ours.take_between(place, place)) for place in (hunk.a, hunk.a_end))


def _explain_deletion(hunk: Hunk, ours: Words, theirs: Words) -> str:
    """Return what an export left out between two words of theirs."""
    mine = ours.words[hunk.a : hunk.a_end]
    if says_cut(hunk, ours, theirs):
        return "elided"
    if all(is_link(word) or is_address(word) for word in mine):
        near = {*theirs.words[max(0, hunk.b - _NEAR) : hunk.b + _NEAR]}
        if all(word in near for word in mine):
            return "links-hidden"
    if (
        len(mine) == 1
        and ours.source[ours.starts[hunk.a] - 1 : ours.starts[hunk.a]] == "["
        and mine[0].isdigit()
    ):
        return "links-hidden"
    return ""
