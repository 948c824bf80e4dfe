"""Labels of printed heads: what stands before a field's value in five languages, also where its letters were lost."""

from __future__ import annotations

import re

_WORDS = {
    "from": "from de von da expéditeur expediteur sender absender mittente author auteur remitente",
    "to": "to à a an para destinataire destinataires recipient recipients pour",
    "cc": "cc kopie copie copy",
    "bcc": "bcc cci bcc blindkopie ccn cco",
    "date": "date sent envoyé envoye gesendet datum enviado inviato data fecha received reçu recu",
    "subject": "subject objet betreff asunto oggetto sujet re title titre",
    "attachments": "attachments attachment pièces anlagen anlage allegati adjuntos pièce pj attached",
    "other": (
        "importance reply-to priority message-id organization size folder x-mailer user-agent sensitivity id email-id"
        " priorité priorite priorität wichtigkeit importancia prioridad priorità répondre repondre antwort"
        " organisation organización organizzazione dossier ordner carpeta cartella taille größe tamaño dimensione"
        " étiquettes catégories categories kategorien mailer sensibilité vertraulichkeit références"
    ),
}
LABELS = {name: key for key, names in _WORDS.items() for name in names.split()}
"""Words that stand before the fields of a head, by the field."""
LABEL_WORDS = frozenset(word for name in LABELS for word in name.split("-"))
"""Those of labels as texts are cut into words."""
_LEAST = 4
"""Letters of a label that may be guessed where one was lost."""
_LOST = "[?\N{REPLACEMENT CHARACTER}]"
_LOST_FORMS = "|".join(
    re.sub(r"[^\x00-\x7f]", lambda _: _LOST, name)
    for name in sorted(LABELS, key=len, reverse=True)
    if not name.isascii() and len(name) >= _LEAST
)
_BY_FORM = {
    re.sub(r"[^\x00-\x7f]", "?", name): name
    for name in sorted(LABELS)
    if not name.isascii() and len(name) >= _LEAST
}
_DAMAGED = re.compile(rf"^(\W{{0,8}})({_LOST_FORMS})(?=[\s:]|$)", re.IGNORECASE)
_DATE_PHRASE = re.compile(
    r"^(\W{0,8})(?:mail sent|date sent|sent (?:on|at)|received (?:on|at)|date (?:de réception|d['’]envoi)|gesendet am"
    r"|envoyé le|reçu le|fecha de envío|data di invio)(?=[\s:]|$)",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"^(\W{0,8})(?:faire suivre à|(?:mail )?follow-?up to|in reply to|en réponse à|reply to|répondre à|antwort an"
    r"|responder a|rispondi a)(?=[\s:]|$)",
    re.IGNORECASE,
)


def restore_label(line: str) -> str:
    """Return a line whose label is one of several words, or has lost a letter to another charset, with the usual one."""

    def restore(match: re.Match[str]) -> str:
        return match[1] + _BY_FORM[match[2].casefold().replace("\N{REPLACEMENT CHARACTER}", "?")]

    return _DATE_PHRASE.sub(r"\1Date", _PHRASE.sub(r"\1Reply-To", _DAMAGED.sub(restore, line)))
