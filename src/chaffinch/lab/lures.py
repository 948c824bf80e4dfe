"""Two lure messages as a colleague would report them, for the demo and for tests. All in them is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment

from chaffinch.lab.organisation import PEOPLE, Person
from chaffinch.lab.sites import EXACT_HOST, SHARE_HOST


@dataclass(frozen=True, slots=True)
class Lure:
    """One message that leads to a copy."""

    name: str
    """File name without ending."""
    url: str
    """Where it leads."""
    message: bytes
    """RFC 5322, CRLF."""


@dataclass(frozen=True, slots=True)
class _Draft:
    name: str
    recipient: Person
    sender: str
    sending_host: str
    sending_address: str
    reply_to: str
    subject: str
    url: str
    authentication: str
    paragraphs: tuple[str, ...]
    button: str


_SECURITY, _DIRECTION, _AUDIT = PEOPLE

_DRAFTS = (
    _Draft(
        name="lundi-session-expiree",
        recipient=_DIRECTION,
        sender="Portail Mouvement Aurore <ne-pas-repondre@mouvement.aurore.test>",
        sending_host="smtp7.envoi-rapide.example",
        sending_address="192.0.2.77",
        reply_to="support@mouvement.aurore.test",
        subject="Votre session expire aujourd’hui à 18 h",
        url=f"https://{EXACT_HOST}/?jeton=7c1f9a02",
        authentication="spf=softfail smtp.mailfrom=envoi-rapide.example; dkim=none; dmarc=none",
        paragraphs=(
            "Bonjour Tomás,",
            "Une connexion inhabituelle à votre compte a été bloquée cette nuit. Sans confirmation de votre part "
            "avant 18 h, l’accès à la messagerie et aux documents sera suspendu.",
            "L’équipe informatique du Mouvement Aurore",
        ),
        button="Confirmer mon accès",
    ),
    _Draft(
        name="programme-a-relire",
        recipient=_AUDIT,
        sender="Tomás Ferreira <tomas.ferreira@aurore-2027.test>",
        sending_host="mx.aurore-2027.test",
        sending_address="198.51.100.23",
        reply_to="tomas.ferreira.aurore@courrier-libre.example",
        subject="Programme – version à relire avant ce soir",
        url=f"https://{SHARE_HOST}/",
        authentication="spf=pass smtp.mailfrom=aurore-2027.test; dkim=pass header.d=aurore-2027.test; dmarc=pass",
        paragraphs=(
            "Maud,",
            "Voici la version du programme qui part à l’impression demain. Peux-tu relire les chiffres des pages 4 "
            "et 5 avant ce soir ? Je suis en réunion, inutile d’appeler.",
            "Tomás",
        ),
        button="Ouvrir le document",
    ),
)


def make_lures(sent_at: datetime) -> tuple[Lure, ...]:
    """Return both messages as if sent at that time (with a time zone)."""
    return tuple(Lure(draft.name, draft.url, _write_message(draft, sent_at)) for draft in _DRAFTS)


def write_lures(folder: Path, *, sent_at: datetime) -> tuple[Path, ...]:
    """Write both messages as .eml files and return where they stand."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for lure in make_lures(sent_at):
        path = folder / f"{lure.name}.eml"
        path.write_bytes(lure.message)
        paths.append(path)
    return tuple(paths)


def _write_message(draft: _Draft, sent_at: datetime) -> bytes:
    message = EmailMessage(policy=SMTP)
    received_at = format_datetime(sent_at + timedelta(seconds=4))
    message["Return-Path"] = f"<rebond@{draft.sending_host}>"
    message["Delivered-To"] = draft.recipient.address
    message["Received"] = (
        f"from {draft.sending_host} ({draft.sending_host} [{draft.sending_address}]) "
        f"by courrier.mouvement-aurore.test with ESMTPS id LAB{draft.sending_address.replace('.', '')} "
        f"for <{draft.recipient.address}>; {received_at}"
    )
    message["Authentication-Results"] = f"courrier.mouvement-aurore.test; {draft.authentication}"
    message["Date"] = format_datetime(sent_at)
    message["From"] = draft.sender
    message["To"] = f"{draft.recipient.name} <{draft.recipient.address}>"
    message["Reply-To"] = draft.reply_to
    message["Subject"] = draft.subject
    message["Message-ID"] = f"<{sent_at:%Y%m%d%H%M%S}.{draft.name}@{draft.sending_host}>"
    message["MIME-Version"] = "1.0"
    message["X-Mailer"] = "Envoi Rapide 4.2"
    message["X-Chaffinch-Lab"] = "LAB"
    *opening, signature = draft.paragraphs
    message.set_content("\n\n".join((*opening, f"{draft.button} : {draft.url}", signature, _MARK)) + "\n")
    message.add_alternative(_render_page(draft), subtype="html")
    message.set_boundary(f"=_LAB_{draft.name}")
    return message.as_bytes()


_MARK = "LAB — message du terrain d’entraînement, entièrement inventé"


def _render_page(draft: _Draft) -> str:
    source = (files("chaffinch.lab") / "lure.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True).from_string(source)
    return template.render(draft=draft, mark=_MARK)
