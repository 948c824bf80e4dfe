"""Our own copy stands beside its leaked twin: opened from a real archive, on record, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone

from chaffinch.desk.home import Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Dump, DumpItem
from chaffinch.desk.reference import read_standing
from chaffinch.leaks.archive.coverage import write_covered
from chaffinch.leaks.archive.writer import ArchiveWriter
from chaffinch.leaks.finding import Change
from tests.desk.leaked import TEXT, Reader, judge, make_mail
from tests.desk.web.markup import check_markup
from tests.leaks.archive.house import KEY, add, ask, begin, write_letter, write_mbox

CLAIRE = "claire.duval@mouvement-aurore.test"


@pytest.fixture
def archive(home: Home, tmp_path: Path) -> Path:
    """The installation's archive: one letter of Claire's, some days of hers covered."""
    (home.keys / "archive.key").write_text(KEY.hex() + "\n", encoding="ascii")
    (home.keys / "archive.key").chmod(0o600)
    letter = write_letter(
        4, sender=CLAIRE, subject="Virement", text=TEXT, files=[("devis.pdf", b"%PDF-1.4 old")],
        headers=[("X-Mailer", "Courrier 2")], sent_at=datetime(2027, 2, 16, 8, 12, tzinfo=UTC),
    )  # fmt: skip
    folder = begin(home.archive)
    add(folder, write_mbox(tmp_path / "box.mbox", [letter]), mailbox=CLAIRE)
    with ArchiveWriter(folder, key=KEY) as writer:
        write_covered(writer.opened, CLAIRE, [(date(2027, 2, 1), date(2027, 2, 20))])
    return folder


@pytest.fixture
def dump(archive: Path, ines: Client, tmp_path: Path) -> Dump:
    (tmp_path / "dump").mkdir()
    ines.post("/dumps/start/", {"source": str(tmp_path / "dump")})
    [original] = ask(archive).find_by_message_id("<4.aurore@mail.aurore.test>")
    change = Change("replace", "text", "4 500", "45 000")
    leaked = make_mail(4, text=TEXT.replace("4 500", "45 000"))
    judged = judge(leaked, "altered", match=original.id, diff=(change,))
    gone = judge(make_mail(5), "altered", match="999999")
    dump = Dump.objects.get()
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    context = JobContext(lease, clock=timezone.now, stopping=Event())
    read_dump_by(dump.pk, context, reader=Reader(items=[judged, gone]))
    return dump


def read(client: Client, path: str, *, post: bool = False) -> str:
    answer = client.post(path, follow=True) if post else client.get(path)
    page: str = answer.content.decode()
    assert not check_markup(page).faults
    return page


def test_before_any_dump_the_desk_says_what_could_be_checked(archive: Path, ines: Client) -> None:
    standing = read_standing()
    assert (standing.checkable, standing.complete, standing.items) == (1, 1, 1)
    page = read(ines, "/dumps/")
    assert "<strong>1 of 1 mailbox</strong> could be checked." in page
    assert CLAIRE in page
    assert "01/02/2027" in page or "02/01/2027" in page


def test_an_archive_of_another_key_is_said_to_be_closed(archive: Path, home: Home, ines: Client) -> None:
    (home.keys / "archive.key").write_text("ff" * 32 + "\n", encoding="ascii")
    page = read(ines, "/dumps/")
    assert "The archive cannot be looked into:" in page
    assert "is of another key" in page


def test_ours_is_shown_only_after_it_was_opened_and_that_is_on_record(dump: Dump, ines: Client) -> None:
    item = DumpItem.objects.order_by("pk")[0]
    address = f"/dumps/{dump.pk}/items/{item.pk}/"
    assert "Side by side" not in read(ines, address)
    assert not AuditEntry.objects.filter(action="original opened").exists()
    page = read(ines, f"{address}beside/", post=True)
    assert "Side by side" in page
    assert '<mark class="ours">' in page
    assert "4 500" in page
    assert CLAIRE in page
    assert "another file of that name" in page
    assert "Courrier 2" in page
    assert "Courrier 3" in page
    assert AuditEntry.objects.get(action="original opened").params["match"] == item.match
    # It stays there for whoever opened it, for half an hour, and for nobody else.
    assert "Side by side" in read(ines, address)
    session = ines.session
    old = (timezone.now() - timedelta(minutes=31)).isoformat()
    session["originals"] = {str(item.pk): old}
    session.save()
    assert "Side by side" not in read(ines, address)


def test_an_original_that_is_gone_is_said_to_be(dump: Dump, ines: Client) -> None:
    item = DumpItem.objects.order_by("pk")[1]
    page = read(ines, f"/dumps/{dump.pk}/items/{item.pk}/beside/", post=True)
    assert "The archive holds no such item any more." in page
    assert "Side by side" not in page


def test_the_covered_span_is_drawn(dump: Dump, ines: Client) -> None:
    page = read(ines, f"/dumps/{dump.pk}/")
    assert '<rect class="covered"' in page
    assert "every message of these days is known" in page
