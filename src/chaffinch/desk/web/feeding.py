"""Propose, approve, stop and resume the feeding of a case's page: each parses, calls one service, and goes back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chaffinch.desk.models import Case, FeedingRun
from chaffinch.desk.services.feeding import (
    approve_run,
    end_run,
    lift_switch,
    propose_from_capture,
    resume_run,
    stop_run,
    throw_switch,
)
from chaffinch.desk.web.acting import Refusal, find_actor, read_number
from chaffinch.desk.web.case import render_case
from chaffinch.errors import ChaffinchError

_LONGEST = 4_000


def _attempt(request: HttpRequest, number: int, act: Callable[[], str], *, form: str) -> HttpResponse:
    get_object_or_404(Case, pk=number)
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return render_case(request, number, refusal=Refusal.explain(error), refused=form)
    response = redirect("case", number)
    response["Location"] += "#feeding"
    return response


@require_POST
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Put a run forward."""

    def act() -> str:
        propose_from_capture(
            number,
            decoys=read_number(request, "decoys"),
            hours=read_number(request, "hours"),
            visits=read_number(request, "visits"),
            reason=request.POST.get("reason", "")[:_LONGEST],
            actor=find_actor(request),
            now=timezone.now(),
            hacked_host=bool(request.POST.get("hacked_host")),
        )
        return _("Proposed. It begins when it is approved; nothing has left this machine.")

    return _attempt(request, number, act, form="feeding")


@require_POST
def approve(request: HttpRequest, number: int, run: int) -> HttpResponse:
    """Give one person's yes."""

    def act() -> str:
        found = _find(number, run)
        reason = request.POST.get("reason", "")[:_LONGEST]
        hacked = bool(request.POST.get("hacked_host"))
        begun = approve_run(
            found.pk, reason=reason, actor=find_actor(request), now=timezone.now(), hacked_host=hacked
        )
        if begun.state == FeedingRun.State.RUNNING:
            return _("Approved. The page is being fed now.")
        return _("Approved. It waits for another person’s yes.")

    return _attempt(request, number, act, form="feeding")


@require_POST
def halt(request: HttpRequest, number: int, run: int) -> HttpResponse:
    """Stop, resume or end a run."""

    def act() -> str:
        found, actor, now = _find(number, run), find_actor(request), timezone.now()
        match request.POST.get("act"):
            case "resume":
                resume_run(found.pk, reason=request.POST.get("reason", "")[:_LONGEST], actor=actor, now=now)
                return _("It goes on.")
            case "end":
                end_run(found.pk, actor=actor, now=now)
                return _("Ended. What was planned is not sent any more.")
            case _:
                stop_run(found.pk, code="person", actor=actor, now=now)
                return _("Stopped. It goes on when somebody says so.")

    return _attempt(request, number, act, form="feeding")


@require_POST
def kill(request: HttpRequest, number: int) -> HttpResponse:
    """Stop all feeding, or allow it again."""

    return _attempt(request, number, lambda: turn_switch(request), form="feeding")


def turn_switch(request: HttpRequest) -> str:
    """Throw the kill switch, or lift it with a reason; return what to say."""
    actor, now, reason = find_actor(request), timezone.now(), request.POST.get("reason", "")[:_LONGEST]
    if request.POST.get("act") == "lift":
        lift_switch(actor=actor, now=now, reason=reason)
        return _("Feeding is allowed again; each run waits for a person.")
    throw_switch(actor=actor, now=now, reason=reason)
    return _("All feeding is stopped.")


def _find(case_number: int, run_number: int) -> FeedingRun:
    return get_object_or_404(FeedingRun, pk=run_number, case=case_number)
