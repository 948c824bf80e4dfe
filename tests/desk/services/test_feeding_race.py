"""A decoy is spent once, whoever tries at the same time: a thousand attempts on each database."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.jobs.test_parallel_claims import run_together
from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.models import AuditEntry, FedDecoy, FeedingRun, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.sending import PlannedDecoy, SpentError, plan_decoys, spend_decoy
from chaffinch.desk.services.tips import report_link
from chaffinch.feeding.submit import Secrets
from chaffinch.pages.verdict import Verdict

__all__ = ["Database", "database", "migrated"]

HOST = "portail.mouvement.aurore-acces.com"


@pytest.mark.usefixtures("database", "configuration")
def test_a_decoy_is_spent_once_in_a_thousand_attempts(now: datetime) -> None:
    user = User.objects.create(username="ines")
    case = report_link(f"https://{HOST}/", actor=Actor("ines", user.pk), now=now)[0]
    capture = record_capture(
        case.pk, make_look(HOST, picture=draw_picture, at=now), Verdict("copy", 0.9, (), ""), now=now
    )
    run = FeedingRun.objects.create(
        case=case, capture=capture, state="running", terms={}, mix={}, decoys=1, hours=1, order="x", reason="x",
        proposed_by=user, proposed_at=now, begun_at=now,
    )  # fmt: skip
    decoy = PlannedDecoy("d-1", "phantom", Secrets("p@mouvement-aurore.test", "Brume-7", "1"), {}, now)
    plan_decoys(run.pk, [decoy], now=now)

    def race(_: int) -> int:
        won = 0
        for _attempt in range(125):
            try:
                spend_decoy("d-1", now=now)
                won += 1
            except SpentError:
                pass
        return won

    assert sum(run_together(8, race)) == 1
    assert FedDecoy.objects.get().state == "spent"
    assert AuditEntry.objects.filter(action="decoy sent").count() == 1
    verify_chain()
