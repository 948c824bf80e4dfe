"""The demo's dump says what the demo says of it: genuine, repackaged, altered, invented, foreign, decoy, by the real parts."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import datetime
from importlib import resources
from random import Random
from threading import Event

import pytest
from tests.desk.conftest import home, now
from tests.leaks.scans import needs_tesseract

from chaffinch.cli.practice_dump import SCANNED, compose_letters, import_practice_dump
from chaffinch.cli.practice_ledger import DECOY
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Dump, DumpItem, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.checkpoints import make_checkpoint
from chaffinch.desk.services.ledger import require_ledger
from chaffinch.desk.web.queries.dump_proof import Committed, find_committed
from chaffinch.leaks.judging.read_words import count_common
from chaffinch.leaks.judging.words import read_words
from chaffinch.ledger.disclosure import disclose
from chaffinch.ledger.verify import check

__all__ = ["home", "now"]


def test_the_same_letters_are_written_on_each_call(now: datetime) -> None:
    assert compose_letters(today=now.date()) == compose_letters(today=now.date())


@pytest.mark.django_db
def test_every_verdict_is_what_was_done_to_the_letter(home: Home, now: datetime) -> None:
    home.settings_file.write_text('[organisation]\nname = "Mouvement Aurore"\n', encoding="utf-8")
    actor = Actor("ines", User.objects.create(username="ines").pk)
    assert import_practice_dump(home, actor, now=now)
    assert not import_practice_dump(home, actor, now=now)
    dump = Dump.objects.get()
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    read_dump(lease.payload, JobContext(lease, clock=lambda: now, stopping=Event()))
    found = dict(DumpItem.objects.values_list("path", "verdict"))
    assert found["le-virement.eml"] == "altered"
    assert found["nassau.eml"] == "invented"
    assert found["salon.eml"] == "foreign"
    assert found["budget-des-salles.eml"] == "decoy"
    make_checkpoint(due=now, now=now, chance=Random(1))
    proved = find_committed(DumpItem.objects.get(verdict="decoy"))
    assert proved == Committed(DECOY, now, 1, now, "undated")
    assert check(disclose(require_ledger(), DECOY))["item"]["id"] == DECOY
    assert found["devis-sur-papier.png"] == "unverifiable"
    boxed = Counter(verdict for path, verdict in found.items() if path.startswith("kerbrat.mbox"))
    assert set(boxed) == {"genuine"}
    assert {
        verdict for path, verdict in found.items() if path[:2] in ("70", "71", "72", "73", "74", "75")
    } == {"repackaged"}


@needs_tesseract
def test_the_scan_holds_the_words_of_its_letter(now: datetime) -> None:
    letter = compose_letters(today=now.date())[SCANNED]
    scan = resources.files("chaffinch.cli") / "practice_scan.png"
    ended = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "fra+eng"],
        input=scan.read_bytes(), capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    words = read_words(f"{letter.subject}\n{letter.text}").words
    assert count_common(words, read_words(ended.stdout.decode()).words) > 0.9 * len(words)
