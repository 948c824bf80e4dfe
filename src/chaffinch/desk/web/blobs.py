"""Pictures and pages of captures: what a row names, and nothing else from the store."""

from __future__ import annotations

import re

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chaffinch.desk.blobs import MissingBlobError, get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Capture, Reference
from chaffinch.desk.web.partner import may_see

_NAME = re.compile(
    r"(capture|reference)-([0-9]{1,18})-"
    r"(?:(window|page)\.png|(thumbnail)\.jpg|(dom)\.txt|(bundle)\.zip|after-([a-z]{1,10})\.png)",
    re.ASCII,
)
_TABLES: dict[str, type[Model]] = {"capture": Capture, "reference": Reference}
_KINDS = {
    "window": "image/png",
    "page": "image/png",
    "thumbnail": "image/jpeg",
    # What a phisher wrote is never given to a browser as a page.
    "dom": "text/plain; charset=utf-8",
    "bundle": "application/zip",
    "after": "image/png",
}


@require_safe
def serve_blob(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Hand over a blob whose row is named in the address and holds this very SHA-256."""
    found = _NAME.fullmatch(name)
    if not found:
        raise Http404
    table, number = found[1], int(found[2])
    part = found[3] or found[4] or found[5] or found[6] or "after"
    row = _TABLES[table].objects.filter(pk=number).first()  # type: ignore[attr-defined]
    held = _find_change(row, trigger=found[7]) if part == "after" else getattr(row, part, "")
    if row is None or not digest or held != digest or not may_see(request.user, row):
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
    if part in ("dom", "bundle"):
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=_KINDS[part], headers=headers)


def _find_change(row: Model | None, *, trigger: str) -> str:
    """Return the SHA-256 of the picture of what a page turned into; empty where it did not."""
    changes = row.record.get("changes", ()) if isinstance(row, Capture) else ()
    return next((str(change["window"]) for change in changes if change["trigger"] == trigger), "")
