"""Pictures and pages of captures: what a row names, and nothing else from the store."""

from __future__ import annotations

import re

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chaffinch.desk.blobs import MissingBlobError, get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Capture, Reference

_NAME = re.compile(
    r"(capture|reference)-([0-9]{1,18})-(?:(window|page)\.png|(thumbnail)\.jpg|(dom)\.txt)", re.ASCII
)
_TABLES: dict[str, type[Model]] = {"capture": Capture, "reference": Reference}
_KINDS = {
    "window": "image/png",
    "page": "image/png",
    "thumbnail": "image/jpeg",
    # What a phisher wrote is never given to a browser as a page.
    "dom": "text/plain; charset=utf-8",
}


@require_safe
def serve_blob(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Hand over a blob whose row is named in the address and holds this very SHA-256."""
    found = _NAME.fullmatch(name)
    if not found:
        raise Http404
    table, number = found[1], int(found[2])
    part = found[3] or found[4] or found[5]
    row = _TABLES[table].objects.filter(pk=number).first()  # type: ignore[attr-defined]
    if row is None or not digest or getattr(row, part, "") != digest:
        raise Http404
    try:
        content = get_blob(find_home().blobs, digest)
    except MissingBlobError as error:
        raise Http404 from error
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if part == "dom":
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=_KINDS[part], headers=headers)
