"""By which proxy of the list a decoy leaves: a person always by the same one, and none carries more than its share. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence


def choose_proxy(
    person: str,
    proxies: Sequence[str],
    *,
    used: Mapping[str, int],
    most: int,
    dead: Collection[str] = (),
) -> str | None:
    """Return the proxy; None where each is dead or has had its share.

    Whoever comes again leaves by the same one as before, until that one has its share or fails: then by the next in an
    order of that person's own, so that those of a failed proxy spread over all others (highest random weight: Thaler and
    Ravishankar, IEEE/ACM Transactions on Networking 6, 1998).

    Args:
        person: something that stands for the one person, and tells nobody who.
        proxies: their addresses.
        used: how many each has carried within the last day.
        most: how many each may carry a day.
        dead: those that do not answer.
    """
    fit = [one for one in proxies if one not in dead and used.get(one, 0) < most]
    return max(fit, key=lambda one: _weigh(person, one), default=None)


def _weigh(person: str, proxy: str) -> bytes:
    return hashlib.sha256(f"{person}\n{proxy}".encode()).digest()
