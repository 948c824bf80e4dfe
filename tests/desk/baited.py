"""A page that was fed: a run with three decoys on its way, as log lines will name them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from chaffinch.desk.models import Case, FedDecoy, FeedingRun, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.sending import PlannedDecoy, plan_decoys
from chaffinch.desk.services.tips import report_link
from chaffinch.feeding.submit import Secrets
from chaffinch.pages.verdict import Verdict
from tests.desk.web.story import draw_picture, make_look

DOMAIN = "mouvement-aurore.test"
TIME = "2027-03-01 09:31:07+0000"
SOURCE = "198.51.100.23"


@dataclass(frozen=True, slots=True)
class Baited:
    """A fed page; each decoy's address is its number at our domain, in upper case for good measure."""

    case: Case
    run: FeedingRun
    numbers: tuple[str, ...]

    def address(self, which: int) -> str:
        """Return the address of one decoy."""
        return f"{self.numbers[which]}@{DOMAIN}"

    def refusal(self, which: int, *, password: str = "", session: str = "s1", source: str = SOURCE) -> str:
        """Return Dovecot's line of a refused password; by default the decoy's own."""
        typed = password or f"Brume-{which}"
        sha1 = hashlib.sha1(typed.encode()).hexdigest()  # noqa: S324 -- as Dovecot writes it
        return (
            f"{TIME} auth: Info: passwd-file({self.address(which)},{source},<{session}>): Password mismatch "
            f"(SHA1 of given password: {sha1})\n"
        )

    def ending(self, which: int, *, session: str = "s1", source: str = SOURCE) -> str:
        """Return the line at the end of a connection whose attempts failed."""
        return (
            f"{TIME} imap-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 1 secs): "
            f"user=<{self.address(which)}>, method=PLAIN, rip={source}, lip=127.0.0.1, session=<{session}>\n"
        )

    def opening(self, which: int, *, session: str = "s9", source: str = SOURCE) -> str:
        """Return the line of a log-in that worked."""
        return (
            f"{TIME} imap-login: Info: Login: user=<{self.address(which)}>, method=PLAIN, rip={source}, lip=127.0.0.1, "
            f"mpid=7, TLS, session=<{session}>\n"
        )


def feed(
    host: str, actor: Actor, *, now: datetime, kinds: tuple[str, ...] = ("phantom", "trap", "echo")
) -> Baited:
    """Keep a run against a host and its decoys, all of them sent."""
    case = report_link(f"https://{host}/", actor=actor, now=now)[0]
    capture = record_capture(
        case.pk, make_look(host, picture=draw_picture, at=now), Verdict("copy", 0.9, (), ""), now=now
    )
    Case.objects.filter(pk=case.pk).update(state="confirmed")
    case.refresh_from_db()
    run = FeedingRun.objects.create(
        case=case, capture=capture, state="running", terms={}, mix={}, decoys=len(kinds), hours=1, order="x", reason="x",
        proposed_by=User.objects.get(pk=actor.person_id), proposed_at=now, begun_at=now,
    )  # fmt: skip
    numbers = tuple(f"d{run.pk}-{place}" for place in range(len(kinds)))
    persona = {"name": {"first": "Léa", "last": "Martin"}}
    planned = [
        PlannedDecoy(
            number,
            kind,  # type: ignore[arg-type]  # the three kinds
            Secrets(f"{number.upper()}@{DOMAIN}", f"Brume-{place}", "1"),
            persona,
            now,
        )
        for place, (number, kind) in enumerate(zip(numbers, kinds, strict=True))
    ]
    plan_decoys(run.pk, planned, now=now)
    FedDecoy.objects.filter(run=run).update(state=FedDecoy.State.DONE, spent_at=now, outcome="accepted")
    return Baited(case, run, numbers)
