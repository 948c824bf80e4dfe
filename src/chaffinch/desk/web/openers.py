"""By which way a decoy was used, or what opened a document, in words; programmes keep their own names."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

_WORDS: Final = {
    "browser": _("a browser"),
    "unknown": _("a programme that does not name itself"),
    "office": _("an office programme"),
    "mail": _("a mail programme"),
    "preview": _("a link’s preview"),
    "scanner": _("a scanner"),
    "prefetch": _("a browser, ahead of time"),
    "portal": _("decoy portal"),
    "word": "Word",
    "excel": "Excel",
    "powerpoint": "PowerPoint",
    "microsoft-office": "Microsoft Office",
    "libreoffice": "LibreOffice",
    "onlyoffice": "ONLYOFFICE",
    "outlook": "Outlook",
    "thunderbird": "Thunderbird",
    "apple-mail": "Apple Mail",
    "gmail": "Gmail",
    "slack": "Slack",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
}


def say_protocol(code: str) -> str:
    """Say a protocol or an opener; one that has no words as it is written, protocols in capitals."""
    said = _WORDS.get(code)
    if said is not None:
        return str(said)
    return code.upper()
