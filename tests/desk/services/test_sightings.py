"""One case a site, however often it is seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chaffinch.desk.followers.listed import Listed
from chaffinch.desk.followers.lists import follow_list
from chaffinch.desk.following import Followed
from chaffinch.desk.home import find_home
from chaffinch.desk.models import AuditEntry, Case, Job, Reading, Sighting, Source
from chaffinch.desk.observations import UnreadableTipError
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.tips import report_link

pytestmark = pytest.mark.usefixtures("watched")
COMMAND = Actor("command line")


def read_list(path: Path, now: datetime) -> Followed:
    return follow_list(Listed(str(path)), home=find_home(), actor=COMMAND, clock=lambda: now)


def follow(path: Path, now: datetime) -> int:
    return read_list(path, now).opened


def test_a_host_seen_ten_times_in_a_day_is_one_case_with_one_sighting(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail-mouvement-aurore.test\n" * 10 + "HTTPS://Portail-Mouvement-Aurore.test/x\n")
    assert follow(names, now) == 1
    case = Case.objects.get()
    assert (case.host, case.tier, case.sighting_count) == ("portail-mouvement-aurore.test", "alert", 1)
    assert Sighting.objects.get().line == 1
    assert Job.objects.filter(kind="capture_case").count() == 1


def test_own_domains_and_partners_never_open_a_case(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail.mouvement-aurore.test\nmouvement-aurore.partenaire.test\nexample.test\n")
    assert follow(names, now) == 0
    assert Reading.objects.get().lines == 3
    assert Source.objects.get().waiting == 0, "it was read to its end"


def test_a_list_that_grew_is_read_from_where_it_ended(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail-mouvement-aurore.test\nexample.test\n")
    follow(names, now)
    with names.open("a") as stream:
        stream.write("rnouvement-aurore.test\n")
    again = read_list(names, now + timedelta(hours=1))
    assert (again.resumed_at, again.lines, again.opened) == (2, 1, 1)
    assert Sighting.objects.get(case__host="rnouvement-aurore.test").line == 3
    assert read_list(names, now).lines == 0


def test_a_new_list_under_the_old_name_is_read_from_its_start(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail-mouvement-aurore.test\n")
    follow(names, now)
    names.write_text("rnouvement-aurore.test\n")
    assert follow(names, now) == 1
    assert Source.objects.get().line == 1


def test_bad_lines_are_counted_with_their_numbers_and_the_rest_is_read(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_bytes(
        b"\n# comment\r\nportail-mouvement-aurore.test\r\nnul\x00byte.test\n"
        + b"x" * 10_000_000
        + b"\n\xff\xfe\xfa.test\nRNOUVEMENT-AURORE.TEST:8443/login\n[2001:db8::1]\n"
    )
    followed = read_list(names, now)
    assert followed.opened == 2
    assert followed.lines == 8
    assert [(fault.code, fault.where) for fault in followed.faults] == [
        ("nul-bytes", "4"), ("long-line", "5"), ("not-utf-8", "6"),
    ]  # fmt: skip
    assert Reading.objects.get().skipped == 3


def test_a_batch_writes_one_audit_row_and_the_chain_holds(tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail-mouvement-aurore.test\nrnouvement-aurore.test\n")
    before = AuditEntry.objects.count()
    follow(names, now)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("sequence").params["cases"] == [
        case.pk for case in Case.objects.order_by("pk")
    ]
    verify_chain()


def test_a_pasted_link_opens_its_own_path(ines: Actor, now: datetime) -> None:
    case, new = report_link("hxxps://portail.mouvement.aurore[.]test/s?t=42", actor=ines, now=now)
    assert new
    assert (case.host, case.tier) == ("portail.mouvement.aurore.test", "alert")
    assert case.url == "https://portail.mouvement.aurore.test/s?t=42"
    again, new = report_link("portail.mouvement.aurore.test", actor=ines, now=now)
    assert (again.pk, new) == (case.pk, False)
    assert Sighting.objects.filter(reported_by__username="ines").count() == 2


def test_a_lure_sent_in_later_is_opened_by_its_own_link(ines: Actor, tmp_path: Path, now: datetime) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portail.mouvement.aurore.test\n")
    follow(names, now)
    Job.objects.update(state="done")
    case, new = report_link("https://portail.mouvement.aurore.test/s?t=42", actor=ines, now=now)
    assert (case.url, new) == ("https://portail.mouvement.aurore.test/s?t=42", False)
    assert Job.objects.filter(kind="capture_case", state="waiting").count() == 1
    report_link("https://portail.mouvement.aurore.test/other", actor=ines, now=now)
    assert Case.objects.get().url == "https://portail.mouvement.aurore.test/s?t=42"


def test_a_link_that_imitates_nothing_of_ours_is_a_case_when_a_colleague_sends_it(
    ines: Actor, now: datetime
) -> None:
    case, _new = report_link("https://gratuit.example/cadeau", actor=ines, now=now)
    assert (case.tier, case.brand, case.tricks) == ("reported", "", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not an address"),
        ("bonjour à tous", "not an address"),
        ("https://portail.mouvement-aurore.test/", "one of our own"),
        ("https://x.partenaire.test/", "a partner’s"),
        ("http://\x00/", "not an address"),
    ],
)
def test_what_holds_no_foreign_address_is_refused_with_its_reason(
    ines: Actor, now: datetime, text: str, said: str
) -> None:
    with pytest.raises(UnreadableTipError, match=said):
        report_link(text, actor=ines, now=now)
    assert not Case.objects.exists()
