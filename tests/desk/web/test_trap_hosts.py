"""What the desk's pages say of a decoy mail host that is lost."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from django.test import Client

from chaffinch.desk.jobs.heartbeats import write_heartbeat
from chaffinch.desk.models import SignInLog
from chaffinch.desk.trap_hosts import FAULT
from chaffinch.tripwires.mailhost.state import Code
from tests.desk.web.markup import check_markup

CODES = get_args(Code)


def lose(desk: datetime, code: str) -> None:
    write_heartbeat("w", process_id=1, started_at=desk, version="", now=desk, role="watcher")
    path = "/srv/mail/reports.jsonl"
    SignInLog.objects.create(name=path, path=path, format="dovecot", followed=True, fault=f"{FAULT}{code}")


def read_faults(client: Client) -> str:
    page: str = client.get("/sources/").content.decode()
    check_markup(page)
    assert "/srv/mail/reports.jsonl" in page
    return page[page.index('id="sign-in-logs"') :].partition("</section>")[0]


@pytest.mark.parametrize("code", CODES)
def test_each_loss_has_its_own_words_and_what_to_do(ines: Client, desk: datetime, code: str) -> None:
    lose(desk, code)
    said = read_faults(ines)
    assert "decoy mail host lost" in said and "chaffinch traps status" in said
    words = said.partition("<strong>")[2].partition("</strong>")[0].strip()
    assert words.endswith(".") and "mail host" in words
    SignInLog.objects.update(fault=f"{FAULT}{CODES[CODES.index(code) - 1]}")
    assert words not in read_faults(ines)


def test_the_overview_tells_a_lost_host_from_a_log_that_cannot_be_read(ines: Client, desk: datetime) -> None:
    lose(desk, "not-running")
    page = ines.get("/").content.decode()
    check_markup(page)
    assert "A decoy mail host does not prove that it rings" in page
    SignInLog.objects.update(fault="no-such-file")
    assert "A sign-in log cannot be read" in ines.get("/").content.decode()
