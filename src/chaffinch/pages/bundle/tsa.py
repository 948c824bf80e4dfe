"""Ask a time-stamping authority over a manifest."""

from __future__ import annotations

from chaffinch.ground import stamps
from chaffinch.ground.web import Fetcher
from chaffinch.pages.bundle.manifest import make_stamp_request, verify_stamp


def ask_stamp(fetcher: Fetcher, *, url: str, manifest: bytes) -> bytes:
    """Return the authority's answer over the manifest; it learns a hash and nothing else.

    Raises:
        FetchError: the authority did not answer.
        BundleError: what it answered is no time-stamp over this manifest.
    """
    answer = stamps.ask_stamp(fetcher, url=url, request=make_stamp_request(manifest))
    verify_stamp(answer, manifest=manifest)
    return answer
