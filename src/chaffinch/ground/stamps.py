"""Time-stamps of RFC 3161: what is asked, what came back, and over the wire by whom it is answered."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from chaffinch.errors import UsageError
from chaffinch.ground.web import Fetcher

_QUERY = "application/timestamp-query"
#: By the digest's length: the object identifier, as DER (RFC 5754) and as text.
_ALGORITHMS = {
    32: (bytes.fromhex("0609608648016503040201"), "2.16.840.1.101.3.4.2.1"),
    48: (bytes.fromhex("0609608648016503040202"), "2.16.840.1.101.3.4.2.2"),
    64: (bytes.fromhex("0609608648016503040203"), "2.16.840.1.101.3.4.2.3"),
}


class StampError(UsageError):
    """This is no time-stamp, or none over what it should be over.

    Attributes:
        code: malformed, imprint, nonce, untrusted.
    """

    def __init__(self, what: str, code: str, *, why: str = "") -> None:
        super().__init__(what, why=why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Stamp:
    """When somebody else had seen something."""

    at: datetime
    trusted: bool
    """Whether it was checked against a root certificate that the checker gave."""


def make_stamp_request(digest: bytes, *, chance: random.Random) -> bytes:
    """Return the request for a time-stamp, DER (RFC 3161, 2.4.1), with a nonce; the certificate is asked for.

    Args:
        digest: of what is stamped: SHA-256, SHA-384 or SHA-512, told by its length.
        chance: makes the nonce.
    """
    algorithm = _wrap(0x30, _ALGORITHMS[len(digest)][0] + b"\x05\x00")
    imprint = _wrap(0x30, algorithm + _wrap(0x04, digest))
    nonce = _wrap(0x02, b"\x01" + chance.randbytes(8))
    return _wrap(0x30, b"\x02\x01\x01" + imprint + nonce + b"\x01\x01\xff")


def verify_stamp(
    untrusted_stamp: bytes,
    *,
    digests: Collection[bytes],
    roots: Sequence[x509.Certificate] = (),
    request: bytes = b"",
) -> Stamp:
    """Return when it was stamped; checked against the roots where there are any.

    Args:
        untrusted_stamp: the authority's whole answer, DER.
        digests: what it may be over: the same thing's digests by different hashes.
        roots: of authorities that are trusted.
        request: what was asked, where the answer has just come: its nonce must come back.

    Raises:
        StampError: it is malformed, over something else, an answer to something else, or not of a trusted authority.
    """
    try:
        response = decode_timestamp_response(_sort_certificates(untrusted_stamp))
        token = response.tst_info
        imprint = token.message_imprint
        _, algorithm = _ALGORITHMS[len(imprint.message)]
        if imprint.message not in digests or imprint.hash_algorithm.dotted_string != algorithm:
            raise StampError("The time-stamp is over something else.", "imprint")
        if request and _wrap(0x02, _write_number(token.nonce)) not in request:
            raise StampError("The time-stamp answers another request.", "nonce")
        if roots:
            builder = VerifierBuilder()
            for root in roots:
                builder = builder.add_root_certificate(root)
            builder.build().verify(response, imprint.message)
    except VerificationError as fault:
        raise StampError(
            "The time-stamp is not of an authority that you trust.", "untrusted", why=str(fault)[:200]
        ) from fault
    except (ValueError, KeyError, TypeError, IndexError, x509.InvalidVersion) as fault:
        raise StampError("The time-stamp is malformed.", "malformed", why=str(fault)[:200]) from fault
    return Stamp(token.gen_time.astimezone(UTC), trusted=bool(roots))


def ask_stamp(fetcher: Fetcher, *, url: str, request: bytes) -> bytes:
    """Return the authority's answer as it came; it learns a hash and nothing else (RFC 3161, 3.4).

    Raises:
        FetchError: the authority did not answer.
    """
    return fetcher.post(url, request, kind=_QUERY).body


def _sort_certificates(answer: bytes) -> bytes:
    """Return the answer with its certificates in the order that DER wants of a set.

    Authorities that are built on OpenSSL leave them as they come, and our parser takes that amiss. They are not signed over.
    """
    status, _ = _measure(answer, 0)
    _, token = _measure(answer, status)
    kind, _ = _measure(answer, token)
    _, wrapped = _measure(answer, kind)
    signed, _ = _measure(answer, wrapped)
    place, _ = _measure(answer, signed)
    for _ in range(3):  # version, digest algorithms, what is stamped
        _, place = _measure(answer, place)
    if answer[place] != 0xA0:
        return answer
    begin, end = _measure(answer, place)
    ends = [begin]
    while ends[-1] < end:
        ends.append(_measure(answer, ends[-1])[1])
    certificates = sorted(answer[one:other] for one, other in pairwise(ends))
    return answer[:begin] + b"".join(certificates) + answer[ends[-1] :]


def _measure(der: bytes, place: int) -> tuple[int, int]:
    """Return where the content of the element at a place begins and ends."""
    length, begin = der[place + 1], place + 2
    if length > 0x80:
        begin, length = begin + length - 0x80, int.from_bytes(der[begin : begin + length - 0x80], "big")
    if begin + length > len(der):
        raise ValueError("the answer is cut")
    return begin, begin + length


def _wrap(tag: int, content: bytes) -> bytes:
    assert len(content) < 128  # noqa: S101 - a request's parts are all shorter
    return bytes((tag, len(content))) + content


def _write_number(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big") if number is not None else b"?"
