"""Which decoy an attempt to sign in used, and how much that says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chaffinch.tripwires.signin import PasswordMark, SignIn

Kind = Literal["phantom", "trap", "echo"]
Severity = Literal["opened", "password", "address"]
"""The log-in worked; it was refused, with the decoy's own password; its address was tried, with what is not known."""
Find = Callable[[str], Sequence["Bait"]]
"""Log-in, as the log has it → the decoys with that address."""


@dataclass(frozen=True, slots=True)
class Bait:
    """One decoy, as logs are searched for it."""

    number: str
    kind: Kind
    recognise: Callable[[str, PasswordMark], bool | None]
    """(log-in, mark) → whether the password that the log tells of is this decoy's; None where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One use of one decoy."""

    number: str
    kind: Kind
    severity: Severity
    sign_in: SignIn
    repeats: bool = False
    """Whether the attempt was told of before: the line only sums up its connection."""
    raw: bytes = field(default=b"", repr=False)
    """The line as it stands in the log, without its end."""


def match_sign_in(sign_in: SignIn, baits: Iterable[Bait]) -> tuple[Hit, ...]:
    """Return a hit for each decoy that the attempt used; none where it used none.

    An address of a phantom or a trap is unique to its page, so that it alone names the page. An echo's is a real
    colleague's: only the password's hash tells a decoy from the colleague, and without one an echo never rings.
    """
    known = [(bait, _recognise(bait, sign_in)) for bait in baits]
    if any(recognised for _, recognised in known):
        known = [(bait, recognised) for bait, recognised in known if recognised]
    else:
        known = [(bait, recognised) for bait, recognised in known if bait.kind != "echo"]
    return tuple(
        Hit(bait.number, bait.kind, _weigh(sign_in, recognised), sign_in) for bait, recognised in known
    )


def _recognise(bait: Bait, sign_in: SignIn) -> bool | None:
    return None if sign_in.mark is None else bait.recognise(sign_in.login, sign_in.mark)


def _weigh(sign_in: SignIn, recognised: bool | None) -> Severity:
    if sign_in.success:
        return "opened"
    return "password" if recognised else "address"
