"""The weekly digests: the list with the week so far, and each as it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaffinch.desk.blobs import get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Digest
from chaffinch.desk.services.digests import read_digest_mail
from chaffinch.desk.templatetags.say import find_locale
from chaffinch.desk.web.queries.digests import list_digest_cases, list_numbers, read_week
from chaffinch.desk.web.queries.health import read_wellness
from chaffinch.reports.digest_advice import say_advice


@require_safe
def list_digests(request: HttpRequest) -> HttpResponse:
    """Show this week so far, and every digest that was made."""
    week = read_week(now=timezone.now())
    context = {
        "digests": list(Digest.objects.order_by("-until")[:100]),
        "wellness": read_wellness(),
        **_describe(week.since, week.until, week.numbers, week.case_numbers),
    }
    return render(request, "digests/list.html", context)


@require_safe
def show_digest(request: HttpRequest, number: int) -> HttpResponse:
    """Show one digest: its numbers as they were sent, its cases as they stand now."""
    digest = get_object_or_404(Digest, pk=number)
    context = {
        "digest": digest,
        "wellness": read_wellness(),
        **_describe(digest.since, digest.until, digest.numbers, digest.case_ids),
    }
    return render(request, "digests/digest.html", context)


def _describe(
    since: datetime, until: datetime, numbers: dict[str, int], case_numbers: list[int]
) -> dict[str, Any]:
    configuration = settings.CONFIGURATION
    return {
        "since": since,
        "until": until,
        "numbers": list_numbers(numbers, since=since),
        "cases": list_digest_cases(case_numbers),
        "advice": say_advice(
            configuration.watch.sign_in_pages, configuration.organisation.contact, locale=find_locale()
        ),
    }


@require_safe
def download_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the digest as PDF."""
    digest = get_object_or_404(Digest, pk=number)
    return _attach(get_blob(find_home().blobs, digest.pdf), digest, kind="application/pdf", ending="pdf")


@require_safe
def download_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the digest as the mail that is sent."""
    digest = get_object_or_404(Digest, pk=number)
    return _attach(read_digest_mail(digest), digest, kind="message/rfc822", ending="eml")


def _attach(content: bytes, digest: Digest, *, kind: str, ending: str) -> HttpResponse:
    day = timezone.localtime(digest.until).date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="chaffinch-{day}.{ending}"',
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
