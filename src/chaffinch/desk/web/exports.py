"""Block lists: what is on them, what is left out, and the files."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.services.exports import note_export
from chaffinch.desk.web.acting import find_actor
from chaffinch.desk.web.queries.blocked import list_blocked, list_own_domains
from chaffinch.reports.blocklists import (
    BlockList,
    admit_hosts,
    write_csv,
    write_hosts_file,
    write_policy_zone,
)

_ZONE = "rpz.chaffinch"
_FILES = {
    "rpz": ("chaffinch.rpz", "text/plain; charset=utf-8"),
    "hosts": ("chaffinch.hosts", "text/plain; charset=utf-8"),
    "csv": ("chaffinch.csv", "text/csv; charset=utf-8"),
}


@require_safe
def show_exports(request: HttpRequest) -> HttpResponse:
    """Show what the lists hold and what they leave out."""
    admitted, refused = admit_hosts(list_blocked(), own_domains=list_own_domains())
    reasons = _name_refusals()
    context = {
        "admitted": admitted,
        "refused": [(entry, reasons[entry.reason]) for entry in refused],
        "formats": _describe_formats(),
    }
    return render(request, "cases/exports.html", context)


@require_POST
def download_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand over one list; that it left is on record."""
    if form not in _FILES:
        raise Http404
    now = timezone.now()
    made = _write_list(form, at=now)
    note_export(form, len(made.hosts), actor=find_actor(request), now=now)
    name, kind = _FILES[form]
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.text, content_type=kind, headers=headers)


def _write_list(form: str, *, at: datetime) -> BlockList:
    hosts, own = list_blocked(), list_own_domains()
    if form == "rpz":
        return write_policy_zone(hosts, zone=_ZONE, at=at, own_domains=own)
    if form == "hosts":
        return write_hosts_file(hosts, at=at, own_domains=own)
    return write_csv(hosts, own_domains=own)


def _describe_formats() -> list[tuple[str, str, str]]:
    return [
        (
            "rpz",
            _("DNS response-policy zone"),
            _("For your own resolver (BIND, Unbound, Knot, PowerDNS): nobody in the house can open them."),
        ),
        ("hosts", _("Hosts list"), _("For single computers, Pi-hole and most ad blockers.")),
        ("csv", _("Table (CSV)"), _("For a spreadsheet, a mail gateway or a partner.")),
    ]


def _name_refusals() -> dict[str, str]:
    return {
        "not-a-name": _("It is a number or no host name; block it in your firewall."),
        "public-suffix": _("Everybody's domains lie below it."),
        "shared-host": _("Many innocent people keep pages on this host."),
        "ours": _("It is one of your own or a partner's domains."),
        "too-long": _("Its name is too long for a zone."),
    }
