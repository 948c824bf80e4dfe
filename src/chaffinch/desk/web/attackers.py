"""The page of one attacker, and what is handed out of him: a STIX bundle, and evidence for police."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.attackers import Known, find_known, read_networks
from chaffinch.desk.services.evidence import EvidenceError, hand_out, list_kept, note_handed
from chaffinch.desk.stamping import ask_desk_stamp
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries.attackers import show_attacker
from chaffinch.errors import ChaffinchError
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.stix import SeenUse
from chaffinch.reports.stix_attacker import write_attacker_bundle

_LONGEST = 4_000


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole way of whoever made a certain use; his page is that of his first use."""
    known = _find_or_404(number)
    if known.number != number:
        return redirect("attacker", known.number)
    return _render(request, known)


@require_POST
def download_stix(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the STIX bundle; that it left is on record."""
    known, now = _find_or_404(number), timezone.now()
    reason = request.POST.get("reason", "")[:_LONGEST].strip()
    if not reason:
        return _render(request, known, refusal=Refusal.explain(_lack_reason()), refused="stix")
    uses = [SeenUse(hit.source, hit.at, hit.case.host if hit.case else "") for hit in known.hits]
    bundle = write_attacker_bundle(
        uses,
        networks=read_networks(known.attacker.sources),
        tools=sorted({hit.tool for hit in known.hits if hit.tool}),
        reasons=known.attacker.reasons,
        organisation=settings.CONFIGURATION.organisation.name or "Unnamed organisation",
        now=now,
    )
    content = (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()
    note_handed(
        known, "stix", digest=hashlib.sha256(content).hexdigest(), victims=False, reason=reason,
        actor=find_actor(request), now=now,
    )  # fmt: skip
    return _send(f"attacker-{known.number}.stix.json", content, "application/stix+json;version=2.1")


@require_POST
def download_evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the evidence for police, in both languages; that it left is on record."""
    known, now = _find_or_404(number), timezone.now()
    victims = request.POST.get("accounts", "") == "named"
    try:
        handed = hand_out(
            known,
            pages=_write_pages(known, victims=victims),
            victims=victims,
            reason=request.POST.get("reason", "")[:_LONGEST],
            stamp=ask_desk_stamp,
            actor=find_actor(request),
            now=now,
        )
    except ChaffinchError as error:
        return _render(request, known, refusal=Refusal.explain(error), refused="police")
    return _send(handed.name, handed.content, "application/zip")


def _write_pages(known: Known, *, victims: bool) -> dict[str, bytes]:
    """Return the timeline as a page that needs nothing else, in each language."""
    pages = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            shown = show_attacker(known, named=victims, all_events=True)
            context = {
                "attacker": shown,
                "organisation": settings.CONFIGURATION.organisation.name,
                "language": language,
                "now": timezone.now(),
                "accounts": victims,
            }
            pages[f"timeline.{language}.html"] = render_to_string("evidence.html", context).encode()
    return pages


def _find_or_404(number: int) -> Known:
    known = find_known(number)
    if known is None:
        raise Http404
    return known


def _lack_reason() -> EvidenceError:
    return EvidenceError(
        N_("Say who gets it, and what for."), why=N_("It leaves the house, and others will ask who has it.")
    )


def _render(
    request: HttpRequest, known: Known, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    context = {
        "attacker": show_attacker(known),
        "kept": list_kept(known),
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST.get("reason", "")[:_LONGEST] if refusal else "",
    }
    return render(request, "attacker.html", context, status=refusal.status if refusal else 200)


def _send(name: str, content: bytes, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
