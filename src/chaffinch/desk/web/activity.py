"""Who did what: the audit log, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chaffinch.desk.models import AuditEntry, AuditHead, Case
from chaffinch.desk.web.phrases import SUBJECTS
from chaffinch.desk.web.queries.people import name_people

_PAGE_SIZE = 50


@require_safe
def show_activity(request: HttpRequest) -> HttpResponse:
    """Show the log, the newest first, of everybody or of one person or case."""
    entries = AuditEntry.objects.order_by("-sequence")
    actor = request.GET.get("person", "").replace("\x00", "")[:200]
    case = request.GET.get("case", "")
    if actor:
        entries = entries.filter(actor=actor)
    if case.isascii() and case.isdigit():
        entries = entries.filter(subject_type="case", subject_id=str(int(case[:18])))
    page = Paginator(entries, _PAGE_SIZE).get_page(request.GET.get("page", ""))
    numbers = {int(entry.subject_id) for entry in page if entry.subject_type == "case"}
    context = {
        "page": page,
        "actor": actor,
        "case_number": case,
        "actors": list(AuditEntry.objects.order_by("actor").values_list("actor", flat=True).distinct()),
        "cases": {str(number): case for number, case in Case.objects.in_bulk(numbers).items()},
        "people": name_people(),
        "subjects": SUBJECTS,
        "head": AuditHead.objects.first(),
    }
    return render(request, "activity.html", context)
