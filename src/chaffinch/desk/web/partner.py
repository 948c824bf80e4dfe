"""Somebody of another house, who approves one case and sees nothing else of this desk."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import Approver, Capture, Case, FeedingRun, User
from chaffinch.desk.services.feeding import approve_run
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries.asking import describe_asking
from chaffinch.desk.web.queries.evidence import show_evidence, split_address
from chaffinch.desk.web.queries.feeding import show_feeding
from chaffinch.errors import ChaffinchError

_OPEN = frozenset({"partner", "partner-approve", "blob", "language", "theme"})
_LONGEST = 4_000


class PartnerMiddleware:
    """Keep a partner on the partner's own page, whatever address is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a partner through to what is open; send every other question to the partner's page."""
        user = request.user
        if not isinstance(user, User) or not user.partner:
            return self.get_response(request)
        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            name = ""
        if name in _OPEN or name.startswith("account_"):
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            return redirect("partner")
        raise PermissionDenied


@require_safe
def show_partner(request: HttpRequest) -> HttpResponse:
    """Show the cases on which this person may approve."""
    return _render(request)


@require_POST
def approve_as_partner(request: HttpRequest, run: int) -> HttpResponse:
    """Give the partner's yes."""
    found = get_object_or_404(FeedingRun, pk=run, case__in=_list_cases(request))
    reason = request.POST.get("reason", "")[:_LONGEST]
    try:
        approve_run(
            found.pk,
            reason=reason,
            actor=find_actor(request),
            now=timezone.now(),
            hacked_host=bool(request.POST.get("hacked_host")),
        )
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error))
    messages.success(request, _("Your yes is on record. Thank you."))
    return redirect("partner")


def may_see(user: object, row: object) -> bool:
    """Return whether somebody may be given a picture: anybody of this house, a partner those of the own cases."""
    if not isinstance(user, User) or not user.partner:
        return True
    mine = Approver.objects.filter(person=user, until=None).values_list("only_case", flat=True)
    return isinstance(row, Capture) and row.case_id in set(mine)


def _list_cases(request: HttpRequest) -> list[Case]:
    if not isinstance(request.user, User) or not request.user.partner:
        raise Http404
    rights = Approver.objects.filter(person=request.user, until=None).exclude(only_case=None)
    numbers = rights.values_list("only_case", flat=True)
    return list(Case.objects.filter(pk__in=list(numbers)).select_related("latest_capture"))


def _render(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    cases = []
    for case in _list_cases(request):
        scheme, rest = split_address(case.url, host=case.host)
        look = case.latest_capture
        cases.append(
            {
                "case": case,
                "scheme": scheme,
                "rest": rest,
                "evidence": show_evidence(look) if look else None,
                "asking": describe_asking(look) if look else "",
                "feeding": show_feeding(case, user_id=request.user.pk or 0),
            }
        )
    context = {"cases": cases, "refusal": refusal}
    return render(request, "partner.html", context, status=refusal.status if refusal else 200)
