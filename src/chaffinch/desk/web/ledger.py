"""The ledger's page: how it stands, what is to be published, and showing one entry with two people's yes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import LedgerCheckpoint, User
from chaffinch.desk.services.checkpoints import name_note, note_published
from chaffinch.desk.services.disclosing import answer_disclosure, ask_disclosure, take_disclosure
from chaffinch.desk.services.followups import enqueue_checkpoint
from chaffinch.desk.services.ledger import begin_ledger, require_ledger
from chaffinch.desk.services.sealing import take_sealed
from chaffinch.desk.web.acting import Refusal, find_actor, read_number
from chaffinch.desk.web.queries.ledger import find_entry, show_ledger
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.ledger.auditing import compare_note
from chaffinch.ledger.errors import ProofFault
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.ledger_words import FAULTS

_LONGEST, _NOTE = 4_000, 10_000


@require_safe
def show_ledger_page(request: HttpRequest) -> HttpResponse:
    """Show how the ledger stands."""
    return _render(request, entry=request.GET.get("entry", "")[:200])


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the ledger; administrators only, since its number can never be raised."""
    if not isinstance(request.user, User) or not request.user.is_superuser:
        raise PermissionDenied

    def act() -> str:
        if not request.POST.get("sure"):
            raise UsageError(
                N_("Tick that name and number stay for good."),
                why=N_("Both stand in everything that is published from then on."),
            )
        most = read_number(request, "most", digits=6)
        begin_ledger(
            origin=request.POST.get("origin", "").strip()[:100],
            most=most,
            actor=find_actor(request),
            now=timezone.now(),
        )
        return _("The ledger is begun. What was planted before is being entered.")

    return _attempt(request, act, part="begin")


@require_POST
def make_now(request: HttpRequest) -> HttpResponse:
    """Have a checkpoint made beside the nightly one."""

    def act() -> str:
        require_ledger()
        enqueue_checkpoint(now=timezone.now())
        return _("A checkpoint is being made.")

    return _attempt(request, act, part="checkpoints")


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Note where a checkpoint's note was published."""

    def act() -> str:
        where = request.POST.get("where", "")
        note_published(number, where=where, actor=find_actor(request), now=timezone.now())
        return _("It is on record where the note stands.")

    return _attempt(request, act, part="publish")


@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Say whether the folder is of the same history as a note that somebody has."""

    def act() -> str:
        note = request.POST.get("note", "").replace("\r\n", "\n")[:_NOTE]
        try:
            how = compare_note(require_ledger(), note if note.endswith("\n") else f"{note}\n")
        except ProofFault as fault:
            raise UsageError(FAULTS.get(fault.code, FAULTS["note"]), why=fault.why) from fault
        if how == "same":
            return _("It is the latest checkpoint of this ledger.")
        return _("It is an earlier checkpoint of this ledger, which has only grown since.")

    return _attempt(request, act, part="compare")


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that one entry is shown to others."""
    entry = find_entry(request.POST.get("entry", ""))

    def act() -> str:
        ask_disclosure(
            entry,
            reason=request.POST.get("reason", "")[:_LONGEST],
            burnt=bool(request.POST.get("burnt")),
            opened=bool(request.POST.get("opened")),
            actor=find_actor(request),
            now=timezone.now(),
        )
        return _("Asked. Another person must agree within two days; nothing is shown before.")

    return _attempt(request, act, part="disclose", entry=entry)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Agree that an entry is shown, or not."""

    def act() -> str:
        agrees = request.POST.get("act") == "agree"
        answer_disclosure(
            number,
            agrees=agrees,
            reason=request.POST.get("reason", "")[:_LONGEST],
            burnt=bool(request.POST.get("burnt")),
            actor=find_actor(request),
            now=timezone.now(),
        )
        return _("Agreed. The proof can be taken below.") if agrees else _("Refused. Nothing is shown.")

    return _attempt(request, act, part="disclose")


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the zip of an entry that two people have agreed to show."""
    try:
        name, content = take_disclosure(number, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), refused="disclose")
    return _attach(content, name=name, kind="application/zip")


@require_POST
def take_list(request: HttpRequest, name: str) -> HttpResponse:
    """Hand over a list that is sealed to a custodian."""
    try:
        content = take_sealed(name, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), refused="custodians")
    return _attach(content, name=name, kind="application/octet-stream")


@require_safe
def download_note(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over a checkpoint's note, byte by byte as it was signed."""
    row = get_object_or_404(LedgerCheckpoint, number=number)
    return _attach(row.note.encode(), name=name_note(number), kind="text/plain; charset=utf-8")


@require_safe
def download_stamp(request: HttpRequest, number: int, authority: str) -> HttpResponse:
    """Hand over one authority's time-stamp of a checkpoint."""
    try:
        kept = next((one for one in require_ledger().checkpoints if one.number == number), None)
    except ChaffinchError as error:
        raise Http404 from error
    answers = kept.read_stamps() if kept is not None else {}
    if authority not in answers:
        raise Http404
    return _attach(
        answers[authority], name=f"checkpoint-{number:06}.{authority}.tsr", kind="application/timestamp-reply"
    )


def _attach(content: bytes, *, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _attempt(request: HttpRequest, act: Callable[[], str], *, part: str, entry: str = "") -> HttpResponse:
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), refused=part, entry=entry)
    response = redirect("ledger")
    response["Location"] += f"#{part}"
    return response


def _render(
    request: HttpRequest, *, refusal: Refusal | None = None, refused: str = "", entry: str = ""
) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    page = show_ledger(request.user, now=timezone.now(), entry=entry)
    context = {"page": page, "refusal": refusal, "refused": refused, "typed": request.POST.get("reason", "")}
    return render(request, "ledger.html", context, status=refusal.status if refusal else 200)
