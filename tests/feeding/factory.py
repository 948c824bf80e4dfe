"""Facts of a run to which nothing stands against, for tests to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chaffinch.feeding.facts import (
    Approval,
    Approver,
    Draft,
    Facts,
    History,
    Moment,
    Scope,
    Target,
    Territory,
)

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOST = "portail.mouvement.aurore-acces.com"
NOW = Moment(START + timedelta(hours=1), 50_000.0, "boot-1")
TERRITORY = Territory(
    own=frozenset({"mouvement-aurore.fr"}),
    services=frozenset({"microsoftonline.com", "dropbox.com"}),
    shared=frozenset({"sites.shared.com"}),
    proved=frozenset({"mouvement-aurore.fr"}),
)
TARGET = Target(
    case=7, host=HOST, confirmed=True, capture=True, verdict="copy", evidence="ab" * 32,
    reference_host="portail.mouvement-aurore.fr",
)  # fmt: skip
ROSTER = (Approver("ines", START - timedelta(days=9)), Approver("tomas", START - timedelta(days=9)))


def approve(name: str, **changes: Any) -> Approval:
    """Return somebody's approval of the order."""
    return replace(Approval(name, START, "order-1", "It imitates our portal."), **changes)


def make_facts(**changes: Any) -> Facts:
    """Return facts with changes; those whose names belong to target or history go there."""
    target = {name: changes.pop(name) for name in list(changes) if name in Target.__slots__}
    history = {name: changes.pop(name) for name in list(changes) if name in History.__slots__}
    facts = Facts(
        target=replace(TARGET, **target),
        order="order-1",
        begun=START,
        hours=12,
        decoys=60,
        approvals=(approve("ines"), approve("tomas")),
        roster=ROSTER,
        scope=Scope("cd" * 32, "Me Delacroix", START - timedelta(days=30), START + timedelta(days=300)),
        territory=TERRITORY,
        staff_listed=True,
        history=replace(History(), **history),
    )
    return replace(facts, **changes)


def make_draft(**changes: Any) -> Draft:
    """Return a phantom that may be sent."""
    draft = Draft(
        number="d-1", kind="phantom", domain="mouvement-aurore.fr", spent=False, case=7,
        isolated=True, on_staff=False,
    )  # fmt: skip
    return replace(draft, **changes)


def sent(*seconds_ago: float, boot: str = "boot-1") -> tuple[Moment, ...]:
    """Return when decoys were sent, oldest first."""
    return tuple(
        Moment(NOW.at - timedelta(seconds=ago), NOW.ticks - ago, boot)
        for ago in sorted(seconds_ago, reverse=True)
    )
