"""The words in a dump's pictures: have them read, stop, go on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from chaffinch.desk.dump_passwords import split_passwords
from chaffinch.desk.models import Dump
from chaffinch.desk.services.pictures import resume_pictures, start_pictures, stop_pictures
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.dumps import render_dump
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.leaks.reading.tesseract import USUAL, list_languages
from chaffinch.reports.catalogue import gettext_noop as N_

_MOST_LANGUAGES = 5


@sensitive_post_parameters("passwords")
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Begin to read them, stop, or go on."""
    get_object_or_404(Dump, pk=number)
    actor, now, wanted = find_actor(request), timezone.now(), request.POST.get("act")
    try:
        if wanted == "resume":
            resume_pictures(number, actor=actor, now=now)
            said = _("It goes on where it stopped.")
        elif wanted == "stop":
            stop_pictures(number, code="person", actor=actor, now=now)
            said = _("It is stopped. What was read stays.")
        else:
            passwords = split_passwords(request.POST.get("passwords", ""))
            start_pictures(
                number, languages=_choose_languages(request), passwords=passwords, actor=actor, now=now
            )
            said = _("The words in the pictures are being read. No verdict changes by it.")
    except ChaffinchError as error:
        return render_dump(request, number, refusal=Refusal.explain(error), refused="pictures")
    messages.success(request, said)
    response = redirect("dump", number)
    response["Location"] += "#pictures"
    return response


def _choose_languages(request: HttpRequest) -> str:
    """Return the codes that were ticked, the usual ones first; the usual ones where none was.

    Raises:
        UsageError: Tesseract, or one of these languages, is not installed.
    """
    installed = list_languages()
    asked = request.POST.getlist("language") or [one for one in USUAL.split("+") if one in installed]
    chosen = [one for one in installed if one in asked]
    if not chosen or len(chosen) < len(set(asked)):
        raise UsageError(
            N_("Tesseract, which reads the words, or one of these languages is not installed."),
            todo=N_("On the machine of the desk: apt install tesseract-ocr tesseract-ocr-fra"),
        )
    if len(chosen) > _MOST_LANGUAGES:
        raise UsageError(N_("These are too many languages at once."), todo=N_("Choose five at most."))
    return "+".join(chosen)
