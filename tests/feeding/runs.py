"""A team, a confirmed case and an approved run at the desk, for tests that feed; the range must run where its hosts are fed."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.models import Case, FeedingRun, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.feeding import add_approver, approve_run, propose_run
from chaffinch.desk.services.tips import report_link
from chaffinch.feeding.facts import DecoyKind
from chaffinch.feeding.terms import read_terms
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.capture import Capture
from chaffinch.pages.verdict import Verdict

Team = tuple[Actor, Actor]


def add_team(mark: str) -> Team:
    """Return two people who may approve; the mark keeps the teams of tests that share a database apart."""
    actors = [
        Actor(user.username, user.pk)
        for user in (User.objects.create(username=f"{name}-{mark}") for name in ("ines", "tomas"))
    ]
    for actor in actors:
        add_approver(actor.name, actor=actors[0], now=datetime.now(UTC))
    return actors[0], actors[1]


def look_from_afar(host: str) -> Capture:
    """Return what a look at the host would bring, without a browser."""
    return make_look(host, picture=draw_picture, at=datetime.now(UTC))


def confirm_case(seen: Capture, *, actor: Actor, reference: str = "") -> Case:
    """Return a case that is confirmed as a copy of that reference, with the look and its evidence on file."""
    now = datetime.now(UTC)
    case = report_link(seen.requested_url, actor=actor, now=now)[0]
    record_capture(case.pk, seen, Verdict("copy", 0.9, (), reference), now=now, bundle=make_bundle(seen))
    if case.state != Case.State.CONFIRMED:
        change_state(case.pk, "confirmed", actor=actor, reason="It asks for our passwords.", now=now)
    return case


def begin_run(
    seen: Capture,
    team: Team,
    *,
    decoys: int,
    hours: float = 1.0,
    mix: dict[DecoyKind, int] | None = None,
    reference: str = "",
) -> FeedingRun:
    """Return a run against the page that was seen, approved by both and begun."""
    case = confirm_case(seen, actor=team[0], reference=reference)
    run = propose_run(
        case.pk, terms=read_terms(seen), mix=mix or {"phantom": decoys}, hours=hours, reason="Practice.",
        actor=team[0], now=datetime.now(UTC),
    )  # fmt: skip
    for actor in team:
        run = approve_run(run.pk, reason="Yes.", actor=actor, now=datetime.now(UTC))
    return run
