"""One item is shown when two people agree, knowing what it costs, and nothing of any other with it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from pytest_django.fixtures import Settings
from tests.desk.baited import Baited, feed
from tests.desk.ledger_house import AUTHORITIES, begin, spend_night
from tests.desk.services.test_feeding import tomas
from tests.desk.services.test_ledger import planted
from tests.ledger.authority import make_authority

from chaffinch.desk.configuration_tables import Configuration, LedgerTable
from chaffinch.desk.models import Approver, AuditEntry, Disclosure, FeedingRun, Hit, LedgerEntry, SignInLog
from chaffinch.desk.services.alerts import send_word
from chaffinch.desk.services.audit import WORKER, Actor, verify_chain
from chaffinch.desk.services.disclosing import (
    DisclosureError,
    DisclosureRefusedError,
    answer_disclosure,
    ask_disclosure,
    take_disclosure,
)
from chaffinch.desk.services.entering import enter_past
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.ledger import commit_entries
from chaffinch.errors import RefusedError

__all__ = ["tomas"]
pytestmark = pytest.mark.usefixtures("watched")
ALPHA, BETA = make_authority("alpha.test", kind="ec"), make_authority("beta.test", kind="ec")


@pytest.fixture
def fed(ines: Actor, tomas: Actor, now: datetime, configuration: Configuration, settings: Settings) -> Baited:
    """A fed page whose decoys a checkpoint of this morning covers; Ines and Tomas may approve since last week."""
    settings.CONFIGURATION = replace(configuration, ledger=LedgerTable(authorities=AUTHORITIES))
    for actor in (ines, tomas):
        add_approver(actor.name, actor=ines, now=now - timedelta(days=7))
    begin(ines, now=now)
    fed = feed("portail.mouvement.aurore.test", ines, now=now)
    enter_past(now=now)
    spend_night(ALPHA, BETA, now=now)
    return fed


def name(fed: Baited, which: int) -> str:
    return LedgerEntry.objects.get(decoy__number=fed.numbers[which]).name


def ask(entry: str, actor: Actor, now: datetime, *, burnt: bool = True, opened: bool = False) -> Disclosure:
    reason = "A journalist asks about the dump."
    return ask_disclosure(entry, reason=reason, burnt=burnt, opened=opened, actor=actor, now=now)


def agree(asked: Disclosure, actor: Actor, now: datetime, *, burnt: bool = True) -> Disclosure:
    return answer_disclosure(asked.pk, agrees=True, reason="It is time.", burnt=burnt, actor=actor, now=now)


def take(asked: Disclosure, actor: Actor, now: datetime) -> dict[str, bytes]:
    _, packed = take_disclosure(asked.pk, actor=actor, now=now)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def test_two_people_show_one_item_and_a_stranger_can_check_it(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime, tmp_path: Path
) -> None:
    asked = ask(name(fed, 0), ines, now)
    with pytest.raises(DisclosureError, match="Nobody has agreed"):
        take_disclosure(asked.pk, actor=ines, now=now)
    agree(asked, tomas, now)
    parcel = take(asked, ines, now)
    assert set(parcel) == {
        "proof.json", "note.txt", "key.txt", "verify.py", "verify.html", "README.txt", "LISEZMOI.txt", "item.txt",
    }  # fmt: skip
    for file, content in parcel.items():
        (tmp_path / file).write_bytes(content)
    verify = [sys.executable, "-I", "verify.py", "proof.json"]
    done = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "HOLDS" in done.stdout
    proof = json.loads(parcel["proof.json"])
    assert proof["item"]["sha256"] == hashlib.sha256(parcel["item.txt"]).hexdigest()
    assert parcel["item.txt"].decode() == f"{fed.address(0).lower()}\nBrume-0\n"
    first = parcel["item.txt"].splitlines(keepends=True)[0]
    assert proof["item"]["text_sha256"] == hashlib.sha256(first).hexdigest()
    assert [one["authority"] for one in proof["stamps"]] == ["alpha.test", "beta.test"]
    assert "opened" not in proof
    everything = b"".join(parcel.values())
    assert fed.address(1).lower().encode() not in everything
    assert b"Brume-1" not in everything
    done_by = list(AuditEntry.objects.filter(action__startswith="disclosure").values_list("action", "actor"))
    assert done_by == [
        ("disclosure asked", "ines"),
        ("disclosure agreed", "tomas"),
        ("disclosure taken", "ines"),
    ]
    verify_chain()


def test_what_is_proved_is_said_in_both_languages_with_the_exact_commands(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    asked = ask(name(fed, 0), ines, now)
    parcel = take(agree(asked, tomas, now), tomas, now)
    for file, said in (
        ("README.txt", "What it does not prove"),
        ("LISEZMOI.txt", "Ce qu’elle ne prouve pas"),
    ):
        text = parcel[file].decode()
        assert said in text
        for command in ("python3 verify.py proof.json", "openssl ts -verify", "sha256sum item.txt"):
            assert command in text


def test_the_place_is_opened_only_where_both_agreed_to_it(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    asked = ask(name(fed, 0), ines, now, opened=True)
    proof = json.loads(take(agree(asked, tomas, now), ines, now)["proof.json"])
    assert list(proof["opened"]) == ["planted_in"]
    assert "portail.mouvement.aurore.test" in proof["opened"]["planted_in"]["value"]


def test_who_asks_cannot_agree_nor_can_a_process_or_whoever_may_not_approve(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    with pytest.raises(RefusedError):
        ask(name(fed, 0), WORKER, now)
    asked = ask(name(fed, 0), ines, now)
    with pytest.raises(DisclosureRefusedError, match="asks cannot agree"):
        agree(asked, ines, now)
    with pytest.raises(RefusedError):
        agree(asked, Actor("token"), now)
    Approver.objects.filter(person__username="tomas").update(since=now - timedelta(hours=23))
    with pytest.raises(DisclosureRefusedError, match="may not approve"):
        agree(asked, tomas, now)
    Approver.objects.filter(person__username="tomas").update(
        since=now - timedelta(days=2), only_case=fed.case.pk
    )
    with pytest.raises(DisclosureRefusedError, match="may not approve"):
        agree(asked, tomas, now)
    assert Disclosure.objects.get().state == "asked"


def test_a_request_lapses_after_two_days_and_can_be_made_again(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    asked = ask(name(fed, 0), ines, now)
    with pytest.raises(DisclosureError, match="asked for already"):
        ask(name(fed, 0), tomas, now)
    with pytest.raises(DisclosureError, match="any more"):
        agree(asked, tomas, now + timedelta(hours=48))
    later = now + timedelta(hours=49)
    agree(ask(name(fed, 0), tomas, later), ines, later)


def test_what_is_in_use_is_shown_only_where_both_say_that_it_may_be_burnt(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    with pytest.raises(DisclosureRefusedError, match="burnt") as caught:
        ask(name(fed, 1), ines, now, burnt=False)
    assert caught.value.codes == ("run-open", "trap-alive", "never-hit")
    asked = ask(name(fed, 1), ines, now)
    with pytest.raises(DisclosureRefusedError, match="burnt"):
        agree(asked, tomas, now, burnt=False)
    answered = agree(asked, tomas, now)
    assert (answered.burnt, answered.answered_burnt) == (True, True)


def test_what_was_used_in_a_run_that_is_over_needs_no_tick(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    FeedingRun.objects.update(state="ended")
    log = SignInLog.objects.create(name="x", path="/x", format="dovecot")
    decoy = fed.run.fed.get(number=fed.numbers[0])
    Hit.objects.create(
        case=fed.case, decoy=decoy, log=log, line_key="1", file="x", line=1, offset=0, at=now, noted_at=now
    )
    agree(ask(name(fed, 0), ines, now, burnt=False), tomas, now, burnt=False)
    with pytest.raises(DisclosureRefusedError) as caught:
        ask(name(fed, 2), ines, now, burnt=False)
    assert caught.value.codes == ("never-hit", "names-colleague")


def test_what_no_checkpoint_covers_or_nobody_knows_is_not_shown(
    fed: Baited, ines: Actor, now: datetime
) -> None:
    commit_entries([planted("new", now)], now=now)
    with pytest.raises(DisclosureError, match="No checkpoint covers it"):
        ask("new", ines, now)
    with pytest.raises(DisclosureError, match="knows no item"):
        ask("nothing", ines, now)
    with pytest.raises(DisclosureError, match="Say why"):
        ask_disclosure(name(fed, 0), reason=" ", burnt=True, actor=ines, now=now)


def test_a_no_is_a_no_and_whoever_asked_can_take_it_back(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    for who in (tomas, ines):
        asked = ask(name(fed, 0), ines, now)
        answer_disclosure(asked.pk, agrees=False, reason="Not yet.", burnt=False, actor=who, now=now)
        with pytest.raises(DisclosureError):
            take_disclosure(asked.pk, actor=ines, now=now)
    assert AuditEntry.objects.filter(action="disclosure refused").count() == 2


def test_mail_says_that_something_waits_and_not_what(
    fed: Baited, ines: Actor, tomas: Actor, now: datetime
) -> None:
    FeedingRun.objects.update(state="ended")
    assert not send_word(now=now)
    asked = ask(name(fed, 0), ines, now)
    assert send_word(now=now)
    for sent in outbox.outbox:
        said = sent.message().as_bytes().decode().replace("=\n", "").lower()
        assert not any(word in said for word in ("ledger", "registre", "proof", "preuve", "leurre", "decoy"))
    agree(asked, tomas, now)
    assert not send_word(now=now)
