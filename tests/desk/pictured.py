"""A dump with pictures at the desk, everything real: the archive, the ledger, the sandboxed readers, Tesseract."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event

import libarchive

from chaffinch.desk.dump_ordering import compose_order
from chaffinch.desk.dump_reading import list_files
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.kinds.pictures import read_pictures
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Dump, PicturePass
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.dumps import Circumstances, start_dump
from chaffinch.desk.services.ledger import Planted, commit_entries
from chaffinch.ground.files import write_whole
from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.chunk import JudgedChunk
from chaffinch.leaks.triage import TriageOrder, TriageProgress
from chaffinch.leaks.triage.parts import open_bench, plan_order
from tests.desk.ledger_house import begin as begin_ledger
from tests.leaks.archive.house import KEY, add, begin, write_letter, write_mbox
from tests.leaks.scans import make_bomb, make_scan

PASSWORD = "Nassau 2017"
ENTRY = "leurre-7"
TEXTS = [
    f"Bonjour Karim,\n\nLe virement numéro {number} de 4500 euros part demain, comme convenu avec l'imprimeur et la mairie de"
    " Quimper. Les affiches arrivent jeudi à la permanence, il faudra deux voitures et quelqu'un qui tient la porte.\n\nLise\n"
    for number in range(4)
]
BAIT = (
    "Paul, voici comme promis les codes du coffre de la permanence et la liste des donateurs de Saint-Brieuc. Ne les montre"
    " à personne avant le congrès de samedi, et surtout pas au trésorier qui en ferait toute une histoire. Jeanne\n"
)


def write_place(folder: Path, *, copies: int = 0) -> Path:
    """Write an archive of four letters and a dump that shows some of them as pictures; return where the dump lies.

    Args:
        folder: empty.
        copies: so many more pictures, each with other bytes.
    """
    home = find_home()
    write_whole(home.keys / "archive.key", KEY.hex().encode() + b"\n")
    letters = [write_letter(number, text=text) for number, text in enumerate(TEXTS)]
    add(begin(home.archive), write_mbox(folder / "lise.mbox", letters), mailbox="lise.corbel@aurore.test")
    dump = folder / "dump"
    shots = dump / "shots"
    shots.mkdir(parents=True)
    write_mbox(dump / "lise.mbox", letters[:2])
    (shots / "letter.png").write_bytes(make_scan(TEXTS[0]))
    (shots / "twice.png").write_bytes(make_scan(TEXTS[0]))
    (shots / "altered.pdf").write_bytes(make_scan(TEXTS[1].replace("4500", "45000"), "PDF"))
    (shots / "planted.png").write_bytes(make_scan(BAIT))
    (shots / "empty.png").write_bytes(make_scan(""))
    (shots / "bomb.png").write_bytes(make_bomb(8_000))
    for number in range(copies):
        (shots / f"copy{number:02}.png").write_bytes(make_scan(f"{TEXTS[2]}\nCopie {number}"))
    locked = make_scan(TEXTS[3])
    with libarchive.file_writer(
        str(dump / "coffre.zip"), "zip", options="encryption=aes256", passphrase=PASSWORD
    ) as archive:
        archive.add_file_from_memory("scan.png", len(locked), locked)
    return dump


def plant(actor: Actor, *, now: datetime) -> None:
    """Begin the ledger and enter what one of the pictures shows."""
    begin_ledger(actor, now=now)
    content = BAIT.encode()
    entry = Planted(
        ENTRY, "mail", now, "boîte de Paul", "1, ines and karim", hashlib.sha256(content).hexdigest(),
        text_sha256=hash_text(BAIT), signature=tuple(sketch_text(BAIT)),
    )  # fmt: skip
    commit_entries([entry], now=now)


def import_dump(place: Path, *, actor: Actor, now: datetime, clock: Callable[[], datetime]) -> Dump:
    """Have the dump read to its end, with its password."""
    dump = start_dump(
        compose_order(str(place)), name="Vendredi", known=Circumstances(now), actor=actor, now=now,
        passwords=(PASSWORD,),
    )  # fmt: skip
    context = make_context("read_dump", dump, clock=clock)
    read_dump_by(dump.pk, context, reader=read_here, lister=list_files)
    dump.refresh_from_db()
    return dump


def read_here(
    order: TriageOrder,
    *,
    done: Container[int],
    should_stop: Callable[[], bool],
    on_progress: Callable[[TriageProgress], None],
    passwords: Sequence[str],
) -> Iterator[JudgedChunk]:
    """Read and judge as the triage does, in this process: the fresh ones, which it starts, have tests of their own."""
    with open_bench(order, passwords) as bench:
        for chunk in plan_order(order).chunks:
            yield from bench.judge_chunk(chunk)


def work_pictures(dump: Dump, *, clock: Callable[[], datetime], stopping: Event | None = None) -> PicturePass:
    """Do what the worker does; return how the pass stands then."""
    context = make_context("read_pictures", dump, clock=clock, stopping=stopping)
    read_pictures({"dump": dump.pk}, context)
    return PicturePass.objects.get(dump=dump)


def make_context(
    kind: str, dump: Dump, *, clock: Callable[[], datetime], stopping: Event | None = None
) -> JobContext:
    """Return what a job of this dump sees of a worker."""
    lease = Lease(1, 1, kind, {"dump": dump.pk}, 0, 4, 30.0)
    return JobContext(lease, clock=clock, stopping=stopping or Event())
