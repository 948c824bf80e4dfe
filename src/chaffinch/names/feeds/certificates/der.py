"""The host names of a certificate, by a strict walk through its DER that touches nothing else.

A certificate holds some hundred nested values; the names stand in one extension. Walking past the rest by its lengths
alone takes half the time of a full parser (benchmarks/certificates.py), reads a precertificate's content as it stands,
and does not trip over fields that we have no use for. What is not strict DER (ITU-T X.690, chapter 10) on the way to the
names is refused rather than guessed at.
"""

from __future__ import annotations

import re

MOST_NAMES = 10_000
"""Of one certificate; authorities sign at most some hundred."""

_SEQUENCE, _SET, _OID, _OCTETS, _BOOLEAN, _INTEGER = 0x30, 0x31, 0x06, 0x04, 0x01, 0x02
_VERSION, _UNIQUE_IDS, _EXTENSIONS = 0xA0, (0x81, 0x82), 0xA3
_DNS_NAME = 0x82
_MOST_EXTENSIONS = 200
_MOST_ATTRIBUTES = 200
_LONGEST_NAME = 1_000
_ALTERNATIVE_NAMES = b"\x55\x1d\x11"
_COMMON_NAME = b"\x55\x04\x03"
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
"""UTF8String, PrintableString, TeletexString, IA5String, BMPString."""
_UNPRINTABLE = re.compile(rb"[\x00-\x20\x7f]")
_HOST_LIKE = re.compile(r"[^\s@/\\:,]+\.[^\s@/\\:,.]+")


class DerError(ValueError):
    """These bytes are no certificate."""


def find_names(untrusted_certificate: bytes) -> tuple[bytes, ...]:
    """Return the host names of a certificate (RFC 5280): the alternative names, or the common name without one.

    Returns:
        Each once, lower case, in their order; wildcards as they are; IP addresses left out; empty for none.

    Raises:
        DerError: it is no strict DER certificate, or a name in it holds control characters or blanks.
    """
    start, end = _enter(untrusted_certificate, 0, len(untrusted_certificate), tag=_SEQUENCE)
    _, after = _enter(untrusted_certificate, start, end, tag=_SEQUENCE)
    names = find_names_to_be_signed(untrusted_certificate[start:after])
    for tag in (_SEQUENCE, 0x03):
        _, after = _enter(untrusted_certificate, after, end, tag=tag)
    if after != end or end != len(untrusted_certificate):
        raise DerError("something follows the certificate")
    return names


def find_names_to_be_signed(untrusted_tbs: bytes) -> tuple[bytes, ...]:
    """Return the host names of a TBSCertificate, as precertificate entries hold it; otherwise like `find_names`."""
    der = untrusted_tbs
    place, end = _enter(der, 0, len(der), tag=_SEQUENCE)
    if end != len(der):
        raise DerError("something follows the certificate's content")
    if der[place : place + 1] == b"\xa0":
        _, place = _enter(der, place, end, tag=_VERSION)
    for tag in (_INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE):  # serial number, algorithm, issuer, validity
        _, place = _enter(der, place, end, tag=tag)
    subject, place = _enter(der, place, end, tag=_SEQUENCE)
    subject_end = place
    _, place = _enter(der, place, end, tag=_SEQUENCE)  # public key
    names: dict[bytes, None] = {}
    while place < end:
        tag = der[place]
        inside, after = _enter(der, place, end, tag=tag)
        if tag == _EXTENSIONS:
            _walk_extensions(der, inside, after, names)
        elif tag not in _UNIQUE_IDS:
            raise DerError("a field that certificates do not have")
        place = after
    if not names:
        return _find_common_name(der, subject, subject_end)
    return tuple(names)


def _enter(der: bytes, place: int, end: int, *, tag: int) -> tuple[int, int]:
    """Return where the value at a place begins and ends.

    Raises:
        DerError: another tag stands there, the length is not in its shortest form, or the value is cut short.
    """
    try:
        if der[place] != tag:
            raise DerError("another tag")
        length = der[place + 1]
        begin = place + 2
        if length >= 0x80:
            count = length & 0x7F
            length = int.from_bytes(der[begin : begin + count], "big")
            if not 0 < count <= 4 or length < 0x80 or length >> (8 * count - 8) == 0:
                raise DerError("a length that is not strict")
            begin += count
    except IndexError:
        raise DerError("cut short") from None
    if begin + length > end:
        raise DerError("a value longer than what it stands in")
    return begin, begin + length


def _walk_extensions(der: bytes, place: int, end: int, names: dict[bytes, None]) -> None:
    place, whole = _enter(der, place, end, tag=_SEQUENCE)
    if whole != end:
        raise DerError("something follows the extensions")
    for _ in range(_MOST_EXTENSIONS):
        if place >= end:
            return
        inside, after = _enter(der, place, end, tag=_SEQUENCE)
        oid, inside = _enter(der, inside, after, tag=_OID)
        if der[oid:inside] == _ALTERNATIVE_NAMES:
            if inside < after and der[inside] == _BOOLEAN:
                _, inside = _enter(der, inside, after, tag=_BOOLEAN)
            inside, octets_end = _enter(der, inside, after, tag=_OCTETS)
            if octets_end != after:
                raise DerError("something follows an extension")
            _walk_names(der, inside, octets_end, names)
        place = after
    raise DerError("too many extensions")


def _walk_names(der: bytes, place: int, end: int, names: dict[bytes, None]) -> None:
    place, whole = _enter(der, place, end, tag=_SEQUENCE)
    if whole != end:
        raise DerError("something follows the alternative names")
    for _ in range(MOST_NAMES):
        if place >= end:
            return
        tag = der[place]
        inside, place = _enter(der, place, end, tag=tag)
        if tag == _DNS_NAME:
            name = der[inside:place].lower()
            if not name or len(name) > _LONGEST_NAME or _UNPRINTABLE.search(name):
                raise DerError("a name that no host can have")
            names[name] = None
        elif not 0x80 <= tag & 0xDF <= 0x88:
            raise DerError("a kind of name that there is none of")
    raise DerError("too many names")


def _find_common_name(der: bytes, place: int, end: int) -> tuple[bytes, ...]:
    """Return the subject's last common name where it reads like a host."""
    found = ""
    for _ in range(_MOST_ATTRIBUTES):
        if place >= end:
            break
        attribute, place = _enter(der, place, end, tag=_SET)
        while attribute < place:
            oid, after = _enter(der, attribute, place, tag=_SEQUENCE)
            oid, value = _enter(der, oid, after, tag=_OID)
            tag = der[value] if value < after else 0
            if der[oid:value] == _COMMON_NAME and tag in _TEXTS:
                inside, value_end = _enter(der, value, after, tag=tag)
                found = der[inside:value_end].decode(_TEXTS[tag], "replace")
            attribute = after
    if len(found) > _LONGEST_NAME or "\ufffd" in found or not _HOST_LIKE.fullmatch(found):
        return ()
    name = found.lower().encode()
    return () if _UNPRINTABLE.search(name) else (name,)
