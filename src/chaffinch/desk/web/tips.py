"""What people send in: a pasted link, a dropped mail."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chaffinch.desk.services.tips import MAIL_BYTES, UnreadableTipError, report_link, report_mail
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.overview import render_overview
from chaffinch.errors import ChaffinchError


@require_POST
def send_tip(request: HttpRequest) -> HttpResponse:
    """Open a case for what was sent in; the link's case is shown at once, a mail's cases follow."""
    untrusted_link = request.POST.get("link", "").replace("\x00", "")
    untrusted_file = request.FILES.get("mail")
    try:
        if isinstance(untrusted_file, UploadedFile):
            return _take_mail(request, untrusted_file)
        if not untrusted_link.strip():
            raise UnreadableTipError(
                _("Nothing was sent in."), todo=_("Paste a link, or choose a mail saved as .eml.")
            )
        return _take_link(request, untrusted_link)
    except ChaffinchError as error:
        return render_overview(request, refusal=Refusal.explain(error), typed=untrusted_link[:2000])


def _take_link(request: HttpRequest, untrusted_link: str) -> HttpResponse:
    case, opened = report_link(untrusted_link, actor=find_actor(request), now=timezone.now())
    if opened:
        messages.success(request, _("Thank you. A case is open; the page is about to be looked at."))
    else:
        messages.info(request, _("This address has a case already; your sighting was added to it."))
    return redirect("case", case.pk)


def _take_mail(request: HttpRequest, untrusted_file: UploadedFile[bytes]) -> HttpResponse:
    # One byte more than the service accepts, so that it refuses a larger file itself.
    message = untrusted_file.read(MAIL_BYTES + 1)
    report_mail(message, actor=find_actor(request), now=timezone.now())
    messages.success(request, _("Thank you. The mail is being read; its addresses appear here as cases."))
    return redirect("overview")
