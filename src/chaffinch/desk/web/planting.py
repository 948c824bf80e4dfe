"""The pages of what is planted ahead of a hack: parse, call one service, render."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import Planting
from chaffinch.desk.ordering import Wish, write_order
from chaffinch.desk.services.hits import BARE
from chaffinch.desk.services.planting import (
    approve_planting,
    drop_planting,
    propose_planting,
    resume_planting,
    stop_planting,
)
from chaffinch.desk.web.acting import Refusal, find_actor, read_number
from chaffinch.desk.web.queries import planting as queries
from chaffinch.desk.web.queries.hits import show_hits
from chaffinch.desk.web.queries.victims import show_victims
from chaffinch.errors import ChaffinchError

_LONGEST = 4_000
_SHARES = {"fr": {"fr": 1.0}, "en": {"en": 1.0}, "both": {"fr": 0.6, "en": 0.4}}


@require_safe
def show_plantings(request: HttpRequest) -> HttpResponse:
    """Show what was planted."""
    return render_plantings(request)


@require_safe
def show_planting(request: HttpRequest, number: int) -> HttpResponse:
    """Show one planting: what it holds, where it stands, who used it."""
    return render_planting(request, number)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put a planting forward."""
    form = request.POST
    wish = Wish(
        domain=form.get("domain", "")[:253],
        accounts=read_number(request, "accounts"),
        registered=form.get("registered") == "yes",
        letters=read_number(request, "letters"),
        months=read_number(request, "months"),
        documents=read_number(request, "documents"),
        mailboxes=form.get("mailboxes", "")[:200],
        files=form.get("files", "")[:200],
        languages=_SHARES.get(form.get("languages", ""), {}),
        lent_in_letters=read_number(request, "lent_in_letters"),
        lent_in_documents=read_number(request, "lent_in_documents"),
    )
    try:
        planting = propose_planting(
            write_order(wish),
            reason=form.get("reason", "")[:_LONGEST],
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return render_plantings(request, refusal=Refusal.explain(error), refused="propose")
    messages.success(request, _("It is proposed. Nothing is made before it is approved."))
    return redirect("planting", planting.pk)


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes to a planting."""

    def act() -> str:
        planting = approve_planting(
            number,
            reason=request.POST.get("reason", "")[:_LONGEST],
            actor=find_actor(request),
            now=timezone.now(),
        )
        if planting.state == Planting.State.RUNNING:
            return _("It begins now.")
        return _("Your yes is on record; another person’s is needed.")

    return _attempt(request, number, act)


@require_POST
def halt(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a planting, have it go on, or take it back."""

    def act() -> str:
        actor, now, reason = find_actor(request), timezone.now(), request.POST.get("reason", "")[:_LONGEST]
        wanted = request.POST.get("act")
        if wanted == "resume":
            resume_planting(number, reason=reason, actor=actor, now=now)
            return _("It goes on.")
        if wanted == "drop":
            drop_planting(number, reason=reason, actor=actor, now=now)
            return _("It is taken back.")
        stop_planting(number, code="person", actor=actor, now=now)
        return _("It is stopped.")

    return _attempt(request, number, act)


def _attempt(request: HttpRequest, number: int, act: Callable[[], str]) -> HttpResponse:
    get_object_or_404(Planting, pk=number)
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return render_planting(request, number, refusal=Refusal.explain(error), refused="planting")
    return redirect("planting", number)


def render_plantings(
    request: HttpRequest, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render the list, with what was refused."""
    context = {
        "house": queries.show_plantings(now=timezone.now()),
        "visits": show_hits(BARE),
        "victims": show_victims(BARE),
        "refusal": refusal,
        "refused": refused,
    }
    return render(request, "plantings.html", context, status=refusal.status if refusal else 200)


def render_planting(
    request: HttpRequest, number: int, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render one planting, with what was refused."""
    planting = get_object_or_404(Planting.objects.select_related("proposed_by"), pk=number)
    context = {
        "planting": planting,
        "shown": queries.show_planting(planting, user_id=request.user.pk or 0, now=timezone.now()),
        "visits": show_hits(("planting", planting.pk)),
        "victims": show_victims(("planting", planting.pk)),
        "refusal": refusal,
        "refused": refused,
    }
    return render(request, "planting.html", context, status=refusal.status if refusal else 200)
