"""Help the owner of an account that he opened or tried: warn, block, let in again, or say that it was not his doing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chaffinch.desk.models import Victim
from chaffinch.desk.services.blocking import Act, ask_block
from chaffinch.desk.services.victims import settle_victim
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries.victims import list_steps, show_victim
from chaffinch.errors import ChaffinchError

_LONGEST = 4_000


@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the owner was warned, or that it was not his doing."""
    row = get_object_or_404(Victim, pk=number)
    try:
        settle_victim(
            number,
            request.POST.get("state", ""),
            reason=request.POST.get("reason", "")[:_LONGEST],
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return _render(request, row, "block", refusal=Refusal.explain(error))
    messages.success(request, _("Noted."))
    return _go_back(row)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int, act: Act) -> HttpResponse:
    """Say what exactly will happen, and do it when that is confirmed."""
    row = get_object_or_404(Victim, pk=number)
    if request.method != "POST":
        return _render(request, row, act)
    try:
        reason = request.POST.get("reason", "")[:_LONGEST]
        ask_block(number, act, reason=reason, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, row, act, refusal=Refusal.explain(error))
    messages.success(
        request,
        _("It is being done; the page says what each provider answered.")
        if act == "block"
        else _("The account is being let in again; the page says what each provider answered."),
    )
    return _go_back(row)


def _render(request: HttpRequest, row: Victim, act: Act, *, refusal: Refusal | None = None) -> HttpResponse:
    one = show_victim(row)
    context = {
        "one": one,
        "act": act,
        "steps": list_steps(one.login, act) if one.login else (),
        "back": _find_back(row),
        "refusal": refusal,
        "typed": request.POST.get("reason", "")[:_LONGEST] if refusal else "",
    }
    return render(request, "victim.html", context, status=refusal.status if refusal else 200)


def _go_back(row: Victim) -> HttpResponse:
    return redirect(_find_back(row))


def _find_back(row: Victim) -> str:
    if row.case_id:
        page = redirect("case", row.case_id)
    else:
        page = redirect("planting", row.planting_id) if row.planting_id else redirect("plantings")
    return f"{page['Location']}#victims"
