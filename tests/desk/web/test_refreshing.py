"""What ends while a page is drawn stands on that page, or the page asks again: no old figure stays for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from chaffinch.desk.models import Case, Dump, DumpPicture, Job, PicturePass
from chaffinch.desk.services.pictures import begin_reading
from chaffinch.desk.web.queries.dump_pictures import show_pictures
from tests.desk.web.test_dump_ocr import TERMS, dump, installed, place, tell
from tests.desk.web.test_dumps import read

__all__ = ["dump", "installed", "place"]


@contextmanager
def do_before_query(number: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Do something when the database is asked for the `number`th time, as another process would; yield what was asked."""
    asked = list[int]()

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(len(asked))
        if len(asked) == number:
            act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield asked


def test_pictures_whose_reading_ends_while_they_are_counted(ines: Client, dump: Dump) -> None:
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    begin_reading(dump.pk, terms=TERMS)
    number, ended = 0, True
    while ended:
        number += 1
        DumpPicture.objects.update(state="waits", in_archive=False)
        PicturePass.objects.update(state="reading", ended_at=None)
        ended = False

        def end() -> None:
            nonlocal ended
            ended = True
            tell(dump)

        with do_before_query(number, end):
            shown = show_pictures(dump, now=timezone.now())
        assert shown is not None
        assert shown.refreshes or (shown.done, shown.in_archive) == (6, 1), number
    assert number > 3


@pytest.mark.usefixtures("furnished")
def test_a_case_whose_look_ends_while_its_page_is_drawn(ines: Client) -> None:
    case = Case.objects.get(host="sharepoint-mouvement-aurore.test")
    job = Job.objects.get(payload__case=case.pk)
    number, ended = 0, True
    while ended:
        number += 1
        Case.objects.filter(pk=case.pk).update(verdict="")
        Job.objects.filter(pk=job.pk).update(state=job.state)
        ended = False

        def end() -> None:
            nonlocal ended
            ended = True
            Case.objects.filter(pk=case.pk).update(verdict="parked")
            Job.objects.filter(pk=job.pk).update(state="done")

        with do_before_query(number, end):
            context = ines.get(f"/cases/{case.pk}/").context
        assert context["pending"] or context["case"].verdict == "parked", number
    assert number > 5
