"""Say in one sentence what a page asks for and where it sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chaffinch.desk.models import Capture
from chaffinch.pages.hosts import read_host
from chaffinch.reports.untrusted import isolate_text

_KINDS = {
    "email": gettext_lazy("an e-mail address"),
    "password": gettext_lazy("a password"),
    "one-time-code": gettext_lazy("a one-time code"),
    "tel": gettext_lazy("a telephone number"),
    "card": gettext_lazy("a payment card"),
    "text": gettext_lazy("a line of text"),
}


def describe_asking(capture: Capture) -> str:
    """Return the sentence; empty where nothing is asked for."""
    forms = [form for form in capture.record.get("forms", ()) if _list_kinds(form)]
    if not forms:
        return ""
    form = max(forms, key=lambda one: any(field["kind"] == "password" for field in one["fields"]))
    things = _join([str(_KINDS[kind]) for kind in _list_kinds(form)])
    host, here = read_host(form["action"]), read_host(capture.final_url)
    if not host:
        return _("It asks for %(things)s; only its script knows where that is sent.") % {"things": things}
    if host == here:
        return _("It asks for %(things)s and sends that to itself.") % {"things": things}
    said = {"things": things, "host": isolate_text(host.replace(".", "[.]"), limit=120)}
    return _("It asks for %(things)s and sends that to another host: %(host)s.") % said


def asks_name_only(capture: Capture) -> bool:
    """Return whether a name or an address is asked for and no password is: there may be a second step."""
    kinds = {kind for form in capture.record.get("forms", ()) for kind in _list_kinds(form)}
    return "password" not in kinds and bool(kinds & {"email", "text", "tel"})


def _list_kinds(form: Mapping[str, Any]) -> list[str]:
    kinds: Iterable[str] = (field["kind"] for field in form["fields"])
    return [kind for kind in dict.fromkeys(kinds) if kind in _KINDS]


def _join(things: list[str]) -> str:
    if len(things) < 2:
        return "".join(things)
    return _("%(first)s and %(last)s") % {"first": ", ".join(things[:-1]), "last": things[-1]}
