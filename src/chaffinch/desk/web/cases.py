"""The list of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chaffinch.desk.models import Case
from chaffinch.desk.web.queries.cases import MOMENTS, ORDERS, VERDICTS, CaseQuestion, count_states, find_page
from chaffinch.desk.web.triage import LAST


@require_safe
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show one page of the cases asked for."""
    question = CaseQuestion.parse(request.GET)
    counts = count_states(question)
    tabs = (
        ("", _("All")),
        ("waiting", _("Waiting")),
        ("confirmed", _("Confirmed")),
        ("reported", _("Reported")),
        ("gone", _("Gone")),
        ("dismissed", _("Set aside")),
    )
    context = {
        "question": question,
        "page": find_page(question, number=request.GET.get("page", "")),
        "tabs": [(state, label, counts[state]) for state, label in tabs],
        "verdicts": VERDICTS,
        "tiers": Case.Tier.values,
        "orders": _name_orders(),
        "moments": [(key, moment, _name_moments()[key]) for key, moment in question.since],
        "triage": True,
        "last": request.session.get(LAST),
        "any_case": bool(counts[""]) or Case.objects.exists(),
    }
    return render(request, "cases/list.html", context)


def _name_orders() -> list[tuple[str, str]]:
    names = {
        "newest": _("newest first"),
        "oldest": _("oldest first"),
        "seen": _("last seen first"),
        "score": _("surest imitation first"),
        "host": _("by address"),
    }
    return [(order, names[order]) for order in ORDERS]


def _name_moments() -> dict[str, str]:
    names = (_("opened since"), _("seen since"), _("confirmed since"), _("changed since"))
    return dict(zip(MOMENTS, names, strict=True))
