"""The same run from the command line: proposed, approved by two with their passwords, worked, and shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.e2e.test_feeding import look, practice
from tests.telling import tells

from chaffinch.cli.feeding import feed
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, FeedingRun, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.tips import report_link
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.lab import phishers
from chaffinch.lab.range import Range
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.judge.compare import compare

__all__ = ["Database", "configuration", "database", "home", "migrated", "practice"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240), pytest.mark.usefixtures("database", "configuration")]
HOST = phishers.TWO_STEP_HOST


def call(*arguments: object, password: str = "") -> Result:
    return CliRunner().invoke(
        feed, [str(one) for one in arguments], input=f"{password}\n" if password else ""
    )


def read(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, (result.output, result.exception)
    said: dict[str, object] = json.loads(result.stdout.splitlines()[-1])
    return said


def test_it_is_proposed_approved_worked_stopped_and_resumed(practice: Range, home: Home) -> None:
    from django.conf import settings

    home.settings_file.write_text("", encoding="utf-8")
    now, seen = datetime.now(UTC), look(HOST)
    people = [User.objects.create_user(f"{name}-cli", password=f"{name} 27") for name in ("ines", "tomas")]
    ines = Actor("ines-cli", people[0].pk)
    for person in people:
        add_approver(person.username, actor=ines, now=now)
    sync_settings_file(settings.CONFIGURATION.watch, now=now)
    case = report_link(f"https://{HOST}/", actor=ines, now=now)[0]
    record_capture(case.pk, seen, compare(seen, []), now=now, bundle=make_bundle(seen))
    change_state(case.pk, "confirmed", actor=ines, reason="It asks for our passwords.", now=now)

    refused = call("plan", case.pk, "--reason", "x", "--as", "ines-cli", password="not hers")
    assert (refused.exit_code, FeedingRun.objects.filter(case=case).exists()) == (1, False)
    planned = read(
        call(
            "plan",
            case.pk,
            "-n",
            4,
            "--hours",
            1,
            "--reason",
            "A copy.",
            "--as",
            "ines-cli",
            password="ines 27",
        )
    )
    assert (planned["state"], planned["mix"]) == ("proposed", {"phantom": 4})
    assert "not running" in str(call("run", case.pk).exception)
    read(call("approve", case.pk, "--reason", "Yes.", "--as", "ines-cli", password="ines 27"))
    again = call("approve", case.pk, "--reason", "And again.", "--as", "ines-cli", password="ines 27")
    assert "already" in str(again.exception)
    begun = read(call("approve", case.pk, "--reason", "Seen.", "--as", "tomas-cli", password="tomas 27"))
    assert (begun["state"], begun["approved_by"]) == ("running", ["ines-cli", "tomas-cli"])
    assert read(call("stop", case.pk))["stopped_because"] == "person"
    done = read(call("run", case.pk, "--reason", "Go on.", "--as", "tomas-cli", password="tomas 27"))
    assert (done["state"], done["sent"], done["unknown"]) == ("ended", 4, 0)
    assert read(call("status", case.pk)) == done
    assert len({catch.address for catch in practice.desk.catches}) == 4
    said = call("status", case.pk).output
    assert not any(tells(said, one.password) or one.address in said for one in practice.desk.catches)
    actors = set(
        AuditEntry.objects.filter(action__startswith="feeding", subject_id=str(case.pk)).values_list(
            "actor", flat=True
        )
    )
    assert {"ines-cli", "tomas-cli", "command line", "worker"} >= actors
