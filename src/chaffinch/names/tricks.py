"""From a reading to the tricks that a person is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chaffinch.names.alignment import Change
from chaffinch.names.context import Word
from chaffinch.names.fold import mixes_scripts
from chaffinch.names.hosts import Host
from chaffinch.names.match import Trick
from chaffinch.names.parts import HostParts
from chaffinch.names.reading import Reading
from chaffinch.names.tables import load_services
from chaffinch.names.targets import Target

#: Signs that may stand between a name and the ending written beside it.
_BESIDE = 1


def list_tricks(reading: Reading) -> tuple[Trick, ...]:
    """Return every trick of a reading, in the order of the host."""
    found = [*_list_changes(reading), *_list_words(reading)]
    places = [*_list_places(reading)]
    if not found and (not places or not stands_alone(reading)):
        found += _list_other_words(reading)
    found += places
    return tuple(sorted(found, key=lambda trick: (trick.start, trick.end)))


def _list_changes(reading: Reading) -> Iterator[Trick]:
    for change in reading.alignment.changes:
        yield Trick(change.kind, change.ours, change.theirs, change.start, change.end)
        if change.kind == "homoglyph" and _mixes_scripts(change, reading.parts.display):
            yield Trick("mixed-script", change.ours, change.theirs, change.start, change.end)


def _mixes_scripts(change: Change, display: str) -> bool:
    if change.theirs.isascii():
        return False
    begin = display.rfind(".", 0, change.start) + 1
    end = display.find(".", change.start)
    return mixes_scripts(display[begin : end if end >= 0 else len(display)])


def _list_words(reading: Reading) -> Iterator[Trick]:
    display, alignment = reading.parts.display, reading.alignment
    if reading.target.service:
        theirs = display[alignment.start : alignment.end]
        yield Trick("service", reading.target.service, theirs, alignment.start, alignment.end)
    for word in reading.words:
        text = display[word.start : word.end]
        if word.role == "sign-in":
            yield Trick("keyword", "sign-in", text, word.start, word.end)
        elif word.role == "service" and (_means_service(word) or _stands_beside(word, reading)):
            yield Trick("service", word.service, text, word.start, word.end)
        elif word.role in {"ending", "country"} and _stands_beside(word, reading):
            ours = word.text if word.text in reading.target.endings else ""
            yield Trick("tld-in-label", ours, text, word.start, word.end)


def _means_service(word: Word) -> bool:
    """Tell whether a word means a service wherever it stands; others ("docs") only next to a name."""
    return word.text not in load_services()[word.service].beside


def _list_other_words(reading: Reading) -> Iterator[Trick]:
    """Name the words that nothing is known of: what remains to say where the name itself is exact."""
    for word in reading.words:
        yield Trick("keyword", "word", reading.parts.display[word.start : word.end], word.start, word.end)


def _stands_beside(ending: Word, reading: Reading) -> bool:
    """Tell whether a word is written next to our name or to a service's, where the eye expects an ending."""
    names = [(reading.alignment.start, reading.alignment.end)]
    names += [(word.start, word.end) for word in reading.words if word.role == "service" and word != ending]
    return any(
        0 <= ending.start - end <= _BESIDE or 0 <= start - ending.end <= _BESIDE for start, end in names
    )


def _list_places(reading: Reading) -> Iterator[Trick]:
    parts = reading.parts
    if reading.in_subdomain:
        yield Trick(
            "subdomain", "", parts.display[parts.label_start :], parts.label_start, len(parts.display)
        )
    elif _changes_ending(reading):
        ours = reading.target.endings[0]
        start = parts.name_end + 1
        yield Trick("tld", ours, parts.display[start:], start, len(parts.display))


def _changes_ending(reading: Reading) -> bool:
    """Tell whether the name stands in a label that is registered under another ending than ours."""
    apart = reading.target.service and not stands_alone(
        reading
    )  # beside a word a service has no ending of its own
    ended = reading.alignment.end <= reading.parts.name_end
    return bool(reading.target.endings) and not reading.same_ending and ended and not apart


def stands_alone(reading: Reading) -> bool:
    """Tell whether there is nothing but the name before the ending."""
    return reading.placement in {"whole", "split"}


def list_url_tricks(host: Host, target: Target, parts: HostParts) -> tuple[Trick, ...]:
    """Return the tricks that stand outside the host: our domain or name before the @, or in the path."""
    found = []
    if host.userinfo and (name := _find_name(host.userinfo, target)):
        found.append(Trick("userinfo", "", name, -1, -1))
    if host.path and (name := _find_name(host.path, target)):
        found.append(Trick("path", "", name, -1, -1))
    if found and host.is_ip:
        found.append(Trick("ip-literal", "", parts.display, 0, len(parts.display)))
    return tuple(found)


def move_outside(trick: Trick) -> Trick:
    """Say a trick of an address that stands inside another one."""
    return replace(trick, start=-1, end=-1)


def _find_name(text: str, target: Target) -> str:
    """Find a genuine domain in what stands outside the host, or else our name as a word of it."""
    domain = next((domain for domain in target.domains if _stands_alone(text, domain)), "")
    if domain or target.service:
        return domain
    keys = (target.pattern.key, target.pattern.letters)
    return next((key for key in keys if _stands_alone(text, key)), "")


def _stands_alone(text: str, name: str) -> bool:
    """Tell whether `name` stands in `text` with no letter or digit on either side."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
            return True
        start = text.find(name, start + 1)
    return False
