"""What mail programs write before the subject of an answer or a forwarded letter."""

from __future__ import annotations

import re

from chaffinch.decoys.letters.correspondent import Correspondent

#: (client, language) → answer, forward. Outlook's are translated, the others' are not.
_PREFIXES = {("outlook", "fr"): ("RE", "TR"), ("outlook", "en"): ("RE", "FW")}
_USUAL = ("Re", "Fwd")
_ANSWERED = re.compile(r"^re\s?:", re.IGNORECASE)


def add_prefix(subject: str, sender: Correspondent, *, forward: bool) -> str:
    """Return the subject of an answer; a prefix is not repeated, and Outlook puts its own in place of another's."""
    answer, forwarded = _PREFIXES.get((sender.client, sender.language), _USUAL)
    if forward:
        return f"{forwarded}: {subject}"
    if _ANSWERED.match(subject):
        return f"{answer}:{_ANSWERED.sub('', subject)}" if sender.client == "outlook" else subject
    return f"{answer}: {subject}"
