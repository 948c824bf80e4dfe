"""The addresses that are tried: our name changed, under other endings, beside sign-in words and services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from chaffinch.names.tables import load_services
from chaffinch.names.variants.endings import ENDINGS, TRUSTED
from chaffinch.names.variants.labels import list_eye_labels, list_labels, list_whole_scripts

#: Words that an organisation's genuine sign-in has in front of its name, or instead of it; the commonest in lures first.
SIGN_IN_ADDRESSES = (
    "mail", "webmail", "login", "connexion", "compte", "account", "accounts", "secure", "portail", "portal", "sso", "auth",
    "espace", "intranet", "acces", "signin", "messagerie",
)  # fmt: skip
#: Further words that ask a person to do something.
_ASKING = ("securite", "support", "verify", "adherent", "don", "service", "update", "help", "online")
#: What organisations like us join to their own name.
_ORDINARY = ("news", "press", "presse", "info", "my", "team", "eu", "france")
#: Names of a service that are tried without ours: what imitates it alone is legion, and the service's to fight.
_NAMES_ALONE = 6
#: Written in front of a name to look like the end of another address: com-en-marche.fr.
_ENDINGS_IN_FRONT = ("com", "org", "net")


def list_candidates(
    key: str, *, ending: str, endings: Iterable[str], services: tuple[str, ...]
) -> Iterator[str]:
    """Yield host names, some more than once, ours among them.

    Args:
        key: our name as it stands in an address.
        ending: public suffix of the domain asked about.
        endings: those of all our domains.
        services: ids of those that we use.
    """
    others = tuple(dict.fromkeys((*endings, *ENDINGS)))
    for label in list_labels(key):
        yield f"{label}.{ending}"
    for whole in list_whole_scripts(key):
        yield f"{whole}.com"
    for label in list_eye_labels(key):
        for other in TRUSTED:
            yield f"{label}.{other}"
    yield from _list_endings(key, ending, others)
    near = tuple(dict.fromkeys((ending, "com")))
    yield from _list_words(key, near)
    yield from _list_services(key, near, services)


def _list_endings(key: str, ending: str, others: Iterable[str]) -> Iterator[str]:
    plain = key.replace("-", "")
    for other in others:
        for label in (key, plain, f"{key}-{ending}", f"{plain}-{ending}", f"{plain}{ending}"):
            yield f"{label.replace('.', '-')}.{other}"
    for front in _ENDINGS_IN_FRONT:
        yield f"{front}-{key}.{ending}"
    yield f"{key}.{ending}.com"
    for word in (*SIGN_IN_ADDRESSES, *_ASKING):
        yield f"{key}.{ending}-{word}.com"


def _list_words(key: str, endings: Iterable[str]) -> Iterator[str]:
    beside = (word for service in load_services().values() for word in service.names)
    for word in (*SIGN_IN_ADDRESSES, *_ASKING, *_ORDINARY, *beside):
        yield from _join_word(word, key, endings)
    for ending in endings:
        yield f"www-{key}.{ending}"
        yield f"www{key}.{ending}"


def _list_services(key: str, endings: Sequence[str], services: tuple[str, ...]) -> Iterator[str]:
    """Yield the services that we use: every word of theirs beside our name, and beside a sign-in word alone."""
    for service in (load_services()[id] for id in services):
        for word in (*service.names, *service.words, *service.beside):
            yield from _join_word(word, key, endings)
        commonest = (*service.words, *service.names)[:_NAMES_ALONE]
        for keyword, word in product(SIGN_IN_ADDRESSES, commonest):
            yield from (f"{keyword}-{word}.{ending}" for ending in endings)
            yield f"{word}-{keyword}.{endings[0]}"
        for hosting in service.hosting:
            yield f"{key}.{hosting}"
            yield f"{key.replace('-', '')}.{hosting}"


def _join_word(word: str, key: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        for label in (f"{word}-{key}", f"{key}-{word}", f"{word}{key}"):
            yield f"{label}.{ending}"
