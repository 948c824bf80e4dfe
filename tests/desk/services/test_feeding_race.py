"""A decoy is spent once, whoever tries at the same time: a thousand attempts on each database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.jobs.test_parallel_claims import run_together
from tests.feeding.runs import add_team, begin_run, look_from_afar

from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, FedDecoy
from chaffinch.desk.services.audit import verify_chain
from chaffinch.desk.services.sending import PlannedDecoy, SpentError, plan_decoys, spend_decoy
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.feeding.submit import NotFedError, Secrets
from chaffinch.lab.phishers import PLAIN_HOST
from chaffinch.lab.range import Range

__all__ = ["Database", "database", "migrated"]


@pytest.mark.usefixtures("database", "configuration")
def test_a_decoy_is_spent_once_in_a_thousand_attempts(home: Home) -> None:
    now = datetime.now(UTC)
    sync_settings_file(settings.CONFIGURATION.watch, now=now)
    with Range(home.folder):
        run = begin_run(look_from_afar(PLAIN_HOST), add_team("race"), decoys=3)
        planned = [
            PlannedDecoy(f"d-{n}", "phantom", Secrets(f"p{n}@mouvement-aurore.test", "Brume-7", "1"), {}, now)
            for n in range(3)
        ]
        plan_decoys(run.pk, planned, now=now)
        count_spent(datetime.now(UTC))


def count_spent(now: datetime) -> None:
    """Eight workers try: the same decoy, and others beside it, which may not go while it is on its way."""

    def race(_: int) -> int:
        won = 0
        for attempt in range(125):
            try:
                spend_decoy(f"d-{attempt % 3}", now=now)
                won += 1
            except (SpentError, NotFedError):
                pass
        return won

    assert sum(run_together(8, race)) == 1
    assert sorted(FedDecoy.objects.values_list("state", flat=True)) == ["planned", "planned", "spent"]
    assert AuditEntry.objects.filter(action="decoy sent").count() == 1
    verify_chain()
