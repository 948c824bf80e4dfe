"""The first page: what is new, what waits for whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaffinch.desk.web.acting import Refusal
from chaffinch.desk.web.queries.digests import list_numbers
from chaffinch.desk.web.queries.feeding_news import read_feeding_news
from chaffinch.desk.web.queries.health import read_wellness
from chaffinch.desk.web.queries.hits import list_alarms, read_watch
from chaffinch.desk.web.queries.overview import is_untouched, list_decisions, list_waiting, read_period
from chaffinch.desk.web.queries.people import name_people
from chaffinch.desk.web.queries.victims import list_waiting_victims


@require_safe
def show_overview(request: HttpRequest) -> HttpResponse:
    """Show the desk as it stands now."""
    return render_overview(request)


def render_overview(request: HttpRequest, *, refusal: Refusal | None = None, typed: str = "") -> HttpResponse:
    """Render the overview, with what was refused and what had been typed."""
    wellness, period, watch = read_wellness(), read_period(now=timezone.now()), read_watch()
    context: dict[str, Any] = {
        "period": period,
        "numbers": list_numbers(asdict(period.numbers), since=period.since),
        "waiting": list_waiting(),
        "decisions": list_decisions(),
        "people": name_people(),
        "untouched": is_untouched(),
        "wellness": wellness,
        "alarms": list_alarms(),
        "to_help": list_waiting_victims(),
        "watch": watch,
        # Where decoys are watched, their use is to be seen within seconds.
        "refresh_seconds": 4 if wellness.looks_pending or wellness.mails_waiting or watch.logs else 60,
        "news": read_feeding_news(now=timezone.now()),
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "overview.html", context, status=refusal.status if refusal else 200)
