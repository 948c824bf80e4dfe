"""One step is taken only where a person asks, with an address of ours that is nobody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.models import AuditEntry, Case, Job, User
from chaffinch.desk.services.audit import WORKER, Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.steps import InventedAddressError, ask_for_step
from chaffinch.desk.services.tips import report_link
from chaffinch.errors import RefusedError
from chaffinch.pages.verdict import Verdict

pytestmark = pytest.mark.usefixtures("watched")
HOST = "portail.mouvement.aurore.test"
INVENTED = "lise.moreau@mouvement-aurore.test"


@pytest.fixture
def case(ines: Actor, now: datetime) -> Case:
    return report_link(f"https://{HOST}/", actor=ines, now=now)[0]


def list_steps() -> list[dict[str, object]]:
    return [job.payload for job in Job.objects.filter(kind="capture_case") if "typed" in job.payload]


def test_a_person_has_one_step_taken_and_it_is_on_record(case: Case, ines: Actor, now: datetime) -> None:
    assert ask_for_step(case.pk, f" {INVENTED.title()} ", actor=ines, now=now)
    assert list_steps() == [{"case": case.pk, "typed": INVENTED}]
    noted = AuditEntry.objects.get(action="step asked for")
    assert (noted.actor, noted.params) == ("ines", {"typed": INVENTED})
    assert not ask_for_step(case.pk, INVENTED, actor=ines, now=now)
    assert len(list_steps()) == 1


@pytest.mark.parametrize(
    "address",
    ["", "lise", "lise.moreau@gmail.com", "lise.moreau@not-mouvement-aurore.test", "a b@mouvement-aurore.test",
     "lise@mouvement-aurore.test.evil.example", "lise@mouvement-aurore.test\nx", "lisé@mouvement-aurore.test"],
)  # fmt: skip
def test_what_is_no_address_of_ours_is_refused(case: Case, ines: Actor, now: datetime, address: str) -> None:
    with pytest.raises(InventedAddressError):
        ask_for_step(case.pk, address, actor=ines, now=now)
    assert list_steps() == []


def test_a_colleagues_address_is_refused(case: Case, ines: Actor, now: datetime) -> None:
    User.objects.filter(username="ines").update(email="Ines.Kerbrat@mouvement-aurore.test")
    with pytest.raises(InventedAddressError, match="somebody"):
        ask_for_step(case.pk, "ines.kerbrat@mouvement-aurore.test", actor=ines, now=now)


def test_no_process_takes_a_step(case: Case, now: datetime) -> None:
    with pytest.raises(RefusedError):
        ask_for_step(case.pk, INVENTED, actor=WORKER, now=now)
    assert list_steps() == []


def test_the_look_that_took_a_step_is_one_of_the_visitors(case: Case, now: datetime) -> None:
    seen = make_look(HOST, picture=draw_picture, at=now)
    record_capture(case.pk, seen, Verdict("undecided", 0.0, (), ""), now=now)
    stepped = replace(seen, profile="step", typed=INVENTED)
    taken = record_capture(case.pk, stepped, Verdict("copy", 0.9, (), ""), now=now)
    assert taken.record["typed"] == INVENTED
    assert Case.objects.get(pk=case.pk).verdict == "copy"
