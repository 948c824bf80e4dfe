"""The demo's second half: a run that waits for its second yes, and the range's phisher who tries what he was fed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING

from chaffinch.cli.practice_ledger import begin_practice_ledger
from chaffinch.cli.practice_planting import propose_practice_planting
from chaffinch.cli.serve import say
from chaffinch.cli.setup import make_password
from chaffinch.desk.home import Home
from chaffinch.lab.accounts import Account as Mailbox
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.range import Range
from chaffinch.lab.sites import EXACT_HOST

if TYPE_CHECKING:
    from chaffinch.decoys.lists import Account

log = logging.getLogger(__name__)
ADMINISTRATOR, SECOND = "admin", "tomas"
_DECOYS, _TRAPS = 12, 3
#: A fixed day, so that each start invents the same people.
_INVENTED_ON = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cues:
    """What the demo's two threads wait for."""

    stopping: threading.Event
    looked: threading.Event = field(default_factory=threading.Event)
    """Every page was looked at: the machine has time for a mail server."""
    office_open: threading.Event = field(default_factory=threading.Event)
    """The range's mail server is up and its log announced, or there will be none."""


def invent_traps(home: Home) -> tuple[Account, ...]:
    """Return the demo's decoy accounts that really open, the same at each start."""
    from chaffinch.decoys import DecoyOrder, Seed, make_decoys
    from chaffinch.decoys.lists import Account

    order = DecoyOrder(
        kinds={"trap": _TRAPS}, domain=DOMAINS[0], page="the demo's traps", locales={"fr_FR": 1.0}
    )
    made = make_decoys(order, seed=Seed(home.read_key("decoys")), at=_INVENTED_ON)
    return tuple(
        Account(f"{one.persona.name.first} {one.persona.name.last}", one.address, one.password.reveal())
        for one in made
    )


def play_phisher_aloud(lab: Range, home: Home, cues: Cues) -> None:
    """Let the range's phisher try what was fed to him, and say where to look."""
    from chaffinch.lab.caller import SOURCE, Tried, play_phisher
    from chaffinch.lab.post_office.dovecot import find_dovecot

    def begin(log_ins: int) -> None:
        say(f"  The phisher, at {SOURCE}, tries the {log_ins} log-ins that he caught at our mail server.")
        say("  Look at the overview: it rings, and names the page on which they were typed.")

    def end(tried: Tried) -> None:
        say(f"  He has tried all {tried.log_ins}; accounts that opened: {tried.opened}, all of them traps.")

    try:
        cues.looked.wait()
        if find_dovecot() is None:
            say(
                "  Without Dovecot (apt-get install dovecot-imapd) nobody tries what is fed: no alarm is to be seen."
            )
            return
        traps = invent_traps(home)
        keep_traps(traps, now=datetime.now(UTC))
        play_phisher(
            lab,
            traps=[Mailbox(one.name, one.address, one.password, "") for one in traps],
            stopping=cues.stopping,
            rng=SystemRandom(),
            opened=cues.office_open.set,
            begin=begin,
            end=end,
        )
    except Exception:
        log.exception("the range's phisher broke off; the desk goes on")
    finally:
        cues.office_open.set()


def keep_traps(traps: tuple[Account, ...], *, now: datetime) -> None:
    """Register the accounts on the desk, as a person does whose provider has opened them."""
    from django.db import connections

    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.traps import keep_accounts

    try:
        keep_accounts(traps, isolated=True, actor=COMMAND_LINE, now=now)
    finally:
        connections.close_all()


def propose_practice_run(*, now: datetime) -> str:
    """Confirm one copy, propose to feed it and give the first yes; return the password of the second approver's log-in.

    An empty text where it was done before, or that page is not the copy that it should be.
    """
    from chaffinch.desk.models import Case, FeedingRun, User
    from chaffinch.desk.services.audit import Actor
    from chaffinch.desk.services.cases import change_state
    from chaffinch.desk.services.feeding import add_approver, approve_run, propose_from_capture
    from chaffinch.desk.services.users import add_user

    case = Case.objects.filter(host=EXACT_HOST, state=Case.State.CAPTURED, verdict="copy").first()
    if case is None or FeedingRun.objects.exists() or User.objects.filter(username=SECOND).exists():
        return ""
    password = make_password()
    add_user(SECOND, password=password, administrator=False, now=now)
    first = User.objects.get(username=ADMINISTRATOR)
    actor = Actor(first.username, first.pk)
    begin_practice_ledger(actor, now=now)
    for name in (ADMINISTRATOR, SECOND):
        add_approver(name, actor=actor, now=now)
    change_state(case.pk, "confirmed", actor=actor, reason="The demo: a copy of our portal.", now=now)
    run = propose_from_capture(
        case.pk,
        decoys=_DECOYS,
        hours=2,
        reason="The demo: practise on the range.",
        actor=actor,
        now=now,
    )
    approve_run(run.pk, reason="The demo: the first yes.", actor=actor, now=now)
    propose_practice_planting(actor, now=now)
    return password
