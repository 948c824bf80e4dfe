"""The lines by which mail programs begin a quotation, in French, English, German, Spanish and Italian."""

from __future__ import annotations

import re
from typing import Literal

_FORWARDED = re.compile(
    r"\s*(?:[-_*]{2,}\s*(?:forwarded (?:message|e-?mail)|original message forwarded"
    r"|(?:message|mail|courriel) (?:transféré|transmis|réexpédié)"
    r"|weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato)(?:\s+(?:from|de|von)\b.{0,80})?\s*[-_*]{0,40}"
    r"|begin forwarded message\s*:|début du message (?:transféré|réexpédié)\s*:"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)\s*:"
    r"|inicio del mensaje reenviado\s*:|inizio messaggio inoltrato\s*:)\s*",
    re.IGNORECASE,
)
_MAY_DIVIDE = re.compile(r"[-_*]{2}|:\s*$")
_ORIGINAL = re.compile(
    r"\s*(?:[-_*]{2,}\s*(?:original (?:message|e-?mail)|(?:message|mail|courriel) (?:d['’]origine|original|initial)"
    r"|ursprüngliche nachricht|originalnachricht"
    r"|original-nachricht|reply message|original appointment|rendez-vous d['’]origine|mensaje original|messaggio originale"
    r"|urspr\.? nachricht)\s*[-_*]{0,40}|_{20,})\s*",
    re.IGNORECASE,
)
_FIELDS = (
    r"from|sent|to|cc|bcc|subject|date|reply-to|attachments?|importance|organization"
    r"|de|envoyé(?: le)?|date d['’]envoi|à|a|cc|cci|objet|répondre à|pièces? jointes?"
    r"|von|gesendet(?: am)?|an|kopie|betreff|datum|antwort an|anlagen?"
    r"|enviado(?: el)?|para|asunto|fecha|da|inviato|oggetto|data"
)
_FIELD = re.compile(rf"\s*\*?\s*(?P<name>{_FIELDS})\s*\*?\s*:\s*\*?", re.IGNORECASE)
_FIRST = re.compile(r"\s*\*?\s*(?:from|de|von|da|sent|date|subject|objet|betreff)\s*\*?\s*:", re.IGNORECASE)
_SECOND = {
    "sent", "date", "envoyé", "envoyé le", "date d'envoi", "date d’envoi", "gesendet", "gesendet am", "datum", "enviado",
    "enviado el", "fecha", "inviato", "data", "subject", "objet", "betreff", "asunto", "oggetto", "to", "à", "an", "para",
}  # fmt: skip
_ATTRIBUTION = re.compile(
    r"\s*(?:"
    r"(?:on|at|in)\b.{4,300}?\b(?:wrote|writes|said)\b.{0,60}"
    r"|le\b.{4,300}?\ba\s+écrit"
    r"|(?:am|um)\b.{4,300}?\bschrieb\b.{0,120}"
    r"|el\b.{4,300}?\bescribió"
    r"|il\b.{4,300}?\bha scritto"
    r"|.{2,200}?\b(?:wrote|writes|said|a écrit|écrivait|schrieb|escribió|ha scritto)\b.{0,80}"
    r"|.{2,200}?(?:<[^<>\s]+@[^<>\s]+>|\([^()\s]+@[^()\s]+\)).{0,60}"
    r")\s*:?\s*",
    re.IGNORECASE,
)
_ENDS = re.compile(r":\s*$")


def find_divider(line: str) -> Literal["", "forwarded", "original"]:
    """Return what a line announces: a forwarded message, an original one, or nothing."""
    if len(line) > 200 or not _MAY_DIVIDE.search(line):
        return ""
    if _FORWARDED.fullmatch(line):
        return "forwarded"
    return "original" if _ORIGINAL.fullmatch(line) else ""


def may_begin_head(line: str) -> bool:
    """Return whether a line is such as a quoted message's head begins with."""
    return ":" in line and bool(_FIRST.match(line))


def find_head(lines: list[str]) -> tuple[list[str], int]:
    """Return the fields of a quoted message's head (From, Sent, To, Subject) at the beginning of these lines.

    Returns:
        The lines of the head, and how many lines it takes with blank ones before it; ([], 0) where there is none. A head has
        three fields at least, two of which only heads have, so that no list in a text is one.
    """
    start = 0
    while start < len(lines) and start < 3 and not lines[start].strip():
        start += 1
    if start >= len(lines) or not _FIRST.match(lines[start]):
        return [], 0
    names: list[str] = []
    end = start
    for line in lines[start:]:
        field = _FIELD.match(line)
        if field:
            names.append(field["name"].lower())
        elif not line.startswith((" ", "\t")) or not line.strip():
            break
        end += 1
    if len(names) < 3 or len(set(names) & _SECOND) < 2:
        return [], 0
    return lines[start:end], end


def find_attribution(lines: list[str]) -> int:
    """Return how many of these lines say who wrote what follows (`On … wrote:`, over up to four lines); 0 where none do."""
    said = ""
    for number, line in enumerate(lines[:4], 1):
        if not line.strip():
            return 0
        said = f"{said} {line.strip()}"[:700]
        if _ENDS.search(line):
            return number if len(said) < 500 and _ATTRIBUTION.fullmatch(said) else 0
    return 0
