"""The immediate alert: it says that something waits on the desk, and nothing that helps who reads along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chaffinch.reports.catalogue import load_translations
from chaffinch.reports.untrusted import defang, isolate_text

Occasion = Literal["found", "waiting"]


@dataclass(frozen=True, slots=True)
class AlertWords:
    """An alert in one language, for mail, chat or a telephone's screen."""

    subject: str
    body: str


def say_alert(
    occasion: Occasion, *, organisation: str, desk_url: str, host: str = "", locale: str = "en"
) -> AlertWords:
    """Say that something waits on the desk.

    Args:
        occasion: "found" for a new address that imitates ours, "waiting" for everything else.
        organisation: whose desk it is.
        desk_url: where the desk is.
        host: the phishing site's own name, where it may be told; its dots are written [.].
        locale: the reader's language.
    """
    words = load_translations(locale)
    subject = words.gettext("%(organisation)s: something waits on the desk")
    if occasion == "found" and host:
        body = words.gettext(
            "An address that imitates ours was found (%(host)s): something waits on the desk."
        )
    elif occasion == "found":
        body = words.gettext("An address that imitates ours was found: something waits on the desk.")
    else:
        body = words.gettext("Something waits on the desk.")
    where = words.gettext("Open the desk as you always do: %(desk)s")
    said = body % {"host": defang(isolate_text(host))} if host and occasion == "found" else body
    return AlertWords(
        subject=subject % {"organisation": isolate_text(organisation, limit=120)},
        body=f"{said}\n{where % {'desk': isolate_text(desk_url)}}\n",
    )
