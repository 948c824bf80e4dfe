"""Where names come from: how fast each source is read, how far behind it is, what was missed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaffinch.desk.models import Source
from chaffinch.desk.web.queries.hits import read_watch
from chaffinch.desk.web.queries.sources import draw_hours, list_source_states
from chaffinch.desk.web.source_words import explain_fault, explain_gap

_EVERY = 30
#: What colleagues send in has no rate and nothing that waits.
_SENT_IN = frozenset({Source.Kind.PASTE.value, Source.Kind.MAIL.value})


@require_safe
def show_sources(request: HttpRequest) -> HttpResponse:
    """Show every source; the page refreshes itself."""
    states = list_source_states(now=timezone.now())
    tips = [state for state in states if state.source.kind in _SENT_IN]
    context = {
        "sources": [
            {
                "state": state,
                "points": draw_hours(state.hourly),
                "highest": max(state.hourly),
                "trouble": explain_fault(state.source.fault) if state.source.fault else None,
                "gaps": [(gap, gap.end - 1, explain_gap(gap.code)) for gap in state.gaps],
                "faults": [(fault, explain_fault(fault.code)) for fault in state.faults],
            }
            for state in states
            if state not in tips
        ],
        "tips": tips,
        "watch": read_watch(),
        "troubled": sum(1 for state in states if state.source.fault),
        "refresh_seconds": _EVERY,
    }
    return render(request, "sources.html", context)
