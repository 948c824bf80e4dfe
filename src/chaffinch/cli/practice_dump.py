"""The demo's dump: three mailboxes in the archive, and two days before the vote what somebody publishes of them."""

from __future__ import annotations

import email.utils
import mailbox
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from importlib import resources
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from chaffinch.cli.practice_ledger import begin_practice_ledger, write_decoy
from chaffinch.desk.home import Home
from chaffinch.lab.organisation import DOMAINS, PEOPLE

if TYPE_CHECKING:
    from chaffinch.desk.services.audit import Actor

_LETTERS, _DAYS = 90, 240
_BEFORE_THE_VOTE = timedelta(days=4)
"""The silence is two days off, and overseas it begins first."""
_SCAN = "practice_scan.png"
"""Of the letter numbered `SCANNED`, whose text is the same each day."""
SCANNED = 82
_SUBJECTS = (
    "Réunion de mardi",
    "Devis des affiches",
    "Tour des marchés",
    "Salle de Quimper",
    "Trains de la semaine",
)
_LINES = (
    "Le virement de {amount} euros part demain, comme convenu avec l’imprimeur de Concarneau.",
    "La salle est retenue pour {amount} personnes ; il reste à signer le devis et à prévenir la mairie.",
    "Nous posons {amount} affiches entre Brest et Vannes, en deux équipes, dès samedi matin.",
    "Peux-tu relire la note avant jeudi ? La version {amount} est sur le partage.",
)


@dataclass(frozen=True, slots=True)
class PracticeLetter:
    """One letter between two of the invented team."""

    number: int
    sender: int
    """Of `PEOPLE`."""
    reader: int
    subject: str
    text: str
    at: datetime

    def write(self, *, text: str = "", amount: tuple[str, str] | None = None, headers: bool = True) -> bytes:
        """Return it as a message: as it was sent, or with another text, another amount, or fewer headers."""
        said = text or self.text
        message = EmailMessage()
        message["From"] = email.utils.formataddr((PEOPLE[self.sender].name, PEOPLE[self.sender].address))
        message["To"] = email.utils.formataddr((PEOPLE[self.reader].name, PEOPLE[self.reader].address))
        message["Subject"], message["Date"] = self.subject, email.utils.format_datetime(self.at)
        if headers:
            message["Message-ID"] = f"<{self.number}.{self.at:%Y%m%d}@{DOMAINS[0]}>"
            message["X-Mailer"] = "Thunderbird"
        message.set_content(said.replace(*amount) if amount else said)
        return message.as_bytes()


def compose_letters(*, today: date) -> list[PracticeLetter]:
    """Return what the team wrote over the last months; the same on each call of a day."""
    chance, first = Random(2027), datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=_DAYS)  # noqa: S311
    letters = []
    for number in range(_LETTERS):
        sender, reader = chance.sample(range(len(PEOPLE)), 2)
        at = first + timedelta(
            days=number * _DAYS // (_LETTERS + 4),
            hours=8 + chance.randrange(10),
            minutes=chance.randrange(60),
        )
        lines = [line.format(amount=chance.randrange(210, 9800)) for line in chance.sample(_LINES, 3)]
        hello, bye = PEOPLE[reader].name.split()[0], PEOPLE[sender].name.split()[0]
        text = f"Bonjour {hello},\n\n" + "\n".join(lines) + f"\n\nÀ bientôt,\n{bye}\n"
        letters.append(PracticeLetter(number, sender, reader, chance.choice(_SUBJECTS), text, at))
    return letters


def prepare_archive(home: Home, letters: Sequence[PracticeLetter]) -> None:
    """Archive the three mailboxes, with every day of the first one known completely; once."""
    from chaffinch.leaks.archive.adding import add_lots
    from chaffinch.leaks.archive.coverage import write_covered
    from chaffinch.leaks.archive.files import FileSource
    from chaffinch.leaks.archive.keys import make_key_file, read_key_file
    from chaffinch.leaks.archive.printing import Printer
    from chaffinch.leaks.archive.setup import About, Notice, begin_archive
    from chaffinch.leaks.archive.writer import ArchiveWriter

    if home.archive.exists():
        return
    key_file = home.keys / "archive.key"
    make_key_file(key_file)
    key = read_key_file(key_file, archive=home.archive)
    said = Notice("the demo's people are invented", "the demo", "the demo")
    begin_archive(home.archive, key=key, about=About(said, owned=DOMAINS))
    with ArchiveWriter(home.archive, key=key) as writer, Printer() as printer:
        for whose, person in enumerate(PEOPLE):
            mine = [one.write() for one in letters if whose in (one.sender, one.reader)]
            box = write_mbox(home.folder / "boites" / f"{person.address}.mbox", mine)
            lots = FileSource(box, mailbox=person.address).read(writer)
            add_lots(writer, lots, printer=printer, clock=lambda: datetime.now(UTC))
        span = (letters[0].at.date(), letters[-1].at.date())
        write_covered(writer.opened, PEOPLE[0].address, [span])


def write_dump(folder: Path, letters: Sequence[PracticeLetter], *, decoy: bytes) -> Path:
    """Write what is published: most as it was, some repackaged, one amount raised, a letter invented, one foreign, a decoy,
    and the scan of a letter on paper.

    Args:
        folder: made where it is missing.
        letters: what the team wrote.
        decoy: a letter that was planted.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with_amount = [one for one in letters if "virement de" in one.text]
    altered, invented = with_amount[-1], letters[-3]
    write_mbox(folder / "kerbrat.mbox", [one.write() for one in letters[:70] if one is not altered])
    for one in letters[70:76]:
        (folder / f"{one.number}.eml").write_bytes(one.write(text=quote(one.text), headers=False))
    amount = altered.text.partition("virement de ")[2].split()[0]
    (folder / "le-virement.eml").write_bytes(altered.write(amount=(amount, f"{amount}0")))
    text = "Maud,\n\nLe compte de Nassau est ouvert. Pas un mot à Tomás, et efface ce message.\n\nInès\n"
    made_up = PracticeLetter(9_001, 0, 2, "Nassau", text, invented.at + timedelta(minutes=7))
    (folder / "nassau.eml").write_bytes(made_up.write())
    (folder / "salon.eml").write_bytes(_write_foreign())
    (folder / "budget-des-salles.eml").write_bytes(decoy)
    scan = resources.files(__package__ or "") / _SCAN
    (folder / "devis-sur-papier.png").write_bytes(scan.read_bytes())
    return folder


def quote(text: str) -> str:
    """Return a text as a copy of it is often passed on: quoted, its long lines broken."""
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 60) or [""]]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines)


def write_mbox(path: Path, messages: Sequence[bytes]) -> Path:
    """Write an mbox file anew."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    try:
        for one in messages:
            box.add(one)
    finally:
        box.close()
    return path


def import_practice_dump(home: Home, actor: Actor, *, now: datetime) -> bool:
    """Archive, publish and have the dump read, once; return whether that was done now."""
    from chaffinch.desk.dump_ordering import compose_order
    from chaffinch.desk.models import Dump
    from chaffinch.desk.services.dumps import Circumstances, start_dump

    if Dump.objects.exists():
        return False
    letters = compose_letters(today=now.date())
    prepare_archive(home, letters)
    ledger = begin_practice_ledger(actor, now=now)
    folder = write_dump(home.folder / "vidage", letters, decoy=write_decoy(ledger.begun_at))
    known = Circumstances(now, country="FR", vote_on=(now + _BEFORE_THE_VOTE).date())
    start_dump(compose_order(str(folder.absolute())), name="Aurore Leaks", known=known, actor=actor, now=now)
    return True


def _write_foreign() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "contact@salon-du-livre.example", "presse@journal.example"
    message["Subject"], message["Message-ID"] = "Invitation au salon", "<77@salon-du-livre.example>"
    message.set_content("Madame, Monsieur,\n\nLe salon ouvre ses portes vendredi à dix heures.\n")
    return message.as_bytes()
