"""The items of a dump: found, read one after the other, agreed to or objected to, released by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import Dump, DumpItem, Release
from chaffinch.desk.reference import open_ours
from chaffinch.desk.services.dump_readings import note_opened, read_item
from chaffinch.desk.services.dump_releases import answer_release, ask_release, withdraw_release
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries import dump_item as item_queries
from chaffinch.desk.web.queries.dump_items import KINDS, READINGS, ItemQuestion, find_lines, find_neighbours
from chaffinch.desk.web.queries.dump_proof import find_committed
from chaffinch.errors import ChaffinchError
from chaffinch.leaks.finding import VERDICTS

_LONGEST = 4_000
_OPENED = "originals"
_OPEN_FOR = timedelta(minutes=30)
"""So long an original that somebody has opened stays beside its twin."""


@require_safe
def list_items(request: HttpRequest, number: int) -> HttpResponse:
    """Show one page of the items asked for."""
    dump = get_object_or_404(Dump, pk=number)
    question = ItemQuestion.parse(request.GET)
    lines = find_lines(dump, question, number=request.GET.get("page", ""), person=request.user.pk or 0)
    boxes = dump.items.order_by("mailbox").values_list("mailbox", flat=True).distinct()
    context = {
        "dump": dump,
        "question": question,
        "lines": lines,
        "page": lines.page,
        "verdicts": VERDICTS,
        "kinds": KINDS,
        "readings": READINGS,
        "mailboxes": list(boxes[:200]),
        "query": request.GET.urlencode(),
    }
    return render(request, "dumps/items.html", context)


@require_safe
def show_item(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Show one item, with the list that it was reached from."""
    return _render(request, number, item)


@require_POST
def read(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Agree to a verdict, or object; then go to the next item of the list."""
    found = _find(number, item)
    question = ItemQuestion.parse(request.GET)
    _before, after = find_neighbours(found, question, person=request.user.pk or 0)
    agrees = request.POST.get("act") == "agree"
    try:
        read_item(
            item,
            agrees=agrees,
            verdict=request.POST.get("verdict", "")[:12],
            reason=request.POST.get("reason", "")[:_LONGEST],
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return _render(request, number, item, refusal=Refusal.explain(error), refused="reading")
    messages.success(request, _("Agreed to.") if agrees else _("Your objection is on record."))
    return _go(request, number, after if after and agrees else item)


@require_POST
def open_beside(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Open our own copy beside its leaked twin; that is on record."""

    def act() -> str:
        note_opened(item, actor=find_actor(request), now=timezone.now())
        opened = {**request.session.get(_OPENED, {}), str(item): timezone.now().isoformat()}
        request.session[_OPENED] = dict(list(opened.items())[-200:])
        return _("Ours stands beside it. That you opened it is on record.")

    return _attempt(request, number, item, act, refused="beside")


@require_POST
def ask(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Ask that an item goes into the fact pack as an example."""

    def act() -> str:
        ask_release(
            item,
            reason=request.POST.get("reason", "")[:_LONGEST],
            redactions=request.POST.get("redactions", "")[:_LONGEST].splitlines(),
            actor=find_actor(request),
            now=timezone.now(),
        )
        return _("Asked. Another person must agree; nothing is shown before.")

    return _attempt(request, number, item, act, refused="release")


@require_POST
def answer(request: HttpRequest, number: int, item: int, release: int) -> HttpResponse:
    """Agree that an item is shown, or not; or take it back."""
    get_object_or_404(Release, pk=release, item=item)

    def act() -> str:
        actor, now = find_actor(request), timezone.now()
        reason, wanted = request.POST.get("reason", "")[:_LONGEST], request.POST.get("act")
        if wanted == "withdraw":
            withdraw_release(release, reason=reason, actor=actor, now=now)
            return _("It is taken back.")
        answer_release(release, agrees=wanted == "agree", reason=reason, actor=actor, now=now)
        return _("Released.") if wanted == "agree" else _("Refused. Nothing is shown.")

    return _attempt(request, number, item, act, refused="release")


def _attempt(
    request: HttpRequest, number: int, item: int, act: Callable[[], str], *, refused: str
) -> HttpResponse:
    _find(number, item)
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return _render(request, number, item, refusal=Refusal.explain(error), refused=refused)
    return _go(request, number, item)


def _find(number: int, item: int) -> DumpItem:
    return get_object_or_404(DumpItem.objects.select_related("dump"), pk=item, dump=number)


def _go(request: HttpRequest, number: int, item: int) -> HttpResponse:
    response = redirect("dump-item", number, item)
    if request.GET:
        response["Location"] += f"?{urlencode(request.GET, doseq=True)}"
    return response


def _is_opened(request: HttpRequest, item: int, *, now: datetime) -> bool:
    at = request.session.get(_OPENED, {}).get(str(item))
    return bool(at) and now - datetime.fromisoformat(at) < _OPEN_FOR


def _render(
    request: HttpRequest, number: int, item: int, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    found = _find(number, item)
    shown = item_queries.show_item(found, ItemQuestion.parse(request.GET), person=request.user.pk or 0)
    pair = None
    if _is_opened(request, item, now=timezone.now()):
        try:
            pair = item_queries.pair_item(shown, open_ours(found))
        except ChaffinchError as error:
            refusal, refused = refusal or Refusal.explain(error), refused or "beside"
    context = {
        "dump": found.dump,
        "shown": shown,
        "item": found,
        "details": shown.details,
        "pair": pair,
        "committed": find_committed(found),
        "refusal": refusal,
        "refused": refused,
        "query": request.GET.urlencode(),
        "typed": request.POST,
    }
    return render(request, "dumps/item.html", context, status=refusal.status if refusal else 200)
