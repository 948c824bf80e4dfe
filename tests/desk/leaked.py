"""A small dump for the desk's tests: judged items of every verdict, and what yields them as the triage does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from chaffinch.desk.dump_reading import Custody
from chaffinch.leaks.chunk import Chunk, Judged, JudgedChunk
from chaffinch.leaks.finding import Change, Evidence, Finding, Verdict
from chaffinch.leaks.prints import AttachmentPrint, DocumentPrint, ItemPrint, MailPrint, Where
from chaffinch.leaks.triage import TriageOrder, TriageProgress

BOXES = ("claire.duval.mbox", "tresorerie.mbox")
TEXT = "Bonjour Yann,\n\nLe virement de 4 500 euros part demain.\n\nClaire"


def make_mail(
    number: int,
    *,
    box: str = BOXES[0],
    subject: str = "Virement",
    text: str = TEXT,
    sender: str = "claire.duval@mouvement-aurore.test",
    date: str = "2027-02-16T09:12:00+01:00",
) -> ItemPrint:
    """Return a leaked message."""
    content = f"{box} {number} {subject} {text}".encode()
    return ItemPrint(
        Where(f"{box}!/{number}", hashlib.sha256(content).hexdigest(), len(content)),
        "mail",
        mail=MailPrint(
            message_id=f"<{number}@{box}>", date=date, sender=sender, sender_name="Claire Duval",
            to=("yann.prigent@mouvement-aurore.test", "fournisseur@exemple.test"), cc=(), subject=subject, text=text,
            attachments=(AttachmentPrint("devis.pdf", "application/pdf", 1200, "ab" * 32),),
            headers=(("From", f"Claire Duval <{sender}>"), ("Subject", subject), ("X-Mailer", "Courrier 3")),
        ),
    )  # fmt: skip


def judge(
    item: ItemPrint,
    verdict: Verdict,
    *,
    match: str = "",
    diff: Sequence[Change] = (),
    evidence: Sequence[Evidence] = (Evidence("archive-match", 4.0, {"by": "message-id"}),),
) -> Judged:
    """Say something of an item."""
    finding = Finding(
        item.where.path,
        verdict,
        "strong",
        tuple(evidence),
        match=match,
        diff=tuple(diff),
        would_change=("key",),
    )
    return Judged(item, finding)


def make_items() -> list[Judged]:
    """Return one item of each verdict, a document, one that could not be read, and one that stands there twice."""
    altered = make_mail(4, text=TEXT.replace("4 500", "45 000"))
    change = Change("replace", "text", "4 500", "45 000")
    paper = ItemPrint(
        Where("bureau/budget.docx", "cd" * 32, 5000),
        "document",
        document=DocumentPrint(
            "docx", "Budget de campagne 2027", {"title": "Budget", "creator": "Claire Duval"}
        ),
    )
    locked = ItemPrint(Where("bureau/coffre.zip", "ef" * 32, 900), "other", fault="encrypted")
    first = make_mail(1)
    return [
        judge(first, "genuine", match="o1"),
        judge(make_mail(2, subject="Réunion"), "repackaged", match="o2"),
        judge(make_mail(3, text="Le virement"), "excerpt", match="o1"),
        judge(
            altered,
            "altered",
            match="o1",
            diff=(change,),
            evidence=(Evidence("inner-change", -5.0, {"changes": 1}),),
        ),
        judge(make_mail(5, box=BOXES[1], subject="Coffre"), "decoy", match="leurre-1"),
        judge(make_mail(6, box=BOXES[1], subject="Compte aux Bahamas"), "invented"),
        judge(make_mail(7, box=BOXES[1]), "conflict", match="o7"),
        judge(make_mail(8, box=BOXES[1], sender="a@ailleurs.test"), "foreign"),
        judge(make_mail(9, box=BOXES[1], date=""), "unverifiable"),
        judge(make_mail(10, box=BOXES[1]), "unproven", match="o10"),
        judge(paper, "genuine", match="o11"),
        judge(locked, "unverifiable"),
        judge(first, "genuine", match="o1"),
    ]


@dataclass
class Reader:
    """Stands in for the triage: the same parts each time, in order."""

    items: list[Judged] = field(default_factory=make_items)
    size: int = 3
    """Items of a part; two parts are a chunk."""
    before_part: Callable[[int], None] = lambda _: None
    """Is told of each part before it is handed out: what breaks here breaks the reading."""
    passed_over: list[int] = field(default_factory=list)
    tried: tuple[str, ...] = ()
    """The passwords that it was given."""

    def __call__(
        self,
        order: TriageOrder,
        *,
        done: Container[int],
        should_stop: Callable[[], bool],
        on_progress: Callable[[TriageProgress], None],
        passwords: Sequence[str],
    ) -> Iterator[JudgedChunk]:
        self.tried = tuple(passwords)
        cuts = [tuple(self.items[at : at + self.size]) for at in range(0, len(self.items), self.size)]
        chunks = [cuts[at : at + 2] for at in range(0, len(cuts), 2)]
        for number, parts in enumerate(chunks):
            if number in done:
                self.passed_over.append(number)
                continue
            for part, judged in enumerate(parts):
                if should_stop():
                    return
                self.before_part(number * 2 + part)
                chunk = Chunk(number, (f"part-{number}",), size=1000)
                yield JudgedChunk(chunk, judged, part=part, last=part == len(parts) - 1)
                on_progress(
                    TriageProgress(len(chunks), number, 1000 * len(chunks), 1000 * (number + 1), len(judged))
                )


def list_nothing(source: str, folder: Path, *, now: datetime, on_read: Callable[[int], None]) -> Custody:
    """Stand in for the listing of the files."""
    return Custody("1" * 64, "2" * 64, now)
