"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chaffinch.desk.models import Case, Exposure, Reference
from chaffinch.desk.services.cases import read_person
from chaffinch.desk.states import FOLLOWING
from chaffinch.desk.web.acting import Refusal
from chaffinch.desk.web.queries.asking import asks_name_only, describe_asking
from chaffinch.desk.web.queries.campaign import find_campaign
from chaffinch.desk.web.queries.cases import find_neighbours
from chaffinch.desk.web.queries.drawing import draw_case
from chaffinch.desk.web.queries.evidence import choose_capture, show_evidence, split_address
from chaffinch.desk.web.queries.feeding import show_feeding
from chaffinch.desk.web.queries.health import is_look_pending
from chaffinch.desk.web.queries.hits import show_hits
from chaffinch.desk.web.queries.people import name_people
from chaffinch.desk.web.queries.strip import list_strip
from chaffinch.desk.web.queries.timeline import list_moments
from chaffinch.desk.web.queries.victims import show_victims
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.pages.profile import DESKTOP

_SIGHTINGS = 50


@require_safe
def show_case(request: HttpRequest, number: int) -> HttpResponse:
    """Show everything that is known of a case."""
    return render_case(request, number)


def render_case(
    request: HttpRequest, number: int, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render the case, with what was refused.

    Args:
        request: of whoever looks.
        number: the case's.
        refusal: what a service said.
        refused: which of the page's forms it concerns; that one is shown open again.
    """
    # asked before the case is read: a look that ends in between must not stay off the page, which then asks no more
    pending = is_look_pending(number)
    case = get_object_or_404(Case.objects.select_related("latest_capture"), pk=number)
    context = {
        **_gather(case, wanted_look=request.GET.get("look", "")),
        "pending": pending,
        "feeding": show_feeding(case, user_id=request.user.pk or 0),
        "visits": show_hits(("case", case.pk)),
        "victims": show_victims(("case", case.pk)),
        "refusal": refusal,
        "refused": refused,
    }
    context["typed"] = request.POST.get("typed" if refused == "step" else "reason", "") if refusal else ""
    return render(request, "cases/case.html", context, status=refusal.status if refusal else 200)


def _gather(case: Case, *, wanted_look: str) -> dict[str, Any]:
    capture = choose_capture(case, wanted=wanted_look)
    scheme, rest = split_address(case.url, host=case.host)
    before, after = find_neighbours(case)
    return {
        "case": case,
        "following": FOLLOWING[case.state],  # type: ignore[index]  # the column holds only states
        "drawing": draw_case(case),
        "evidence": show_evidence(capture) if capture else None,
        "asking": describe_asking(capture) if capture else "",
        "offers_step": capture is not None and asks_name_only(capture),
        "campaign": find_campaign(case),
        "is_latest": capture is not None and capture.pk == case.latest_capture_id,
        "strip": list_strip(case, profile=capture.profile if capture else DESKTOP.name),
        "any_reference": Reference.objects.exists(),
        "scheme": scheme,
        "rest": rest,
        "egress": settings.CONFIGURATION.capture.egress,
        "people": name_people(),
        "moments": list_moments(case),
        "sightings": list(case.sightings.select_related("source", "reported_by", "mail")[:_SIGHTINGS]),
        "exposures": [(exposure, _name_person(exposure)) for exposure in case.exposures.all()],
        "exposure_kinds": Exposure.What.choices,
        "before": before,
        "after": after,
    }


def _name_person(exposure: Exposure) -> str:
    try:
        return read_person(exposure)
    except UnreadableSecretError:
        return ""
