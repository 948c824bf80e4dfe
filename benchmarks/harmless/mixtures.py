"""The mixtures: what harmless names are made of, and in which shares."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.harmless.corpora import LANGUAGES, Corpora
from benchmarks.harmless.writing import (
    Chance,
    add_endings,
    draw_acronyms,
    draw_numbers,
    fill,
    write_patterns,
)

#: Writes about so many names.
Mixture = Callable[[Corpora, int, Chance], list[str]]

_FRENCH = 0.4
#: A third of what the letter model writes is too short, too long or remembered; so many more are written.
_SPARE = 1.7
_WORD_PATTERNS = (
    (0.14, "{a}"), (0.07, "{a}{n}"), (0.03, "{a}-{n}"), (0.32, "{a}{b}"), (0.20, "{a}-{b}"), (0.07, "{a}{b}{c}"),
    (0.09, "{a}-{b}-{c}"), (0.03, "{a}{b}{n}"), (0.02, "{a}{b}-{c}"), (0.03, "{a}.{b}"),
)  # fmt: skip
_PERSON_PATTERNS = (
    (0.25, "{first}-{last}"), (0.25, "{first}{last}"), (0.05, "{last}-{first}"), (0.05, "{first}.{last}"),
    (0.05, "{last}"), (0.03, "{first}"), (0.12, "{word}-{last}"), (0.08, "{word}{last}"), (0.05, "{last}-{word}"),
    (0.04, "{first}{n}"), (0.03, "{first}-{last}-{word}"),
)  # fmt: skip
_BUSINESS_PATTERNS = (
    (0.18, "{trade}-{place}"), (0.12, "{trade}{place}"), (0.10, "{trade}-{name}"), (0.10, "{name}-{trade}"),
    (0.10, "{name}{trade}"), (0.05, "{place}-{trade}"), (0.05, "{trade}-{name}-{place}"),
    (0.08, "{label}.{name}-{trade}"), (0.04, "{label}.{trade}-{place}"), (0.05, "{sign}-{name}"),
    (0.05, "{name}-{sign}"), (0.03, "{sign}{name}"), (0.02, "{name}{sign}"), (0.03, "{sign}-{trade}-{place}"),
)  # fmt: skip
_CERTIFICATE_PATTERNS = (
    (0.42, "{label}.{base}"), (0.06, "www.{label}.{base}"), (0.10, "{label}.{region}.{base}"),
    (0.08, "{label}-{region}.{base}"), (0.08, "{label}{digit}.{base}"), (0.06, "{hex}.{base}"),
    (0.05, "{hex}-{n}-{digit}.{base}"), (0.05, "{label}-{hex}.{region}.{base}"),
    (0.05, "ip-10-{digit}-{n}.{region}.{base}"), (0.05, "{sign}.{base}"),
)  # fmt: skip
_ACRONYM_PATTERNS = (
    (0.60, "{acronym}"), (0.12, "{acronym}-{trade}"), (0.12, "{acronym}{trade}"), (0.06, "{label}.{acronym}"),
    (0.05, "{acronym}-{place}"), (0.05, "{acronym}{n}"),
)  # fmt: skip


def write_letters(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write names by the letter model; a label that is a popular name's own is memory, not invention: left out."""
    labels = corpora.letters.write_labels(round(count * _SPARE), chance)
    fresh = [label for label in labels if label not in corpora.popular_labels]
    return add_endings(fresh[:count], corpora, chance)


def write_words(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write names of one to three words of one language; one in 100 keeps its accent, as `xn--`."""
    labels: list[str] = []
    for language, share in LANGUAGES.items():
        pool = corpora.words[language]
        for part, pattern in _WORD_PATTERNS:
            some = round(count * share * part)
            fields = {letter: pool.draw(some, chance) for letter in "abc" if f"{{{letter}}}" in pattern}
            labels.extend(fill(pattern, {**fields, **draw_numbers(pattern, some, chance)}))
    some = round(count / 100)
    pairs = zip(corpora.accented.draw(some, chance), corpora.words["fr"].draw(some, chance), strict=True)
    labels.extend("xn--" + f"{word}-{other}".encode("punycode").decode() for word, other in pairs)
    return add_endings(labels, corpora, chance)


def write_persons(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write persons' and family firms' names: jean-dupont, cabinet-durand; 40% end in .fr."""
    if corpora.first_names is None or corpora.surnames is None:
        return []
    pools = {"first": corpora.first_names, "last": corpora.surnames, "word": corpora.tables["person_words"]}
    return add_endings(
        write_patterns(_PERSON_PATTERNS, pools, count, chance), corpora, chance, french=_FRENCH
    )


def write_businesses(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write trade and place, trade and surname, and sign-in words beside both; 40% end in .fr."""
    tables = corpora.tables
    pools = {
        "trade": tables["trades"], "place": tables["places"], "label": tables["sign_in_labels"],
        "sign": tables["sign_in_words"],
        "name": corpora.surnames or corpora.words["fr"],
    }  # fmt: skip
    return add_endings(
        write_patterns(_BUSINESS_PATTERNS, pools, count, chance), corpora, chance, french=_FRENCH
    )


def write_tenants(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write what people call their place at a hosting company: words, letters, businesses, below its domain."""
    names = _write_bases(corpora, count, chance)
    labels = [name.partition(".")[0] for name in names]
    hostings = corpora.tables["hostings"].draw(len(labels), chance)
    return [f"{label}.{hosting}" for label, hosting in zip(labels, hostings, strict=True)]


def write_certificates(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write hosts as certificate logs hold them: first labels, stages, regions and random ids before a base."""
    base = _write_bases(corpora, count, chance)
    chance.shuffle(base)
    tables = {"label": "certificate_labels", "region": "regions", "sign": "sign_in_words"}
    names: list[str] = []
    begin = 0
    for part, pattern in _CERTIFICATE_PATTERNS:
        some = base[begin : begin + round(len(base) * part)]
        begin += len(some)
        fields = {
            field: corpora.tables[table].draw(len(some), chance)
            for field, table in tables.items()
            if f"{{{field}}}" in pattern
        }
        names.extend(fill(pattern, {**fields, **draw_numbers(pattern, len(some), chance), "base": some}))
    return names


def _write_bases(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write names of all other kinds, the letter model's and the dictionaries' most often."""
    shares = ((write_letters, 0.35), (write_words, 0.35), (write_businesses, 0.2), (write_persons, 0.1))
    return [name for write, share in shares for name in write(corpora, round(count * share), chance)]


def write_acronyms(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write three to five letters, alone or beside a trade, a place or a number: the short brands' hard case."""
    labels: list[str] = []
    for part, pattern in _ACRONYM_PATTERNS:
        some = round(count * part)
        pools = {"trade": "trades", "place": "places", "label": "sign_in_labels"}
        fields = {
            field: corpora.tables[table].draw(some, chance)
            for field, table in pools.items()
            if f"{{{field}}}" in pattern
        }
        fields["acronym"] = draw_acronyms(some, chance)
        labels.extend(fill(pattern, {**fields, **draw_numbers(pattern, some, chance)}))
    return add_endings(labels, corpora, chance)


def write_scripts(corpora: Corpora, count: int, chance: Chance) -> list[str]:
    """Write one or two words of another script, as `xn--`."""
    labels: list[str] = []
    for pool in corpora.scripts.values():
        some = round(count / len(corpora.scripts) / 2)
        pairs = zip(pool.draw(some, chance), pool.draw(some, chance), strict=True)
        labels.extend((*pool.draw(some, chance), *map("-".join, pairs)))
    encoded = ["xn--" + label.encode("punycode").decode() for label in labels]
    return add_endings(encoded, corpora, chance)


#: Mixture → its share of all names.
MIXTURES: dict[Mixture, float] = {
    write_letters: 0.27,
    write_words: 0.29,
    write_persons: 0.10,
    write_businesses: 0.12,
    write_tenants: 0.05,
    write_certificates: 0.12,
    write_acronyms: 0.03,
    write_scripts: 0.02,
}
