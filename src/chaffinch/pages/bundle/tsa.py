"""Ask a time-stamping authority over HTTP (RFC 3161, 3.4)."""

from __future__ import annotations

from chaffinch.ground.web import Fetcher
from chaffinch.pages.bundle.manifest import make_stamp_request, verify_stamp

_QUERY = "application/timestamp-query"


def ask_stamp(fetcher: Fetcher, *, url: str, manifest: bytes) -> bytes:
    """Return the authority's answer over the manifest; it learns a hash and nothing else.

    Raises:
        FetchError: the authority did not answer.
        BundleError: what it answered is no time-stamp over this manifest.
    """
    answer = fetcher.post(url, make_stamp_request(manifest), kind=_QUERY)
    verify_stamp(answer.body, manifest=manifest)
    return answer.body
