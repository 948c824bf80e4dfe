"""The feeding page: who approves, whose domains are ours, who works here, counsel's scope, accounts that open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from chaffinch.decoys.lists import Fault, read_accounts, read_people
from chaffinch.desk.models import KnownPerson, User
from chaffinch.desk.services.feeding import (
    add_approver,
    file_scope,
    remove_approver,
)
from chaffinch.desk.services.proofs import ask_domain, note_proof
from chaffinch.desk.services.staff import note_consent, take_over_people, withdraw_consent
from chaffinch.desk.services.traps import keep_accounts
from chaffinch.desk.web.acting import Refusal, find_actor, read_number
from chaffinch.desk.web.feeding import turn_switch
from chaffinch.desk.web.queries.house import show_house
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.feeding_words import PROOFS

_LIST_BYTES, _SCOPE_BYTES = 5_000_000, 20_000_000
_LONGEST = 4_000
_NAMED_LINES = 5


@require_safe
def show_feeding_page(request: HttpRequest) -> HttpResponse:
    """Show what must be in order before a live page is fed, and the runs."""
    return _render(request)


@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Ask DNS whether a domain is ours."""

    def act() -> str:
        domain = request.POST.get("domain", "")[:253]
        fault = ask_domain(domain)
        note_proof(domain, fault=fault, actor=find_actor(request), now=timezone.now())
        if fault:
            raise UsageError(
                PROOFS.get(fault, PROOFS["silent"]),
                todo=N_("A new record can take an hour to be seen everywhere."),
            )
        return _("It is proved that %(domain)s is yours.") % {"domain": domain}

    return _attempt(request, act, part="domains")


@require_POST
def take_list(request: HttpRequest) -> HttpResponse:
    """Take over a list of people."""

    def act() -> str:
        kind = KnownPerson.Kind.PUBLIC if request.POST.get("kind") == "public" else KnownPerson.Kind.STAFF
        found = read_people(_read_list(request), addresses=kind == KnownPerson.Kind.STAFF)
        change = take_over_people(
            found.entries, kind=kind, whole=bool(request.POST.get("whole")), actor=find_actor(request),
            now=timezone.now(),
        )  # fmt: skip
        _warn_of(request, found.faults)
        return _("%(added)s new, %(known)s known already, %(left)s left.") % {
            "added": change.added, "known": change.known, "left": change.left,
        }  # fmt: skip

    return _attempt(request, act, part="people")


@require_POST
def settle_consent(request: HttpRequest, person: int) -> HttpResponse:
    """Note or take away a colleague's consent."""

    def act() -> str:
        now = timezone.now()
        if request.POST.get("act") == "withdraw":
            withdraw_consent(person, actor=find_actor(request), now=now)
            return _("The consent is taken away.")
        note_consent(
            person,
            note=request.POST.get("note", "")[:_LONGEST],
            lock_out_after=read_number(request, "lock_out_after"),
            until=_read_day(request, "until") or now,
            actor=find_actor(request),
            now=now,
        )
        return _("The consent is on record.")

    return _attempt(request, act, part="people")


@require_POST
def take_accounts(request: HttpRequest) -> HttpResponse:
    """Take over registered decoy accounts."""

    def act() -> str:
        found = read_accounts(_read_list(request))
        isolated = request.POST.get("where") == "isolated"
        count = keep_accounts(
            found.accounts, isolated=isolated, actor=find_actor(request), now=timezone.now()
        )
        _warn_of(request, found.faults)
        return ngettext("%(count)s account is ready.", "%(count)s accounts are ready.", count) % {
            "count": count
        }

    return _attempt(request, act, part="traps")


@require_POST
def settle_approver(request: HttpRequest) -> HttpResponse:
    """Give or take the right to approve; administrators only."""
    _require_administrator(request)

    def act() -> str:
        name, actor, now = request.POST.get("name", "")[:150], find_actor(request), timezone.now()
        if request.POST.get("act") == "remove":
            remove_approver(name, actor=actor, now=now)
            return _("%(name)s may not approve any more.") % {"name": name}
        add_approver(name, actor=actor, now=now)
        return _("%(name)s may approve from tomorrow on, at this hour.") % {"name": name}

    return _attempt(request, act, part="approvers")


@require_POST
def take_scope(request: HttpRequest) -> HttpResponse:
    """Put counsel's signed scope on file; administrators only."""
    _require_administrator(request)

    def act() -> str:
        untrusted_file = request.FILES.get("document")
        content = untrusted_file.read(_SCOPE_BYTES + 1) if isinstance(untrusted_file, UploadedFile) else b""
        if len(content) > _SCOPE_BYTES:
            raise UsageError(N_("The document is larger than 20 MB."), todo=N_("Give it as a smaller PDF."))
        now = timezone.now()
        file_scope(
            content,
            signed_by=request.POST.get("signed_by", ""),
            since=_read_day(request, "since") or now,
            until=_read_day(request, "until") or now,
            actor=find_actor(request),
            now=now,
        )
        return _("Counsel’s scope is on file.")

    return _attempt(request, act, part="scope")


@require_POST
def settle_switch(request: HttpRequest) -> HttpResponse:
    """Stop all feeding, or allow it again."""

    return _attempt(request, lambda: turn_switch(request), part="switch")


def _attempt(request: HttpRequest, act: Callable[[], str], *, part: str) -> HttpResponse:
    try:
        messages.success(request, act())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), refused=part)
    response = redirect("feeding")
    response["Location"] += f"#{part}"
    return response


def _render(request: HttpRequest, *, refusal: Refusal | None = None, refused: str = "") -> HttpResponse:
    context = {"house": show_house(now=timezone.now()), "refusal": refusal, "refused": refused}
    return render(request, "house.html", context, status=refusal.status if refusal else 200)


def _require_administrator(request: HttpRequest) -> None:
    if not isinstance(request.user, User) or not request.user.is_superuser:
        raise PermissionDenied


def _read_list(request: HttpRequest) -> list[bytes]:
    """Return the lines of the file that was sent in, or of what was typed."""
    untrusted_file = request.FILES.get("list")
    content = untrusted_file.read(_LIST_BYTES + 1) if isinstance(untrusted_file, UploadedFile) else b""
    if len(content) > _LIST_BYTES:
        raise UsageError(N_("The list is larger than 5 MB."), todo=N_("Give it in parts."))
    return (content or request.POST.get("lines", "").encode()).splitlines()


def _warn_of(request: HttpRequest, faults: tuple[Fault, ...]) -> None:
    if faults:
        lines = ", ".join(str(fault.line) for fault in faults[:_NAMED_LINES])
        said = ngettext(
            "%(count)s line could not be read (line %(lines)s).",
            "%(count)s lines could not be read (lines %(lines)s, …).",
            len(faults),
        )
        messages.warning(request, said % {"count": len(faults), "lines": lines})


def _read_day(request: HttpRequest, name: str) -> datetime | None:
    """Return the begin of a day as the form gives it; None where it is none."""
    try:
        day = parse_date(request.POST.get(name, "")[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
