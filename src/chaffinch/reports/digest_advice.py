"""What to do for whoever typed a password on one of the pages.

It speaks of the reader's own next steps only: the mail may be read by the people behind the pages
(GUARDRAILS, "The intruder may be reading our mail").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chaffinch.reports.catalogue import load_translations
from chaffinch.reports.untrusted import isolate_text


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """One thing to do."""

    text: str
    addresses: tuple[str, ...] = ()
    """Genuine pages that the step speaks of, to be shown below it."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The whole advice, in the order in which it is to be followed."""

    heading: str
    comfort: str
    steps: tuple[AdviceStep, ...]
    promise: str
    """Why our own mail can be told from a false one."""


def say_advice(genuine: Sequence[str], contact: str, *, locale: str) -> Advice:
    """Say what to do, where to sign in (`genuine`) and whom to tell (`contact`, may be empty)."""
    words = load_translations(locale)
    pages = tuple(isolate_text(url) for url in genuine)
    sign_in = words.gettext(
        "From now on, sign in at our genuine page only. Open it from your own bookmark, or type its address."
    )
    change = words.gettext("Change your password there, and wherever else you use the same one.")
    keep = words.gettext("Do not answer the message that brought you to the page, and do not delete it.")
    if contact:
        tell = words.gettext(
            "Tell %(contact)s at once, by telephone or face to face if you can: "
            "somebody else may be reading your mail."
        ) % {"contact": isolate_text(contact)}
    else:
        tell = words.gettext(
            "Tell those in charge of security at once, by telephone or face to face if you can: "
            "somebody else may be reading your mail."
        )
    return Advice(
        heading=words.gettext("Did you type your password on a page that was not ours?"),
        comfort=words.gettext("It happens to careful people, and nobody will blame you. Be quick:"),
        steps=(AdviceStep(sign_in, pages), AdviceStep(change), AdviceStep(tell), AdviceStep(keep)),
        promise=words.gettext(
            "We never ask you by mail to click and sign in. A message that does so is not ours."
        ),
    )
