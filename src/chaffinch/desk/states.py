"""The life of a case, as a pure table."""

from __future__ import annotations

from typing import Literal

from chaffinch.errors import UsageError
from chaffinch.reports.catalogue import gettext_noop as N_

State = Literal["new", "captured", "confirmed", "dismissed", "reported", "gone"]

STATES: tuple[State, ...] = ("new", "captured", "confirmed", "dismissed", "reported", "gone")

#: state → states that may follow. `gone` is an address at which nothing answers, whether something did before or not
#: yet. A dismissed or gone case can come back: the site may wake.
FOLLOWING: dict[State, frozenset[State]] = {
    "new": frozenset({"captured", "confirmed", "dismissed", "gone"}),
    "captured": frozenset({"confirmed", "dismissed", "gone"}),
    "confirmed": frozenset({"reported", "dismissed", "gone"}),
    "dismissed": frozenset({"captured", "confirmed"}),
    "reported": frozenset({"gone", "dismissed"}),
    "gone": frozenset({"captured", "confirmed", "dismissed"}),
}

#: States in which nobody has decided yet.
WAITING: frozenset[State] = frozenset({"new", "captured"})
#: States in which the address counts as phishing, for block lists.
BLOCKED: frozenset[State] = frozenset({"confirmed", "reported"})
#: States in which the page is looked at again each day. What does not answer may wake: it stays watched.
WATCHED: frozenset[State] = frozenset({"captured", "confirmed", "reported", "gone"})


class WrongStateError(UsageError):
    """The case cannot go from its present state to the wanted one."""


def check_transition(present: State, wanted: State) -> None:
    """Do nothing when the step is allowed.

    Raises:
        WrongStateError: it is not; names the states that may follow.
    """
    if wanted not in FOLLOWING[present]:
        raise WrongStateError(
            N_("This step is not possible from where the case stands now (%(present)s → %(wanted)s)."),
            why=N_("Somebody may have decided at the same time."),
            todo=N_("Load the page again; possible now: %(following)s."),
            present=present,
            wanted=wanted,
            following=", ".join(sorted(FOLLOWING[present])),
        )


def follow_capture(present: State, verdict: str) -> State:
    """Return the state after a look at the page: what a person decided stays, unless the page vanished.

    Args:
        present: where the case stands.
        verdict: class of the capture's verdict (pages/verdict.py).
    """
    if verdict == "gone":
        return present if present == "dismissed" else "gone"
    if present == "new" or (present == "gone" and verdict != "undecided"):
        return "captured"  # a page that woke has to be looked at by a person again
    return present
