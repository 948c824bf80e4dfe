"""Where the mails come from: genuine ham of public domain, generated letters, French office mail in HTML."""

from __future__ import annotations

import html
import random
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from benchmarks.taints.keys import draw_signer, sign

from chaffinch.decoys import DecoyOrder, Seed, make_decoys
from chaffinch.decoys.letters import Letter, LetterOrder, deliver_letters, write_letters
from chaffinch.mail.message import parse_message

OWNED = ("aurore.test", "spamassassin.taint.org", "netnoteinc.com")
SIGNING = ("aurore.test", "ailleurs.test")
_NOTICE = (
    "Ce message et ses pièces jointes sont confidentiels et établis à l’intention exclusive de leurs destinataires. "
    "Si vous l’avez reçu par erreur, merci de le détruire et d’en avertir l’expéditeur."
)


@dataclass(frozen=True)
class Source:
    """One message, and where it stood."""

    raw: bytes
    mailbox: str
    kind: str
    """ham, letter, office."""


def read_ham(data: Path) -> list[Source]:
    """Return the genuine mails of the SpamAssassin corpus."""
    found = []
    with tarfile.open(data / "mail" / "spamassassin_easy_ham_1.tar.xz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                found.append(Source(stream.read(), "zzzz@netnoteinc.com", "ham"))
    return found


def write_correspondence(
    count: int, name: str, domain: str, *, people: int = 60
) -> tuple[list[Letter], Seed]:
    """Return letters among invented people of a domain, three in five of them French."""
    seed = Seed(f"the taint benchmark {name} {domain}".encode())
    order = DecoyOrder({"phantom": people}, domain, "mail", locales={"fr_FR": 0.6, "en_GB": 0.4})
    named = [
        (one.persona, one.address)
        for one in make_decoys(order, seed=seed, at=datetime(2026, 3, 2, tzinfo=UTC))
    ]
    letters = write_letters(LetterOrder(named, count, date(2025, 1, 1), date(2026, 3, 1)), seed=seed).letters
    return list(letters), seed


def deliver(letters: list[Letter], seed: Seed, domain: str, chance: random.Random) -> Iterator[Source]:
    """Yield one copy of each letter as it stood in a mailbox: two in three signed, one in five as HTML of an office."""
    done: set[str] = set()
    by_id = {one.id: one for one in letters}
    for one in deliver_letters(letters, seed=seed, server=f"mail.{domain}"):
        if one.letter in done or (one.folder == "Sent" and chance.random() < 0.6):
            continue
        done.add(one.letter)
        letter = by_id[one.letter]
        raw, kind = one.content, "letter"
        if chance.random() < 0.2:
            raw, kind = write_office(letter, parse_message(raw).message_id, chance), "office"
        if chance.random() < 0.1:
            raw = attach(raw, chance, letter)
        if chance.random() < 0.66:
            raw = sign(raw, domain, draw_signer(chance), letter.sent_at)
        yield Source(raw, one.mailbox, kind)


def attach(raw: bytes, chance: random.Random, letter: Letter) -> bytes:
    """Return a message with one or two files."""
    message = EmailMessage()
    parsed = parse_message(raw)
    for header in parsed.headers:
        if not header.key.startswith(("content-", "mime-")):
            message[header.name] = (
                header.value.replace("\r", "").replace("\n", "")
                if header.key != "received"
                else " ".join(header.value.split())
            )
    message.set_content(parsed.text)
    if parsed.html_text:
        message.add_alternative(write_page(parsed.text), subtype="html")
    table = "\n".join(f"poste {number};{chance.randint(100, 90_000)}" for number in range(40))
    message.add_attachment(table, subtype="csv", filename=f"budget-{letter.id[:4]}.csv")
    if chance.random() < 0.7:
        message.add_attachment(
            chance.randbytes(4000),
            maintype="application",
            subtype="pdf",
            filename=f"note {letter.id[4:8]}.pdf",
        )
    return message.as_bytes()


def write_office(letter: Letter, message_id: str, chance: random.Random) -> bytes:
    """Return a letter as a French office's Outlook writes it: HTML with hidden words, tables, links, notices."""
    message = EmailMessage()
    message["From"] = (
        f"{letter.sender.persona.name.first} {letter.sender.persona.name.last} <{letter.sender.address}>"
    )
    message["To"] = ", ".join(one.address for one in letter.to)
    if letter.cc:
        message["Cc"] = ", ".join(one.address for one in letter.cc)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = message_id
    message["X-Mailer"] = "Microsoft Outlook 16.0"
    text = (
        letter.body
        + f"\n\n{letter.sender.persona.name.first}\nhttps://portail.aurore.test/dossier/{letter.id[:6]}\n"
    )
    if letter.parent:
        text += (
            f"\nDe : {letter.parent.sender.address}\nEnvoyé : {letter.parent.sent_at:%d/%m/%Y %H:%M}\n"
            f"À : {letter.sender.address}\nObjet : "
            f"{letter.parent.subject}\n\n{letter.parent.body}\n"
        )
    page = write_page(text, preheader=chance.random() < 0.3, notice=chance.random() < 0.5)
    if chance.random() < 0.5:
        message.set_content(
            text + (f"\n{_NOTICE}\n" if "confidentiels" in page else ""),
            cte=chance.choice(["quoted-printable", "base64"]),
        )
        message.add_alternative(page, subtype="html", cte=chance.choice(["quoted-printable", "base64"]))
    else:
        message.set_content(page, subtype="html", cte=chance.choice(["quoted-printable", "base64"]))
    return message.as_bytes()


def write_page(text: str, *, preheader: bool = False, notice: bool = False) -> str:
    """Return a text as a page."""
    paragraphs = "".join(
        (
            f'<p class=MsoNormal style="margin:0cm"><span '
            f'style="font-size:11.0pt">{html.escape(line) or "&nbsp;"}<o:p></o:p></span></p>\n'
        )
        for line in text.replace(" :", "\xa0:").split("\n")
    )
    hidden = (
        '<div style="display:none;max-height:0">Un aperçu de ce qui suit, que personne ne voit</div>'
        if preheader
        else ""
    )
    foot = f'<hr><p style="font-size:8.0pt;color:gray">{_NOTICE}</p>' if notice else ""
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8>'
        f"<style>p{{}}</style></head><body lang=FR>{hidden}<div "
        f"class=WordSection1>{paragraphs}</div>{foot}</body></html>"
    )
