"""How many of each kind of decoy a run has, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping

from chaffinch.reports.catalogue import gettext_noop, load_translations

_REASONS = {
    "all-traps-used": gettext_noop(
        "All %(used)s registered accounts go into it: only they survive a test log-in."
    ),
    "traps-left-over": gettext_noop("%(used)s of the %(ready)s registered accounts go into it."),
    "no-traps": gettext_noop("No account that really opens is registered: a test log-in tells every decoy."),
    "echoes-within-lockout": gettext_noop(
        "%(echoes)s echoes: at most %(daily)s a day for each of %(colleagues)s colleagues, below half of what locks one."
    ),
    "echoes-capped": gettext_noop(
        "%(echoes)s echoes: no more than a fifth of the decoys are colleagues’ addresses."
    ),
    "no-lockout-known": gettext_noop(
        "No echoes: after how many failed log-ins an account locks is not known."
    ),
    "no-colleagues": gettext_noop("No echoes: no colleague has consented."),
    "lockout-too-low": gettext_noop(
        "No echoes: the colleagues’ accounts lock too soon, or had theirs today."
    ),
    "failed-logins-read": gettext_noop("Failed log-ins are read: every decoy rings when it is tried."),
    "failed-logins-unread": gettext_noop("Failed log-ins are not read: only accounts that open would ring."),
    "enough-watched": gettext_noop(
        "%(watched)s are watched; %(wanted)s are enough for an alarm first in nine of ten attacks."
    ),
    "too-few-watched": gettext_noop(
        "%(watched)s are watched; an alarm first in nine of ten attacks needs %(wanted)s beside three true log-ins."
    ),
}


def say_mix(mix: Mapping[str, int], locale: str = "en") -> str:
    """Say how many of each kind."""
    words = load_translations(locale)
    said = (
        words.ngettext("%(n)s phantom", "%(n)s phantoms", mix.get("phantom", 0))
        % {"n": mix.get("phantom", 0)},
        words.ngettext("%(n)s trap", "%(n)s traps", mix.get("trap", 0)) % {"n": mix.get("trap", 0)},
        words.ngettext("%(n)s echo", "%(n)s echoes", mix.get("echo", 0)) % {"n": mix.get("echo", 0)},
    )
    kinds = ("phantom", "trap", "echo")
    return ", ".join(text for kind, text in zip(kinds, said, strict=True) if mix.get(kind, 0))


def say_mix_reason(code: str, figures: Mapping[str, int], locale: str = "en") -> str:
    """Say why; an unknown code as it is written."""
    if code not in _REASONS:
        return code[:40]
    return load_translations(locale).gettext(_REASONS[code]) % figures
