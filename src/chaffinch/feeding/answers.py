"""What a page answered, from what the sandbox says of it. Pure; what it is given is not trusted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaffinch.feeding.facts import Outcome
from chaffinch.pages.capture import Scene
from chaffinch.pages.sandbox.seen import read_scene
from chaffinch.pages.sandbox.untrusted import read_list, read_number, read_text, read_texts
from chaffinch.pages.words import CHALLENGE

_REFUSES = re.compile(
    r"incorrect|erron|invalid|wrong|échou|failed|not recogni[sz]ed|non reconnu|inconnu|unknown|ne correspond"
    r"|not match|expir|réessayer|try again|falsch"
    r"|ungültig|incorrect[oa]|errat[oa]|nieprawidłow",
    re.IGNORECASE,
)
_BEFORE: dict[str, Outcome] = {"changed": "changed", "challenge": "challenge", "led-elsewhere": "elsewhere"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one submission."""

    outcome: Outcome
    typed: tuple[str, ...]
    """name, password, code: what was typed."""
    sent: tuple[str, ...]
    """What was sent, or may have been."""
    led_to: str
    """Address to which the page sent the visitor on, and which was not opened; empty without one."""
    statuses: tuple[int, ...]
    """HTTP statuses of the page's own host since the form was sent."""
    asked_code: bool
    said: Scene
    """What the page showed in the end."""
    cause: str
    """In Chromium's words, where something broke."""


def read_answer(untrusted: Mapping[str, Any], *, hosts: Collection[str]) -> Answer:
    """Return the answer; whatever is malformed is left out.

    Args:
        untrusted: the values that the sandbox wrote.
        hosts: where the page may stand and send to; statuses of others say nothing.
    """
    statuses = _read_statuses(untrusted.get("statuses"), hosts=hosts)
    sent = tuple(one for one in read_texts(untrusted.get("sent"), most=3, longest=10))
    led_to = read_texts(untrusted.get("led_to"), most=10, longest=2_000)
    after = read_scene(untrusted.get("after"))
    return Answer(
        outcome=_judge(untrusted, sent=sent, led_to=led_to, statuses=statuses, after=after),
        typed=tuple(read_texts(untrusted.get("typed"), most=3, longest=10)),
        sent=sent,
        led_to=led_to[-1] if led_to else "",
        statuses=statuses,
        asked_code=untrusted.get("asked_code") is True,
        said=after,
        cause=read_text(untrusted.get("cause"), 300) or read_text(untrusted.get("error"), 100),
    )


def _judge(
    untrusted: Mapping[str, Any],
    *,
    sent: Sequence[str],
    led_to: Sequence[str],
    statuses: Sequence[int],
    after: Scene,
) -> Outcome:
    stage = read_text(untrusted.get("stage"), 20)
    if stage in _BEFORE:
        return _BEFORE[stage]
    if not sent:
        return _judge_unsent(untrusted, stage=stage)
    refusal = _judge_status(statuses)
    if refusal is not None:
        return refusal
    if led_to:
        return "sent-on"
    if stage != "answered":
        return "unanswered"
    return _judge_words(after, answered=bool(statuses))


def _judge_unsent(untrusted: Mapping[str, Any], *, stage: str) -> Outcome:
    status = read_number(untrusted.get("status"), most=999)
    if stage == "visited":
        return _judge_status([status]) or "visited"
    # Chromium calls a page an error, too, that is broken off since it takes too long.
    late = read_text(untrusted.get("stopped"), 20) == "timeout"
    fault = read_text(untrusted.get("error"), 100)
    return "gone" if status in (404, 410) or (fault and not late) else "unanswered"


def _judge_status(statuses: Sequence[int]) -> Outcome | None:
    for status, outcome in ((429, "limited"), (403, "blocked")):
        if status in statuses:
            return outcome  # type: ignore[return-value]  # the pairs above hold only outcomes
    if any(status >= 500 for status in statuses):
        return "failed"
    return "gone" if statuses and all(status in (404, 410) for status in statuses) else None


def _judge_words(after: Scene, *, answered: bool) -> Outcome:
    said = f"{after.title}\n{after.visible_text}".strip()
    if not answered and not said:
        return "unanswered"  # nothing came, and the page that was left shows nothing while it waits
    if after.asks_password or "one-time-code" in after.entry_kinds:
        return "refused" if _REFUSES.search(said) else "asked-again" if answered else "unanswered"
    if CHALLENGE.search(said):
        return "challenge"
    return "refused" if _REFUSES.search(said) and after.entry_kinds else "accepted"


def _read_statuses(untrusted: object, *, hosts: Collection[str]) -> tuple[int, ...]:
    pairs = [one for one in read_list(untrusted)[:50] if isinstance(one, list) and len(one) == 2]
    return tuple(read_number(status, most=999) for host, status in pairs if host in hosts)
