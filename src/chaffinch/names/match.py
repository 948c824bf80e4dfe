"""What the matcher says of one host: values only, no sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Tier = Literal["alert", "review"]

#: Every way in which a host can imitate a brand (the command line's contract).
KINDS = (
    "omission", "insertion", "substitution", "transposition", "repetition", "homoglyph", "mixed-script",
    "leet", "bitflip", "separator", "tld", "tld-in-label", "subdomain", "keyword", "service", "userinfo",
    "path", "ip-literal", "homophone", "plural",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trick:
    """One difference between what we write and what the host writes."""

    kind: str
    """One of KINDS."""
    ours: str
    """The characters of ours concerned ("-"); empty for an insertion; the service's id or keyword's kind of
    relation where nothing of ours is replaced; of a path, `link` where `theirs` is a host that the URL leads to,
    `redirect` where a host of ours leads there."""
    theirs: str
    """What stands in their place (".", "rn", "е", "onedrive"); empty for an omission."""
    start: int
    """Where `theirs` begins in `Match.display`, in characters; -1 when it stands outside the host (a path)."""
    end: int
    """Where `theirs` ends in `Match.display`, exclusive; equal to `start` for an omission."""


@dataclass(frozen=True, slots=True)
class Match:
    """A host or URL that imitates one brand, with the reasons."""

    input: str
    """The line as it was read, undecodable bytes replaced, cut at 2,000 characters."""
    host: str
    """ASCII, lower case, without a final dot."""
    display: str
    """The same host in Unicode form, as a person would see it; equal to `host` for an ASCII name."""
    registered_domain: str
    """By the bundled public-suffix list ("com-en-marche.fr")."""
    brand: str
    """The watched name that it imitates, as the watchlist writes it."""
    kinds: tuple[str, ...]
    """Sorted by weight, the telling one first."""
    score: float
    """0 to 1."""
    tier: Tier
    tricks: tuple[Trick, ...]
    line: int = 0
    """1-based line of the input, 0 where there is none."""
    key: str = ""
    """The name imitated as it stands in an address ("en-marche"); what `aligned.align_characters` draws."""
    ruled_out: tuple[str, ...] = ()
    """The harmless readings that were considered and do not hold: `own` (one of our domains, a partner's or a
    service's genuine one), `popular` (a domain that very many people visit), `word` (an ordinary word)."""

    def as_record(self) -> dict[str, Any]:
        """Return plain JSON types, for storage and for the command line."""
        return asdict(self)
