"""A small dump of every kind, what the organisation kept of it, and what it planted: Mouvement Aurore, two days before the vote."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pikepdf
from PIL import Image

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.ledger.entry import Entry, write_entry

DOMAIN = "mouvement-aurore.test"
PASSWORD = "aurore-2027"
_LETTERS = (
    ("Budget des affiches", "Le devis des affiches est de 12500 euros, à signer avant lundi midi au siège."),
    (
        "Réunion du bureau",
        "La réunion du bureau aura lieu mardi à neuf heures dans la grande salle du premier étage.",
    ),
    ("Salle de Rennes", "La mairie nous prête la salle de Rennes pour le 14 avril, sans frais de nettoyage."),
    (
        "Discours",
        "Voici le discours de clôture, relu par Inès ; merci de ne plus y toucher avant la répétition.",
    ),
    ("Trains", "Les billets de train pour Lyon sont réservés, départ à 7 h 04 voie 12, retour le soir même."),
    (
        "Presse",
        "La conférence de presse commence à onze heures ; les questions sur l'énergie viennent à la fin.",
    ),
    (
        "Bénévoles",
        "Nous avons 340 bénévoles inscrits pour dimanche, il en manque encore une trentaine à Nantes.",
    ),
    ("Imprimeur", "L'imprimeur confirme la livraison de jeudi matin, avec le bon de commande numéro 2214."),
)
_MORE = (
    "Je te laisse vérifier les chiffres avec la trésorerie avant de répondre. Le fournisseur demande une "
    "confirmation écrite, et nous devons garder une copie de tout dans le dossier partagé du siège. Merci "
    "encore pour ton aide cette semaine, nous en avions bien besoin."
)
_PLANTED = (
    "Les accès de secours au serveur des donateurs sont dans l'enveloppe bleue du coffre, étage deux, derrière "
    "les archives de la campagne précédente ; ne les donne à personne avant le vote du dimanche."
)


@dataclass(frozen=True, slots=True)
class Story:
    """Where everything lies."""

    dump: Path
    mail: Path
    """What the mailboxes held: one mbox."""
    papers: Path
    ledger: Path


def write_letter(
    number: int, *, text: str = "", sender: str = f"jeanne.roy@{DOMAIN}", to: str = f"paul.morel@{DOMAIN}"
) -> EmailMessage:
    """Return one of our letters."""
    subject, said = _LETTERS[number % len(_LETTERS)]
    message = EmailMessage()
    message["Received"] = (
        f"from mx.{DOMAIN} by imap.{DOMAIN} with ESMTPS; Thu, 0{1 + number % 8} Apr 2027 09:00:05 +0200"
    )
    message["Message-ID"] = f"<2027.{number}@{DOMAIN}>"
    message["Date"] = f"Thu, 0{1 + number % 8} Apr 2027 09:0{number % 10}:00 +0200"
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text or f"Bonjour Paul,\n\n{said}\n\n{_MORE}\n\nBien à toi\nJeanne\n")
    return message


def to_bytes(message: EmailMessage) -> bytes:
    """Return the message as it is kept in a file, its lines ended by LF."""
    return message.as_bytes(policy=SMTP.clone(linesep="\n", max_line_length=998))


def write_paper(text: str, *, saved_by: str = "jeanne.roy", moment: str = "2027-04-01T10:00:00Z") -> bytes:
    """Return a docx."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:creator>jeanne.roy</dc:creator><cp:lastModifiedBy>{saved_by}</cp:lastModifiedBy>"
        "<dcterms:created>2027-03-20T08:12:44Z</dcterms:created>"
        f"<dcterms:modified>{moment}</dcterms:modified></cp:coreProperties>"
    )
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines() if line)
    body = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in (
            ("[Content_Types].xml", "<Types/>"),
            ("docProps/core.xml", core),
            ("word/document.xml", body),
        ):
            package.writestr(zipfile.ZipInfo(name, (2027, 4, 1, 12, 0, 0)), content)
    return made.getvalue()


def write_story(folder: Path) -> Story:
    """Write it all into a folder; the same bytes each time."""
    story = Story(
        folder / "dump", folder / "kept" / "jeanne.mbox", folder / "papers", folder / "ledger.jsonl"
    )
    for one in (story.dump, story.mail.parent, story.papers):
        one.mkdir(parents=True)
    story.mail.write_bytes(_join([to_bytes(write_letter(number)) for number in range(8)] + [_attach()]))
    (story.papers / "budget.docx").write_bytes(write_paper(_plan_budget()))
    planted = to_bytes(write_letter(90, text=f"Paul,\n\n{_PLANTED}\n\nJeanne\n"))
    story.ledger.write_bytes(write_entry(_enter(planted)))
    _write_mailboxes(story.dump, planted)
    _write_papers(story.dump)
    _write_archives(story.dump)
    return story


def _write_mailboxes(dump: Path, planted: bytes) -> None:
    exact, altered, wrapped, cut = (to_bytes(write_letter(number)) for number in range(4))
    altered = altered.replace(b"neuf heures", b"minuit")
    bare = write_letter(2)
    del bare["Received"]
    wrapped = to_bytes(bare).replace(b" de Rennes pour", b"\nde Rennes pour")
    cut = cut[: cut.index(b"Je te laisse")]
    foreign = to_bytes(write_letter(50, text="Le stock de chaises est complet pour la saison, merci de passer commande.\n",
                                    sender="ventes@exemple.test", to="bilan@exemple.test"))  # fmt: skip
    (dump / "box.mbox").write_bytes(_join([exact, altered, wrapped, cut, planted, foreign]))
    cur = dump / "paul" / "cur"
    cur.mkdir(parents=True)
    (cur / "1800000000.M1P1.host:2,S").write_bytes(to_bytes(write_letter(4)))
    (dump / "attached.eml").write_bytes(_attach())


def _write_papers(dump: Path) -> None:
    papers = dump / "papers"
    papers.mkdir()
    (papers / "budget.docx").write_bytes(write_paper(_plan_budget()))
    (papers / "budget-resaved.docx").write_bytes(
        write_paper(_plan_budget(), saved_by="Роман", moment="2027-04-20T03:00:00Z")
    )
    (papers / "budget-altered.docx").write_bytes(write_paper(_plan_budget().replace("48000", "480000")))
    (papers / "note.txt").write_text("Une note que personne ne connaît, sans nom ni date.\n")
    Image.new("RGB", (40, 30), "navy").save(papers / "picture.png")
    secret = pikepdf.new()
    secret.add_blank_page()
    secret.save(
        papers / "secret.pdf",
        encryption=pikepdf.Encryption(owner=PASSWORD, user=PASSWORD, R=6),
        static_id=True,
    )


def _write_archives(dump: Path) -> None:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        content = to_bytes(write_letter(5))
        member = tarfile.TarInfo("inbox/letter.eml")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    with zipfile.ZipFile(dump / "nested.zip", "w") as outer:
        outer.writestr(zipfile.ZipInfo("inner.tar.gz", (2027, 4, 1, 12, 0, 0)), inner.getvalue())
        outer.writestr(zipfile.ZipInfo("../escape.txt", (2027, 4, 1, 12, 0, 0)), "au dehors")
    (dump / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(40))


def _attach() -> bytes:
    message = write_letter(7)
    message.add_attachment(
        write_paper(_plan_budget()), maintype="application", subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="budget.docx",
    )  # fmt: skip
    message.set_boundary("=_aurore")
    return to_bytes(message)


def _plan_budget() -> str:
    return "\n".join(
        [
            "Budget prévisionnel de la campagne, version du premier avril",
            "Affiches et tracts, impression comprise, pour les quatre régions : 48000 euros",
            "Location des salles et transport des équipes pendant les six semaines : 31500 euros",
            "Réserve pour les imprévus, à ne débloquer qu'avec deux signatures du bureau : 9000 euros",
        ]
    )


def _enter(planted: bytes) -> Entry:
    return Entry(
        id="letter-1",
        kind="mail",
        planted_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
        planted_in="paul.morel",
        sha256=hashlib.sha256(planted).hexdigest(),
        approval="planting-1",
        salt=bytes(range(32)),
        text_sha256=hash_text(f"Paul,\n\n{_PLANTED}\n\nJeanne\n"),
        signature=sketch_text(f"Paul,\n\n{_PLANTED}\n\nJeanne\n"),
    )


def _join(messages: list[bytes]) -> bytes:
    return b"".join(b"From - Thu Apr  1 12:00:00 2027\n" + message + b"\n" for message in messages)
