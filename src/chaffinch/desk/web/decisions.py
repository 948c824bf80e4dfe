"""Changes to a case: each parses, calls one service, and goes back to the case."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chaffinch.desk.models import Case, Exposure
from chaffinch.desk.services.cases import (
    add_note,
    ask_for_capture,
    change_state,
    note_exposure,
    settle_exposure,
)
from chaffinch.desk.services.steps import ask_for_step
from chaffinch.desk.states import STATES
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.case import render_case
from chaffinch.errors import ChaffinchError


def _attempt(
    request: HttpRequest, number: int, act: Callable[[], str], *, form: str, anchor: str = ""
) -> HttpResponse:
    """Do it and go back to the case with a word of what was done; a refusal is shown on the case's page."""
    get_object_or_404(Case, pk=number)
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return render_case(request, number, refusal=Refusal.explain(error), refused=form)
    response = redirect("case", number)
    response["Location"] += anchor
    return response


@require_POST
def decide_case(request: HttpRequest, number: int) -> HttpResponse:
    """Move the case to another state."""
    wanted = request.POST.get("state", "")
    if wanted not in STATES:
        raise Http404

    def act() -> str:
        change_state(
            number,
            wanted,
            actor=find_actor(request),
            reason=_read_text(request, "reason"),
            now=timezone.now(),
        )
        return _say_decision(wanted)

    return _attempt(request, number, act, form=wanted)


def _say_decision(state: str) -> str:
    said = {
        "confirmed": _("Confirmed. It is on the block lists now, and in the digest as phishing."),
        "dismissed": _("Set aside. It can be taken up again at any time."),
        "reported": _("Noted: it was reported to its host. It is looked at each day until it is gone."),
        "gone": _("Noted: it is gone. If it wakes up, it comes back to you."),
    }
    return said.get(state, _("The case is open again."))


@require_POST
def look_again(request: HttpRequest, number: int) -> HttpResponse:
    """Have the address opened again."""

    def act() -> str:
        added = ask_for_capture(number, actor=find_actor(request), now=timezone.now())
        return _("The page is about to be looked at.") if added else _("Another look waits already.")

    return _attempt(request, number, act, form="look")


@require_POST
def take_step(request: HttpRequest, number: int) -> HttpResponse:
    """Have one step taken with an invented address."""

    def act() -> str:
        typed = request.POST.get("typed", "")
        added = ask_for_step(number, typed, actor=find_actor(request), now=timezone.now())
        return _("The page is about to be looked at.") if added else _("Another look waits already.")

    return _attempt(request, number, act, form="step")


@require_POST
def write_note(request: HttpRequest, number: int) -> HttpResponse:
    """Put a note into the timeline."""

    def act() -> str:
        add_note(number, actor=find_actor(request), text=_read_text(request, "reason"), now=timezone.now())
        return _("The note is in the timeline.")

    return _attempt(request, number, act, form="note", anchor="#timeline")


@require_POST
def expose_person(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that a colleague was reached."""

    def act() -> str:
        note_exposure(
            number,
            person=_read_text(request, "person"),
            what=request.POST.get("what", ""),
            actor=find_actor(request),
            now=timezone.now(),
        )
        return _("Noted, for helping that person.")

    return _attempt(request, number, act, form="exposure", anchor="#people")


@require_POST
def settle_person(request: HttpRequest, number: int, exposure: int) -> HttpResponse:
    """Note that the colleague was helped."""
    found = get_object_or_404(Exposure, pk=exposure, case_id=number)

    def act() -> str:
        settle_exposure(found.pk, actor=find_actor(request), now=timezone.now())
        return _("Noted: this person was helped.")

    return _attempt(request, number, act, form="exposure", anchor="#people")


def _read_text(request: HttpRequest, key: str) -> str:
    return request.POST.get(key, "").replace("\x00", "")
