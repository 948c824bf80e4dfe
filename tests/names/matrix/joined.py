"""Sign-in words and services' names joined to ours, or standing without it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.names.matrix.brands import WatchedBrand
from tests.names.matrix.vocabulary import FRONT_WORDS, PLAIN_SIGN_IN_WORDS, SERVICE_NAMES, SIGN_IN_WORDS

_LITTLE = 3


def join_keyword(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Put a sign-in word in front, behind, or between our words where we write them apart."""
    apart_only = is_short_and_changed(label, brand)
    for words in SIGN_IN_WORDS.values():
        for word in words:
            plain = word.replace("-", "")
            yield from (f"{word}-{label}", f"{label}-{word}", f"{word}.{label}")
            if not apart_only:
                yield from (f"{plain}{label}", f"{label}{plain}")
            first, _, others = label.partition("-")
            if has_room_between(label, brand) and not word.startswith(FRONT_WORDS):
                yield f"{first}-{word}-{others}"
    if apart_only:
        return
    yield from (f"{word}{hyphen}{label}" for word in FRONT_WORDS for hyphen in ("-", ""))
    for word in PLAIN_SIGN_IN_WORDS:
        yield from (f"{word}-{label}-2027", f"secure-{word}-{label}", f"{word}-{label}-verification")


def join_service(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Put the name of a service that the brand uses in front or behind."""
    for service in brand.services:
        for name in SERVICE_NAMES[service]:
            yield from (f"{name}-{label}", f"{label}-{name}", f"{name}.{label}")
            if not is_short_and_changed(label, brand):
                yield from (f"{name}{label}", f"{label}{name}")
            yield from (f"{name}-login-{label}", f"{label}-{name}-login")


def is_short_and_changed(label: str, brand: WatchedBrand) -> bool:
    """Tell whether only a word of its own shows it: written together, a short name's changed letters are anybody's."""
    return brand.edits == 0 and label != brand.plain


def has_room_between(label: str, brand: WatchedBrand) -> bool:
    """Tell whether our words stand apart in it where we write them apart, one of them changed at most.

    A little word that was changed is another word: a-mail-croix, ne-mail-marche.
    """
    ours, theirs = brand.plain.split("-"), label.split("-")
    if len(ours) == 1 or len(ours) != len(theirs) or "." in label:
        return False
    changed = [(our, their) for our, their in zip(ours, theirs, strict=True) if our != their]
    return all(len(our) > _LITTLE and abs(len(their) - len(our)) <= 1 for our, their in changed[:1]) and (
        len(changed) <= 1
    )


def put_beside_keyword(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Put a sign-in word or a service beside a short brand's typing error: alone it is anybody's name."""
    for word in PLAIN_SIGN_IN_WORDS:
        yield from (f"{word}-{label}", f"{label}-{word}")
    for service in brand.services:
        for name in SERVICE_NAMES[service]:
            yield f"{name}-{label}"


def impersonate_service(brand: WatchedBrand) -> Iterator[str]:
    """Name a service with a sign-in word, and us not at all."""
    for service in brand.services:
        for name in SERVICE_NAMES[service]:
            for word in PLAIN_SIGN_IN_WORDS:
                for ending in ("fr", "com", "net"):
                    yield f"{word}-{name}.{ending}"
                yield f"{name}-{word}.com"
