"""The pages of dumps: parse, call one service, render."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.dump_ordering import compose_order
from chaffinch.desk.dump_passwords import split_passwords
from chaffinch.desk.models import Dump
from chaffinch.desk.reference import read_standing
from chaffinch.desk.services.dumps import (
    Circumstances,
    change_circumstances,
    resume_dump,
    start_dump,
    stop_dump,
)
from chaffinch.desk.services.factpacks import take_factpack
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries import dumps as queries
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.leaks.silence import list_rules
from chaffinch.reports.catalogue import choose_locale
from chaffinch.reports.catalogue import gettext_noop as N_


@require_safe
def show_dumps(request: HttpRequest) -> HttpResponse:
    """Show every dump, and what could be checked if one appeared tonight."""
    return _render_list(request)


@require_safe
def show_dump(request: HttpRequest, number: int) -> HttpResponse:
    """Show one dump: how far, what was found, both clocks."""
    return render_dump(request, number)


@sensitive_post_parameters("passwords")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin to read a dump."""
    form = request.POST
    try:
        order = compose_order(
            form.get("source", "").strip()[:2_000], breach=form.get("breach", "").strip()[:40]
        )
        dump = start_dump(
            order,
            passwords=split_passwords(form.get("passwords", "")),
            name=form.get("name", "") or order.source.rstrip("/").rpartition("/")[2],
            known=_read_circumstances(request),
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return _render_list(request, refusal=Refusal.explain(error))
    messages.success(request, _("It is being read. First verdicts appear within half a minute."))
    return redirect("dump", dump.pk)


@require_POST
def halt(request: HttpRequest, number: int) -> HttpResponse:
    """Stop reading, or go on."""

    def act() -> str:
        actor, now = find_actor(request), timezone.now()
        if request.POST.get("act") == "resume":
            resume_dump(number, actor=actor, now=now)
            return _("It goes on where it stopped.")
        stop_dump(number, code="person", actor=actor, now=now)
        return _("It is stopped. What was read stays.")

    return _attempt(request, number, act, part="reading")


@require_POST
def set_clocks(request: HttpRequest, number: int) -> HttpResponse:
    """Enter anew what both clocks run from."""

    def act() -> str:
        known = _read_circumstances(request)
        change_circumstances(number, known=known, actor=find_actor(request), now=timezone.now())
        return _("Both clocks run from there.")

    return _attempt(request, number, act, part="clocks")


@require_POST
def take_pack(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the fact pack."""
    get_object_or_404(Dump, pk=number)
    try:
        name, content = take_factpack(
            number,
            name=request.POST.get("name", "")[:200],
            language=choose_locale(get_language() or "en"),
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return render_dump(request, number, refusal=Refusal.explain(error), refused="pack")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _attempt(request: HttpRequest, number: int, act: Callable[[], str], *, part: str) -> HttpResponse:
    get_object_or_404(Dump, pk=number)
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return render_dump(request, number, refusal=Refusal.explain(error), refused=part)
    return redirect("dump", number)


def _read_circumstances(request: HttpRequest) -> Circumstances:
    form = request.POST
    return Circumstances(
        learned_at=_read_moment(form.get("learned_at", "")) or timezone.now(),
        country=form.get("country", "")[:2],
        vote_on=_read_day(form.get("vote_on", "")),
        silence_at=_read_moment(form.get("silence_at", "")),
    )


def _read_moment(text: str) -> datetime | None:
    """Return a moment as a form writes it, in the organisation's time.

    Raises:
        UsageError: it is none.
    """
    if not text.strip():
        return None
    try:
        moment = parse_datetime(text.strip()[:40])
    except ValueError:
        moment = None
    if moment is None:
        raise UsageError(N_("That is no day and time."), todo=N_("For example 2027-04-09T18:00"))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _read_day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise UsageError(N_("That is no day."), todo=N_("For example 2027-04-11")) from error


def _render_list(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "rows": queries.list_dumps(now=timezone.now()),
        "standing": read_standing(),
        "countries": [rule.country for rule in list_rules()],
        "now": timezone.localtime(),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "dumps/list.html", context, status=refusal.status if refusal else 200)


def render_dump(
    request: HttpRequest, number: int, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render one dump, with what was refused."""
    dump = get_object_or_404(Dump.objects.select_related("started_by"), pk=number)
    standing = read_standing(dump.order)
    context = {
        "dump": dump,
        "shown": queries.show_dump(dump, covered=standing.covered, now=timezone.now()),
        "history": queries.list_history(dump),
        "countries": [rule.country for rule in list_rules()],
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "dumps/dump.html", context, status=refusal.status if refusal else 200)
