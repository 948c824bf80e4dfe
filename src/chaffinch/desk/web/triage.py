"""Deciding many cases at once: first what would happen, then what did."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from chaffinch.desk.services.triage import (
    MOST,
    WORDY,
    Choice,
    Decided,
    Shown,
    decide_cases,
    undo_batch,
)
from chaffinch.desk.states import STATES
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.phrases import list_grounds
from chaffinch.desk.web.queries.triage import explain_impossible, plan_triage
from chaffinch.errors import ChaffinchError

Wanted = Literal["confirmed", "dismissed"]
#: Key of the session under which the last batch waits to be taken back.
LAST = "last-triage"
_ACTS: dict[str, Wanted] = {"confirm": "confirmed", "dismiss": "dismissed"}


@require_http_methods(["GET", "HEAD", "POST"])
def triage_cases(request: HttpRequest) -> HttpResponse:
    """Show what deciding the chosen cases would do; posted, do it."""
    query = request.POST if request.method == "POST" else request.GET
    wanted = _ACTS.get(query.get("act", ""))
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return _render(request, query, wanted)
    choice = Choice(
        wanted=wanted,
        grounds=query.get("grounds", "") if wanted == "dismissed" else "",
        reason=query.get("reason", "").replace("\x00", ""),
        sure=query.get("sure") == "yes",
        along=frozenset(_read_numbers(query.getlist("along"))),
        batch=secrets.token_hex(8),
    )
    shown = list(_read_shown(query.getlist("shown")))
    try:
        decided = decide_cases(shown, choice, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, query, wanted, refusal=Refusal.explain(error))
    _tell(request, decided, wanted)
    request.session.pop(LAST, None)
    if decided.done and wanted == "dismissed":  # a confirmation is not taken back
        request.session[LAST] = {"batch": choice.batch, "numbers": [*decided.done, *decided.along]}
    return redirect(_find_way_back(query, request))


@require_POST
def undo_triage(request: HttpRequest) -> HttpResponse:
    """Take the last batch of this person's session back, where that is possible."""
    last = request.session.pop(LAST, None)
    if not isinstance(last, dict):
        messages.info(request, _("There is nothing to take back."))
        return redirect(_find_way_back(request.POST, request))
    done, failed = undo_batch(last["numbers"], last["batch"], actor=find_actor(request), now=timezone.now())
    if done:
        said = ngettext("%(count)s case waits again.", "%(count)s cases wait again.", len(done))
        messages.success(request, said % {"count": len(done)})
    _tell_failures(request, failed)
    return redirect(_find_way_back(request.POST, request))


def _render(
    request: HttpRequest, query: QueryDict, wanted: Wanted, *, refusal: Refusal | None = None
) -> HttpResponse:
    numbers = [shown.number for shown in _read_shown(query.getlist("shown"))]
    plan = plan_triage(numbers or list(_read_numbers(query.getlist("case"))), wanted=wanted)
    context: dict[str, Any] = {
        "plan": plan,
        "act": query.get("act"),
        "impossible": [(p.case, explain_impossible(p.case, wanted=wanted)) for p in plan.impossible],
        "grounds": list_grounds(),
        "chosen_grounds": query.get("grounds", "coincidence"),
        "wordy": WORDY,
        "typed": query.get("reason", "")[:4000],
        "refusal": refusal,
        "way_back": _find_way_back(query, request),
    }
    return render(request, "cases/triage.html", context, status=refusal.status if refusal else 200)


def _read_numbers(untrusted: Iterable[str]) -> Iterable[int]:
    """Yield what are numbers of cases, a bounded count of them."""
    for text in list(untrusted)[: 10 * MOST]:
        if text.isascii() and text.isdigit() and len(text) < 18:
            yield int(text)


def _read_shown(untrusted: Iterable[str]) -> Iterable[Shown]:
    """Yield the cases with the state in which they were shown ("12:captured")."""
    for text in list(untrusted)[: 10 * MOST]:
        number, _colon, state = text.partition(":")
        if state in STATES:
            for known in _read_numbers([number]):
                yield Shown(number=known, state=state)


def _find_way_back(query: QueryDict, request: HttpRequest) -> str:
    """Return the list that the person came from, else the cases."""
    untrusted = query.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        untrusted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return untrusted if safe else reverse("cases")


def _tell(request: HttpRequest, decided: Decided, wanted: Wanted) -> None:
    count = len(decided.done)
    if count and wanted == "confirmed":
        said = ngettext(
            "%(count)s case is confirmed as phishing.", "%(count)s cases are confirmed as phishing.", count
        )
        messages.success(request, said % {"count": count})
    elif count:
        said = ngettext("%(count)s case is set aside.", "%(count)s cases are set aside.", count)
        messages.success(request, said % {"count": count})
    for domain in decided.partners:
        messages.success(request, _("%(domain)s is a partner now.") % {"domain": domain})
    if decided.along:
        said = ngettext(
            "%(count)s other case below it went along.",
            "%(count)s other cases below it went along.",
            len(decided.along),
        )
        messages.success(request, said % {"count": len(decided.along)})
    _tell_failures(request, decided.failed)


def _tell_failures(request: HttpRequest, failed: Iterable[tuple[int, ChaffinchError]]) -> None:
    for number, error in failed:
        refusal = Refusal.explain(error)
        said = _("Case %(number)s stays as it is: %(what)s")
        messages.error(request, said % {"number": number, "what": f"{refusal.what} {refusal.todo}".strip()})
