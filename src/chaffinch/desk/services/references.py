"""Keep versions of the genuine sign-in pages, ours and those of the services we use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from chaffinch.desk.blobs import put_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.looks import as_box, clean, store_pictures
from chaffinch.desk.models import Reference
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import ChaffinchError
from chaffinch.pages.bundle.values import make_reference
from chaffinch.pages.capture import Box
from chaffinch.pages.capture import Capture as Look
from chaffinch.pages.judge.relays import list_server_cookies
from chaffinch.pages.verdict import Reference as PageReference

_MOST_COOKIES = 50
_VERSIONS = 3
"""So many of each page's versions are compared with: phishers copy what stood there last year, too."""


class NoReferenceError(ChaffinchError):
    """One of our own sign-in pages could not be captured, so nothing can be compared with it yet."""


@transaction.atomic
def keep_reference(look: Look, *, actor: Actor, now: datetime, service: str = "") -> Reference:
    """Keep a version of a genuine sign-in page; an unchanged page keeps its version.

    Args:
        look: the capture of it.
        actor: who wants it kept.
        now: when.
        service: name of the service whose page it is; empty for one of our own.

    Raises:
        NoReferenceError: the capture shows nothing.
    """
    if not look.window_png:
        raise NoReferenceError(
            f"{look.requested_url} could not be captured ({look.reason or 'nothing to see'}).",
            why="Without it, copies of this page cannot be told.",
            todo="Open the page yourself; mend its address in the watchlist if it has moved.",
        )
    home = find_home()
    blobs = store_pictures(look, blobs=home.blobs)
    latest = Reference.objects.filter(url=look.requested_url).order_by("-version").first()
    if latest and _is_unchanged(latest, look, window=blobs["window"], service=service):
        return latest
    page = make_reference(look, name="", service=service)
    reference = Reference.objects.create(
        url=look.requested_url,
        version=latest.version + 1 if latest else 1,
        captured_at=now,
        title=clean(look.title)[:500],
        window=blobs["window"],
        thumbnail=blobs["thumbnail"],
        visible_text=clean(look.visible_text),
        fields=list(page.fields),
        outline=[clean(one) for one in page.outline],
        logo=as_box(page.logo),
        files=list(page.files),
        favicon=put_blob(home.blobs, page.favicon) if page.favicon else "",
        service=service[:40],
        cookies=[clean(name)[:200] for name in page.cookies[:_MOST_COOKIES]],
    )
    write_audit(
        "reference kept",
        subject=("reference", reference.pk),
        actor=actor,
        now=now,
        params={"url": reference.url, "version": reference.version},
    )
    return reference


def _is_unchanged(latest: Reference, look: Look, *, window: str, service: str) -> bool:
    """A version kept before structures or cookies were is replaced once, so that these can be compared as well."""
    same = latest.window == window and latest.visible_text == clean(look.visible_text)
    complete = (latest.outline or not look.outline) and (latest.cookies or not list_server_cookies(look))
    return same and latest.service == service and bool(complete)


def load_references(read_blob: Callable[[str], bytes]) -> list[PageReference]:
    """Return the latest three versions of each genuine sign-in page, as the pages room wants them.

    Args:
        read_blob: function from a SHA-256 to the blob's bytes.
    """
    kept: dict[str, int] = {}
    references = []
    for row in Reference.objects.order_by("url", "-version"):
        kept[row.url] = kept.get(row.url, 0) + 1
        if kept[row.url] <= _VERSIONS:
            references.append(
                PageReference(
                    name=str(row.pk),
                    url=row.url,
                    window_png=read_blob(row.window),
                    visible_text=row.visible_text,
                    title=row.title,
                    fields=tuple(row.fields),
                    outline=tuple(row.outline),
                    logo=Box(**row.logo) if row.logo else None,
                    favicon=read_blob(row.favicon) if row.favicon else b"",
                    files=tuple(row.files),
                    service=row.service,
                    cookies=tuple(row.cookies),
                )
            )
    return references


def list_service_pages() -> list[str]:
    """Return the addresses of the services' sign-in pages that are kept."""
    return list(Reference.objects.exclude(service="").values_list("url", flat=True).distinct())


def find_service(url: str) -> str:
    """Return the service whose sign-in page this is; empty for a page of our own, or one that is not kept."""
    kept = Reference.objects.filter(url=url).order_by("-version").first()
    return kept.service if kept else ""
