"""What a DKIM signature is worth as evidence, told in its parts: head, body, our copy's body, key, day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.judging import weights
from chaffinch.leaks.judging.claims import read_moment
from chaffinch.leaks.prints import MailPrint, SignaturePrint
from chaffinch.mail.alignment import find_owner

STRONG_KEY = 1024
"""Bits. A 512-bit key is found for less than a hundred dollars (Valenta and others, "Factoring as a Service", 2016)."""
_MOST_SIGNATURES = 3
_SIGNED_LATE = timedelta(days=4)
"""After the date that the message says: queues keep mail for days; who signs much later writes another date."""
_SEEN = re.compile(r"(\d{4}-\d\d-\d\d)?/(\d{4}-\d\d-\d\d)?")
_CLAIMED = {"from", "date", "subject", "to"}


@dataclass(frozen=True, slots=True)
class Trust:
    """One signature, judged."""

    signature: SignaturePrint
    aligned: bool
    """Whether it is of the sender's organisation."""
    sound: bool
    """Whether only who had the key can have made it, about the day that the message says."""
    our_body: str
    """`match` where the body that was signed is that of our copy, `mismatch`, or empty where there is no copy."""

    @property
    def proves_item(self) -> bool:
        """Return whether head and body are those that were signed."""
        return (
            self.sound
            and self.aligned
            and self.signature.header == "valid"
            and self.signature.body == "match"
        )

    @property
    def proves_copy(self) -> bool:
        """Return whether the body that was signed is the one in our archive, under this head."""
        return self.sound and self.aligned and self.signature.header == "valid" and self.our_body == "match"

    @property
    def covers_claims(self) -> bool:
        """Return whether sender, date, subject and recipients are among what is signed."""
        return set(self.signature.headers) >= _CLAIMED

    def as_params(self) -> Mapping[str, Any]:
        """Return the parts, for the evidence."""
        one = self.signature
        return {
            "domain": one.domain, "selector": one.selector, "algorithm": one.algorithm, "header": one.header,
            "body": one.body, "our_body": self.our_body, "key_bits": one.key_bits, "key_source": one.key_source,
            "key_published": one.key_published,
            "signed_at": one.signed_at, "expires_at": one.expires_at, "aligned": self.aligned,
        }  # fmt: skip


def judge_signatures(mail: MailPrint, ours: MailPrint | None, *, is_own: bool) -> tuple[Trust, ...]:
    """Return each signature of a message, judged, those that prove most first.

    Args:
        mail: what is signed.
        ours: our copy of it.
        is_own: whether the sender is one of us: of another's domain, which may be the intruder's, a key counts only if
            it was seen by the day of the message.
    """
    found = [_judge_signature(one, mail, ours, is_own=is_own) for one in mail.signatures[:10]]
    return tuple(
        sorted(
            found, key=lambda one: (not one.proves_item, not one.proves_copy, one.signature.header != "valid")
        )
    )


def _judge_signature(one: SignaturePrint, mail: MailPrint, ours: MailPrint | None, *, is_own: bool) -> Trust:
    domain = mail.sender.rpartition("@")[2]
    aligned = bool(domain) and find_owner(one.domain) == find_owner(domain)
    hashes = set(ours.body_hashes.values()) if ours else set()
    body = "" if not hashes or not one.body_hash else "match" if one.body_hash in hashes else "mismatch"
    strong = one.key_bits >= STRONG_KEY or one.algorithm.startswith("ed25519")
    sound = not one.key_published and strong and _is_of_its_day(one, mail, is_own=is_own)
    return Trust(one, aligned, sound, body)


def _is_of_its_day(one: SignaturePrint, mail: MailPrint, *, is_own: bool) -> bool:
    """Return whether it was signed about when the message says, by a key that was in use then as far as that is known."""
    written, signed = read_moment(mail.date), read_moment(one.signed_at)
    if written is None:
        return is_own
    if signed is not None and written.tzinfo and abs(signed - written) > _SIGNED_LATE:
        return False
    seen = _SEEN.search(one.key_source)
    return is_own or bool(seen and seen[1] and seen[1] <= written.date().isoformat())


def tell_signatures(trusts: Iterable[Trust]) -> list[Evidence]:
    """Return signatures as evidence, each in its parts."""
    told = []
    for one in list(trusts)[:_MOST_SIGNATURES]:
        if one.proves_item:
            weight = weights.DKIM_ITEM
        elif one.proves_copy:
            weight = weights.DKIM_COPY
        else:
            weight = weights.DKIM_WORTHLESS if one.signature.header == "valid" else weights.DKIM_BROKEN
        told.append(Evidence("dkim", weight, dict(one.as_params())))
    return told
