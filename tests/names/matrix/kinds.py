"""The rows of the matrix: each kind alone, and the pairs that campaigns put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.names.matrix import boundaries, joined, letters, sounds, typing_errors, urls
from tests.names.matrix.brands import WatchedBrand

Spell = Callable[[str, WatchedBrand], Iterable[str]]
"""From a label to other labels, or to whole addresses."""


def _ignoring_brand(spell: Callable[[str], Iterable[str]]) -> Spell:
    return lambda label, brand: spell(label)


#: Typing errors in the issue's sense: they use up the edit budget, and those of a short brand need company.
TYPING: dict[str, Spell] = {
    "omission": _ignoring_brand(typing_errors.omit_letter),
    "insertion": _ignoring_brand(typing_errors.insert_letter),
    "substitution": _ignoring_brand(typing_errors.substitute_letter),
    "transposition": _ignoring_brand(typing_errors.transpose_letters),
    "repetition": _ignoring_brand(typing_errors.repeat_letter),
    "bitflip": _ignoring_brand(typing_errors.flip_bit),
}

#: What else can be done to a label.
SPELLINGS: dict[str, Spell] = {
    **TYPING,
    "homoglyph": _ignoring_brand(letters.imitate_letters),
    "mixed-script": _ignoring_brand(letters.mix_scripts),
    "leet": _ignoring_brand(letters.write_leet),
    "separator": boundaries.move_separators,
    "homophone": sounds.respell,
    "plural": sounds.write_plural,
    "keyword": joined.join_keyword,
    "service": joined.join_service,
    "service host": boundaries.write_service_host_in_label,
    "tld-in-label": boundaries.write_ending_in_label,
}

#: Where a label can stand; under our own ending where nothing else is said.
PLACES: dict[str, Spell] = {
    "own ending": lambda label, brand: (f"{label}.{brand.ending}",),
    "foreign ending": lambda label, brand: (f"{label}.{ending}" for ending in ("com", "net", "info", "top", "fr")),
    "tld": boundaries.exchange_ending,
    "subdomain": boundaries.go_under_foreign_domain,
    "shared host": boundaries.rent_on_shared_host,
    "userinfo": urls.write_as_user,
    "path": urls.write_in_path,
    "ip-literal": urls.write_on_ip_address,
    "redirect": urls.redirect,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: what is done to the label, in order, and where it then stands."""

    title: str
    names: tuple[str, ...]
    """The kinds that a true explanation names."""
    spellings: tuple[str, ...] = ()
    place: str = "own ending"
    of_service: bool = False
    """Our name does not occur: a service that the brand uses is imitated."""
    edits: int = field(init=False)
    """Typing errors in it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edits", sum(name in TYPING for name in self.spellings))


def _pair(first: str, second: str) -> Kind:
    """Combine two kinds: spellings in the order given, a place last."""
    title = f"{first} + {second}"
    if second in PLACES:
        return Kind(title, (first, second), (first,), second)
    place = "foreign ending" if "tld-in-label" in (first, second) else "own ending"
    return Kind(title, (first, second), (first, second), place)


ALONE = (
    *(Kind(name, (name,), (name,)) for name in TYPING),
    Kind("homoglyph", ("homoglyph",), ("homoglyph",)),
    Kind("mixed-script", ("mixed-script",), ("mixed-script",)),
    Kind("leet", ("leet",), ("leet",)),
    Kind("separator", ("separator",), ("separator",)),
    Kind("tld", ("tld",), place="tld"),
    Kind("tld-in-label", ("tld-in-label",), ("tld-in-label",), "foreign ending"),
    Kind("subdomain", ("subdomain",), place="subdomain"),
    Kind("shared host", (), place="shared host"),
    Kind("keyword", ("keyword",), ("keyword",)),
    Kind("service", ("service",), ("service",)),
    Kind("service alone", ("service",), of_service=True),
    Kind("userinfo", ("userinfo",), place="userinfo"),
    Kind("path", ("path",), place="path"),
    Kind("redirect", ("path",), place="redirect"),
    Kind("ip-literal", ("ip-literal",), place="ip-literal"),
    Kind("homophone", ("homophone",), ("homophone",)),
    Kind("plural", ("plural",), ("plural",)),
)

COMBINED = (
    _pair("omission", "keyword"), _pair("transposition", "keyword"), _pair("repetition", "keyword"),
    _pair("homoglyph", "keyword"), _pair("mixed-script", "keyword"), _pair("leet", "keyword"),
    _pair("separator", "keyword"), _pair("plural", "keyword"), _pair("homophone", "keyword"),
    _pair("tld-in-label", "keyword"), _pair("keyword", "tld"), _pair("keyword", "subdomain"),
    _pair("insertion", "service"), _pair("leet", "service"), _pair("homoglyph", "service"),
    _pair("separator", "service"), _pair("service", "tld"),
    Kind("service + tld-in-label", ("service", "tld-in-label"), ("service host",)),
    _pair("omission", "separator"), _pair("homoglyph", "separator"), _pair("leet", "homoglyph"),
    _pair("omission", "transposition"), _pair("substitution", "insertion"),
    _pair("homoglyph", "tld"), _pair("leet", "tld"), _pair("separator", "tld"), _pair("transposition", "tld"),
    _pair("omission", "subdomain"), _pair("homoglyph", "subdomain"), _pair("separator", "subdomain"),
    _pair("homoglyph", "path"), _pair("leet", "path"), _pair("substitution", "path"),
    _pair("homoglyph", "userinfo"), _pair("transposition", "userinfo"), _pair("homoglyph", "ip-literal"),
)  # fmt: skip

KINDS = (*ALONE, *COMBINED)
