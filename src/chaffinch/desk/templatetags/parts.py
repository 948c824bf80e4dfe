"""Parts of pages that several templates show: `{% load parts %}`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse

from chaffinch.desk.models import Capture, Case, FedDecoy, Reference
from chaffinch.desk.templatetags.say import read_tricks, trick_sentence
from chaffinch.names.match import Match
from chaffinch.reports.digest_words import mark_parts

register = template.Library()
_KINDS = {Capture: "capture", Reference: "reference", FedDecoy: "decoy"}


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file with its content's hash, so that a new version is fetched at once."""
    return f"{static(path)}?v={_hash_static(path)}"


@cache
def _hash_static(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise template.TemplateSyntaxError(f"there is no static file {path}")
    with open(found, "rb") as stream:  # noqa: PTH123 -- finders give a string
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]


@register.inclusion_tag("parts/address.html")
def address(case: Case, spoken: bool = False) -> dict[str, Any]:
    """Show an address with its telling characters marked.

    Args:
        case: whose address it is.
        spoken: whether marked characters are also announced as such to who cannot see the mark.
    """
    return {
        "parts": mark_parts(case.display, read_tricks(case)),
        "spoken": spoken,
        "sentence": trick_sentence(case),
    }


@register.filter
def marked(match: Match) -> tuple[Any, ...]:
    """Cut an address into parts, those that differ from ours marked."""
    return tuple(mark_parts(match.display, match.tricks))


@register.simple_tag
def blob_url(row: Capture | Reference | FedDecoy, part: str) -> str:
    """Return the address of a picture or page of a capture, reference or decoy; empty where there is none."""
    digest = getattr(row, part, "") if row else ""
    if not digest:
        return ""
    kind = _KINDS[type(row)]
    ending = {"thumbnail": "jpg", "dom": "txt", "bundle": "zip"}.get(part, "png")
    return reverse("blob", args=[digest, f"{kind}-{row.pk}-{part}.{ending}"])


@register.simple_tag
def change_url(capture: Capture, change: Mapping[str, Any]) -> str:
    """Return the address of the picture of what a page turned into; empty where there is none."""
    digest = str(change.get("window", ""))
    return (
        reverse("blob", args=[digest, f"capture-{capture.pk}-after-{change['trigger']}.png"])
        if digest
        else ""
    )


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """Return the present query with some keys changed; None or an empty value drops the key."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"
